import type { Rulebook } from '../../core/rulebook.ts';
import { compareSignals, type Signal } from '../../core/signals/signal.ts';
import type { Instant } from '../../core/time/instant.ts';
import type { Outside } from '../../core/work.ts';
import type { LoggedSignal, SignalLog } from '../ports/signal-log.ts';
import { openLogged } from './logged-signals.ts';
import { type PlayPorts, playAccount } from './play-account.ts';

const PAGE = 1000;

/**
 * Folds the backfilled signals of one account in order of time, without any effect: whatever holds at `now` is how
 * things are, and only what changes afterwards fires (DESIGN §10). A crash leaves all of them to be folded again.
 */
export async function foldBackfill(
  ports: PlayPorts & { readonly log: SignalLog },
  rulebook: Rulebook,
  outside: Outside,
  account: string,
  now: Instant,
): Promise<void> {
  const logged = await backfilled(ports.log, account);
  const signals: Signal[] = [];
  const folded: number[] = [];
  for (const one of logged) {
    const opened = openLogged(one, rulebook);
    if ('signal' in opened) {
      signals.push(opened.signal);
      folded.push(one.number);
    } else await ports.log.settle([one.number], 'refused', opened.refused);
  }
  signals.sort(compareSignals);
  await playAccount(ports, rulebook, outside, account, signals, now, 'backfill');
  await ports.log.settle(folded, 'decided');
}

/** Every account that has backfilled signals which are not folded yet. */
export async function accountsToFold(log: SignalLog): Promise<ReadonlySet<string>> {
  const accounts = new Set<string>();
  let after = 0;
  for (;;) {
    const page = await log.list({ states: ['backfill'], after, limit: PAGE });
    for (const { number, signal } of page) {
      accounts.add(signal.account);
      after = number;
    }
    if (page.length < PAGE) return accounts;
  }
}

async function backfilled(log: SignalLog, account: string): Promise<readonly LoggedSignal[]> {
  const all: LoggedSignal[] = [];
  for (;;) {
    const after = all.at(-1)?.number ?? 0;
    const page = await log.list({ account, states: ['backfill'], after, limit: PAGE });
    all.push(...page);
    if (page.length < PAGE) return all;
  }
}
