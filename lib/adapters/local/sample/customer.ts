import type { EpochDay } from '../../../core/time/instant.ts';
import { Agenda } from './agenda.ts';
import { type Company, companyOf } from './company.ts';
import { type Person, peopleOf } from './people.ts';
import { SeededRandom } from './seeded-random.ts';

/** How a customer is made: what it pays, how many people it has, how it is served. */
export type Tier = 'strategic' | 'growth' | 'scale' | 'self-serve' | 'free' | 'trial';

/**
 * Where use is going. `fading` loses people over weeks, `collapsing` loses half of everything every week, `quiet` is
 * nothing at all.
 */
export type Course = 'steady' | 'growing' | 'fading' | 'collapsing' | 'quiet';

/** How well the product and the customer fit: what is measured of a customer stays near this. Shares. */
export interface Fit {
  readonly daily: number;
  readonly adoption: number;
  readonly satisfaction: number;
}

/** A customer whose history is being made up. */
export interface Customer {
  readonly id: string;
  readonly number: number;
  readonly random: SeededRandom;
  readonly company: Company;
  readonly agenda: Agenda<Customer>;
  readonly fit: Fit;
  readonly people: Person[];
  tier: Tier;
  /** USD a year, in whole dollars. */
  arr: number;
  endsOn: EpochDay | undefined;
  seatsUsed: number;
  seatLimit: number;
  course: Course;
  weeksOnCourse: number;
  /** Use as a share of what it was at its best. */
  level: number;
  /** What the level settles at. */
  plateau: number;
  hasFirstValue: boolean;
  /** How much it has learnt of the product: its measured adoption is this share of what it will be. */
  ramp: number;
  churned: boolean;
  /** Numbers people, tickets, invoices and signals of this customer. */
  readonly counts: { people: number; tickets: number; invoices: number; signals: number };
}

/** In hundreds of USD a year, people, seats: from and to. */
const SIZES: Readonly<Record<Tier, { readonly arr: Span; readonly people: Span; readonly seats: Span }>> = {
  strategic: { arr: [1_050, 3_400], people: [6, 12], seats: [120, 400] },
  growth: { arr: [265, 900], people: [4, 6], seats: [40, 120] },
  scale: { arr: [54, 236], people: [2, 4], seats: [15, 50] },
  'self-serve': { arr: [9, 46], people: [1, 3], seats: [4, 15] },
  free: { arr: [0, 0], people: [1, 2], seats: [3, 3] },
  trial: { arr: [0, 0], people: [1, 3], seats: [10, 10] },
};

type Span = readonly [low: number, high: number];

/**
 * Customers whom the product suits well, well enough, and hardly. They stay clear of 70%, 60%, 40% and 30%, where health
 * changes: figures that waver round a border say nothing.
 */
const FITS: readonly (readonly [weight: number, from: Readonly<Record<keyof Fit, Span>>])[] = [
  [62, { daily: [0.76, 0.92], adoption: [0.66, 0.9], satisfaction: [0.72, 1] }],
  [32, { daily: [0.46, 0.64], adoption: [0.36, 0.55], satisfaction: [0.55, 0.88] }],
  [6, { daily: [0.18, 0.34], adoption: [0.08, 0.25], satisfaction: [0.2, 0.6] }],
];

/** What it is worth a year in whole dollars, drawn for its tier. */
export function drawArr(tier: Tier, random: SeededRandom): number {
  return 100 * random.whole(...SIZES[tier].arr);
}

/** A customer of that number in the book of that seed. The same two give the same customer, whoever else is there. */
export function newCustomer(seed: number, number: number, tier: Tier): Customer {
  const random = new SeededRandom(seed, number);
  const company = companyOf(number + Math.abs(seed % 1_000), random);
  const id = `A-${1_000 + number}`;
  const { people, seats } = SIZES[tier];
  const seatLimit = random.whole(...seats);
  const counts = { people: 0, tickets: 0, invoices: 0, signals: 0 };
  return {
    id,
    number,
    random,
    company,
    agenda: new Agenda(),
    fit: drawFit(random),
    people: peopleOf(id, company, random.whole(...people), counts, random),
    tier,
    arr: drawArr(tier, random),
    endsOn: undefined,
    seatsUsed: Math.max(1, Math.floor(seatLimit * (random.chance(0.04) ? 0.88 : random.between(0.35, 0.78)))),
    seatLimit,
    course: 'steady',
    weeksOnCourse: 0,
    level: 1,
    plateau: 1,
    hasFirstValue: false,
    ramp: 1,
    churned: false,
    counts,
  };
}

function drawFit(random: SeededRandom): Fit {
  const { daily, adoption, satisfaction } = random.weighted(FITS);
  return {
    daily: random.between(...daily),
    adoption: random.between(...adoption),
    satisfaction: random.between(...satisfaction),
  };
}
