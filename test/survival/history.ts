import { type SampleSignal, sampleSignals } from '../../lib/adapters/local/sample/sample-signals.ts';
import { SeededRandom } from '../../lib/adapters/local/sample/seeded-random.ts';
import { DAY_MS, formatInstant, HOUR_MS, type Instant, parseInstant } from '../../lib/core/time/instant.ts';
import {
  batchRequest,
  type ClientRequest,
  countSignals,
  type Event,
  eventsRequest,
  type Message,
} from './requests.ts';

/** Everything that comes in at one instant of the product's clock. Requests of one tick may go in any order. */
export interface Tick {
  readonly at: Instant;
  readonly requests: readonly ClientRequest[];
}

export interface HistoryOptions {
  readonly seed: number;
  readonly days: number;
  readonly accounts: number;
}

/** A Monday. */
const BEGINNING: Instant = Date.UTC(2026, 5, 1);
/** Three times a day time passes and the product's use is reported; every sending day of every zone sees two of them. */
const MINUTES = [84, 576, 1062] as const;
/** After the second of them comes the news of the day. */
const NEWS = 1;
const MINUTE_MS = 60_000;
/** Enough to have 50 in flight beside those that are being handled. */
const SIGNALS_PER_TICK = 170;
/** So many the loop decides in one go: fewer are never cut in the middle of an account. */
const BATCH = 500;
const MAX_SIGNALS_PER_TICK = 400;
const MAX_ACCOUNTS_PER_REQUEST = 3;

/**
 * Weeks in the life of a made-up book of business as clients would send them, such that the outcome depends on nothing
 * but the signals: all that comes in of an account at one tick is one request, and news (whatever may change to whom
 * something is sent) comes when nothing is being sent, a minute after what fell due.
 */
export function historyOf({ seed, days, accounts }: HistoryOptions): Tick[] {
  return new History(seed).ticks([...sampleSignals({ seed, from: BEGINNING, accounts, days })], days);
}

