import type { ValueType } from '../../core/accounts/catalog.ts';
import type { LedgerEntry } from '../../core/ledger.ts';
import type { Rulebook } from '../../core/rulebook.ts';
import { formatInstant } from '../../core/time/instant.ts';
import type { AccountExplanation } from './explain-account.ts';
import type { RuleExplanation } from './explain-rule.ts';
import type { NotedTrace } from './note-trace.ts';
import { shownAs } from './shown-as.ts';

/** An account's explanation for other programs: every instant an ISO string, every day `YYYY-MM-DD`. */
export function accountJson(explained: AccountExplanation, rulebook: Rulebook): Record<string, unknown> {
  const { health } = explained;
  return {
    ...explained,
    ...(health === undefined ? {} : { health: { ...health, drivers: health.drivers.map(driverJson) } }),
    ledger: explained.ledger.map((entry) => entryJson(entry, rulebook)),
  };
}

/** The same for a rule's explanation. */
export function ruleJson(explained: RuleExplanation, rulebook: Rulebook): Record<string, unknown> {
  return {
    ...explained,
    subjects: explained.subjects.map((subject) => ({ ...subject, trace: traceJson(subject.trace) })),
    history: explained.history.map((entry) => entryJson(entry, rulebook)),
  };
}

function entryJson(entry: LedgerEntry, rulebook: Rulebook): Record<string, unknown> {
  const { until, drivers, trace, values } = entry;
  return {
    ...entry,
    at: formatInstant(entry.at),
    ...(until === undefined ? {} : { until: formatInstant(until) }),
    ...(drivers === undefined ? {} : { drivers: drivers.map(driverJson) }),
    ...(trace === undefined ? {} : { trace: traceJson(trace) }),
    ...(values === undefined ? {} : { values: valuesJson(entry, values, rulebook) }),
  };
}

function driverJson<D extends { readonly trace: NotedTrace }>(driver: D): Record<string, unknown> {
  return { ...driver, trace: traceJson(driver.trace) };
}

function traceJson(trace: NotedTrace): Record<string, unknown> {
  if ('all' in trace) return { ...trace, all: trace.all.map(traceJson) };
  if ('any' in trace) return { ...trace, any: trace.any.map(traceJson) };
  if ('not' in trace) return { ...trace, not: traceJson(trace.not) };
  return trace.asOf === undefined ? trace : { ...trace, asOf: formatInstant(trace.asOf) };
}

/** What a fact was set to, or a run was started with: of a plain number, only its type tells whether it is a time. */
function valuesJson(
  { kind, journey }: LedgerEntry,
  values: NonNullable<LedgerEntry['values']>,
  { catalog, journeys }: Rulebook,
): Record<string, unknown> {
  const needs = kind === 'run-started' ? journeys.get(journey ?? '')?.needs : undefined;
  const typeOf = (name: string): ValueType | undefined => {
    const fact = kind === 'fact-set' ? catalog.facts.get(name) : undefined;
    return fact?.kind === 'level' ? fact.field.type : needs?.get(name);
  };
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, shownAs(value, typeOf(name))]),
  );
}
