import type { Random } from './random.ts';

/** A signal without its envelope. */
export interface Happening {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Who it is about: one of the customer's people. */
  readonly contact?: string;
}

/** A customer whose history is being made up. */
export interface Customer {
  readonly id: string;
  readonly arr: number;
  readonly contacts: readonly string[];
  /** How content it is, and how much it uses of what it bought: all that is measured of it stays near this. */
  readonly health: number;
  /** The day from which only the share `left` of what happens still happens. */
  readonly fadesOn: number;
  readonly left: number;
  readonly tickets: string[];
  readonly unpaid: string[];
  begun: boolean;
}

const DAY_MS = 86_400_000;
const FEATURES = ['boards', 'reports', 'exports', 'api', 'automations', 'comments', 'search', 'dashboards'];
const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Singapore', 'UTC'];
const MILESTONES = ['kickoff', 'data-import', 'first-workflow', 'go-live'];
const ROLES = [['user'], ['champion', 'user'], ['sponsor']];

export function newCustomer(i: number, days: number, random: Random): Customer {
  const people = random.whole(2, 6);
  return {
    id: `A-${1000 + i}`,
    arr: random.pick([2_400, 6_000, 9_600, 18_000, 36_000, 60_000, 120_000]),
    contacts: Array.from({ length: people }, (_, n) => `C-${1000 + i}-${n}`),
    health: random.pick([0.25, 0.5, 0.6, 0.7, 0.8, 0.9]),
    fadesOn: random.whole(40, days),
    left: random.pick([1, 1, 1, 0.6, 0.3, 0.05]),
    tickets: [],
    unpaid: [],
    begun: false,
  };
}

/** What is known of a customer when it signs: itself, its contract, its people, its plan. */
export function beginnings(customer: Customer, at: number, random: Random): Happening[] {
  const day = (n: number) => new Date(at + n * DAY_MS).toISOString().slice(0, 10);
  const zone = random.pick(ZONES);
  const arr = { amount: customer.arr, currency: 'USD' };
  const name = `Customer ${customer.id}`;
  return [
    { type: 'account.updated', data: { name, industry: 'software', country: 'DE', plan: 'team', zone } },
    { type: 'account.assigned', data: { csm: `csm-${random.whole(1, 12)}`, manager: 'manager-1' } },
    { type: 'contract.signed', data: { arr, startsOn: day(0), endsOn: day(random.whole(90, 365)) } },
    ...customer.contacts.map((contact, n) => identified(contact, n, zone, random)),
    ...MILESTONES.map((milestone) => ({
      type: 'milestone.planned',
      data: { milestone, dueOn: day(random.whole(7, 60)) },
    })),
  ];
}

function identified(contact: string, n: number, zone: string, random: Random): Happening {
  // One person in a hundred works for several customers, who then share an address.
  const name = random.chance(0.01) ? `consultant-${random.whole(1, 20)}` : contact.toLowerCase();
  const roles = n === 0 ? ['primary', 'champion'] : n === 1 ? ['admin', 'sponsor'] : ['user'];
  const persona = n % 2 === 0 ? 'admin' : 'analyst';
  const email = `${name}@example.com`;
  const data = { email, firstName: 'Robin', lastName: 'Doe', roles, persona, decisionMaker: n < 2, zone };
  return { type: 'contact.identified', contact, data };
}

type Happen = (customer: Customer, contact: string, random: Random) => Happening;

/** What happens, and how often in a thousand. */
const HAPPENINGS: readonly (readonly [often: number, happen: Happen])[] = [
  [620, usage],
  [75, (_customer, _contact, random) => ({ type: 'usage.logins', data: { count: random.whole(4, 9) } })],
  [180, adoption],
  [25, (customer, _, random) => seats(Math.round(30 * near(customer, random)))],
  [25, ticket],
  [8, (customer, contact, random) => score('csat.responded', contact, 1 + 4 * near(customer, random))],
  [18, payment],
  [8, (customer, contact, random) => score('nps.responded', contact, 10 * near(customer, random))],
  [10, (_customer, contact) => ({ type: 'meeting.held', contact, data: {} })],
  [12, forecast],
  [6, (_, __, random) => ({ type: 'milestone.reached', data: { milestone: random.pick(MILESTONES) } })],
  [4, (_customer, contact) => ({ type: 'training.completed', contact, data: { course: 'basics' } })],
  [3, () => ({ type: 'project.created', data: {} })],
  [2, () => ({ type: 'first-value.reached', data: {} })],
  [2, (customer, _, random) => ({ type: 'qbr.held', data: { attended: random.chance(customer.health) } })],
  [
    1,
    (_, contact, random) => ({ type: 'contact.role-changed', contact, data: { roles: random.pick(ROLES) } }),
  ],
  [1, (_customer, contact) => ({ type: 'contact.left', contact, data: {} })],
];

/** One thing that happens to a customer on an ordinary day. */
export function happening(customer: Customer, random: Random): Happening {
  const contact = random.pick(customer.contacts);
  let rest = random.whole(0, 999);
  for (const [often, happen] of HAPPENINGS) {
    rest -= often;
    if (rest < 0) return happen(customer, contact, random);
  }
  throw new Error('the happenings do not add up to a thousand');
}

function usage(_customer: Customer, contact: string, random: Random): Happening {
  const data = { feature: random.pick(FEATURES), count: random.whole(1, 12) };
  return { type: 'usage.recorded', contact, data };
}

function adoption(customer: Customer, _contact: string, random: Random): Happening {
  const [share, dauShare, coreShare] = [
    near(customer, random),
    near(customer, random),
    near(customer, random),
  ];
  return { type: 'adoption.measured', data: { share, dauShare, coreShare } };
}

function seats(used: number): Happening {
  return { type: 'seats.changed', data: { used, limit: 30 } };
}

function score(type: string, contact: string, value: number): Happening {
  return { type, contact, data: { score: Math.round(value) } };
}

function forecast(customer: Customer, _contact: string, random: Random): Happening {
  const data = { probability: near(customer, random), expanding: random.chance(0.3) };
  return { type: 'renewal.forecast', data };
}

function ticket(customer: Customer, contact: string, random: Random): Happening {
  const [open] = customer.tickets;
  if (open !== undefined && random.chance(0.6)) {
    customer.tickets.shift();
    return { type: 'ticket.solved', contact, data: { ticketId: open } };
  }
  const ticketId = `T-${random.whole(1, 9_999_999)}`;
  customer.tickets.push(ticketId);
  const severity = random.chance(0.03) ? 'critical' : random.pick(['low', 'normal', 'high']);
  return { type: 'ticket.opened', contact, data: { ticketId, severity } };
}

function payment(customer: Customer, _contact: string, random: Random): Happening {
  const unpaid = customer.unpaid.shift();
  if (unpaid !== undefined) return { type: 'payment.succeeded', data: { invoiceId: unpaid } };
  const invoiceId = `I-${random.whole(1, 9_999_999)}`;
  if (random.chance(0.95)) return { type: 'payment.succeeded', data: { invoiceId } };
  customer.unpaid.push(invoiceId);
  const amountDue = { amount: customer.arr / 12, currency: 'USD' };
  const payUrl = `https://billing.example.com/pay/${invoiceId}`;
  return { type: 'payment.failed', data: { invoiceId, amountDue, attempt: 1, payUrl } };
}

/** The customer's own level give or take a twentieth: hundredths from 0 to 1. */
function near({ health }: Customer, random: Random): number {
  return Math.min(1, Math.max(0, Math.round(100 * health + random.whole(-5, 5)) / 100));
}
