import type { AuditEntry } from '../../app/ports/audit-log.ts';
import type { RunRow, TaskRow } from '../../app/ports/book-reader.ts';
import type { Page, StoredMessage, Touch } from '../../app/ports/touch-store.ts';
import type {
  AccountDetail,
  AccountRow,
  JourneyRow,
  LedgerLine,
  ProductStatus,
  RuleRow,
  ShadowReport,
} from '../../app/product/lists.ts';
import type { Trace } from '../../core/conditions/compiled-condition.ts';
import { formatInstant, type Instant } from '../../core/time/instant.ts';
import type {
  AccountDetailJson,
  AccountJson,
  AuditEntryJson,
  JourneyJson,
  KillStateJson,
  LedgerEntryJson,
  RenderedTouchJson,
  RuleJson,
  RunJson,
  ShadowReportJson,
  StatusJson,
  TaskJson,
  TouchJson,
} from './answer-schemas.ts';

/*
 * The one place where what the product says becomes what HTTP answers: instants are RFC 3339 text, what is not known is
 * null and not left out, so that a client finds the same keys each time.
 */

const timeOf = (at: Instant | undefined): string | null =>
  at === undefined || !Number.isFinite(at) ? null : formatInstant(at);

export function pageJson<Item, Shown>(
  { items, next }: Page<Item>,
  show: (item: Item) => Shown,
): { items: Shown[]; next: string | null } {
  return { items: items.map(show), next: next ?? null };
}

export function touchJson(touch: Touch): TouchJson {
  const { contact, at, until } = touch;
  return { ...touch, contact: contact ?? null, at: formatInstant(at), until: timeOf(until) };
}

export function renderedTouchJson(touch: Touch, stored: StoredMessage | undefined): RenderedTouchJson {
  return {
    ...touchJson(touch),
    address: stored?.address ?? null,
    renderedAt: timeOf(stored?.at),
    message: stored === undefined ? null : messageJson(stored.message),
  };
}

function messageJson(message: StoredMessage['message']): NonNullable<RenderedTouchJson['message']> {
  switch (message.channel) {
    case 'email':
      return { ...message, preheader: message.preheader ?? null };
    case 'in-app':
      return { ...message, action: message.action ?? null };
    case 'slack':
      return message;
    case 'webhook':
      return { ...message, body: { ...message.body } };
  }
}

export function taskJson(task: TaskRow): TaskJson {
  return {
    ...task,
    outcomes: [...task.outcomes],
    createdAt: formatInstant(task.createdAt),
    dueAt: timeOf(task.dueAt),
    closedAt: timeOf(task.closedAt),
    outcome: task.outcome ?? null,
    rule: task.rule ?? null,
    run: task.run ?? null,
  };
}

export function runJson(run: RunRow): RunJson {
  return {
    ...run,
    startedAt: formatInstant(run.startedAt),
    step: run.step ?? null,
    wakeAt: timeOf(run.wakeAt),
    endedAt: timeOf(run.endedAt),
    reason: run.reason ?? null,
    values: valuesJson(run.values),
  };
}

function valuesJson(values: RunRow['values']): RunJson['values'] {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, isList(value) ? [...value] : value]),
  );
}

const isList = (value: RunRow['values'][string]): value is readonly string[] => Array.isArray(value);

export function accountJson(row: AccountRow): AccountJson {
  const { id, name, segment, stage, health, paused, openTasks, openRuns } = row;
  return {
    id,
    name: name ?? null,
    segment,
    stage: stage ?? null,
    health: { band: health.band, score: health.score ?? null, trust: health.trust ?? null },
    paused,
    openTasks,
    openRuns,
  };
}

export function accountDetailJson(account: AccountDetail): AccountDetailJson {
  return {
    ...accountJson(account),
    facts: Object.fromEntries(Object.entries(account.facts).map(([name, fact]) => [name, { ...fact }])),
    links: account.links.map((link) => ({ ...link })),
    contacts: account.contacts.map(({ id, roles, zone, reachable }) => ({
      id,
      roles: [...roles],
      zone: zone ?? null,
      reachable,
    })),
    runs: account.runs.map(runJson),
    tasks: account.tasks.map(taskJson),
  };
}

/** A ledger entry keeps only the fields that its kind has. */
export function ledgerJson({ sequence, entry }: LedgerLine): LedgerEntryJson {
  const { at, until, values, drivers, trace, ...rest } = entry;
  return {
    sequence,
    ...rest,
    at: formatInstant(at),
    ...(until === undefined ? {} : { until: formatInstant(until) }),
    ...(values === undefined ? {} : { values: valuesJson(values) }),
    ...(drivers === undefined
      ? {}
      : { drivers: drivers.map((driver) => ({ ...driver, trace: traceJson(driver.trace) })) }),
    ...(trace === undefined ? {} : { trace: traceJson(trace) }),
  };
}

function traceJson(trace: Trace): unknown {
  if ('all' in trace) return { ...trace, all: trace.all.map(traceJson) };
  if ('any' in trace) return { ...trace, any: trace.any.map(traceJson) };
  if ('not' in trace) return { ...trace, not: traceJson(trace.not) };
  return trace.asOf === undefined ? trace : { ...trace, asOf: formatInstant(trace.asOf) };
}

export function ruleJson(rule: RuleRow): RuleJson {
  return { ...rule, paused: rule.paused === undefined ? null : { ...rule.paused } };
}

export function journeyJson(journey: JourneyRow): JourneyJson {
  return { ...journey };
}

export function auditJson(entry: AuditEntry): AuditEntryJson {
  return {
    ...entry,
    at: formatInstant(entry.at),
    account: entry.account ?? null,
    before: entry.before ?? null,
    after: entry.after ?? null,
    reason: entry.reason ?? null,
  };
}

export function killJson({ everything, journeys, topics }: ProductStatus['kill']): KillStateJson {
  return { everything, journeys: [...journeys], topics: [...topics] };
}

export function statusJson(status: ProductStatus): StatusJson {
  return {
    ...status,
    queues: { ...status.queues },
    sources: status.sources.map((source) => ({ ...source, lastHeard: source.lastHeard ?? null })),
    pausedRules: status.pausedRules.map((rule) => ({ ...rule })),
    ambiguousSends: [...status.ambiguousSends],
    nextDue: status.nextDue ?? null,
    kill: killJson(status.kill),
  };
}

export function shadowJson(report: ShadowReport): ShadowReportJson {
  return {
    from: report.from ?? null,
    to: report.to ?? null,
    rules: report.rules.map((rule) => ({ ...rule })),
    journeys: report.journeys.map((journey) => ({
      ...journey,
      touches: { ...journey.touches },
      suppressed: { ...journey.suppressed },
    })),
  };
}
