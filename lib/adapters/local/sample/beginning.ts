import { type EpochDay, formatDay } from '../../../core/time/instant.ts';
import { workday } from './agenda.ts';
import { type Customer, drawArr, type Tier } from './customer.ts';
import { type Happening, identified } from './happening.ts';
import { startLosing } from './lose-customer.ts';
import { startInvoices, usd } from './money.ts';
import { startRelationship } from './relationship.ts';
import { signRenewal, startRenewal } from './renewal.ts';
import { startSurvey } from './survey.ts';
import { startTickets } from './tickets.ts';
import { measured, seats, startLearning, startUsage, use } from './usage.ts';

const YEAR = 365;
const PLANS: Readonly<Record<Tier, string>> = {
  strategic: 'enterprise',
  growth: 'business',
  scale: 'team',
  'self-serve': 'starter',
  free: 'free',
  trial: 'trial',
};
const MILESTONES = [
  ['kickoff', 5],
  ['data-import', 14],
  ['first-workflow', 24],
  ['go-live', 35],
] as const;
const CSMS = ['ines.hallowfen', 'tomas.greybrook', 'yuki.ambersand', 'leon.marrowby'];
const MANAGER = 'dara.quillington';
/** A countdown of 120 days begins for whoever has less left: their dates come in over the first days, not at once. */
const DATES_COME_LATER = 130;
const DATES_COME_WITHIN = 11;

/**
 * A customer of before: all that is known of it comes in on the first day. It has used the product and has reached
 * first value before its contract is heard of, so that nobody who has been there for years is welcomed.
 */
export function beginAsKnown(customer: Customer, day: EpochDay): Happening[] {
  if (customer.tier === 'trial') return beginAsNew(customer, day - customer.random.whole(1, 9), day);
  const { random, people, tier } = customer;
  const [first] = people;
  const known = [...masterData(customer), ...(first === undefined ? [] : [use(customer, first)])];
  startRhythm(customer, day + 1);
  if (tier === 'free') {
    agendaUpgrade(customer, day, 0.12);
    return known;
  }
  customer.hasFirstValue = true;
  const left = random.whole(8, YEAR);
  const endsOn = day + left;
  customer.endsOn = endsOn;
  const years = left > 300 ? random.whole(2, 4) : random.whole(1, 4);
  startPaying(customer, day);
  const later = left <= DATES_COME_LATER;
  if (later)
    customer.agenda.at(day + random.whole(1, DATES_COME_WITHIN), () => [
      { type: 'renewal.rescheduled', data: { endsOn: formatDay(endsOn) } },
    ]);
  return [
    ...known,
    { type: 'project.created', data: {} },
    { type: 'first-value.reached', data: {} },
    ...(random.chance(0.8) ? [{ type: 'second-value.reached', data: {} }] : []),
    {
      type: 'contract.signed',
      data: {
        arr: usd(customer.arr),
        startsOn: formatDay(endsOn - years * YEAR),
        ...(later ? {} : { endsOn: formatDay(endsOn) }),
      },
    },
    seats(customer),
    measured(customer),
  ];
}

/** A customer that is new on `day`; a trial may have `begun` a few days before it is heard of. */
export function beginAsNew(customer: Customer, begun: EpochDay, day = begun): Happening[] {
  const { random, tier, agenda } = customer;
  const known = masterData(customer);
  startLearning(customer, day);
  startRhythm(customer, day + 1);
  if (tier === 'free') agendaUpgrade(customer, day, 0.25);
  if (tier === 'free') return known;
  if (tier !== 'trial') return [...known, ...signFirst(customer, day)];
  const endsOn = begun + random.pick([14, 30, 30]);
  if (random.chance(0.5)) {
    agenda.at(workday(Math.max(day + 1, endsOn - random.whole(0, 6))), upgrade);
  } else startLosing(customer, Math.max(day + 2, endsOn + random.whole(1, 5)), 'trial ended');
  return [
    ...known,
    { type: 'trial.started', data: { startsOn: formatDay(begun), endsOn: formatDay(endsOn) } },
  ];
}

