import { type EpochDay, weekday } from '../../../core/time/instant.ts';
import { workday } from './agenda.ts';
import type { Customer } from './customer.ts';
import type { Happening } from './happening.ts';
import type { Person } from './people.ts';
import { turnCourse } from './turn-course.ts';

const FEATURES = 'boards reports exports api automations comments search dashboards'.split(' ');
/** `usage.dauShare` may be trusted for 3 days, so that a figure that comes a day late does no harm. */
const MEASURED_EVERY = 2;
/** `seats.used` may be trusted for 30 days. */
const SEATS_EVERY = 26;
/** Of accounts that nobody scores only the adoption is looked at, and less often. */
const FREE_MEASURED_EVERY = 6;

/** Everything that the product itself reports, from that day on. */
export function startUsage(customer: Customer, day: EpochDay): void {
  const { agenda, random } = customer;
  agenda.at(day, useOfWeek);
  const pays = customer.arr > 0;
  agenda.at(day + random.whole(0, pays ? MEASURED_EVERY - 1 : FREE_MEASURED_EVERY - 1), measure);
  if (pays) agenda.at(day + random.whole(0, SEATS_EVERY - 1), takeSeats);
}

/**
 * One week of use. Whoever uses the product uses it every week: a week with fewer people is then news, and not noise.
 */
function useOfWeek(customer: Customer, day: EpochDay): Happening[] {
  const { agenda, random } = customer;
  turnCourse(customer, day);
  if (customer.churned) return [];
  agenda.at(day + 8 - weekday(day), useOfWeek);
  const left = Math.max(0, 6 - weekday(day));
  if (left === 0 || customer.level === 0) return [];
  const active = activePeople(customer);
  for (const person of active) {
    const busy = random.chance(customer.tier === 'strategic' ? 0.1 : 0.05) ? 2 : 1;
    for (let i = 0; i < busy; i += 1)
      agenda.at(day + random.whole(0, left - 1), () =>
        customer.people.includes(person) ? [use(customer, person)] : [],
      );
  }
  planLogins(customer, day, left);
  return [];
}

/** Sponsors of larger customers sign, and do not log in. */
function activePeople({ people, level }: Customer): Person[] {
  const users = people.filter(({ roles }) => people.length < 4 || !roles.includes('sponsor'));
  return users.slice(0, Math.round(Math.min(1, level) * users.length));
}

export function use({ random, fit }: Customer, person: Person): Happening {
  const known = FEATURES.slice(0, Math.max(2, Math.round(fit.adoption * FEATURES.length)));
  return {
    type: 'usage.recorded',
    contact: person,
    data: { feature: random.pick(known), count: random.whole(1, 14) },
  };
}

/** Logins of the week, told on as many days as the customer is large. They fall with use, and never by chance. */
function planLogins({ agenda, random, people, level, tier }: Customer, day: EpochDay, left: number): void {
  const count = Math.floor(people.length * 6 * level * random.between(0.95, 1.05));
  const reports = Math.min(left, tier === 'strategic' ? 3 : tier === 'growth' ? 2 : 1);
  for (let i = 0; i < reports; i += 1) {
    const share = Math.floor(count / reports) + (i < count % reports ? 1 : 0);
    if (share === 0) continue;
    agenda.at(day + Math.min(left - 1, random.whole(0, 1) + 2 * i), () => [
      { type: 'usage.logins', data: { count: share } },
    ]);
  }
}

export function measured(customer: Customer): Happening {
  const { random, fit, level, ramp, arr } = customer;
  const near = (value: number) =>
    Math.min(1, Math.max(0, Math.round(100 * (value + random.between(-0.03, 0.03))) / 100));
  const inUse = Math.min(1, level);
  const share = near(fit.adoption * ramp * (0.3 + 0.7 * inUse));
  if (arr === 0) return { type: 'adoption.measured', data: { share } };
  const dauShare = near(fit.daily * inUse * (0.5 + 0.5 * ramp));
  return { type: 'adoption.measured', data: { share, dauShare, coreShare: near(share + 0.04) } };
}

function measure(customer: Customer, day: EpochDay): Happening[] {
  customer.agenda.at(day + (customer.arr > 0 ? MEASURED_EVERY : FREE_MEASURED_EVERY), measure);
  customer.ramp = Math.min(1, customer.ramp * 1.12);
  return [measured(customer)];
}

export function seats({ seatsUsed, seatLimit }: Customer): Happening {
  return { type: 'seats.changed', data: { used: seatsUsed, limit: seatLimit } };
}

/** A customer that grows takes seats, and buys more once there is hardly one left. */
function takeSeats(customer: Customer, day: EpochDay): Happening[] {
  const { agenda, random, course } = customer;
  agenda.at(day + random.whole(SEATS_EVERY - 3, SEATS_EVERY), takeSeats);
  const more =
    course === 'growing'
      ? random.between(0.05, 0.12)
      : course === 'steady'
        ? 0.015
        : random.between(-0.06, 0);
  customer.seatsUsed = Math.max(1, Math.round(customer.seatsUsed + more * customer.seatLimit));
  if (customer.seatsUsed > 0.95 * customer.seatLimit) {
    customer.seatsUsed = Math.min(customer.seatsUsed, customer.seatLimit);
    if (random.chance(0.6)) customer.seatLimit = Math.ceil(customer.seatLimit * 1.5);
  }
  return [seats(customer)];
}

/** Those who begin learn the product, or do not: first and second value, and a project to show for it. */
export function startLearning(customer: Customer, day: EpochDay): void {
  const { agenda, random, fit } = customer;
  const slow = random.chance(0.2);
  customer.ramp = slow ? 0.04 : 0.25;
  customer.level = 0.6;
  const learns = fit.adoption > 0.3 && !slow;
  if (random.chance(learns ? 0.85 : 0.25))
    agenda.at(workday(day + random.whole(1, 12)), () => [{ type: 'project.created', data: {} }]);
  if (!random.chance(learns ? 0.8 : 0.15)) return;
  agenda.at(workday(day + random.whole(9, 40)), (_, reached) => {
    customer.hasFirstValue = true;
    agenda.at(workday(reached + random.whole(20, 70)), () => [{ type: 'second-value.reached', data: {} }]);
    return [{ type: 'first-value.reached', data: {} }];
  });
}
