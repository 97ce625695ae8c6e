import { comparable } from '../../core/conditions/level-operand.ts';
import { healthModelOf } from '../../core/health/derive-health.ts';
import { type Driver, driversOf, scoreHealth } from '../../core/health/health.ts';
import type { Status } from '../../core/journeys/journey-schema.ts';
import type { LedgerEntry } from '../../core/ledger.ts';
import { formatInstant } from '../../core/time/instant.ts';
import { scopeOf, segmentOf, type Work } from '../../core/work.ts';
import { type NotedTrace, noteTrace, silence } from './note-trace.ts';
import { shownAs } from './shown-as.ts';

/** An account as it stands: what is known, where it stands, what is under way, and what was decided last. */
export interface AccountExplanation {
  readonly account: string;
  readonly at: string;
  readonly segment: string;
  readonly stages: Readonly<Record<string, string>>;
  readonly health?: {
    readonly model: string;
    readonly score: number;
    readonly band: string;
    readonly trust: number;
    readonly trusted: boolean;
    /** The trust from which on automation reads the score. */
    readonly trustNeeded: number;
    readonly drivers: readonly (Omit<Driver, 'trace'> & { readonly trace: NotedTrace })[];
  };
  readonly facts: Readonly<Record<string, ExplainedFact>>;
  /** Rules firing now, and those that are waiting for their `for`. What is not live fires on the record only. */
  readonly firing: readonly {
    readonly rule: string;
    readonly status: Status;
    readonly subject: string;
    readonly state: string;
    readonly since: string;
  }[];
  readonly runs: readonly {
    readonly run: string;
    readonly journey: string;
    readonly status: string;
    readonly subject: string;
    readonly step: string;
    readonly wakeAt?: string;
  }[];
  readonly tasks: readonly {
    readonly task: string;
    readonly reason: string;
    readonly title: string;
    readonly assignee: string;
    readonly dueAt: string;
    readonly status: string;
  }[];
  readonly ledger: readonly LedgerEntry[];
}

export interface ExplainedFact {
  readonly value: unknown;
  readonly asOf: string;
  /** What keeps it from counting, or makes it doubtful, in words. */
  readonly note?: string;
}

export function explainAccount(work: Work, ledger: readonly LedgerEntry[]): AccountExplanation {
  const { account, rulebook } = work;
  const stages: Record<string, string> = {};
  for (const track of rulebook.tracks)
    stages[track.id] = String(account.levels[track.facts.id.index]?.value ?? 'none');
  const health = healthOf(work);
  return {
    account: account.id,
    at: formatInstant(work.now),
    segment: segmentOf(work),
    stages,
    ...(health === undefined ? {} : { health }),
    facts: factsOf(work),
    firing: rulebook.rules.flatMap((rule) =>
      [...(account.firings[rule.index] ?? [])]
        .filter(([, firing]) => firing.state !== 'inactive')
        .map(([subject, firing]) => ({
          rule: rule.id,
          status: rule.status,
          subject,
          state: firing.state,
          since: formatInstant(firing.since),
        })),
    ),
    runs: account.runs.map((run) => ({
      run: run.id,
      journey: run.journey,
      status: run.status,
      subject: run.subject,
      step: run.step?.id ?? '',
      ...(run.step === undefined || !Number.isFinite(run.step.wakeAt)
        ? {}
        : { wakeAt: formatInstant(run.step.wakeAt) }),
    })),
    tasks: account.tasks.map((task) => ({
      task: task.id,
      reason: task.reason,
      title: task.title,
      assignee: task.assignee,
      dueAt: formatInstant(task.dueAt),
      status: task.status,
    })),
    ledger,
  };
}

function healthOf(work: Work): AccountExplanation['health'] {
  const model = healthModelOf(work);
  const health = model === undefined ? undefined : scoreHealth(model, scopeOf(work));
  if (model === undefined || health === undefined) return undefined;
  const { score, band, trust, trusted } = health;
  const drivers = driversOf(model, health, scopeOf(work)).map((driver) => ({
    ...driver,
    trace: noteTrace(driver.trace, work),
  }));
  return { model: model.id, score, band, trust, trusted, trustNeeded: model.trust, drivers };
}

function factsOf(work: Work): AccountExplanation['facts'] {
  const { catalog } = work.rulebook;
  const facts: Record<string, ExplainedFact> = {};
  for (const fact of catalog.slots) {
    const cell = fact.kind === 'level' ? work.account.levels[fact.index] : undefined;
    if (fact.kind !== 'level' || cell === undefined) continue;
    const { type, source, maxAge } = fact.field;
    const value = comparable(cell.value, { catalog }) ?? cell.value;
    const isStale = maxAge !== undefined && work.now > cell.at + maxAge;
    const note = isStale ? 'stale: too old to count' : silence(source === undefined ? [] : [source], work);
    facts[fact.name] = {
      value: shownAs(value, type),
      asOf: formatInstant(cell.at),
      ...(note === undefined ? {} : { note }),
    };
  }
  return facts;
}
