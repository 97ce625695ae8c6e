import type { Instant } from '../../core/time/instant.ts';
import { formatInstant, parseInstant } from '../../core/time/instant.ts';
import type { LoggedState, SignalLog, StoredSignal } from '../ports/signal-log.ts';

/** A signal as it leaves the log, for a replay to decide as the product has. */
export interface ExportedSignal extends StoredSignal {
  /** Place in the log, in 16 digits: of what was received at one instant, which was decided first. */
  readonly sequence: string;
}

const PAGE = 1000;
/** What was refused was never decided, and what was quarantined broke the deciding. */
const DECIDED: readonly LoggedState[] = ['waiting', 'backfill', 'decided'];

/**
 * The signals of the log in the order in which they were decided, of one account or of all. None was decided before
 * one that is ahead of it in the log, whatever their stamps say: an act of a person may be later than the clock.
 */
export async function* exportSignals(
  log: Pick<SignalLog, 'list'>,
  account?: string,
): AsyncGenerator<ExportedSignal> {
  const latest = new Map<string, Instant>();
  for (let after = 0; ; ) {
    const query = { states: DECIDED, after, limit: PAGE, ...(account === undefined ? {} : { account }) };
    const page = await log.list(query);
    for (const { number, signal } of page) {
      const received = parseInstant(signal.receivedat) ?? 0;
      const decided = Math.max(received, latest.get(signal.account) ?? received);
      latest.set(signal.account, decided);
      yield { ...signal, receivedat: formatInstant(decided), sequence: String(number).padStart(16, '0') };
    }
    after = page.at(-1)?.number ?? after;
    if (page.length < PAGE) return;
  }
}
