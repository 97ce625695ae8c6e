import { describe, expect, it } from 'vitest';
import { newAccount } from '../../../lib/core/accounts/account.ts';
import type { CompiledCondition } from '../../../lib/core/conditions/compiled-condition.ts';
import { FALSE, newScope, type Scope, TRUE } from '../../../lib/core/conditions/scope.ts';
import type { HealthModel, Measure } from '../../../lib/core/health/health.ts';
import { measureAll, measureTouched } from '../../../lib/core/health/measured.ts';
import { SlotSet } from '../../../lib/core/slot-set.ts';
import { at, UNHEARD } from '../../support/world.ts';

const NOW = at('2026-06-01 09:00');
const HOUR = 3_600_000;

/** A measure that is red while `red()` says so, and green otherwise; `asked` counts how often it is looked at. */
function measure(id: string, slot: number, red: (scope: Scope) => boolean) {
  const asked = { times: 0 };
  const condition = (evaluate: CompiledCondition['evaluate']): CompiledCondition => ({
    evaluate,
    trace: () => ({ all: [], result: 'true' }),
    reads: [slot],
    engine: { all: [] },
    leaves: [],
  });
  const made: Measure = {
    id,
    weight: 50,
    play: 'call',
    red: condition((scope) => {
      asked.times += 1;
      return red(scope) ? TRUE : FALSE;
    }),
    green: condition(() => TRUE),
    reads: new Set([slot]),
  };
  return { asked, made };
}

function modelOf(...measures: readonly Measure[]): HealthModel {
  return {
    id: 'default',
    segments: undefined,
    stages: undefined,
    bands: { green: 80, yellow: 50 },
    trust: 0.5,
    measures,
    reads: new Set(measures.flatMap((one) => [...one.reads])),
    sources: [],
  };
}

const scopeNow = () => newScope(newAccount('acme', NOW, 0), NOW, 'UTC', UNHEARD);

function touched(...slots: readonly number[]): SlotSet {
  const set = new SlotSet();
  for (const slot of slots) set.add(slot);
  return set;
}

describe('bands that are known', () => {
  it('are looked at again only where the measure reads what was touched', () => {
    let isRed = false;
    const usage = measure('usage', 1, () => isRed);
    const money = measure('money', 2, () => isRed);
    const measured = measureAll(modelOf(usage.made, money.made), scopeNow());
    isRed = true;
    measureTouched(measured, touched(2, 3), scopeNow());
    expect(measured.bands).toEqual(['green', 'red']);
    expect([usage.asked.times, money.asked.times]).toEqual([1, 2]);
  });

  it('are looked at every time where it mattered that a source is alive, since others may change that', () => {
    const usage = measure('usage', 1, (scope) => {
      scope.askedSources = true;
      scope.silentAt = NOW + HOUR;
      return false;
    });
    const money = measure('money', 2, () => false);
    const measured = measureAll(modelOf(usage.made, money.made), scopeNow());
    const scope = scopeNow();
    measureTouched(measured, touched(2), scope);
    expect([usage.asked.times, money.asked.times]).toEqual([2, 2]);
    expect(scope.silentAt).toBe(NOW + HOUR);
  });

  it('keep until when each of them holds, whatever another one said', () => {
    const usage = measure('usage', 1, (scope) => {
      scope.until = Math.min(scope.until, NOW + HOUR);
      return false;
    });
    const money = measure('money', 2, (scope) => {
      scope.until = Math.min(scope.until, NOW + 2 * HOUR);
      return false;
    });
    const measured = measureAll(modelOf(usage.made, money.made), scopeNow());
    expect(measured.untils).toEqual([NOW + HOUR, NOW + 2 * HOUR]);
    measureTouched(measured, touched(2), scopeNow());
    expect(measured.untils).toEqual([NOW + HOUR, NOW + 2 * HOUR]);
  });
});