class History {
  readonly #random: SeededRandom;
  readonly #ticks: Tick[] = [];
  /** Mail addresses by account: those whom Segment knows by them. */
  readonly #people = new Map<string, string[]>();
  /** Who was heard of before it was known where they belong, and when that is told. */
  #strangers: { readonly user: string; readonly account: string; readonly tick: number }[] = [];
  #isLastDay = false;
  #count = 0;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed, 17);
  }

  ticks(signals: readonly SampleSignal[], days: number): Tick[] {
    const use = signals.filter(isUse);
    let news = signals.filter((signal) => !isUse(signal));
    let at = BEGINNING;
    for (let day = 0; day < days; day += 1) {
      for (const [i, minute] of MINUTES.entries()) {
        at = BEGINNING + day * DAY_MS + minute * MINUTE_MS + this.#random.whole(0, 4 * MINUTE_MS);
        this.#add(at, takeUntil(use, at));
        if (i !== NEWS) continue;
        const until = at;
        let waiting = news.filter((signal) => timeOf(signal) <= until);
        news = news.slice(waiting.length);
        while (waiting.length > 0) {
          at += MINUTE_MS + this.#random.whole(0, 20_000);
          waiting = this.#add(at, waiting);
        }
      }
      this.#isLastDay = day + 2 >= days;
    }
    while (this.#strangers.length > 0) {
      at += MINUTE_MS;
      this.#add(at, []);
    }
    return this.#ticks;
  }

  /** Adds a tick, filled up with the product's use; what does not fit into it is left. */
  #add(at: Instant, signals: readonly SampleSignal[]): SampleSignal[] {
    const left: SampleSignal[] = [];
    const byAccount = new Map<string, Event[]>();
    let count = 0;
    for (const signal of signals) {
      const own = byAccount.get(signal.account);
      if (own === undefined && count >= MAX_SIGNALS_PER_TICK) left.push(signal);
      else {
        byAccount.set(signal.account, [...(own ?? []), eventOf(signal)]);
        count += 1;
      }
    }
    const requests: ClientRequest[] = [];
    const groups = [...byAccount.values()];
    while (groups.length > 0)
      requests.push(eventsRequest(groups.splice(0, this.#random.whole(1, MAX_ACCOUNTS_PER_REQUEST)).flat()));
    requests.push(...this.#meet(at, byAccount));
    requests.push(...this.#fill(at, new Set(byAccount.keys()), SIGNALS_PER_TICK - count));
    if (countSignals(requests) >= BATCH) throw new RangeError(`${countSignals(requests)} signals in a tick`);
    this.#ticks.push({ at, requests: this.#shuffled(requests) });
    for (const signal of signals) this.#know(signal);
    return left;
  }

  /** Use of the product by accounts that nothing else is said of at this tick. Every third is left alone, for quiet. */
  #fill(at: Instant, told: ReadonlySet<string>, signals: number): ClientRequest[] {
    const requests: ClientRequest[] = [];
    let missing = signals;
    for (const account of this.#shuffled([...this.#people.keys()])) {
      if (missing <= 0) return requests;
      if (told.has(account) || Number(account.slice(2)) % 3 === 0) continue;
      const count = this.#random.whole(1, 3);
      requests.push(
        this.#random.chance(0.4) ? this.#tracked(at, account, count) : this.#used(at, account, count),
      );
      missing -= count;
    }
    return requests;
  }

  /** Somebody uses the product whose account comes out two ticks later. */
  #meet(at: Instant, told: Map<string, Event[]>): ClientRequest[] {
    const tick = this.#ticks.length;
    const known = this.#strangers.filter((one) => one.tick <= tick && !told.has(one.account));
    this.#strangers = this.#strangers.filter((one) => !known.includes(one));
    const requests = known.map(({ user, account }) => {
      told.set(account, []);
      const message = (type: 'group' | 'identify', more: Partial<Message>): Message => ({
        type,
        messageId: this.#id(type),
        userId: user,
        timestamp: formatInstant(at - 2000),
        ...more,
      });
      return batchRequest(
        [
          message('group', { groupId: account, traits: {} }),
          message('identify', { traits: { email: `${user}@people.example` }, context: { groupId: account } }),
        ],
        at,
      );
    });
    if (this.#isLastDay) return requests;
    const account = this.#random.chance(0.5) ? this.#random.pick([...this.#people.keys(), '']) : '';
    if (account === '' || this.#strangers.some((one) => one.account === account)) return requests;
    const user = this.#id('visitor');
    this.#strangers.push({ user, account, tick: tick + 2 });
    const unknown: Message = {
      type: 'track',
      messageId: this.#id('track'),
      userId: user,
      event: 'Docs Searched',
      timestamp: formatInstant(at - 5000),
    };
    return [...requests, batchRequest([unknown], at)];
  }

  #tracked(at: Instant, account: string, count: number): ClientRequest {
    const people = this.#people.get(account) ?? [];
    const messages = Array.from({ length: count }, (): Message => {
      const userId = this.#random.pick(people);
      return {
        type: 'track',
        messageId: this.#id('track'),
        userId,
        event: this.#random.pick(['Report Exported', 'Board Shared', 'Signed In']),
        timestamp: formatInstant(at - this.#random.whole(0, HOUR_MS)),
        context: { groupId: account },
      };
    });
    return batchRequest(messages, at);
  }

  #used(at: Instant, account: string, count: number): ClientRequest {
    return eventsRequest(
      Array.from({ length: count }, () => ({
        id: this.#id('use'),
        source: 'https://app.example.com/audit',
        type: 'usage.recorded',
        time: formatInstant(at - this.#random.whole(0, HOUR_MS)),
        account,
        data: { feature: this.#random.pick(['boards', 'search', 'exports']) },
      })),
    );
  }

  #know({ type, account, data }: SampleSignal): void {
    if (type !== 'contact.identified' || typeof data.email !== 'string') return;
    const own = this.#people.get(account);
    if (own === undefined) this.#people.set(account, [data.email]);
    else own.push(data.email);
  }

  #id(what: string): string {
    this.#count += 1;
    return `${what}-${this.#count}`;
  }

  #shuffled<T>(list: readonly T[]): T[] {
    return shuffled(list, this.#random);
  }
}

export function shuffled<T>(list: readonly T[], random: SeededRandom): T[] {
  const rest = [...list];
  const drawn: T[] = [];
  while (rest.length > 0) drawn.push(...rest.splice(random.whole(0, rest.length - 1), 1));
  return drawn;
}

/** What people do in the product: whether and to whom something is sent hangs on none of it. */
function isUse({ type }: SampleSignal): boolean {
  return type === 'usage.recorded' || type === 'usage.logins';
}

/** Takes the first ones out of the list, which is in order of time. */
function takeUntil(signals: SampleSignal[], at: Instant): SampleSignal[] {
  const after = signals.findIndex((signal) => timeOf(signal) > at);
  return signals.splice(0, after === -1 ? signals.length : after);
}

function timeOf({ time }: SampleSignal): Instant {
  return parseInstant(time) ?? 0;
}

function eventOf({ id, source, type, time, account, contact, data }: SampleSignal): Event {
  return { id, source, type, time, account, ...(contact === undefined ? {} : { contact }), data };
}
