import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryRuleWatch } from '../../../lib/adapters/memory/memory-rule-watch.ts';
import { RuleLimiter } from '../../../lib/app/play/rule-limiter.ts';
import type { PausedRule } from '../../../lib/app/ports/rule-watch.ts';
import { DAY_MS, HOUR_MS } from '../../../lib/core/time/instant.ts';
import { rulebookOf } from '../../support/rulebook.ts';
import { at } from '../../support/world.ts';

const NINE = at('2026-06-01 09:00');
const { guardrails } = rulebookOf({
  rules: {
    steady: { conditions: { all: [{ fact: 'flag', operator: 'equal', value: true }] }, event: { type: 'x' } },
  },
  guardrails: { rules: { default: { maxShareOfAccounts: 0.05, perHour: 200 }, steady: { perHour: 3 } } },
});

let watch: MemoryRuleWatch;
let accounts: number;
let told: PausedRule[];
let limiter: RuleLimiter;
beforeEach(() => {
  watch = new MemoryRuleWatch();
  accounts = 100;
  told = [];
  limiter = new RuleLimiter(
    watch,
    guardrails,
    async () => accounts,
    (paused) => void told.push(paused),
  );
});

/** Fires once for each of so many accounts, as far as it is let; how many were. */
async function fire(rule: string, count: number, when = NINE, from = 0): Promise<number> {
  for (let i = 0; i < count; i += 1) {
    const fired = [{ rule, at: when }];
    const account = `a${from + i}`;
    if (!(await limiter.admit(account, fired))) return i;
    await limiter.note(account, fired);
  }
  return count;
}

describe('a limit on the share of accounts', () => {
  it.each([
    [10, 20],
    [100, 20],
    [400, 20],
    [419, 20],
    [420, 21],
    [1000, 50],
  ])('lets a rule fire for so many of %i: %i', async (all, allowed) => {
    accounts = all;
    expect(await fire('r', 199)).toBe(allowed);
    expect(told).toEqual([
      {
        rule: 'r',
        at: NINE,
        reason: `fired for ${allowed + 1} of ${all} accounts within a day, ${allowed} are allowed`,
      },
    ]);
    expect(await watch.paused()).toEqual(told);
    expect([...limiter.paused]).toEqual(['r']);
  });

  it('counts an account once, however often it fires there', async () => {
    for (let i = 0; i < 50; i += 1)
      expect(await limiter.admit('same', [{ rule: 'r', at: NINE + i }])).toBe(true);
    for (let i = 0; i < 50; i += 1) {
      await limiter.note('same', [{ rule: 'r', at: NINE + i }]);
      expect(await limiter.admit('same', [{ rule: 'r', at: NINE + i }])).toBe(true);
    }
    expect(await fire('r', 30)).toBe(19);
  });

  it('looks back a day and no further', async () => {
    expect(await fire('r', 20)).toBe(20);
    expect(await fire('r', 20, NINE + DAY_MS, 20)).toBe(20);
    expect(await fire('r', 1, NINE + 2 * DAY_MS - 1, 40)).toBe(0);
  });

  it('leaves every other rule alone', async () => {
    expect(await fire('r', 30)).toBe(20);
    expect(await fire('s', 20)).toBe(20);
    expect([...limiter.paused]).toEqual(['r']);
  });
});

describe('a limit by the hour', () => {
  it('counts every firing, also those of one account', async () => {
    expect(await fire('steady', 9)).toBe(3);
    expect(told).toMatchObject([{ rule: 'steady', reason: 'fired 4 times within an hour, 3 are allowed' }]);
  });

  it('counts all that one decision would do at once', async () => {
    const five = Array.from({ length: 5 }, () => ({ rule: 'steady', at: NINE }));
    expect(await limiter.admit('a', five)).toBe(false);
    expect(told).toHaveLength(1);
    expect(await watch.count('steady', 0)).toEqual({ firings: 0, accounts: 0 });
  });

  it('looks back an hour and no further', async () => {
    expect(await fire('steady', 3)).toBe(3);
    expect(await fire('steady', 3, NINE + HOUR_MS)).toBe(3);
    expect(await fire('steady', 1, NINE + HOUR_MS + 1)).toBe(0);
  });
});

describe('a rule that is paused', () => {
  beforeEach(async () => {
    await fire('r', 30);
  });

  it('goes on to be decided, as it does nothing, and is neither counted nor told of again', async () => {
    expect(await fire('r', 100, NINE, 50)).toBe(100);
    expect(await watch.count('r', 0)).toEqual({ firings: 20, accounts: 20 });
    expect(told).toHaveLength(1);
  });

  it('stays paused for whoever starts later', async () => {
    const later = new RuleLimiter(
      watch,
      guardrails,
      async () => accounts,
      () => undefined,
    );
    await later.refresh();
    expect([...later.paused]).toEqual(['r']);
  });

  it('goes on once another process has resumed it, and has its whole limit before it', async () => {
    await watch.resume('r');
    expect([...limiter.paused]).toEqual(['r']);
    await limiter.refresh();
    expect([...limiter.paused]).toEqual([]);
    expect(await fire('r', 30, NINE, 50)).toBe(20);
    expect(told).toHaveLength(2);
  });

  it('is not resumed by a look at the store that began before it paused itself', async () => {
    const asked = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    const paused = watch.paused.bind(watch);
    watch.paused = async () => {
      const answer = await paused();
      asked.resolve();
      await answered.promise;
      return answer;
    };
    const looking = limiter.refresh();
    await asked.promise;
    expect(await fire('s', 30)).toBe(20);
    answered.resolve();
    await looking;
    expect([...limiter.paused]).toEqual(['r', 's']);
  });
});

it('pauses all rules that one decision takes over their limits, and says so of each', async () => {
  await fire('r', 20);
  await fire('s', 20);
  const both = [
    { rule: 'r', at: NINE },
    { rule: 's', at: NINE },
    { rule: 't', at: NINE },
  ];
  expect(await limiter.admit('new', both)).toBe(false);
  expect([...limiter.paused]).toEqual(['r', 's']);
  expect(await limiter.admit('new', both)).toBe(true);
});
