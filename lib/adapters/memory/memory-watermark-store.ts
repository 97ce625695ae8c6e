import type { WatermarkStore } from '../../app/ports/watermark-store.ts';
import { HOUR_MS, type Instant } from '../../core/time/instant.ts';

export class MemoryWatermarkStore implements WatermarkStore {
  readonly #hours = new Map<string, Set<Instant>>();

  async hear(source: string, at: Instant): Promise<void> {
    const hours = this.#hours.get(source) ?? new Set<Instant>();
    this.#hours.set(source, hours.add(Math.floor(at / HOUR_MS) * HOUR_MS));
  }

  async hours(source: string, since: Instant): Promise<readonly Instant[]> {
    const hours = [...(this.#hours.get(source) ?? [])];
    return hours.filter((hour) => hour >= since).sort((a, b) => a - b);
  }
}
