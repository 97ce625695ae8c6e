import { closeSync, openSync, writeSync } from 'node:fs';
import { Random } from './random.ts';

/** What a generated history is like. */
export interface HistorySize {
  readonly signals: number;
  readonly accounts: number;
  readonly days: number;
  readonly seed: number;
}

type Data = Readonly<Record<string, unknown>>;
interface Happening {
  readonly type: string;
  readonly data: Data;
  /** Who it is about: one of the account's contacts. */
  readonly contact?: string;
}

/** A customer whose history is being made up. */
interface Customer {
  readonly id: string;
  readonly arr: number;
  readonly contacts: readonly string[];
  /** Share of its use that is left after `fadesOn`. */
  readonly left: number;
  readonly fadesOn: number;
  readonly tickets: string[];
  readonly unpaid: string[];
  begun: boolean;
}

/** 2026-01-05T00:00:00Z, a Monday. */
const STARTS_AT = Date.UTC(2026, 0, 5);
const DAY_MS = 86_400_000;
const FLUSH_LINES = 10_000;
const FEATURES = ['boards', 'reports', 'exports', 'api', 'automations', 'comments', 'search', 'dashboards'];
const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Singapore', 'UTC'];
const MILESTONES = ['kickoff', 'data-import', 'first-workflow', 'go-live'];
const SOURCES: Readonly<Record<string, string>> = {
  usage: 'https://app.example.com/telemetry',
  adoption: 'https://app.example.com/analytics',
  seats: 'https://app.example.com/seats',
  ticket: 'https://helpdesk.example.com',
  csat: 'https://helpdesk.example.com',
  nps: 'https://survey.example.com',
  payment: 'https://billing.example.com',
};

/** Writes a history as NDJSON, in order of time: mostly use of the product, and some of everything else. */
export function writeSignals(path: string, size: HistorySize): void {
  const random = new Random(size.seed);
  const customers = Array.from({ length: size.accounts }, (_, i) => newCustomer(i, size.days, random));
  const fd = openSync(path, 'w');
  let lines: string[] = [];
  let written = 0;
  const write = (customer: Customer, at: number, { type, data, contact }: Happening) => {
    if (written === size.signals) return;
    written += 1;
    const about = contact === undefined ? {} : { contact };
    const source = SOURCES[type.split('.')[0] ?? ''] ?? 'https://crm.example.com';
    const time = new Date(at).toISOString();
    const id = identifier(random);
    const envelope = {
      specversion: '1.0',
      id,
      source,
      type,
      time,
      datacontenttype: 'application/json',
      account: customer.id,
      ...about,
    };
    lines.push(`${JSON.stringify({ ...envelope, data })}\n`);
    if (lines.length < FLUSH_LINES) return;
    writeSync(fd, lines.join(''));
    lines = [];
  };
  while (written < size.signals) {
    const at = Math.floor(STARTS_AT + (written / size.signals) * size.days * DAY_MS);
    const day = (at - STARTS_AT) / DAY_MS;
    const customer = random.pick(customers);
    if (!customer.begun) {
      customer.begun = true;
      for (const happening of beginnings(customer, at, random)) write(customer, at, happening);
    } else if (day < customer.fadesOn || random.chance(customer.left)) {
      for (const happening of happenings(customer, random)) write(customer, at, happening);
    }
  }
  writeSync(fd, lines.join(''));
  closeSync(fd);
}

function newCustomer(i: number, days: number, random: Random): Customer {
  const people = random.whole(2, 6);
  return {
    id: `A-${1000 + i}`,
    arr: random.pick([2_400, 6_000, 9_600, 18_000, 36_000, 60_000, 120_000]),
    contacts: Array.from({ length: people }, (_, n) => `C-${1000 + i}-${n}`),
    left: random.pick([1, 1, 1, 0.6, 0.3, 0.05]),
    fadesOn: random.whole(40, days),
    tickets: [],
    unpaid: [],
    begun: false,
  };
}

