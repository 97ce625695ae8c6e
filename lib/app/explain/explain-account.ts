import { comparable } from '../../core/conditions/level-operand.ts';
import { healthModelOf } from '../../core/health/derive-health.ts';
import { type Driver, driversOf, scoreHealth } from '../../core/health/health.ts';
import type { LedgerEntry } from '../../core/ledger.ts';
import { formatDay, formatInstant } from '../../core/time/instant.ts';
import { scopeOf, segmentOf, type Work } from '../../core/work.ts';

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
    readonly drivers: readonly Driver[];
  };
  readonly facts: Readonly<Record<string, { readonly value: unknown; readonly asOf: string }>>;
  /** Rules firing now, and those that are waiting for their `for`. */
  readonly firing: readonly {
    readonly rule: string;
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
  return { model: model.id, score, band, trust, trusted, drivers: driversOf(model, health, scopeOf(work)) };
}

function factsOf(work: Work): AccountExplanation['facts'] {
  const { catalog } = work.rulebook;
  const facts: Record<string, { value: unknown; asOf: string }> = {};
  for (const fact of catalog.slots) {
    const cell = fact.kind === 'level' ? work.account.levels[fact.index] : undefined;
    if (fact.kind !== 'level' || cell === undefined) continue;
    const value = comparable(cell.value, { catalog }) ?? cell.value;
    facts[fact.name] = { value: shown(value, fact.field.type), asOf: formatInstant(cell.at) };
  }
  return facts;
}

function shown(value: unknown, type: string): unknown {
  if (typeof value !== 'number') return value;
  return type === 'date' ? formatDay(value) : type === 'instant' ? formatInstant(value) : value;
}
