import type { Instant } from '../../core/time/instant.ts';

/** When sources were heard, by hour: written at most once an hour and source by each process. */
export interface WatermarkStore {
  /** Notes that the source was heard in the hour that holds `at`. */
  hear(source: string, at: Instant): Promise<void>;
  /** Starts of the hours in which the source was heard, ascending, from `since`. */
  hours(source: string, since: Instant): Promise<readonly Instant[]>;
}