/** What is known of a customer when it signs: the customer, its people, its plan. */
function beginnings(customer: Customer, at: number, random: Random): Happening[] {
  const day = (n: number) => new Date(at + n * DAY_MS).toISOString().slice(0, 10);
  const zone = random.pick(ZONES);
  const made: Happening[] = [
    {
      type: 'account.updated',
      data: { name: `Customer ${customer.id}`, industry: 'software', country: 'DE', plan: 'team', zone },
    },
    { type: 'account.assigned', data: { csm: `csm-${random.whole(1, 12)}`, manager: 'manager-1' } },
    {
      type: 'contract.signed',
      data: {
        arr: { amount: customer.arr, currency: 'USD' },
        startsOn: day(0),
        endsOn: day(random.whole(90, 365)),
      },
    },
    { type: 'seats.changed', data: { used: random.whole(3, 20), limit: random.whole(20, 30) } },
  ];
  for (const [n, contact] of customer.contacts.entries()) {
    // One person in a hundred works for two customers, who then share an address.
    const name = random.chance(0.01) ? `consultant-${random.whole(1, 20)}` : contact.toLowerCase();
    const roles = n === 0 ? ['primary', 'champion'] : n === 1 ? ['admin', 'sponsor'] : ['user'];
    const persona = n % 2 === 0 ? 'admin' : 'analyst';
    const data = {
      email: `${name}@example.com`,
      firstName: 'Robin',
      lastName: 'Doe',
      roles,
      persona,
      decisionMaker: n < 2,
      zone,
    };
    made.push({ type: 'contact.identified', contact, data });
  }
  for (const milestone of MILESTONES)
    made.push({ type: 'milestone.planned', data: { milestone, dueOn: day(random.whole(7, 60)) } });
  return made;
}

/** One thing that happens to a customer, or two that belong together; weights of a hundred. */
function happenings(customer: Customer, random: Random): Happening[] {
  const contact = random.pick(customer.contacts);
  const roll = random.share() * 100;
  if (roll < 72)
    return [
      {
        type: 'usage.recorded',
        contact,
        data: { feature: random.pick(FEATURES), count: random.whole(1, 12) },
      },
    ];
  if (roll < 82) return [{ type: 'usage.logins', data: { count: random.whole(1, 30) } }];
  if (roll < 85)
    return [
      {
        type: 'adoption.measured',
        data: { share: hundredths(random), dauShare: hundredths(random), coreShare: hundredths(random) },
      },
    ];
  if (roll < 87) return [{ type: 'seats.changed', data: { used: random.whole(3, 30), limit: 30 } }];
  if (roll < 91) return [ticket(customer, contact, random)];
  if (roll < 92) return [{ type: 'csat.responded', contact, data: { score: random.whole(1, 5) } }];
  if (roll < 95) return [payment(customer, random)];
  if (roll < 96)
    return [
      {
        type: 'nps.responded',
        contact,
        data: { score: random.whole(0, 10), comment: 'Does what it should.' },
      },
    ];
  if (roll < 97) return [{ type: 'meeting.held', contact, data: {} }];
  if (roll < 98)
    return [
      { type: 'renewal.forecast', data: { probability: hundredths(random), expanding: random.chance(0.3) } },
    ];
  if (roll < 98.5) return [{ type: 'milestone.reached', data: { milestone: random.pick(MILESTONES) } }];
  if (roll < 99) return [{ type: 'training.completed', contact, data: { course: 'basics' } }];
  if (roll < 99.5)
    return [
      { type: 'project.created', data: {} },
      { type: 'first-value.reached', data: {} },
    ];
  if (roll < 99.7)
    return [
      {
        type: 'contact.role-changed',
        contact,
        data: { roles: random.pick([['user'], ['champion', 'user'], ['sponsor']]) },
      },
    ];
  if (roll < 99.9) return [{ type: 'qbr.held', data: { attended: random.chance(0.6) } }];
  return [{ type: 'contact.left', contact, data: {} }];
}

function ticket(customer: Customer, contact: string, random: Random): Happening {
  const open = customer.tickets.shift();
  if (open !== undefined && random.chance(0.6))
    return { type: 'ticket.solved', contact, data: { ticketId: open } };
  if (open !== undefined) customer.tickets.unshift(open);
  const ticketId = `T-${random.whole(1, 9_999_999)}`;
  customer.tickets.push(ticketId);
  const severity = random.pick(['low', 'normal', 'normal', 'high', 'critical']);
  return { type: 'ticket.opened', contact, data: { ticketId, severity } };
}

function payment(customer: Customer, random: Random): Happening {
  const unpaid = customer.unpaid.shift();
  if (unpaid !== undefined) return { type: 'payment.succeeded', data: { invoiceId: unpaid } };
  const invoiceId = `I-${random.whole(1, 9_999_999)}`;
  if (random.chance(0.8)) return { type: 'payment.succeeded', data: { invoiceId } };
  customer.unpaid.push(invoiceId);
  const amountDue = { amount: customer.arr / 12, currency: 'USD' };
  return {
    type: 'payment.failed',
    data: { invoiceId, amountDue, attempt: 1, payUrl: `https://billing.example.com/pay/${invoiceId}` },
  };
}

function hundredths(random: Random): number {
  return random.whole(0, 100) / 100;
}

/** As long as a UUID, which is what producers send. */
function identifier(random: Random): string {
  const part = (digits: number) =>
    random
      .whole(0, 16 ** digits - 1)
      .toString(16)
      .padStart(digits, '0');
  return `${part(8)}-${part(4)}-${part(4)}-${part(4)}-${part(8)}${part(4)}`;
}
