import { formatIssue, type Issue } from '../../lib/core/authoring/issue.ts';
import { compileRulebook, type RulebookOptions } from '../../lib/core/rulebook/compile-rulebook.ts';
import type { RulebookFile } from '../../lib/core/rulebook/rulebook-file.ts';
import type { Rulebook } from '../../lib/core/rulebook.ts';

type Json = Readonly<Record<string, unknown>>;
type Many = Readonly<Record<string, Json>>;

/** What a test says of a rulebook; everything else is filled in. Files are named by their id. */
export interface RulebookParts {
  readonly zone?: string;
  readonly currency?: string;
  readonly sources?: Json;
  readonly facts?: Many;
  readonly segments?: Json;
  readonly lifecycle?: readonly Json[];
  readonly renewal?: readonly Json[];
  readonly guardrails?: Json;
  /** Conditions by name. */
  readonly conditions?: Many;
  readonly health?: Many;
  readonly signals?: Many;
  readonly rules?: Many;
  readonly journeys?: Many;
  readonly templates?: Many;
}

const header = (id: string) => ({ $schema: 'x', id, owner: 'cs-ops', description: `The ${id} of a test` });

/** Holds for every account, whatever is known of it. */
export const ALWAYS = {
  any: [
    { fact: 'status', operator: 'isKnown', value: true },
    { fact: 'status', operator: 'isKnown', value: false },
  ],
};

/** One comparison in a list, as json-rules-engine wants it at the top. */
export function when(fact: string, operator: string, value: unknown, params?: Json): Json {
  return { all: [leaf(fact, operator, value, params)] };
}

export function leaf(fact: string, operator: string, value: unknown, params?: Json): Json {
  return { fact, ...(params === undefined ? {} : { params }), operator, value };
}

export const BASE_FACTS: Many = {
  status: { type: 'string', in: ['trial', 'customer', 'churned'], meaning: 'Status' },
  arr: { type: 'money', meaning: 'Annual recurring revenue' },
  seats: { type: 'number', maxAge: 'P7D', meaning: 'Seats used' },
  limit: { type: 'number', meaning: 'Seats bought' },
  flag: { type: 'boolean', meaning: 'A flag' },
  other: { type: 'boolean', meaning: 'Another flag' },
  tier: { type: 'string', meaning: 'A word' },
  tags: { type: 'list', meaning: 'Words' },
  csm: { type: 'string', meaning: 'Who looks after the account' },
  startsOn: { type: 'date', meaning: 'First day of the contract' },
  renewsOn: { type: 'date', meaning: 'Last day of the term' },
  openedAt: { type: 'instant', meaning: 'An instant' },
  seenAt: { type: 'instant', source: 'product', meaning: 'Last use' },
  'account.zone': { type: 'string', meaning: 'Zone of the account' },
  logins: { type: 'series', per: 'day', gap: 'zero', source: 'product', meaning: 'Logins' },
  contacts: {
    type: 'set',
    item: 'contact',
    max: 50,
    source: 'crm',
    meaning: 'People',
    fields: {
      roles: { type: 'list', in: ['champion', 'primary', 'billing', 'admin', 'sponsor'] },
      persona: { type: 'string' },
      nps: { type: 'number' },
      seenAt: { type: 'instant', source: 'product' },
      email: { type: 'string', pii: true },
    },
  },
  tickets: {
    type: 'set',
    item: 'ticket',
    max: 50,
    source: 'helpdesk',
    meaning: 'Open tickets',
    fields: { severity: { type: 'string' }, hours: { type: 'number' }, openedAt: { type: 'instant' } },
  },
};

const BASE_SIGNALS: Many = {
  'usage.recorded': {
    source: 'product',
    payload: { logins: { type: 'number' } },
    updates: [
      { series: 'logins', add: { from: 'logins' } },
      { set: 'seenAt', to: { from: 'time' } },
    ],
  },
  'flag.set': { payload: { flag: { type: 'boolean' } }, updates: [{ set: 'flag', to: { from: 'flag' } }] },
  'nps.responded': {
    source: 'survey',
    payload: { score: { type: 'number', min: 0, max: 10 } },
    updates: [{ set: 'contact.nps', to: { from: 'score' } }],
  },
  'contact.identified': {
    payload: {
      roles: { type: 'list', optional: true },
      zone: { type: 'zone', optional: true },
      persona: { type: 'string', optional: true },
      email: { type: 'email', pii: true, optional: true },
    },
    updates: [
      { set: 'contact.roles', to: { from: 'roles' } },
      { set: 'contact.zone', to: { from: 'zone' } },
      { set: 'contact.persona', to: { from: 'persona' } },
    ],
  },
  'contact.left': { payload: {}, updates: [{ set: 'contact.leftAt', to: { from: 'time' } }] },
  'contact.deleted': { payload: {}, updates: [{ remove: 'contacts', key: { from: 'contact' } }] },
  'ticket.opened': {
    source: 'helpdesk',
    payload: {
      ticket: { type: 'string' },
      severity: { type: 'string' },
      hours: { type: 'number', optional: true },
    },
    updates: [
      {
        put: 'tickets',
        key: { from: 'ticket' },
        fields: { severity: { from: 'severity' }, hours: { from: 'hours' }, openedAt: { from: 'time' } },
      },
    ],
  },
  'ticket.solved': {
    source: 'helpdesk',
    payload: { ticket: { type: 'string' } },
    updates: [{ remove: 'tickets', key: { from: 'ticket' } }],
  },
};

