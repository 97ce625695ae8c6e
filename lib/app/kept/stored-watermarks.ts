import type { Rulebook } from '../../core/rulebook.ts';
import type { WatermarkStore } from '../ports/watermark-store.ts';
import { HourlyWatermarks } from './hourly-watermarks.ts';

/** When each source of the rulebook was heard, as far as the store knows. */
export async function storedWatermarks(rulebook: Rulebook, store: WatermarkStore): Promise<HourlyWatermarks> {
  const watermarks = new HourlyWatermarks();
  for (const source of rulebook.catalog.sources.values()) {
    for (const hour of await store.hours(source.name, Number.NEGATIVE_INFINITY))
      watermarks.hear(source, hour);
  }
  return watermarks;
}
