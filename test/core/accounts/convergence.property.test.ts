import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newAccount } from '../../../lib/core/accounts/account.ts';
import { closeAccount } from '../../../lib/core/accounts/close-account.ts';
import { canonicalJson } from '../../../lib/core/authoring/canonical-json.ts';
import { Confirmer } from '../../../lib/core/conditions/confirm.ts';
import { decide } from '../../../lib/core/decide.ts';
import type { Rulebook } from '../../../lib/core/rulebook.ts';
import type { Signal } from '../../../lib/core/signals/signal.ts';
import { newWork } from '../../../lib/core/work.ts';
import { everyUpdate, START, signalsOf, TOLD_KINDS, type Told, told } from '../../support/every-update.ts';
import { UNHEARD } from '../../support/world.ts';

const rulebook = everyUpdate();
const OUTSIDE = {
  watermarks: UNHEARD,
  pausedRules: new Set<string>(),
  confirmer: new Confirmer(),
  recordMisses: false,
};

function permutations(count: number): number[][] {
  if (count === 0) return [[]];
  return permutations(count - 1).flatMap((shorter) =>
    Array.from({ length: count }, (_, place) => [
      ...shorter.slice(0, place),
      count - 1,
      ...shorter.slice(place),
    ]),
  );
}

/** What is known after the signals, as it would be stored. */
function factsAfter(book: Rulebook, signals: readonly Signal[]): string {
  const account = newAccount('acme', START, book.rules.length);
  const work = newWork(book, account, OUTSIDE);
  for (const signal of signals)
    if (decide(work, signal) !== undefined) throw new Error('no rule should have fired');
  const { levels, logs, sets, series } = closeAccount(account, book);
  return canonicalJson({ levels, logs, sets, series });
}

function expectConvergence(list: readonly Told[]): void {
  const [first, ...others] = permutations(list.length);
  const expected = factsAfter(rulebook, signalsOf(rulebook, list, first ?? []));
  for (const order of others) expect(factsAfter(rulebook, signalsOf(rulebook, list, order))).toBe(expected);
}

/** Six of any kind, or six of one kind, which meet in the same items and periods more often. */
const sixTold = fc.oneof(
  fc.array(told, { minLength: 6, maxLength: 6 }),
  fc
    .nat(TOLD_KINDS.length - 1)
    .chain((kind) => fc.array(TOLD_KINDS[kind] ?? told, { minLength: 6, maxLength: 6 })),
);

describe('what is known', () => {
  it('is the same for all 720 orders of any six signals, whatever they update', () => {
    return fc.assert(
      fc.property(sixTold, (list) => expectConvergence(list)),
      { numRuns: 60 },
    );
  });

  const base = { contact: undefined, source: 's1' };
  const box = (key: string, hour: number, size: number): Told => ({
    ...base,
    type: 'boxed',
    data: { box: key, size },
    hour,
  });
  const counted = (key: string, hour: number): Told => ({
    ...base,
    type: 'counted',
    data: { amount: 0.1, key },
    hour,
  });
  it.each<[string, Told[]]>([
    ['a set past its max', ['a', 'b', 'c', 'd'].map((key, i) => box(key, i, i))],
    [
      'an item removed between two words on it',
      [
        box('a', 0, 1),
        { ...base, type: 'unboxed', data: { box: 'a' }, hour: 1 },
        box('a', 2, 3),
        box('a', 0, 9),
      ],
    ],
    [
      'two removals',
      [
        { ...base, type: 'unboxed', data: { box: 'a' }, hour: 1 },
        { ...base, type: 'unboxed', data: { box: 'a' }, hour: 3 },
        box('a', 2, 1),
        box('a', 4, 1),
      ],
    ],
    ['more keys of a series than are kept', ['c', 'b', 'a', 'd'].map((key) => counted(key, 0))],
    [
      'more ids of a series than are kept',
      ['c', 'b', 'a', 'd', 'c'].map((who): Told => ({ ...base, type: 'came', data: { who }, hour: 0 })),
    ],
    [
      'more records than are kept',
      [4, 2, 3, 1, 0].map((hour): Told => ({ ...base, type: 'answered', data: { score: hour }, hour })),
    ],
    [
      'words of one instant, told by several sources',
      ['s2', 's1', 's3', 's4'].map(
        (source): Told => ({ ...base, source, type: 'told', data: { word: source }, hour: 0 }),
      ),
    ],
  ])('is the same for every order of %s', (_title, list) => {
    expectConvergence(list);
  });
});