const BASE_GUARDRAILS: Json = {
  topics: {
    news: { kind: 'marketing' },
    offer: { kind: 'marketing', approval: { over: 5000, by: 'manager', within: '2 business days' } },
    billing: { kind: 'transactional' },
  },
  caps: { contact: [], account: [], kinds: ['marketing'], channels: ['email', 'in-app'] },
  quietHours: { from: '20:00', to: '08:00', weekends: true, kinds: ['marketing'], channels: ['email'] },
  sendAt: '09:00',
  sendWithin: 'P3D',
  holidays: { US: [] },
  businessCalendar: 'US',
  tasks: { escalate: [{ after: '3 business days', to: 'manager' }], onePer: 'reason' },
  rules: { default: { maxShareOfAccounts: 0.05, perHour: 200 } },
  senders: { success: { name: 'Success', address: 'success@mail.example.com' } },
  company: { name: 'Acme', postalAddress: '1 Main Street' },
};

/** One segment for everybody, with somebody for every word that tasks use. */
const EVERYBODY: Json = {
  segments: [
    {
      id: 'everybody',
      when: ALWAYS,
      people: { csm: 'queue:digital', manager: 'team:lead' },
      targets: { drop: -0.4, days: 30 },
    },
  ],
  otherwise: 'unassigned',
};

/** The first stage of a track that no account enters. */
const IDLE_STAGE: Json = { id: 'idle', enter: when('tier', 'equal', 'nobody'), owner: 'csm' };

const BASE_TEMPLATES: Many = {
  'note/hello': email('Hello'),
  'note/second': email('Second'),
  'note/offer': email('Offer'),
  'note/card': { channel: 'in-app', card: { title: 'Hello', body: 'A card' } },
  'note/team': { channel: 'slack', text: 'Something happened' },
};

function email(subject: string): Json {
  return { channel: 'email', from: 'success', subject, mjml: 'page.mjml', text: 'page.txt' };
}

const UNSUBSCRIBE = '{{ links.unsubscribe }}';
const PARTS: readonly RulebookFile[] = [
  {
    path: 'templates/note/page.mjml',
    text: `<mjml><mj-body><mj-section><mj-column><mj-text>Hello <a href="${UNSUBSCRIBE}">stop</a></mj-text></mj-column></mj-section></mj-body></mjml>`,
    html: `<html><body><p>Hello <a href="${UNSUBSCRIBE}">stop</a></p></body></html>`,
  },
  { path: 'templates/note/page.txt', text: `Hello\n${UNSUBSCRIBE}\n` },
];

/** The files of a rulebook that says what the test says, on facts and signals that every test may use. */
export function filesOf(parts: RulebookParts): RulebookFile[] {
  const json = (path: string, value: Json) => ({ path, text: JSON.stringify(value, undefined, 1) });
  const each = (all: Many | undefined, folder: string, fill: (id: string, one: Json) => Json) =>
    Object.entries(all ?? {}).map(([id, one]) =>
      json(`${folder}/${id}.json`, { ...header(id), ...fill(id, one) }),
    );
  const tracks = {
    lifecycle: parts.lifecycle ?? [IDLE_STAGE],
    ...(parts.renewal === undefined ? {} : { renewal: parts.renewal }),
  };
  const sources = {
    product: { maxSilence: 'P2D' },
    helpdesk: { maxSilence: 'P7D' },
    survey: {},
    crm: {},
    ...parts.sources,
  };
  return [
    json('facts.json', {
      ...header('facts'),
      currency: parts.currency ?? 'USD',
      zone: parts.zone ?? 'UTC',
      sources,
      facts: { ...BASE_FACTS, ...parts.facts },
    }),
    json('segments.json', { ...header('segments'), ...(parts.segments ?? EVERYBODY) }),
    json('stages.json', { ...header('stages'), tracks }),
    json('guardrails.json', { ...header('guardrails'), ...BASE_GUARDRAILS, ...parts.guardrails }),
    ...each(parts.conditions, 'conditions', (_id, conditions) => ({ conditions })),
    ...each(parts.health, 'health', (_id, one) => one),
    ...each({ ...BASE_SIGNALS, ...parts.signals }, 'signals', (_id, one) => ({ source: 'crm', ...one })),
    ...each(parts.rules, 'risk', (id, one) => ({ status: 'live', event: { type: id }, ...one })),
    ...each(parts.journeys, 'journeys', (_id, one) => ({ ...JOURNEY, ...one })),
    ...each({ ...BASE_TEMPLATES, ...parts.templates }, 'templates', (_id, one) => one),
    ...PARTS,
  ];
}

const JOURNEY: Json = {
  status: 'live',
  priority: 10,
  anchor: 'now',
  reentry: 'afterEnd',
  onChange: 'pin',
  to: 'primary',
};

/** Compiles the files, or throws with every mistake in them. */
export function rulebookOf(parts: RulebookParts, options: RulebookOptions = {}): Rulebook {
  const { rulebook, issues } = compileRulebook(filesOf(parts), options);
  if (rulebook === undefined) throw new Error(issues.map(formatIssue).join('\n'));
  return rulebook;
}

/** What an author would be told. */
export function issuesOf(parts: RulebookParts): readonly Issue[] {
  return compileRulebook(filesOf(parts)).issues;
}
