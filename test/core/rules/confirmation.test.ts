import { describe, expect, it } from 'vitest';
import type { CompiledCondition } from '../../../lib/core/conditions/compiled-condition.ts';
import { type Confirmation, Confirmer } from '../../../lib/core/conditions/confirm.ts';
import type { Scope } from '../../../lib/core/conditions/scope.ts';
import { rulebookOf, when } from '../../support/rulebook.ts';
import { TestWorld } from '../../support/world.ts';

/** A second evaluator in which `lessThan` is broken: it never holds. */
class BrokenConfirmer extends Confirmer {
  override async confirm(condition: CompiledCondition, scope: Scope): Promise<Confirmation> {
    const confirmation = await super.confirm(condition, scope);
    return JSON.stringify(condition.engine).includes('"lessThan"')
      ? { ...confirmation, holds: false }
      : confirmation;
  }
}

const effects = [{ createTask: { reason: 'look', title: 'Look', assign: 'csm', dueIn: 'P1D' } }];
const rules = {
  low: { conditions: when('limit', 'lessThan', 5), event: { type: 'low', params: { effects } } },
  small: { conditions: when('limit', 'lessThanInclusive', 5), event: { type: 'small' } },
};

describe('a firing', () => {
  it('on which the two evaluators disagree does nothing and is put on record', async () => {
    const world = new TestWorld(rulebookOf({ rules }), '2026-06-01', { confirmer: new BrokenConfirmer() });
    await world.know('2026-06-01 09:00', { limit: 3 });
    expect(world.said('fired', 'disagreed', 'task-created')).toEqual([
      '06-01 09:00 disagreed low',
      '06-01 09:00 fired small small',
    ]);
    expect(world.stateOf('low')).toBe('inactive');
    expect(world.entries('disagreed')[0]?.trace).toMatchObject({
      all: [{ got: 3, value: 5, result: 'true' }],
    });
  });

  it('that came to nothing is tried again when its facts change, and time goes on in between', async () => {
    const pending = { low: { ...rules.low, for: 'P1D', repeatAfter: 'P1D' } };
    const world = new TestWorld(rulebookOf({ rules: pending }), '2026-06-01', {
      confirmer: new BrokenConfirmer(),
    });
    await world.know('2026-06-01 09:00', { limit: 3 });
    await world.pass('2026-06-30');
    await world.know('2026-07-01 09:00', { limit: 4 });
    expect(world.said('fired', 'disagreed')).toEqual([
      '06-02 09:00 disagreed low',
      '07-01 09:00 disagreed low',
    ]);
  });

  it('says what both evaluators saw of every comparison', async () => {
    const world = new TestWorld(rulebookOf({ rules }), '2026-06-01');
    await world.know('2026-06-01 09:00', { limit: 3 });
    expect(world.entries('fired')[0]?.trace).toEqual({
      all: [
        {
          fact: 'limit',
          operator: 'lessThan',
          value: 5,
          got: 3,
          asOf: Date.UTC(2026, 5, 1, 9),
          result: 'true',
          engine: true,
        },
      ],
      result: 'true',
    });
  });

  it('is confirmed before any effect of the same decision changes what it reads', async () => {
    const set = { type: 'set', params: { effects: [{ setFact: { limit: 99 } }] } };
    const both = {
      changes: { conditions: when('limit', 'lessThan', 5), priority: 10, event: set },
      reads: { conditions: when('limit', 'lessThan', 5), priority: 1 },
    };
    const world = new TestWorld(rulebookOf({ rules: both }), '2026-06-01');
    await world.know('2026-06-01 09:00', { limit: 3 });
    expect(world.said('fired', 'resolved', 'disagreed')).toEqual([
      '06-01 09:00 fired changes set',
      '06-01 09:00 fired reads reads',
      '06-01 09:00 resolved changes',
      '06-01 09:00 resolved reads',
    ]);
  });
});
