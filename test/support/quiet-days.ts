import * as fc from 'fast-check';
import { Confirmer } from '../../lib/core/conditions/confirm.ts';
import type { LedgerEntry } from '../../lib/core/ledger.ts';
import type { Rulebook } from '../../lib/core/rulebook.ts';
import { DAY_MS, formatInstant, HOUR_MS } from '../../lib/core/time/instant.ts';
import { AccountWorld } from '../../lib/replay/account-world.ts';
import { newSharedSends } from '../../lib/replay/shared-sends.ts';
import { randomParts } from './random-rulebook.ts';
import { rulebookOf } from './rulebook.ts';
import { BEGIN, type Happened, history, historySignals, QUIET_FROM, silence } from './time-conditions.ts';
import { watermarksOf } from './until-property.ts';

const END = QUIET_FROM + 30 * DAY_MS;

/** One line of the ledger, without what explains it. */
export function told(entry: LedgerEntry): string {
  const { trace: _trace, drivers: _drivers, ...rest } = entry;
  return `${formatInstant(entry.at)} ${JSON.stringify(rest)}`;
}

/** Forgets what is due when, so that the next review looks at everything. */
function lookAtEverything(world: AccountWorld, at: number): void {
  const { account } = world;
  account.ruleDue.fill(at);
  account.stageDue.fill(at);
  account.segmentDue = at;
  account.healthDue = at;
  for (const run of account.runs) run.watchDue = at;
}

interface Played {
  readonly ledger: readonly string[];
  readonly wakes: number;
  /** Wake-ups that put nothing on record. */
  readonly idle: number;
}

async function play(
  rulebook: Rulebook,
  list: readonly Happened[],
  heard: Parameters<typeof watermarksOf>[0],
  everyHour: boolean,
): Promise<Played> {
  const ledger: string[] = [];
  const outside = {
    watermarks: watermarksOf(heard),
    pausedRules: new Set<string>(),
    confirmer: new Confirmer(),
    recordMisses: false,
  };
  const onLedger = (entry: LedgerEntry) => ledger.push(told(entry));
  const world = new AccountWorld('acme', BEGIN, rulebook, outside, newSharedSends(), onLedger);
  for (const signal of historySignals(rulebook, list)) await world.take(signal);
  await world.passTo(QUIET_FROM);
  let wakes = 0;
  let idle = 0;
  if (everyHour) {
    for (let at = QUIET_FROM; at <= END; at += HOUR_MS) {
      await world.passTo(at - 1);
      lookAtEverything(world, at);
      await world.passTo(at);
    }
  } else {
    for (let due = world.nextDue(); due <= END; due = world.nextDue()) {
      const told = ledger.length;
      await world.passTo(due);
      wakes += 1;
      if (ledger.length === told) idle += 1;
    }
  }
  await world.passTo(END);
  return { ledger, wakes, idle };
}

/**
 * Random rulebooks after random histories, through 30 quiet days: what goes on record must be the same whether the
 * account is woken when it is due or looked at as a whole in every hour. `compare` gets both ledgers of each.
 */
export async function checkQuietDays(
  numRuns: number,
  compare: (woken: readonly string[], watched: readonly string[]) => void,
): Promise<{ wakes: number; quiet: number }> {
  const seen = { wakes: 0, quiet: 0 };
  const property = fc.asyncProperty(randomParts, history, silence, async (parts, list, heard) => {
    const rulebook = rulebookOf(parts);
    const woken = await play(rulebook, list, heard, false);
    const watched = await play(rulebook, list, heard, true);
    compare(woken.ledger, watched.ledger);
    // Silent sources are looked at daily, and a rule may repeat every 6 hours; nothing is looked at for nothing in every other hour.
    if (woken.idle > 360)
      throw new Error(`${woken.idle} of ${woken.wakes} wake-ups in 30 quiet days told nothing`);
    seen.wakes += woken.wakes;
    seen.quiet += woken.ledger.filter((line) => line > formatInstant(QUIET_FROM)).length;
  });
  await fc.assert(property, { numRuns });
  return seen;
}
