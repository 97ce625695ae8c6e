import type { Settings } from '../../../app/ports/settings.ts';
import type { Intake } from '../../../app/product/intake.ts';
import { DAY_MS, HOUR_MS, type Instant, parseInstant } from '../../../core/time/instant.ts';
import { type SampleSignal, sampleSignals } from '../sample/sample-signals.ts';
import type { Feed } from './local-runtime.ts';

/** Where a demonstration stands: plain JSON, kept in the store. */
interface SampleState {
  readonly seed: number;
  readonly from: Instant;
  readonly accounts: number;
  /** Everything up to here was handed over. */
  readonly fedTo: Instant;
}

const SEED = 20_260_601;
const ACCOUNTS = 250;
/** How far in the past the sample book begins. */
const PAST_DAYS = 120;

/** When a demonstration begins that is started now: with the day that began 120 days ago. */
export function sampleStart(now: Instant): Instant {
  return (Math.floor(now / DAY_MS) - PAST_DAYS) * DAY_MS;
}

/** The sample book of business, handed to ingest an hour at a time by the product's clock, as any client's signals. */
export class SampleFeed implements Feed {
  readonly #intake: Intake;
  readonly #settings: Settings;
  #state: SampleState;
  #signals: Iterator<SampleSignal> | undefined;
  #waiting: SampleSignal | undefined;

  private constructor(intake: Intake, settings: Settings, state: SampleState) {
    this.#intake = intake;
    this.#settings = settings;
    this.#state = state;
  }

  /** Goes on with the demonstration of a store, or begins one at `from`; undefined where there is none and none is wanted. */
  static async open(
    intake: Intake,
    settings: Settings,
    from: Instant | undefined,
  ): Promise<SampleFeed | undefined> {
    const kept = await settings.get('sample');
    if (kept !== undefined) return new SampleFeed(intake, settings, JSON.parse(kept) as SampleState);
    if (from === undefined) return undefined;
    const state = { seed: SEED, from, accounts: ACCOUNTS, fedTo: from };
    await settings.set('sample', JSON.stringify(state));
    return new SampleFeed(intake, settings, state);
  }

  get next(): number {
    const waiting = this.#first();
    return waiting === undefined ? Number.POSITIVE_INFINITY : endOfHour(timeOf(waiting));
  }

  async feed(now: Instant): Promise<void> {
    const batch: SampleSignal[] = [];
    for (let one = this.#first(); one !== undefined && timeOf(one) <= now; one = this.#advance())
      batch.push(one);
    if (batch.length === 0) return;
    await this.#intake.events(batch, 'own');
    this.#state = { ...this.#state, fedTo: now };
    await this.#settings.set('sample', JSON.stringify(this.#state));
  }

  /** The next that was not handed over; those before would be known as duplicates, and need not be asked about. */
  #first(): SampleSignal | undefined {
    if (this.#signals !== undefined) return this.#waiting;
    this.#signals = sampleSignals(this.#state);
    do this.#advance();
    while (this.#waiting !== undefined && timeOf(this.#waiting) <= this.#state.fedTo);
    return this.#waiting;
  }

  #advance(): SampleSignal | undefined {
    this.#waiting = this.#signals?.next().value ?? undefined;
    return this.#waiting;
  }
}

function timeOf(signal: SampleSignal): Instant {
  return parseInstant(signal.time) ?? 0;
}

function endOfHour(at: Instant): Instant {
  return Math.ceil(at / HOUR_MS) * HOUR_MS;
}
