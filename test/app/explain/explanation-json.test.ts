import { describe, expect, it } from 'vitest';
import { explainAccount } from '../../../lib/app/explain/explain-account.ts';
import { explainRule } from '../../../lib/app/explain/explain-rule.ts';
import { accountJson, ruleJson } from '../../../lib/app/explain/explanation-json.ts';
import { rulebookOf, when } from '../../support/rulebook.ts';
import { TestWorld } from '../../support/world.ts';

const RULEBOOK = rulebookOf({
  facts: { checkedOn: { type: 'date', meaning: 'A day' } },
  health: {
    default: {
      bands: { green: 80, yellow: 50, red: 0 },
      trust: 0.5,
      measures: [
        {
          id: 'use',
          weight: 100,
          play: 'a',
          green: when('limit', 'greaterThan', 9),
          red: when('limit', 'lessThan', 3),
        },
      ],
    },
  },
  rules: {
    few: {
      conditions: {
        all: [
          { not: { any: [{ fact: 'limit', operator: 'greaterThan', value: 3 }] } },
          { fact: 'startsOn', operator: 'before', value: '2026-06-01' },
        ],
      },
      event: {
        type: 'few',
        params: {
          effects: [
            { createTask: { reason: 'few', title: 'Ask', assign: 'csm', dueIn: 'P2D' } },
            { setFact: { openedAt: { fact: 'now' }, other: true } },
            { startJourney: { id: 'go', with: { day: { fact: 'startsOn' }, at: { fact: 'now' }, n: 5 } } },
          ],
        },
      },
    },
  },
  journeys: {
    go: {
      needs: { day: 'date', at: 'instant', n: 'number' },
      steps: [
        { id: 'rest', wait: 'P3D' },
        { id: 'over', end: 'completed' },
      ],
    },
  },
});

async function world() {
  const told = new TestWorld(RULEBOOK, '2026-06-01');
  await told.know('2026-06-01 08:00', { limit: 2, startsOn: '2026-05-04' });
  return told;
}

/** Numbers that can only be milliseconds since 1970. */
function instantsIn(value: unknown, path = ''): string[] {
  if (typeof value === 'number') return value > Date.UTC(2001, 0, 1) ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => instantsIn(inner, `${path}.${key}`));
}

describe('an explanation as JSON', () => {
  it('gives instants as ISO strings everywhere: of an account, its drivers and its ledger', async () => {
    const told = await world();
    const explained = explainAccount(told.world.work, told.ledger);
    expect(instantsIn(explained).length).toBeGreaterThan(5);
    const json = accountJson(explained, RULEBOOK);
    expect(instantsIn(json)).toEqual([]);
    const at = '2026-06-01T08:00:00Z';
    expect(json).toMatchObject({
      at,
      health: { drivers: [{ trace: { all: [{ fact: 'limit', got: 2, asOf: at }] } }] },
    });
    const entry = (kind: string, reason?: string) =>
      (json.ledger as { kind: string; reason?: string }[]).find(
        (one) => one.kind === kind && (reason === undefined || one.reason === reason),
      );
    expect(entry('task-created')).toMatchObject({ at, until: '2026-06-03T08:00:00Z' });
    expect(entry('health')).toMatchObject({ at, drivers: [{ trace: { all: [{ asOf: at }] } }] });
    expect(entry('fact-set', 'openedAt')).toMatchObject({ values: { openedAt: at } });
    expect(entry('fact-set', 'other')).toMatchObject({ values: { other: true } });
    expect(entry('run-started')).toMatchObject({ values: { day: '2026-05-04', at, n: 5 } });
  });

  it('gives them so in the traces and the history of a rule', async () => {
    const told = await world();
    const rule = RULEBOOK.rules.find(({ id }) => id === 'few');
    if (rule === undefined) throw new Error('the rule is not there');
    const json = ruleJson(explainRule(told.world.work, rule, told.ledger), RULEBOOK);
    expect(instantsIn(json)).toEqual([]);
    const at = '2026-06-01T08:00:00Z';
    const trace = {
      all: [
        { not: { any: [{ fact: 'limit', asOf: at }] } },
        { fact: 'startsOn', got: '2026-05-04', asOf: at },
      ],
    };
    expect(json).toMatchObject({ subjects: [{ since: at, firedAt: at, trace }] });
    expect((json.history as object[])[0]).toMatchObject({ kind: 'fired', at, trace });
  });
});
