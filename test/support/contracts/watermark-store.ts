import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WatermarkStore } from '../../../lib/app/ports/watermark-store.ts';
import { HOUR_MS } from '../../../lib/core/time/instant.ts';
import { MONDAY, ODD_NAMES } from './sample-commit.ts';

export interface WatermarkStoreUnderTest {
  readonly store: WatermarkStore;
  close?(): void;
}

/** What every WatermarkStore does. `make` gives an empty one. `MONDAY` is the start of an hour. */
export function describeWatermarkStore(name: string, make: () => WatermarkStoreUnderTest): void {
  describe(`${name} as a watermark store`, () => {
    let under: WatermarkStoreUnderTest;
    let store: WatermarkStore;
    beforeEach(() => {
      under = make();
      store = under.store;
    });
    afterEach(() => under.close?.());

    it('has heard nothing at first', async () => {
      expect(await store.hours('crm', 0)).toEqual([]);
    });

    it.each([
      ['at its first instant', MONDAY, MONDAY],
      ['in its middle', MONDAY + HOUR_MS / 2, MONDAY],
      ['at its last instant', MONDAY + HOUR_MS - 1, MONDAY],
      ['at the first instant of the next', MONDAY + HOUR_MS, MONDAY + HOUR_MS],
      ['before 1970', -1, -HOUR_MS],
    ])('notes the hour of what was heard %s', async (_when, at, hour) => {
      await store.hear('crm', at);
      expect(await store.hours('crm', -2 * HOUR_MS)).toEqual([hour]);
    });

    it('notes an hour once, however often the source is heard in it', async () => {
      for (let i = 0; i < 5; i += 1) await store.hear('crm', MONDAY + i * 60_000);
      expect(await store.hours('crm', 0)).toEqual([MONDAY]);
    });

    it('gives hours in ascending order, in whatever order they were heard', async () => {
      for (const hour of [3, 0, 25, 1]) await store.hear('crm', MONDAY + hour * HOUR_MS);
      expect(await store.hours('crm', 0)).toEqual([0, 1, 3, 25].map((hour) => MONDAY + hour * HOUR_MS));
    });

    it('gives the hours that start at the given instant or later', async () => {
      for (const hour of [0, 1, 2]) await store.hear('crm', MONDAY + hour * HOUR_MS);
      expect(await store.hours('crm', MONDAY + HOUR_MS)).toEqual([MONDAY + HOUR_MS, MONDAY + 2 * HOUR_MS]);
      expect(await store.hours('crm', MONDAY + HOUR_MS + 1)).toEqual([MONDAY + 2 * HOUR_MS]);
      expect(await store.hours('crm', MONDAY + 3 * HOUR_MS)).toEqual([]);
    });

    it('keeps sources apart', async () => {
      await store.hear('crm', MONDAY);
      await store.hear('billing', MONDAY + HOUR_MS);
      expect(await store.hours('crm', 0)).toEqual([MONDAY]);
      expect(await store.hours('CRM', 0)).toEqual([]);
    });

    it('is not changed by what happens to an answer outside of it', async () => {
      await store.hear('crm', MONDAY);
      ((await store.hours('crm', 0)) as number[]).push(0);
      expect(await store.hours('crm', 0)).toEqual([MONDAY]);
    });

    it.each(ODD_NAMES)('takes %s as a source', async (_what, odd) => {
      expect(await store.hours(odd, 0)).toEqual([]);
      await store.hear(odd, MONDAY);
      expect(await store.hours(odd, 0)).toEqual([MONDAY]);
    });
  });
}
