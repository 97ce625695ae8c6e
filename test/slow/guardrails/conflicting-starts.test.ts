import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../../lib/adapters/local/sample/seeded-random.ts';
import { DAY_MS } from '../../../lib/core/time/instant.ts';
import { ProductScene } from '../../support/product-scene.ts';
import { rulebookOf, when } from '../../support/rulebook.ts';
import { at } from '../../support/world.ts';

const PAIRS = 10_000;
/** Accounts of one product. */
const AT_ONCE = 500;
const PRIORITIES = { high: 30, middle: 20, twin: 20, low: 10 } as const;
type Name = keyof typeof PRIORITIES;
const NAMES = Object.keys(PRIORITIES) as Name[];

/** Four journeys of one group, of which a word begins those that it names, for as long as nothing ends them. */
const RULEBOOK = rulebookOf({
  signals: {
    begin: { payload: { names: { type: 'list' } }, updates: [{ set: 'tags', to: { from: 'names' } }] },
  },
  journeys: Object.fromEntries(
    NAMES.map((name) => [
      name,
      {
        group: 'lifecycle',
        priority: PRIORITIES[name],
        enter: { on: 'begin', when: when('signal.names', 'contains', name) },
        steps: [{ id: 'pause', wait: 'P30D' }],
      },
    ]),
  ),
  guardrails: { rules: { default: { maxShareOfAccounts: 1, perHour: 1_000_000 } } },
});

interface Pair {
  readonly account: string;
  readonly first: Name;
  readonly second: Name;
  /** At one instant in one signal, at one instant in two, or some time apart. */
  readonly apart: 'one signal' | 'one instant' | 'later';
}

function pairsOf(random: SeededRandom, count: number): Pair[] {
  return Array.from({ length: count }, (_, i) => {
    const first = NAMES[random.whole(0, NAMES.length - 1)] ?? 'high';
    const others = NAMES.filter((name) => name !== first);
    const second = others[random.whole(0, others.length - 1)] ?? 'low';
    const apart = random.weighted([
      [1, 'one signal'],
      [1, 'one instant'],
      [1, 'later'],
    ] as const);
    return { account: `a${i}`, first, second, apart };
  });
}

/** Has every pair begin. */
async function begin(scene: ProductScene, pairs: readonly Pair[]): Promise<void> {
  scene.now = at('2026-06-01 09:00');
  for (const { account, first, second, apart } of pairs) {
    await scene.log('begin', { names: apart === 'one signal' ? [first, second] : [first] }, { account });
    if (apart === 'one instant') await scene.log('begin', { names: [second] }, { account });
  }
  await scene.decide();
  scene.now += DAY_MS;
  for (const { account, second, apart } of pairs)
    if (apart === 'later') await scene.log('begin', { names: [second] }, { account });
  await scene.decide();
}

/** Who must be left: the one of higher priority, else the first; of two that begin at once, the first by name of rule. */
function winnerOf({ first, second, apart }: Pair): Name {
  const [one, other] = apart === 'one signal' ? [first, second].sort() : [first, second];
  return PRIORITIES[other as Name] > PRIORITIES[one as Name] ? (other as Name) : (one as Name);
}

describe('two journeys of one group that begin for the same account', () => {
  it(`leave exactly one active, and the other on record with its reason: ${PAIRS} pairs`, async () => {
    const random = new SeededRandom(4);
    const wrong: string[] = [];
    const seen = new Map<string, number>();
    for (let round = 0; round < PAIRS / AT_ONCE; round += 1) {
      const scene = await ProductScene.of(RULEBOOK, '2026-06-01');
      const pairs = pairsOf(random, AT_ONCE);
      await begin(scene, pairs);
      expect(scene.troubles).toEqual([]);
      for (const pair of pairs) {
        const { account, first, second, apart } = pair;
        const active = (await scene.account(account)).runs.map(({ journey }) => journey);
        const losers = await scene.entriesOf(account, 'run-refused', 'run-ended');
        const [loser] = losers;
        const said = `${apart}: ${loser?.kind} ${loser?.reason}`;
        seen.set(said, (seen.get(said) ?? 0) + 1);
        const winner = winnerOf(pair);
        const right =
          active.join() === winner &&
          losers.length === 1 &&
          loser?.journey === (winner === first ? second : first) &&
          loser.detail === winner &&
          (await scene.stores.accounts.executions(account)).size === 1;
        if (!right) wrong.push(`${apart} ${first} ${second}: ${active.join()}, ${JSON.stringify(losers)}`);
      }
    }
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(Object.fromEntries(seen)).toEqual({
      'one signal: run-refused group-held': expect.any(Number),
      'one signal: run-ended displaced': expect.any(Number),
      'one instant: run-refused group-held': expect.any(Number),
      'one instant: run-ended displaced': expect.any(Number),
      'later: run-refused group-held': expect.any(Number),
      'later: run-ended displaced': expect.any(Number),
    });
    expect(Math.min(...seen.values())).toBeGreaterThan(1000);
  });
});
