import type { EpochDay } from '../../../core/time/instant.ts';
import { workday } from './agenda.ts';
import type { Customer, Tier } from './customer.ts';
import { type Happening, identified } from './happening.ts';
import { usd } from './money.ts';
import { newPerson, whoIs } from './people.ts';

const OUTCOMES = [
  'Reports that took two days are ready in an hour',
  'Orders are answered on the day they come in',
  'Two spreadsheets and a weekly meeting were given up',
  'New colleagues are productive within their first week',
];

/** Days between two meetings with those whom somebody looks after in person. */
const MEETINGS: Partial<Record<Tier, number>> = { strategic: 21, growth: 45 };

/** Reviews, answers, trainings, meetings and changes of people at a paying customer, from that day on. */
export function startRelationship(customer: Customer, day: EpochDay): void {
  const { agenda, random, tier } = customer;
  agenda.at(workday(day + random.whole(0, 9)), review);
  agenda.at(day + random.whole(0, 6), answerInTime);
  agenda.at(workday(day + random.whole(1, 25)), train);
  agenda.at(workday(day + random.whole(20, 260)), changePeople);
  agenda.at(workday(day + random.whole(5, 220)), confirmOutcome);
  const pace = MEETINGS[tier];
  if (pace === undefined) return;
  agenda.at(workday(day + random.whole(1, pace)), meet);
  agenda.at(workday(day + random.whole(10, 150)), seeRoom);
  if (random.chance(0.75))
    agenda.at(workday(day + random.whole(3, 60)), () => [{ type: 'success-plan.approved', data: {} }]);
  if (tier === 'strategic') agenda.at(workday(day + random.whole(5, 300)), stallProcurement);
}

/** `engagement.qbrAttended` may be trusted for 120 days. */
function review({ agenda, random, fit, level }: Customer, day: EpochDay): Happening[] {
  agenda.at(workday(day + random.whole(84, 100)), review);
  const attended = random.chance(0.62 + 0.36 * fit.satisfaction) && level > 0.3;
  return [{ type: 'qbr.held', data: { attended } }];
}

/** `engagement.responsive` may be trusted for 60 days. */
function answerInTime({ agenda, random, fit, level }: Customer, day: EpochDay): Happening[] {
  agenda.at(day + random.whole(30, 45), answerInTime);
  const responsive = random.chance(0.64 + 0.34 * fit.satisfaction) && level > 0.2;
  return [{ type: 'responsiveness.measured', data: { responsive } }];
}

function train({ agenda, random, people, fit }: Customer, day: EpochDay): Happening[] {
  agenda.at(workday(day + random.whole(40, 90)), train);
  if (!random.chance(0.5 + 0.48 * fit.satisfaction)) return [];
  const course = random.pick(['basics', 'reporting', 'automation', 'administration']);
  return [{ type: 'training.completed', contact: random.pick(people), data: { course } }];
}

function meet(customer: Customer, day: EpochDay): Happening[] {
  const { agenda, random, people, tier } = customer;
  agenda.at(workday(day + (MEETINGS[tier] ?? 45) + random.whole(-5, 10)), meet);
  const contact = random.chance(0.4) ? whoIs(people, 'sponsor') : whoIs(people, 'champion', 'primary');
  return contact === undefined ? [] : [{ type: 'meeting.held', contact, data: {} }];
}

function confirmOutcome({ agenda, random, fit, arr }: Customer, day: EpochDay): Happening[] {
  agenda.at(workday(day + random.whole(150, 260)), confirmOutcome);
  if (fit.adoption < 0.5) return [];
  const value = usd(500 * Math.max(1, Math.round((arr * random.between(0.5, 3)) / 500)));
  return [{ type: 'outcome.confirmed', data: { summary: random.pick(OUTCOMES), value } }];
}

/** Somebody sees room to grow; months later it has come to something, or not. */
function seeRoom({ agenda, random, fit }: Customer, day: EpochDay): Happening[] {
  agenda.at(workday(day + random.whole(200, 400)), seeRoom);
  if (fit.satisfaction < 0.7) return [];
  agenda.at(workday(day + random.whole(20, 70)), () => [{ type: 'expansion.closed', data: {} }]);
  return [{ type: 'expansion.opened', data: {} }];
}

function stallProcurement({ agenda, random }: Customer, day: EpochDay): Happening[] {
  agenda.at(workday(day + random.whole(200, 500)), stallProcurement);
  const changed = (blocked: boolean): Happening => ({ type: 'procurement.changed', data: { blocked } });
  agenda.at(workday(day + random.whole(10, 45)), () => [changed(false)]);
  return [changed(true)];
}

/** Somebody leaves, takes over another role, or is new: sponsors and champions among them. */
function changePeople(customer: Customer, day: EpochDay): Happening[] {
  const { agenda, random, people, tier } = customer;
  agenda.at(workday(day + random.whole(90, 420)), changePeople);
  const [first, ...others] = people;
  if (first === undefined) return [];
  const leaver = random.pick(others.length === 0 ? [first] : others);
  if (people.length < 3 || random.chance(0.35))
    return join(customer, day, { persona: 'analyst', roles: ['end-user'] });
  const { roles, persona } = leaver;
  if (random.chance(tier === 'scale' ? 0.6 : 0.75))
    agenda.at(workday(day + random.whole(12, 45)), (_, joined) => join(customer, joined, { persona, roles }));
  if (random.chance(0.3)) {
    leaver.roles = ['end-user'];
    return [{ type: 'contact.role-changed', contact: leaver, data: { roles: leaver.roles } }];
  }
  people.splice(people.indexOf(leaver), 1);
  return [{ type: 'contact.left', contact: leaver, data: {} }];
}

function join(
  customer: Customer,
  day: EpochDay,
  position: { readonly persona: string; readonly roles: readonly string[] },
): Happening[] {
  const { id, company, counts, random, people, agenda } = customer;
  const person = newPerson(id, company, position, counts, random);
  // Not before tomorrow: what they do must not be heard of before who they are.
  agenda.at(day + 1, () => {
    people.push(person);
    return [];
  });
  return [identified(person)];
}
