import { DAY_MS, type EpochDay, formatInstant, HOUR_MS, type Instant } from '../../../core/time/instant.ts';
import { instantOf } from '../../../core/time/zone.ts';
import { beginAgain, beginAsKnown, beginAsNew } from './beginning.ts';
import { type Customer, newCustomer, type Tier } from './customer.ts';
import type { Happening } from './happening.ts';
import { SeededRandom } from './seeded-random.ts';

export interface SampleBook {
  /** A whole number; another one gives another book. */
  readonly seed: number;
  /** The book begins with the first UTC day that starts at or after this instant. */
  readonly from: Instant;
  /** How many customers there are, new ones of the first 120 days included. */
  readonly accounts: number;
  /** After so many days it ends; without it, never. */
  readonly days?: number;
}

/** A CloudEvent in structured JSON, as any producer sends it. */
export interface SampleSignal {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly account: string;
  readonly contact?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Of a hundred customers there on the first day, and of a hundred that come later. */
const KNOWN: readonly (readonly [number, Tier])[] = [
  [7, 'strategic'],
  [19, 'growth'],
  [37, 'scale'],
  [22, 'self-serve'],
  [10, 'free'],
  [5, 'trial'],
];
const NEW: readonly (readonly [number, Tier])[] = [
  [3, 'strategic'],
  [9, 'growth'],
  [28, 'scale'],
  [17, 'self-serve'],
  [8, 'free'],
  [45, 'trial'],
];
/** Share of the book that comes in the course of so many days; as many come in every such stretch after it. */
const NEW_SHARE = 0.16;
const STRETCH = 120;

/** By the first word of the type; the CRM tells the rest. */
const SOURCES: Readonly<Record<string, string>> = {
  usage: 'https://app.example.com/telemetry',
  adoption: 'https://app.example.com/analytics',
  seats: 'https://app.example.com/seats',
  project: 'https://app.example.com/telemetry',
  'first-value': 'https://app.example.com/analytics',
  'second-value': 'https://app.example.com/analytics',
  ticket: 'https://helpdesk.example.com',
  csat: 'https://helpdesk.example.com',
  nps: 'https://survey.example.com',
  payment: 'https://billing.example.com',
  invoice: 'https://billing.example.com',
  training: 'https://academy.example.com',
};
/** What machines report at night, in UTC. People do the rest, at work. */
const AT_NIGHT = new Set(['adoption', 'seats', 'payment', 'invoice', 'responsiveness', 'renewal.forecast']);
const NIGHT_MS = 5 * HOUR_MS;
/** The first day's master data comes in over these hours: an import goes account by account. */
const IMPORT_MS = 9 * HOUR_MS;

/**
 * A made-up book of business as signals in order of time, a day at a time as they are asked for. Companies and people
 * are invented, and addresses end in `.example`. The same book gives the same signals, and a longer one begins with
 * those of a shorter one.
 */
export function* sampleSignals(book: SampleBook): Generator<SampleSignal, void, undefined> {
  const random = new SeededRandom(book.seed);
  const first: EpochDay = Math.ceil(book.from / DAY_MS);
  const later = Math.round(book.accounts * NEW_SHARE);
  let number = 0;
  const join = (tiers: typeof KNOWN) => {
    const customer = newCustomer(book.seed, number, random.weighted(tiers));
    number += 1;
    return customer;
  };
  let customers: Customer[] = [];
  for (let day = first; book.days === undefined || day < first + book.days; day += 1) {
    const today = new Today(book.seed, day);
    for (const customer of customers) {
      const wasLost = customer.churned;
      today.add(customer, customer.agenda.take(customer, day));
      if (wasLost && !customer.churned) today.add(customer, beginAgain(customer, day));
    }
    if (day === first) {
      while (number < book.accounts - later) {
        const customer = join(KNOWN);
        customers.push(customer);
        const at = day * DAY_MS + Math.floor(random.between(0, IMPORT_MS));
        today.addInTurn(customer, beginAsKnown(customer, day), at);
      }
    }
    const coming =
      Math.floor(((day - first + 1) * later) / STRETCH) - Math.floor(((day - first) * later) / STRETCH);
    for (let i = 0; i < coming; i += 1) {
      const customer = join(NEW);
      customers.push(customer);
      today.addInTurn(customer, beginAsNew(customer, day), today.atWork(customer.company.zone, random));
    }
    customers = customers.filter(({ churned, agenda }) => !(churned && agenda.isEmpty));
    yield* today.signals();
  }
}

/** The signals of one UTC day. */
class Today {
  readonly #seed: number;
  readonly #day: EpochDay;
  readonly #signals: { readonly at: Instant; readonly signal: SampleSignal }[] = [];
  readonly #hours = new Map<string, readonly [from: Instant, to: Instant]>();

  constructor(seed: number, day: EpochDay) {
    this.#seed = seed;
    this.#day = day;
  }

  /** Things that happen independently of each other, each at its own time of the day. */
  add(customer: Customer, happenings: readonly Happening[]): void {
    for (const happening of happenings) {
      const zone = happening.contact?.zone ?? customer.company.zone;
      const atNight = AT_NIGHT.has(firstWord(happening.type)) || AT_NIGHT.has(happening.type);
      const at = atNight
        ? this.#day * DAY_MS + Math.floor(customer.random.between(0, NIGHT_MS))
        : this.atWork(zone, customer.random);
      this.#take(customer, happening, at);
    }
  }

  /** Things that follow each other, some seconds apart. */
  addInTurn(customer: Customer, happenings: readonly Happening[], from: Instant): void {
    let at = Math.min(from, (this.#day + 1) * DAY_MS - HOUR_MS);
    for (const happening of happenings) {
      this.#take(customer, happening, at);
      at += customer.random.whole(5_000, 60_000);
    }
  }

  /** A moment between nine and half past five in the zone that lies within this UTC day. */
  atWork(zone: string, random: SeededRandom): Instant {
    let hours = this.#hours.get(zone);
    if (hours === undefined) {
      const start = this.#day * DAY_MS;
      hours = [
        Math.max(start, instantOf(zone, this.#day, 9 * HOUR_MS)),
        Math.min(start + DAY_MS, instantOf(zone, this.#day, 17.5 * HOUR_MS)),
      ];
      this.#hours.set(zone, hours);
    }
    const [from, to] = hours;
    return from + Math.floor(random.share() * (to - from));
  }

  signals(): SampleSignal[] {
    return this.#signals.sort((a, b) => a.at - b.at).map(({ signal }) => signal);
  }

  #take(customer: Customer, { type, contact, data }: Happening, at: Instant): void {
    customer.counts.signals += 1;
    const signal: SampleSignal = {
      specversion: '1.0',
      id: `${this.#seed}-${customer.id}-${customer.counts.signals}`,
      source: SOURCES[firstWord(type)] ?? 'https://crm.example.com',
      type,
      time: formatInstant(at),
      datacontenttype: 'application/json',
      account: customer.id,
      ...(contact === undefined ? {} : { contact: contact.id }),
      data,
    };
    this.#signals.push({ at, signal });
  }
}

function firstWord(type: string): string {
  return type.slice(0, type.indexOf('.'));
}
