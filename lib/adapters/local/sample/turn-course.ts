import type { EpochDay } from '../../../core/time/instant.ts';
import type { Course, Customer } from './customer.ts';
import { startLosing } from './lose-customer.ts';

/** Moves a customer on by a week: where its use is going, and how far it has come. */
export function turnCourse(customer: Customer, day: EpochDay): void {
  customer.weeksOnCourse += 1;
  if (customer.course === 'steady') leaveSteady(customer);
  TURNS[customer.course](customer, day);
}

/** How often in a week a steady customer takes another course; one that fits badly three times as often. */
const DEPARTURES: readonly (readonly [chance: number, course: Course])[] = [
  [0.006, 'fading'],
  [0.008, 'collapsing'],
  [0.002, 'quiet'],
];
const GROWS = 0.03;

function leaveSteady(customer: Customer): void {
  const { random, fit } = customer;
  const haste = fit.adoption < 0.3 ? 3 : 1;
  for (const [chance, course] of DEPARTURES) {
    if (!random.chance(chance * haste)) continue;
    take(customer, course);
    return;
  }
  if (fit.adoption > 0.5 && random.chance(GROWS)) take(customer, 'growing');
}

const TURNS: Readonly<Record<Course, (customer: Customer, day: EpochDay) => void>> = {
  steady: (customer) => {
    customer.level += 0.3 * (customer.plateau - customer.level);
  },
  growing: (customer) => {
    customer.plateau = Math.min(1.5, customer.plateau * 1.03);
    customer.level = Math.max(customer.level, customer.plateau);
    if (customer.weeksOnCourse > 9) take(customer, 'steady');
  },
  fading: (customer) => {
    customer.level *= 0.76;
    if (customer.weeksOnCourse < 4) return;
    customer.plateau = customer.random.chance(0.75) ? 1 : 0.45;
    take(customer, 'steady');
  },
  collapsing: (customer) => {
    customer.level *= 0.46;
    if (customer.weeksOnCourse >= 5) take(customer, 'quiet');
  },
  quiet: (customer, day) => {
    customer.level = 0;
    if (customer.weeksOnCourse < 3 || !customer.random.chance(0.4)) return;
    if (customer.random.chance(0.5)) startLosing(customer, day, 'stopped using the product');
    else {
      customer.plateau = 1;
      customer.level = 0.9;
      take(customer, 'steady');
    }
  },
};

function take(customer: Customer, course: Course): void {
  customer.course = course;
  customer.weeksOnCourse = 0;
}
