import type { EpochDay } from '../../../core/time/instant.ts';
import { workday } from './agenda.ts';
import type { Customer, Tier } from './customer.ts';
import type { Happening } from './happening.ts';
import type { Person } from './people.ts';

/** Days between two tickets. More than a week, so that two in one week are a spike and not chance. */
const GAPS: Readonly<Record<Tier, readonly [low: number, high: number]>> = {
  strategic: [9, 16],
  growth: [13, 30],
  scale: [22, 60],
  'self-serve': [30, 90],
  free: [50, 150],
  trial: [12, 40],
};
const SEVERITIES = [
  [38, 'low'],
  [44, 'normal'],
  [14, 'high'],
  [4, 'critical'],
] as const;
/** How often something breaks that makes a customer open several tickets in one week. */
const TROUBLE = 0.035;

export function startTickets(customer: Customer, day: EpochDay): void {
  const [, high] = GAPS[customer.tier];
  customer.agenda.at(workday(day + customer.random.whole(0, high)), ask);
}

function ask(customer: Customer, day: EpochDay): Happening[] {
  const { agenda, random, tier } = customer;
  agenda.at(workday(day + random.whole(...GAPS[tier])), ask);
  if (customer.course === 'quiet') return [];
  if (random.chance(TROUBLE)) {
    for (let i = random.whole(2, 4); i > 0; i -= 1) agenda.at(workday(day + random.whole(0, 3)), openTicket);
  }
  return openTicket(customer, day);
}

function openTicket(customer: Customer, day: EpochDay): Happening[] {
  const { agenda, random, people, counts, id } = customer;
  counts.tickets += 1;
  const ticketId = `${id.replace('A', 'T')}-${counts.tickets}`;
  const severity = random.weighted(SEVERITIES);
  const contact = random.pick(people);
  const days = severity === 'critical' ? random.whole(1, 3) : random.whole(1, 9);
  agenda.at(workday(day + days), (_, solved) => solve(customer, solved, ticketId, contact));
  return [{ type: 'ticket.opened', contact, data: { ticketId, severity } }];
}

function solve(customer: Customer, day: EpochDay, ticketId: string, contact: Person): Happening[] {
  const { agenda, random, fit, people } = customer;
  if (random.chance(0.7))
    agenda.at(workday(day + random.whole(1, 3)), () => {
      if (!people.includes(contact)) return [];
      const score = Math.round(1.4 + 3.8 * fit.satisfaction + random.between(-0.7, 0.5));
      return [{ type: 'csat.responded', contact, data: { score: Math.min(5, Math.max(1, score)) } }];
    });
  return [{ type: 'ticket.solved', contact, data: { ticketId } }];
}
