import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zoneOf } from '../../../lib/core/accounts/account.ts';
import { closeAccount } from '../../../lib/core/accounts/close-account.ts';
import { openAccount } from '../../../lib/core/accounts/open-account.ts';
import { Confirmer } from '../../../lib/core/conditions/confirm.ts';
import { newScope, UNKNOWN } from '../../../lib/core/conditions/scope.ts';
import type { Rulebook } from '../../../lib/core/rulebook.ts';
import { DAY_MS } from '../../../lib/core/time/instant.ts';
import { AccountWorld } from '../../../lib/replay/account-world.ts';
import { newSharedSends } from '../../../lib/replay/shared-sends.ts';
import { told } from '../../support/quiet-days.ts';
import { randomParts } from '../../support/random-rulebook.ts';
import { leaf, type RulebookParts, rulebookOf } from '../../support/rulebook.ts';
import {
  BEGIN,
  type Happened,
  history,
  historySignals,
  QUIET_FROM,
  silence,
  TIME_PARTS,
  timeCondition,
} from '../../support/time-conditions.ts';
import { watermarksOf } from '../../support/until-property.ts';

type Json = Readonly<Record<string, unknown>>;

/** Three weeks of history become four months, so that most of it is older than what is kept. */
const STRETCH = 6;
const longHistory = history.map((list) => list.map((one) => ({ ...one, minute: one.minute * STRETCH })));
const END = BEGIN + (QUIET_FROM - BEGIN) * STRETCH;

/** Comparisons that reach further back than late signals do. */
const op = fc.constantFrom('lessThan', 'greaterThan', 'lessThanInclusive');
const farLeaf = fc
  .tuple(
    fc.constantFrom<readonly [string, Json]>(
      ['sum', { of: 'added', over: 'P30D' }],
      ['sum', { of: 'sparse', over: 'P1D', before: 'P40D' }],
      ['sum', { of: 'weekly', over: 'P35D' }],
      ['average', { of: 'gauge', over: 'P21D' }],
      ['average', { of: 'users', over: 'P2D', before: 'P30D' }],
      ['topShare', { of: 'added', over: 'P30D' }],
      ['change', { of: 'added', per: 'week', over: 5 }],
      ['change', { of: 'gauge', per: 'month', over: 1 }],
      ['streak', { of: 'added', per: 'week', where: leaf('value', 'lessThan', 2) }],
      ['streak', { of: 'weekly', per: 'week', where: leaf('change', 'lessThanInclusive', 0) }],
    ),
    op,
    fc.constantFrom(-0.5, 0, 0.5, 1, 2, 4, 10),
  )
  .map(([[fact, params], operator, value]) => leaf(fact, operator, value, params));
const farCondition = fc.array(farLeaf, { minLength: 1, maxLength: 2 }).map((all): Json => ({ all }));

/** The same rulebook, but that every series is kept for longer than any history lasts. */
function keepingAll(parts: RulebookParts): RulebookParts {
  const facts = Object.entries(parts.facts ?? {}).map(([name, fact]) => [
    name,
    fact.type === 'series' ? { ...fact, keep: 'P400D' } : fact,
  ]);
  return { ...parts, facts: Object.fromEntries(facts) };
}

async function played(rulebook: Rulebook, list: readonly Happened[], heard: 'never' | 'always' | number) {
  const ledger: string[] = [];
  const outside = {
    watermarks: watermarksOf(heard),
    pausedRules: new Set<string>(),
    confirmer: new Confirmer(),
    recordMisses: false,
  };
  const onLedger = (entry: Parameters<typeof told>[0]) => ledger.push(told(entry));
  const world = new AccountWorld('acme', BEGIN, rulebook, outside, newSharedSends(), onLedger);
  for (const signal of historySignals(rulebook, list)) await world.take(signal);
  return { world, ledger };
}

const kept = (world: AccountWorld) =>
  world.account.series.reduce((sum, cell) => sum + (cell?.buckets.length ?? 0), 0);

describe('what is kept of series', () => {
  it('decides as if everything were: 40 random rulebooks and histories of four months', async () => {
    let lines = 0;
    let forgotten = 0;
    const heard = fc.oneof(silence, fc.constant('always' as const));
    const all = { random: randomParts, far: farCondition, list: longHistory, heard };
    const property = fc.asyncProperty(fc.record(all), async ({ random, far, list, heard }) => {
      const parts = { ...random, rules: { ...random.rules, far: { conditions: far } } };
      const short = rulebookOf(parts);
      const long = rulebookOf(keepingAll(parts));
      const some = await played(short, list, heard);
      const all = await played(long, list, heard);
      await some.world.passTo(END + 20 * DAY_MS);
      await all.world.passTo(END + 20 * DAY_MS);
      expect(some.ledger).toEqual(all.ledger);
      lines += some.ledger.length;
      forgotten += kept(all.world) - kept(some.world);
    });
    await fc.assert(property, { numRuns: 40 });
    expect(lines).toBeGreaterThan(500);
    expect(forgotten).toBeGreaterThan(300);
  });

  it('leaves a rulebook that reads further back in doubt, and never tells it less: 100 conditions', async () => {
    let doubts = 0;
    let certain = 0;
    const property = fc.asyncProperty(
      fc.oneof(timeCondition, farCondition),
      longHistory,
      async (conditions, list) => {
        const before = { ...TIME_PARTS, rules: { low: { conditions: { all: [{ ...COUNT }] } } } };
        const after = { ...TIME_PARTS, rules: { low: { conditions } } };
        const [short, long] = [rulebookOf(before), rulebookOf(keepingAll(before))];
        const now = rulebookOf(after);
        const some = await played(short, list, 'always');
        const all = await played(long, list, 'always');
        const pruned = openAccount(closeAccount(some.world.account, short), now);
        const whole = openAccount(closeAccount(all.world.account, long), now);
        const condition = now.rules.find(({ id }) => id === 'low')?.condition;
        if (condition === undefined) throw new Error('no rule');
        const ask = (account: typeof pruned, at: number) => {
          const scope = newScope(account, at, zoneOf(account, now.catalog), watermarksOf('always'));
          return { truth: condition.evaluate(scope), until: Math.min(scope.until, scope.silentAt) };
        };
        let holds = { truth: ask(pruned, END).truth, until: END };
        for (let at = END; at < END + 40 * DAY_MS; at += DAY_MS) {
          const known = ask(pruned, at);
          if (known.truth === UNKNOWN) doubts += 1;
          else {
            certain += 1;
            expect(known.truth).toBe(ask(whole, at).truth);
          }
          if (at < holds.until) expect(known.truth).toBe(holds.truth);
          else holds = known;
        }
      },
    );
    await fc.assert(property, { numRuns: 100 });
    expect(doubts).toBeGreaterThan(300);
    expect(certain).toBeGreaterThan(300);
  });
});

const COUNT = {
  fact: 'sum',
  params: { of: 'added', over: 'P1D' },
  operator: 'greaterThan',
  value: 1000,
};
