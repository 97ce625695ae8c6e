import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HourlyWatermarks } from '../../../lib/app/kept/hourly-watermarks.ts';
import { HOUR_MS } from '../../../lib/core/time/instant.ts';
import { rulebookOf } from '../../support/rulebook.ts';
import { at } from '../../support/world.ts';

const { sources } = rulebookOf({}).catalog;
const sourceOf = (name: string) => {
  const source = sources.get(name);
  if (source === undefined) throw new Error(`no source ${name}`);
  return source;
};
const [product, crm] = [sourceOf('product'), sourceOf('crm')];

describe('watermarks by the hour', () => {
  it('are published when their hour has ended, and not before', () => {
    const heard = new HourlyWatermarks();
    heard.hear(product, at('2026-06-01 10:50'));
    expect(heard.lastHeard(product, at('2026-06-01 10:50'))).toBeUndefined();
    expect(heard.lastHeard(product, at('2026-06-01 11:00') - 1)).toBeUndefined();
    expect(heard.lastHeard(product, at('2026-06-01 11:00'))).toBe(at('2026-06-01 10:00'));
  });

  it('are of one source each', () => {
    const heard = new HourlyWatermarks();
    heard.hear(crm, at('2026-06-01 10:00'));
    expect(heard.lastHeard(product, at('2026-06-02'))).toBeUndefined();
    expect(heard.hours(product)).toEqual([]);
    expect(heard.lastHeard(crm, at('2026-06-02'))).toBe(at('2026-06-01 10:00'));
  });

  it('can be heard of after they were looked up', () => {
    const heard = new HourlyWatermarks();
    heard.hear(product, at('2026-06-01 10:00'));
    expect(heard.lastHeard(product, at('2026-06-03'))).toBe(at('2026-06-01 10:00'));
    heard.hear(product, at('2026-06-02 10:59'));
    expect(heard.lastHeard(product, at('2026-06-03'))).toBe(at('2026-06-02 10:00'));
    expect(heard.lastHeard(product, at('2026-06-02'))).toBe(at('2026-06-01 10:00'));
  });

  it('before 1970 are as good as any', () => {
    const heard = new HourlyWatermarks();
    heard.hear(product, -1);
    expect(heard.lastHeard(product, -1)).toBeUndefined();
    expect(heard.lastHeard(product, 0)).toBe(-HOUR_MS);
  });

  it('are the start of the last hour, of those in which something was heard, that had ended', () => {
    const minutes = fc.integer({ min: -3_000, max: 30_000 });
    const heardAndAsked = fc.property(fc.array(minutes, { maxLength: 30 }), minutes, (heardAt, askedAt) => {
      const watermarks = new HourlyWatermarks();
      for (const minute of heardAt) watermarks.hear(product, minute * 60_000);
      const hours = heardAt.map((minute) => Math.floor(minute / 60));
      const ended = hours.filter((hour) => (hour + 1) * 60 <= askedAt);
      const last = ended.length === 0 ? undefined : Math.max(...ended) * HOUR_MS;
      expect(watermarks.lastHeard(product, askedAt * 60_000)).toBe(last);
      const all = [...new Set(hours)].sort((a, b) => a - b);
      expect(watermarks.hours(product)).toEqual(all.map((hour) => hour * HOUR_MS));
    });
    return fc.assert(heardAndAsked, { numRuns: 300 });
  });
});
