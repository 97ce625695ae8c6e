import type { Source } from '../../core/accounts/catalog.ts';
import type { Watermarks } from '../../core/conditions/scope.ts';
import { HOUR_MS, type Instant } from '../../core/time/instant.ts';

/**
 * When each source was heard, by the hour. A look-up sees only hours that had ended: what was heard at 10:50 is
 * published at 11:00, in live and replayed decisions alike (DESIGN §4.6).
 */
export class HourlyWatermarks implements Watermarks {
  readonly #hours: Set<number>[] = [];
  #sorted: Float64Array[] | undefined;

  hear(source: Source, at: Instant): void {
    this.#sorted = undefined;
    const hours = this.#hours[source.index] ?? new Set<number>();
    this.#hours[source.index] = hours.add(Math.floor(at / HOUR_MS));
  }

  /** Starts of the hours in which the source was heard, in order. */
  hours(source: Source): readonly Instant[] {
    return [...(this.#hours[source.index] ?? [])].sort((a, b) => a - b).map((hour) => hour * HOUR_MS);
  }

  lastHeard(source: Source, at: Instant): Instant | undefined {
    this.#sorted ??= this.#hours.map((hours) => Float64Array.from(hours ?? []).sort());
    const hours = this.#sorted[source.index];
    if (hours === undefined) return undefined;
    const ended = Math.floor(at / HOUR_MS) - 1;
    let low = 0;
    let high = hours.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((hours[middle] ?? 0) <= ended) low = middle + 1;
      else high = middle;
    }
    const hour = hours[low - 1];
    return hour === undefined ? undefined : hour * HOUR_MS;
  }
}
