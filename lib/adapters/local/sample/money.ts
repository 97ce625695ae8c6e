import { DAY_MS, type EpochDay, formatInstant } from '../../../core/time/instant.ts';
import type { Customer } from './customer.ts';
import type { Happening } from './happening.ts';
import { startLosing } from './lose-customer.ts';

const MONTH = 30;
const QUARTER = 91;
/** How often a payment fails at first; cards of small customers expire, transfers of large ones do not. */
const FAILS = { card: 0.06, transfer: 0.035 };

export function usd(amount: number) {
  return { amount, currency: 'USD' };
}

/** Invoices of a paying customer: monthly by card, or quarterly by transfer from growth up. */
export function startInvoices(customer: Customer, day: EpochDay): void {
  const { agenda, random } = customer;
  agenda.at(day + random.whole(1, byCard(customer) ? MONTH : QUARTER), invoice);
}

function byCard({ tier }: Customer): boolean {
  return tier === 'scale' || tier === 'self-serve';
}

function invoice(customer: Customer, day: EpochDay): Happening[] {
  const { agenda, random, counts, id, arr } = customer;
  const card = byCard(customer);
  agenda.at(day + (card ? MONTH : QUARTER), invoice);
  counts.invoices += 1;
  const invoiceId = `${id.replace('A', 'INV')}-${counts.invoices}`;
  if (!random.chance(card ? FAILS.card : FAILS.transfer))
    return [{ type: 'payment.succeeded', data: { invoiceId } }];
  const amountDue = usd(Math.round(card ? arr / 12 : arr / 4));
  const failed = (attempt: number, at: EpochDay): Happening => ({
    type: 'payment.failed',
    data: {
      invoiceId,
      amountDue,
      attempt,
      dueAt: formatInstant((at + 14) * DAY_MS),
      payUrl: `https://billing.example.com/pay/${invoiceId}`,
    },
  });
  const days = random.weighted([
    [36, random.whole(1, 2)],
    [26, random.whole(3, 9)],
    [26, random.whole(11, 19)],
    [12, undefined],
  ]);
  for (const [attempt, after] of [2, 3].entries()) {
    const next = after * 2 - 1;
    if (days === undefined || days > next) agenda.at(day + next, () => [failed(attempt + 2, day)]);
  }
  if (days === undefined) agenda.at(day + 24, () => writeOff(customer, day + 24, invoiceId));
  else agenda.at(day + days, () => [{ type: 'payment.succeeded', data: { invoiceId } }]);
  return [failed(1, day)];
}

/** Nobody will pay it: it was wrong, or the customer has gone. */
function writeOff(customer: Customer, day: EpochDay, invoiceId: string): Happening[] {
  if (customer.random.chance(0.5)) startLosing(customer, day, 'did not pay');
  return [{ type: 'invoice.voided', data: { invoiceId } }];
}
