import * as z from 'zod';
import { instant, levelValue, listOf, named } from './schemas.ts';

const mode = z.enum(['shadow', 'live']);
const definitionStatus = z.enum(['off', 'shadow', 'live']);
const text = z.string();
const count = z.int();
const orNull = <Schema extends z.ZodType>(schema: Schema) => schema.nullable();

export const touch = named(
  'Touch',
  z.strictObject({
    id: text,
    account: text,
    contact: orNull(text),
    channel: text,
    template: text,
    topic: text,
    journey: text,
    run: text,
    step: text,
    mode,
    status: z.enum([
      'delayed',
      'planned',
      'suppressed',
      'skipped',
      'sent',
      'failed',
      'ambiguous',
      'delivered',
      'opened',
      'clicked',
      'bounced',
      'complained',
    ]),
    at: instant,
    reason: text,
    until: orNull(instant),
  }),
);

const message = z.discriminatedUnion('channel', [
  z.strictObject({
    channel: z.literal('email'),
    from: text,
    subject: text,
    preheader: orNull(text),
    html: text,
    text,
  }),
  z.strictObject({
    channel: z.literal('in-app'),
    title: text,
    body: text,
    action: orNull(z.strictObject({ label: text, url: text })),
  }),
  z.strictObject({ channel: z.literal('slack'), text }),
  z.strictObject({ channel: z.literal('webhook'), body: z.record(text, text) }),
]);

export const renderedTouch = named(
  'RenderedTouch',
  touch.extend({
    address: orNull(text).describe('Where it went, or would go'),
    renderedAt: orNull(instant),
    message: orNull(message).describe('Null when nothing was rendered, or it was erased'),
  }),
);

export const task = named(
  'Task',
  z.strictObject({
    id: text,
    account: text,
    subject: text,
    reason: text,
    title: text,
    kind: z.enum(['task', 'approval']),
    mode,
    status: z.enum(['open', 'closed']),
    assignee: text,
    priority: z.enum(['normal', 'high']),
    outcomes: z.array(text),
    createdAt: instant,
    dueAt: orNull(instant),
    closedAt: orNull(instant),
    outcome: orNull(text),
    rule: orNull(text),
    run: orNull(text),
  }),
);

export const run = named(
  'Run',
  z.strictObject({
    id: text,
    account: text,
    subject: text,
    journey: text,
    definition: text,
    mode,
    status: z.enum(['open', 'ended']),
    startedAt: instant,
    step: orNull(text),
    wakeAt: orNull(instant),
    endedAt: orNull(instant),
    reason: orNull(text),
    values: z.record(text, levelValue),
  }),
);

const accountFields = {
  id: text,
  name: orNull(text),
  segment: text,
  stage: orNull(text),
  health: z.strictObject({ band: text, score: orNull(z.number()), trust: orNull(z.number()) }),
  paused: z.boolean(),
  openTasks: count,
  openRuns: count,
};

const account = named('Account', z.strictObject(accountFields));

export const accountDetail = named(
  'AccountDetail',
  z.strictObject({
    ...accountFields,
    facts: z.record(text, z.strictObject({ value: z.unknown(), asOf: text })),
    links: z.array(z.strictObject({ system: text, id: text })),
    contacts: z.array(
      z.strictObject({ id: text, roles: z.array(text), zone: orNull(text), reachable: z.boolean() }),
    ),
    runs: z.array(run),
    tasks: z.array(task),
  }),
);

/** Fields are there when the kind of entry has them. */
const ledgerEntry = named(
  'LedgerEntry',
  z.strictObject({
    sequence: count,
    at: instant,
    kind: text,
    status: mode.optional(),
    ...optionalTexts([
      'rule',
      'journey',
      'run',
      'definition',
      'step',
      'subject',
      'contact',
      'channel',
      'template',
      'topic',
      'task',
      'reason',
      'from',
      'to',
      'key',
      'signal',
      'detail',
    ]),
    until: instant.optional(),
    values: z.record(text, levelValue).optional(),
    score: z.number().optional(),
    trust: z.number().optional(),
    drivers: z
      .array(z.unknown())
      .optional()
      .describe('What pulls the health score down, each with its trace'),
    trace: z
      .unknown()
      .optional()
      .describe('The conditions, with result, value, threshold and age of each fact'),
  }),
);

