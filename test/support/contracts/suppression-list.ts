import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SuppressionList } from '../../../lib/app/ports/suppression-list.ts';
import { MONDAY, ODD_NAMES } from './sample-commit.ts';

export interface SuppressionListUnderTest {
  readonly list: SuppressionList;
  close?(): void;
}

/** What every SuppressionList does. `make` gives an empty one. */
export function describeSuppressionList(name: string, make: () => SuppressionListUnderTest): void {
  describe(`${name} as a suppression list`, () => {
    let under: SuppressionListUnderTest;
    let list: SuppressionList;
    beforeEach(() => {
      under = make();
      list = under.list;
    });
    afterEach(() => under.close?.());

    it('has nobody at first', async () => {
      expect(await list.has('h1')).toBe(false);
      expect(await list.find('h1')).toBeUndefined();
    });

    it('has what was added, with reason and instant, and nothing else', async () => {
      await list.add('h1', 'bounce', MONDAY);
      expect(await list.has('h1')).toBe(true);
      expect(await list.find('h1')).toEqual({ reason: 'bounce', at: MONDAY });
      expect(await list.has('H1')).toBe(false);
      expect(await list.has('h')).toBe(false);
      expect(await list.has('')).toBe(false);
    });

    it('keeps the first reason, also when the later call is of an earlier instant', async () => {
      await list.add('h1', 'complaint', MONDAY);
      await list.add('h1', 'bounce', MONDAY - 1);
      await list.add('h1', 'erased', MONDAY + 1);
      expect(await list.find('h1')).toEqual({ reason: 'complaint', at: MONDAY });
    });

    it('is not changed by what happens to an answer outside of it', async () => {
      await list.add('h1', 'bounce', MONDAY);
      Object.assign((await list.find('h1'))!, { reason: 'none' });
      expect((await list.find('h1'))?.reason).toBe('bounce');
    });

    it.each(ODD_NAMES)('takes %s as address and reason', async (_what, odd) => {
      expect(await list.has(odd)).toBe(false);
      await list.add(odd, odd, MONDAY);
      expect(await list.has(odd)).toBe(true);
      expect(await list.find(odd)).toEqual({ reason: odd, at: MONDAY });
    });
  });
}
