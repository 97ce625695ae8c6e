import type { EpochDay } from '../../../core/time/instant.ts';
import { workday } from './agenda.ts';
import type { Customer } from './customer.ts';
import type { Happening } from './happening.ts';

/** How many lost customers come back, and after how many days. */
const RETURNS = 0.3;
const AWAY = [18, 40] as const;

/**
 * The customer is lost on that day or the next workday. Nothing else that was planned happens; some come back. What
 * a customer that comes back does is up to whoever plays the book.
 */
export function startLosing(customer: Customer, day: EpochDay, reason: string): void {
  customer.agenda.at(workday(day), (_, lost) => lose(customer, lost, reason));
}

function lose(customer: Customer, day: EpochDay, reason: string): Happening[] {
  const { agenda, random, id, arr } = customer;
  customer.churned = true;
  agenda.clear();
  if (arr > 0 && random.chance(RETURNS))
    agenda.at(workday(day + random.whole(...AWAY)), () => {
      customer.churned = false;
      return [{ type: 'customer.reactivated', data: {} }];
    });
  const ended: Happening = { type: 'subscription.ended', data: { subscriptionId: id.replace('A', 'SUB') } };
  return [...(arr > 0 ? [ended] : []), { type: 'customer.churned', data: { reason } }];
}