function optionalTexts<Name extends string>(
  names: readonly Name[],
): Record<Name, z.ZodOptional<z.ZodString>> {
  const shape: Partial<Record<Name, z.ZodOptional<z.ZodString>>> = {};
  for (const name of names) shape[name] = text.optional();
  return shape as Record<Name, z.ZodOptional<z.ZodString>>;
}

const pause = z.strictObject({ at: text, reason: text });

const rule = named(
  'Rule',
  z.strictObject({
    id: text,
    description: text,
    owner: text,
    status: definitionStatus,
    paused: orNull(pause).describe('Since when it waits for a person, and why'),
  }),
);

const journey = named(
  'Journey',
  z.strictObject({
    id: text,
    description: text,
    owner: text,
    status: definitionStatus,
    definition: text,
    openRuns: count,
    killed: z.boolean(),
  }),
);

const auditEntry = named(
  'AuditEntry',
  z.strictObject({
    at: instant,
    by: text,
    role: text,
    act: text,
    account: orNull(text),
    target: text,
    before: z.unknown(),
    after: z.unknown(),
    reason: orNull(text),
  }),
);

export const killState = named(
  'KillState',
  z.strictObject({ everything: z.boolean(), journeys: z.array(text), topics: z.array(text) }),
);

export const status = named(
  'Status',
  z.strictObject({
    now: text,
    rulebook: text,
    mode: z.enum(['outbox', 'live']),
    environment: text,
    queues: z.strictObject({ signals: count, effects: count, parked: count, quarantined: count }),
    sources: z.array(z.strictObject({ source: text, lastHeard: orNull(text), silent: z.boolean() })),
    pausedRules: z.array(z.strictObject({ rule: text, at: text, reason: text })),
    ambiguousSends: z.array(text),
    nextDue: orNull(text),
    kill: killState,
    accounts: count,
  }),
);

export const shadowReport = named(
  'ShadowReport',
  z.strictObject({
    from: orNull(text),
    to: orNull(text),
    rules: z.array(
      z.strictObject({
        rule: text,
        firings: count,
        accounts: count,
        tasks: count,
        runs: count,
        notices: count,
        opportunities: count,
      }),
    ),
    journeys: z.array(
      z.strictObject({
        journey: text,
        runs: count,
        touches: z.record(text, count),
        suppressed: z.record(text, count),
        tasks: count,
      }),
    ),
  }),
);

export const touchList = listOf('Touch', touch);
export const taskList = listOf('Task', task);
export const runList = listOf('Run', run);
export const accountList = listOf('Account', account);
export const ledgerList = listOf('LedgerEntry', ledgerEntry);
export const ruleList = listOf('Rule', rule);
export const journeyList = listOf('Journey', journey);
export const auditList = listOf('AuditEntry', auditEntry);

export type TouchJson = z.output<typeof touch>;
export type RenderedTouchJson = z.output<typeof renderedTouch>;
export type TaskJson = z.output<typeof task>;
export type RunJson = z.output<typeof run>;
export type AccountJson = z.output<typeof account>;
export type AccountDetailJson = z.output<typeof accountDetail>;
export type LedgerEntryJson = z.output<typeof ledgerEntry>;
export type RuleJson = z.output<typeof rule>;
export type JourneyJson = z.output<typeof journey>;
export type AuditEntryJson = z.output<typeof auditEntry>;
export type KillStateJson = z.output<typeof killState>;
export type StatusJson = z.output<typeof status>;
export type ShadowReportJson = z.output<typeof shadowReport>;
