import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RuleWatch } from '../../../lib/app/ports/rule-watch.ts';
import { MONDAY, ODD_NAMES } from './sample-commit.ts';

export interface RuleWatchUnderTest {
  readonly watch: RuleWatch;
  close?(): void;
}

/** What every RuleWatch does. `make` gives an empty one. */
export function describeRuleWatch(name: string, make: () => RuleWatchUnderTest): void {
  describe(`${name} as a rule watch`, () => {
    let under: RuleWatchUnderTest;
    let watch: RuleWatch;
    beforeEach(() => {
      under = make();
      watch = under.watch;
    });
    afterEach(() => under.close?.());

    describe('firings', () => {
      beforeEach(async () => {
        for (const [rule, account, at] of [
          ['a', 'acme', 1],
          ['a', 'acme', 1],
          ['a', 'bolt', 2],
          ['a', 'acme', 3],
          ['b', 'zulu', 3],
        ] as const)
          await watch.note(rule, account, MONDAY + at);
      });

      it('are counted by rule, each account once', async () => {
        expect(await watch.count('a', MONDAY)).toEqual({ firings: 4, accounts: 2 });
        expect(await watch.count('b', MONDAY)).toEqual({ firings: 1, accounts: 1 });
        expect(await watch.count('A', MONDAY)).toEqual({ firings: 0, accounts: 0 });
      });

      it('are counted after an instant, not at it', async () => {
        expect(await watch.count('a', MONDAY + 1)).toEqual({ firings: 2, accounts: 2 });
        expect(await watch.count('a', MONDAY + 2)).toEqual({ firings: 1, accounts: 1 });
        expect(await watch.count('a', MONDAY + 3)).toEqual({ firings: 0, accounts: 0 });
      });

      it('leave one account out of the accounts, though not of the firings', async () => {
        expect(await watch.count('a', MONDAY, 'acme')).toEqual({ firings: 4, accounts: 1 });
        expect(await watch.count('a', MONDAY + 2, 'acme')).toEqual({ firings: 1, accounts: 0 });
        expect(await watch.count('a', MONDAY, 'zulu')).toEqual({ firings: 4, accounts: 2 });
      });

      it('before an instant are forgotten, those at it are not', async () => {
        await watch.forget(MONDAY + 2);
        expect(await watch.count('a', MONDAY)).toEqual({ firings: 2, accounts: 2 });
        await watch.forget(MONDAY + 4);
        expect(await watch.count('a', MONDAY)).toEqual({ firings: 0, accounts: 0 });
        expect(await watch.count('b', MONDAY)).toEqual({ firings: 0, accounts: 0 });
      });
    });

    describe('paused rules', () => {
      it('are none at first', async () => {
        expect(await watch.paused()).toEqual([]);
        expect(await watch.resume('a')).toBe(false);
      });

      it('are given longest paused first, then by rule', async () => {
        for (const [rule, at] of [
          ['c', 1],
          ['b', 0],
          ['a', 1],
        ] as const)
          await watch.pause({ rule, at: MONDAY + at, reason: `fired ${at} times` });
        expect(await watch.paused()).toEqual([
          { rule: 'b', at: MONDAY, reason: 'fired 0 times' },
          { rule: 'a', at: MONDAY + 1, reason: 'fired 1 times' },
          { rule: 'c', at: MONDAY + 1, reason: 'fired 1 times' },
        ]);
      });

      it('keep their first reason', async () => {
        await watch.pause({ rule: 'a', at: MONDAY, reason: 'first' });
        await watch.pause({ rule: 'a', at: MONDAY + 1, reason: 'second' });
        expect(await watch.paused()).toEqual([{ rule: 'a', at: MONDAY, reason: 'first' }]);
      });

      it('go on when they are resumed, once, and may be paused anew', async () => {
        await watch.pause({ rule: 'a', at: MONDAY, reason: 'first' });
        await watch.pause({ rule: 'b', at: MONDAY, reason: 'other' });
        expect(await watch.resume('a')).toBe(true);
        expect(await watch.resume('a')).toBe(false);
        expect((await watch.paused()).map(({ rule }) => rule)).toEqual(['b']);
        await watch.pause({ rule: 'a', at: MONDAY + 5, reason: 'again' });
        expect(await watch.paused()).toContainEqual({ rule: 'a', at: MONDAY + 5, reason: 'again' });
      });

      it('begin to be counted anew when they are resumed, and no other rule does', async () => {
        for (const rule of ['a', 'b']) await watch.note(rule, 'acme', MONDAY);
        await watch.pause({ rule: 'a', at: MONDAY, reason: 'first' });
        expect(await watch.count('a', MONDAY - 1)).toEqual({ firings: 1, accounts: 1 });
        await watch.resume('a');
        expect(await watch.count('a', MONDAY - 1)).toEqual({ firings: 0, accounts: 0 });
        expect(await watch.count('b', MONDAY - 1)).toEqual({ firings: 1, accounts: 1 });
      });

      it('stay paused when firings are forgotten', async () => {
        await watch.pause({ rule: 'a', at: MONDAY, reason: 'first' });
        await watch.forget(MONDAY + 9);
        expect(await watch.paused()).toHaveLength(1);
      });
    });

    it.each(ODD_NAMES)('takes %s as rule, account and reason', async (_what, odd) => {
      await watch.note(odd, odd, MONDAY);
      expect(await watch.count(odd, MONDAY - 1)).toEqual({ firings: 1, accounts: 1 });
      expect(await watch.count(odd, MONDAY - 1, odd)).toEqual({ firings: 1, accounts: 0 });
      await watch.pause({ rule: odd, at: MONDAY, reason: odd });
      expect(await watch.paused()).toEqual([{ rule: odd, at: MONDAY, reason: odd }]);
    });
  });
}
