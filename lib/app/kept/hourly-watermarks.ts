import type { Source } from '../../core/accounts/catalog.ts';
import type { Watermarks } from '../../core/conditions/scope.ts';
import { HOUR_MS, type Instant } from '../../core/time/instant.ts';

/** Index of the first hour after `hour`. */
function after(hours: readonly number[], hour: number): number {
  let low = 0;
  let high = hours.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((hours[middle] ?? 0) <= hour) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * When each source was heard, by the hour. A look-up sees only hours that had ended: what was heard at 10:50 is
 * published at 11:00, in live and replayed decisions alike (DESIGN §4.6).
 */
export class HourlyWatermarks implements Watermarks {
  /** By source index: hours since 1970 in which it was heard, ascending. */
  readonly #hours: number[][] = [];

  hear(source: Source, at: Instant): void {
    const hour = Math.floor(at / HOUR_MS);
    const hours = this.#hours[source.index];
    if (hours === undefined) {
      this.#hours[source.index] = [hour];
      return;
    }
    // Nearly always it was heard in this hour before, or not yet in any later one.
    if (hours.at(-1) === hour) return;
    const place = after(hours, hour);
    if (hours[place - 1] !== hour) hours.splice(place, 0, hour);
  }

  /** Starts of the hours in which the source was heard, in order. */
  hours(source: Source): readonly Instant[] {
    return (this.#hours[source.index] ?? []).map((hour) => hour * HOUR_MS);
  }

  lastHeard(source: Source, at: Instant): Instant | undefined {
    const hours = this.#hours[source.index];
    if (hours === undefined) return undefined;
    const ended = Math.floor(at / HOUR_MS) - 1;
    const hour = hours[after(hours, ended) - 1];
    return hour === undefined ? undefined : hour * HOUR_MS;
  }
}
