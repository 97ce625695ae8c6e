import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newAccount } from '../../../lib/core/accounts/account.ts';
import type { Reporter } from '../../../lib/core/authoring/reporter.ts';
import { compileCondition } from '../../../lib/core/conditions/compile-condition.ts';
import type { ConditionJson } from '../../../lib/core/conditions/condition-schema.ts';
import { Confirmer } from '../../../lib/core/conditions/confirm.ts';
import { newScope, type Tri, UNKNOWN, type Watermarks } from '../../../lib/core/conditions/scope.ts';
import { decide } from '../../../lib/core/decide.ts';
import { HOUR_MS } from '../../../lib/core/time/instant.ts';
import { newWork } from '../../../lib/core/work.ts';
import { rulebookOf } from '../../support/rulebook.ts';
import { BEGIN, type Happened, history, historySignals, QUIET_FROM, silence, TIME_PARTS, timeCondition } from '../../support/time-conditions.ts';
import { ALIVE, heardUntil, UNHEARD } from '../../support/world.ts';

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

function watermarksOf(when: 'never' | 'always' | number): Watermarks {
  return when === 'never' ? UNHEARD : when === 'always' ? ALIVE : heardUntil(when);
}

function accountAfter(list: readonly Happened[], watermarks: Watermarks) {
  const account = newAccount('acme', BEGIN, 0);
  const outside = { watermarks, pausedRules: new Set<string>(), confirmer: new Confirmer(), recordMisses: false };
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
function holds(earlier: Look, later: Look): boolean {
  return later.truth === earlier.truth || (later.at >= earlier.silentAt && later.truth === UNKNOWN);
}

describe('how long a condition says that it holds', () => {
  it('is never too long: looked at in every hour of 30 quiet days, and in the last millisecond', () => {
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
      const looks = Array.from({ length: QUIET_HOURS }, (_, hour) => look(QUIET_FROM + hour * HOUR_MS));
      for (const [i, earlier] of looks.entries()) {
        expect(earlier.until).toBeGreaterThan(earlier.at);
        for (let j = i + 1; j < looks.length && (looks[j] as Look).at < earlier.until; j += 1) {
          if (!holds(earlier, looks[j] as Look)) expect([earlier, looks[j]]).toBe('the same truth');
        }
        const last = earlier.until === Number.POSITIVE_INFINITY ? undefined : look(earlier.until - 1);
        if (last !== undefined && last.at > earlier.at && !holds(earlier, last)) expect([earlier, last]).toBe('the same truth');
        if (i > 0 && earlier.truth !== looks[i - 1]?.truth) flips += 1;
      }
    });
    console.log(1);fc.assert(property, { numRuns: 6000 });
    console.log(flips);expect(flips).toBeGreaterThan(100);
  });
});
