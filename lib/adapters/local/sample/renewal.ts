import { type EpochDay, formatDay } from '../../../core/time/instant.ts';
import { workday } from './agenda.ts';
import type { Customer } from './customer.ts';
import type { Happening } from './happening.ts';
import { startLosing } from './lose-customer.ts';
import { usd } from './money.ts';

const YEAR = 365;

/** From that day on the renewal is forecast, and then the term ends: signed, put off, or lost. */
export function startRenewal(customer: Customer, day: EpochDay): void {
  const { agenda, random, tier } = customer;
  if (tier !== 'self-serve') agenda.at(day + random.whole(0, 30), forecast);
  planDecision(customer, day);
}

/** People decide in the last seven weeks of the term; some only after it is over. */
function planDecision({ agenda, random, endsOn }: Customer, day: EpochDay): void {
  if (endsOn === undefined) return;
  const before = random.chance(0.06) ? -random.whole(3, 9) : random.whole(3, 48);
  agenda.at(workday(Math.max(day + 2, endsOn - before)), decideRenewal);
}

function forecast(customer: Customer, day: EpochDay): Happening[] {
  const { agenda, random, fit, course } = customer;
  agenda.at(day + random.whole(60, 85), forecast);
  const hope = fit.satisfaction + (course === 'growing' ? 0.15 : course === 'steady' ? 0.05 : -0.35);
  const probability = Math.min(0.98, Math.max(0.05, Math.round(100 * hope) / 100));
  return [{ type: 'renewal.forecast', data: { probability, expanding: course === 'growing' } }];
}

function decideRenewal(customer: Customer, day: EpochDay): Happening[] {
  const { random, fit, course, endsOn } = customer;
  if (endsOn === undefined) return [];
  const doubts = fit.satisfaction < 0.5 || course === 'quiet' || course === 'collapsing';
  const outcome = random.weighted([
    [doubts ? 45 : 86, 'signed'],
    [doubts ? 15 : 8, 'put-off'],
    [doubts ? 40 : 6, 'lost'],
  ] as const);
  if (outcome === 'lost') {
    startLosing(
      customer,
      workday(Math.max(day, endsOn)),
      random.pick(['price', 'a competitor', 'no budget']),
    );
    return [];
  }
  if (outcome === 'signed') return signRenewal(customer, day);
  customer.endsOn = endsOn + random.whole(30, 75);
  planDecision(customer, day);
  return [{ type: 'renewal.rescheduled', data: { endsOn: formatDay(customer.endsOn) } }];
}

/** Signs for another year from the end of the term, or from that day if there is none to go on from. */
export function signRenewal(customer: Customer, day: EpochDay): Happening[] {
  const { random, course, tier } = customer;
  const growth = course === 'growing' ? random.between(1.1, 1.35) : random.between(0.97, 1.08);
  customer.arr =
    tier === 'free' || tier === 'trial' ? customer.arr : 100 * Math.round((customer.arr * growth) / 100);
  customer.endsOn = Math.max(customer.endsOn ?? day, day - 30) + YEAR;
  planDecision(customer, day);
  return [{ type: 'renewal.signed', data: { arr: usd(customer.arr), endsOn: formatDay(customer.endsOn) } }];
}
