import { type EpochDay, formatDay, HOUR_MS, type Instant } from '../time/instant.ts';
import { isQuiet, isSendingDay, nextAllowed, type QuietHours } from '../time/quiet-hours.ts';
import { instantOf, localDay, startOfDay } from '../time/zone.ts';
import type { Channel, TopicKind } from './channel.ts';
import { covers, type Guardrails } from './guardrails.ts';

const NEVER_QUIET: QuietHours = { from: 0, to: 0, weekends: false };
const NO_HOLIDAYS: ReadonlySet<EpochDay> = new Set();
/** Further than any row of days without sending. */
const MAX_DAYS_AHEAD = 400;

/**
 * When touches of one kind may go by one channel to one zone: at any time of any day, or as quiet hours, weekends and
 * holidays allow where these cover them.
 */
export class SendingDays {
  readonly #quiet: QuietHours;
  readonly #holidays: ReadonlySet<EpochDay>;
  readonly #sendAt: number;
  readonly #zone: string;

  constructor(guardrails: Guardrails, kind: TopicKind, channel: Channel, zone: string) {
    const covered = covers(guardrails.quietHours, kind, channel);
    this.#quiet = covered ? guardrails.quietHours : NEVER_QUIET;
    this.#holidays = covered ? guardrails.calendar.holidays : NO_HOLIDAYS;
    this.#sendAt = guardrails.sendAt;
    this.#zone = zone;
  }

  isQuiet(at: Instant): boolean {
    return isQuiet(this.#quiet, this.#zone, at, this.#holidays);
  }

  /** `at` itself, or the next slot when `at` is quiet. */
  allowedFrom(at: Instant): Instant {
    return nextAllowed(this.#quiet, this.#zone, at, this.#holidays, this.#sendAt);
  }

  /** The first slot after `at`: `sendAt` of a day on which sending is allowed. RangeError if 400 days have none. */
  slotAfter(at: Instant): Instant {
    const today = localDay(this.#zone, at);
    // Where clocks are set back around midnight, the slot of the day before may still be ahead.
    for (let day = today - 1; day <= today + MAX_DAYS_AHEAD; day += 1) {
      if (!this.#isSendingDay(day)) continue;
      const slot = this.allowedFrom(instantOf(this.#zone, day, this.#sendAt));
      if (slot > at) return slot;
    }
    throw new RangeError(`no time to send at within ${MAX_DAYS_AHEAD} days`);
  }

  /** The end of the nth day on which sending is allowed, the first being that of `allowedFrom(from)`. */
  endOfDays(from: Instant, count: number): Instant {
    let day = localDay(this.#zone, this.allowedFrom(from));
    for (let left = count - 1; left > 0; ) {
      day += 1;
      if (this.#isSendingDay(day)) left -= 1;
    }
    return startOfDay(this.#zone, day + 1);
  }

  /** `2026-03-02 in Europe/Berlin`: the day of `at`, for the ledger. */
  dayText(at: Instant): string {
    return `${formatDay(localDay(this.#zone, at))} in ${this.#zone}`;
  }

  /** `20:00 to 08:00 and weekends in Europe/Berlin`, for the ledger. */
  quietText(): string {
    const { from, to, weekends } = this.#quiet;
    return `${timeText(from)} to ${timeText(to)}${weekends ? ' and weekends' : ''} in ${this.#zone}`;
  }

  #isSendingDay(day: EpochDay): boolean {
    return isSendingDay(this.#quiet, this.#zone, day, this.#holidays);
  }
}

function timeText(ms: number): string {
  const hours = Math.floor(ms / HOUR_MS);
  const minutes = Math.floor((ms - hours * HOUR_MS) / 60_000);
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}