/** What a customer that was lost does once it is back: it signs for a year, and all begins again. */
export function beginAgain(customer: Customer, day: EpochDay): Happening[] {
  customer.course = 'steady';
  customer.weeksOnCourse = 0;
  customer.level = 0.8;
  customer.plateau = 1;
  customer.endsOn = day;
  startRhythm(customer, day + 1);
  const signed = signRenewal(customer, day);
  startInvoices(customer, day + 1);
  startRelationship(customer, day + 1);
  return signed;
}

function masterData({ company, tier, people, random }: Customer): Happening[] {
  const { name, industry, country, zone } = company;
  const happened: Happening[] = [
    { type: 'account.updated', data: { name, industry, country, plan: PLANS[tier], zone } },
    ...people.map(identified),
  ];
  if (tier === 'strategic' || tier === 'growth') {
    const level = () => random.pick(['low', 'medium', 'medium', tier === 'strategic' ? 'high' : 'low']);
    happened.push({
      type: 'account.assessed',
      data: { expansionPotential: level(), integrationComplexity: level() },
    });
  }
  if (tier === 'strategic')
    happened.push({ type: 'account.assigned', data: { csm: random.pick(CSMS), manager: MANAGER } });
  return happened;
}

/** What goes on at any customer, paying or not. */
function startRhythm(customer: Customer, day: EpochDay): void {
  startUsage(customer, day);
  startTickets(customer, day);
  startSurvey(customer, day);
}

function startPaying(customer: Customer, day: EpochDay): void {
  startInvoices(customer, day);
  startRenewal(customer, day);
  startRelationship(customer, day + 1);
}

function signFirst(customer: Customer, day: EpochDay): Happening[] {
  customer.endsOn = day + YEAR;
  startPaying(customer, day);
  const milestones = customer.tier === 'self-serve' ? [] : planMilestones(customer, day);
  const data = { arr: usd(customer.arr), startsOn: formatDay(day), endsOn: formatDay(customer.endsOn) };
  return [{ type: 'contract.signed', data }, seats(customer), ...milestones];
}

/** An implementation with dates: who fits badly gets stuck on the way. */
function planMilestones({ agenda, random, fit }: Customer, day: EpochDay): Happening[] {
  const reached = fit.adoption > 0.3 ? MILESTONES.length : random.whole(0, 2);
  return MILESTONES.map(([milestone, due], i) => {
    if (i < reached)
      agenda.at(workday(day + due + random.whole(-3, 6)), () => [
        { type: 'milestone.reached', data: { milestone } },
      ]);
    return { type: 'milestone.planned', data: { milestone, dueOn: formatDay(workday(day + due)) } };
  });
}

function agendaUpgrade({ agenda, random }: Customer, day: EpochDay, share: number): void {
  if (random.chance(share)) agenda.at(workday(day + random.whole(10, 110)), upgrade);
}

/** A trial or a free account signs. What it knows of the product it has not unlearnt. */
function upgrade(customer: Customer, day: EpochDay): Happening[] {
  const { random, agenda, company } = customer;
  customer.tier = random.weighted<Tier>([
    [customer.tier === 'free' ? 85 : 55, 'self-serve'],
    [15, 'scale'],
  ]);
  customer.arr = drawArr(customer.tier, random);
  const { name, industry, country, zone } = company;
  agenda.clear();
  startRhythm(customer, day + 1);
  if (!customer.hasFirstValue) {
    const { level, ramp } = customer;
    startLearning(customer, day);
    customer.level = Math.max(level, customer.level);
    customer.ramp = Math.max(ramp, customer.ramp);
  }
  return [
    { type: 'account.updated', data: { name, industry, country, plan: PLANS[customer.tier], zone } },
    ...signFirst(customer, day),
  ];
}
