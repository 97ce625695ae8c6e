import { describe, expect, it } from 'vitest';
import { traceLines } from '../../../lib/app/explain/describe-trace.ts';
import { explainRule } from '../../../lib/app/explain/explain-rule.ts';
import { leaf, rulebookOf, when } from '../../support/rulebook.ts';
import { TestWorld, UNHEARD } from '../../support/world.ts';

const HEALTH = {
  default: {
    bands: { green: 80, yellow: 50, red: 0 },
    trust: 0.5,
    measures: [
      {
        id: 'use',
        weight: 70,
        play: 'a',
        green: when('limit', 'greaterThan', 9),
        red: when('limit', 'lessThan', 3),
      },
      {
        id: 'plan',
        weight: 30,
        play: 'b',
        green: when('tier', 'equal', 'gold'),
        red: when('tier', 'equal', 'iron'),
      },
    ],
  },
};

/** What is said of these comparisons on 10 June, when usage was last heard on 1 June. */
async function said(...comparisons: readonly Readonly<Record<string, unknown>>[]) {
  const rulebook = rulebookOf({ health: HEALTH, rules: { asked: { conditions: { all: comparisons } } } });
  const world = new TestWorld(rulebook, '2026-06-01', { watermarks: UNHEARD });
  await world.tell('2026-06-01 09:00', 'usage.recorded', { logins: 3 });
  await world.know('2026-06-01 09:00', { tier: 'gold', openedAt: '2026-06-01T09:00:00Z' });
  await world.pass('2026-06-10 09:00');
  const rule = rulebook.rules.find(({ id }) => id === 'asked');
  if (rule === undefined) throw new Error('the rule is not there');
  const trace = explainRule(world.world.work, rule, []).subjects[0]?.trace;
  return trace === undefined ? [] : traceLines(trace, world.world.work.now).slice(1);
}

describe('a comparison whose source is silent', () => {
  it('says so beside a value that still counts', async () => {
    expect(await said(leaf('seenAt', 'after', '2026-05-01T00:00:00Z'))).toEqual([
      '  ✓ seenAt after 2026-05-01T00:00:00Z: got 2026-06-01T09:00:00Z, learnt 9 days ago, its source "product" has fallen silent',
    ]);
  });

  it('names the source where the silence is why it is unknown', async () => {
    const [since, count] = await said(
      leaf('daysSince', 'greaterThan', 5, { of: 'seenAt' }),
      leaf('ratio', 'greaterThan', 2, {
        of: { fact: 'sum', params: { of: 'logins', over: 'P7D' } },
        to: { fact: 'limit' },
      }),
    );
    expect(since).toMatch(/^ {2}\? daysSince of seenAt > 5: unknown, its source "product" has fallen silent/);
    expect(count).toMatch(/: unknown, .*its source "product" has fallen silent/);
  });

  it('is told apart from one whose source can be heard, or that has none', async () => {
    expect((await said(leaf('tier', 'equal', 'gold'), leaf('flag', 'equal', true))).join('\n')).not.toContain(
      'silent',
    );
  });
});

describe('a comparison with health', () => {
  it('says how little is known where that is why there is none', async () => {
    expect(await said(leaf('health.band', 'equal', 'red'), leaf('health.score', 'lessThan', 50))).toEqual([
      '  ? health.band = red: unknown, too little is known (trust 0.3 of 0.5) for automation',
      '  ? health.score < 50: unknown, too little is known (trust 0.3 of 0.5) for automation',
    ]);
  });
});
