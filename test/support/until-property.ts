import * as fc from 'fast-check';
import { newAccount } from '../../lib/core/accounts/account.ts';
import type { Reporter } from '../../lib/core/authoring/reporter.ts';
import { compileCondition } from '../../lib/core/conditions/compile-condition.ts';
import type { ConditionJson } from '../../lib/core/conditions/condition-schema.ts';
import { Confirmer } from '../../lib/core/conditions/confirm.ts';
import { newScope, type Tri, UNKNOWN, type Watermarks } from '../../lib/core/conditions/scope.ts';
import { decide } from '../../lib/core/decide.ts';
import { HOUR_MS } from '../../lib/core/time/instant.ts';
import { newWork } from '../../lib/core/work.ts';
import { rulebookOf } from './rulebook.ts';
import {
  BEGIN,
  type Happened,
  history,
  historySignals,
  QUIET_FROM,
  silence,
  TIME_PARTS,
  timeCondition,
} from './time-conditions.ts';
import { ALIVE, heardUntil, UNHEARD } from './world.ts';

const rulebook = rulebookOf(TIME_PARTS);
const ENV = { catalog: rulebook.catalog, named: new Map(), rules: new Map(), targets: new Map(), items: [] };
const THROWING: Reporter = {
  error: (_code, message) => {
    throw new Error(message);
  },
  warn: () => undefined,
  at: () => THROWING,
  failed: () => false,
};
const QUIET_HOURS = 30 * 24;

export function watermarksOf(when: 'never' | 'always' | number): Watermarks {
  return when === 'never' ? UNHEARD : when === 'always' ? ALIVE : heardUntil(when);
}

function accountAfter(list: readonly Happened[], watermarks: Watermarks) {
  const account = newAccount('acme', BEGIN, 0);
  const outside = {
    watermarks,
    pausedRules: new Set<string>(),
    confirmer: new Confirmer(),
    recordMisses: false,
  };
  const work = newWork(rulebook, account, outside);
  for (const signal of historySignals(rulebook, list)) void decide(work, signal);
  return account;
}

interface Look {
  readonly at: number;
  readonly truth: Tri;
  readonly until: number;
  readonly silentAt: number;
}

/** What a look may say of a later one before its `until`: the same, or unknown once a source has fallen silent. */
function agree(earlier: Look, later: Look): boolean {
  return later.truth === earlier.truth || (later.at >= earlier.silentAt && later.truth === UNKNOWN);
}

/**
 * Random conditions after random histories, looked at in every hour of 30 quiet days: every look holds up to its
 * `until`, at every later hour and in the last millisecond. Returns how often a truth changed, all in all.
 */
export async function checkUntil(numRuns: number): Promise<number> {
  let flips = 0;
  const property = fc.property(timeCondition, history, silence, (json, list, heard) => {
    const condition = compileCondition(json as ConditionJson, ENV, THROWING);
    if (condition === undefined) throw new Error('the condition does not compile');
    const watermarks = watermarksOf(heard);
    const account = accountAfter(list, watermarks);
    const look = (at: number): Look => {
      const scope = newScope(account, at, 'Europe/Berlin', watermarks);
      const truth = condition.evaluate(scope);
      return { at, truth, until: scope.until, silentAt: scope.silentAt };
    };
    const expectSame = (earlier: Look, later: Look) => {
      if (!agree(earlier, later))
        throw new Error(`${JSON.stringify(earlier)} and ${JSON.stringify(later)} differ`);
    };
    const looks = Array.from({ length: QUIET_HOURS }, (_, hour) => look(QUIET_FROM + hour * HOUR_MS));
    for (const [i, earlier] of looks.entries()) {
      if (!(earlier.until > earlier.at)) throw new Error(`${JSON.stringify(earlier)} is over already`);
      for (let later = i + 1; later < looks.length; later += 1) {
        const there = looks[later] as Look;
        if (there.at >= earlier.until) break;
        expectSame(earlier, there);
      }
      if (Number.isFinite(earlier.until) && earlier.until - 1 > earlier.at)
        expectSame(earlier, look(earlier.until - 1));
      if (i > 0 && earlier.truth !== looks[i - 1]?.truth) flips += 1;
    }
  });
  await fc.assert(property, { numRuns });
  return flips;
}
