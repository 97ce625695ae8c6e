import type { LevelFact, SetFact, ValueType } from '../accounts/catalog.ts';
import { elapsedAt } from '../authoring/elapsed.ts';
import { type Reporter, SILENT_REPORTER } from '../authoring/reporter.ts';
import { hint } from '../authoring/suggest.ts';
import { compileArguments } from '../conditions/argument.ts';
import { compileCondition } from '../conditions/compile-condition.ts';
import type { ArgumentJson } from '../conditions/condition-schema.ts';
import type { ConditionEnv } from '../conditions/env.ts';
import type { CompiledTemplate } from '../touches/compiled-template.ts';
import { checkSteps } from './check-steps.ts';
import { compileAsl } from './compile-asl.ts';
import { compileStep, type JourneyEnv } from './compile-step.ts';
import type { Anchor, CompiledJourney, CompiledStep } from './journey.ts';
import type { JourneyJson } from './journey-schema.ts';
import { planSteps } from './plan-steps.ts';
import { compileRecipients } from './recipients.ts';

/** Compiles a journey; `hash` names its definition. Undefined after reporting a mistake. */
export function compileJourney(
  json: JourneyJson,
  hash: string,
  env: JourneyEnv,
  report: Reporter,
): CompiledJourney | undefined {
  checkSteps(json, report);
  // What is about nobody known is read as if it were about a contact, so that one misspelt word is told once.
  const per =
    json.per === undefined
      ? undefined
      : (subjectSet(json.per, env, report.at('per')) ?? env.catalog.contacts);
  const needs = new Map<string, ValueType>();
  for (const [name, type] of Object.entries(json.needs ?? {}))
    needs.set(name, type === 'contact' ? 'string' : type);
  const scoped: JourneyEnv = {
    ...env,
    items: per === undefined ? [] : [per],
    run: runOf(json, needs, env, per),
  };
  const to = json.to === undefined ? [] : compileRecipients(json.to, per, scoped, report.at('to'));
  const goal = json.goal && compileCondition(json.goal.when, scoped, report.at('goal', 'when'));
  const exits = (json.exit ?? []).map((exit, i) => ({
    reason: exit.reason,
    when: compileCondition(exit.when, scoped, report.at('exit', i, 'when')),
  }));
  const anchor = compileAnchor(json, env, report.at('anchor'));
  checkMutes(json, env, report);
  const steps = new Map<string, CompiledStep>();
  for (const [i, planned] of planSteps(json).entries()) {
    const step = compileStep(planned, to, per, scoped, report.at('steps', i));
    if (step !== undefined) steps.set(step.id, step);
  }
  const reentry = compileReentry(json, report.at('reentry'));
  if (report.failed() || anchor === undefined || reentry === undefined) return undefined;
  const kept = exits.flatMap((exit) =>
    exit.when === undefined ? [] : [{ reason: exit.reason, when: exit.when }],
  );
  const watched = [...(goal?.reads ?? []), ...kept.flatMap((exit) => [...exit.when.reads])];
  return {
    id: json.id,
    owner: json.owner,
    description: json.description,
    status: json.status ?? 'shadow',
    hash,
    group: json.group,
    priority: json.priority,
    per,
    anchor,
    reentry,
    mutes: new Set(json.mutes),
    needs,
    goal: goal === undefined ? undefined : { when: goal, goto: json.goal?.goto },
    exits: kept,
    steps,
    first: json.steps[0]?.id ?? '',
    asl: compileAsl(json),
    templates: templatesOf(json, env),
    watches: new Set([
      ...watched,
      ...(anchor === 'now' ? [] : [anchor.fact.slot]),
      ...(per === undefined ? [] : [per.slot]),
    ]),
  };
}

function compileReentry(json: JourneyJson, report: Reporter): CompiledJourney['reentry'] | undefined {
  if (typeof json.reentry !== 'string') {
    const after = elapsedAt(json.reentry.after, report.at('after'));
    return after === undefined ? undefined : { after };
  }
  if (json.reentry === 'perAnchor' && json.anchor === 'now') {
    const message =
      '"perAnchor" needs an anchor that is a fact, and the anchor is "now": did you mean "afterEnd"?';
    report.error('wrong-value', message);
  }
  return json.reentry;
}

function templatesOf(json: JourneyJson, env: JourneyEnv): Map<string, CompiledTemplate> {
  const templates = new Map<string, CompiledTemplate>();
  for (const step of json.steps) {
    const template = 'touch' in step ? env.compiledTemplates.get(step.touch.template) : undefined;
    if (template !== undefined) templates.set(template.id, template);
  }
  return templates;
}

function subjectSet(item: string, env: ConditionEnv, report: Reporter): SetFact | undefined {
  const set = env.catalog.items.get(item);
  if (set === undefined)
    report.error(
      'unknown-fact',
      `"per" names an item such as "contact", got "${item}"${hint(item, env.catalog.items.keys())}`,
    );
  return set;
}

/** The names that steps may read as `run.x` and `step.x.outcome`, with their types. */
function runOf(
  json: JourneyJson,
  needs: ReadonlyMap<string, ValueType>,
  env: JourneyEnv,
  per: SetFact | undefined,
) {
  const values = new Map<string, ValueType | undefined>(needs);
  const steps = new Set<string>();
  const base = { ...env, items: per === undefined ? [] : [per] };
  for (const step of json.steps) {
    if ('task' in step || 'approval' in step) steps.add(step.id);
    const run = { values, steps };
    // A name whose value is not right stands here all the same: that has been told where the value is.
    const give = (given: Readonly<Record<string, ArgumentJson>> | undefined, inner: ConditionEnv) => {
      const compiled = compileArguments(given, inner, SILENT_REPORTER);
      for (const name of Object.keys(given ?? {})) values.set(name, compiled.get(name)?.type);
    };
    if ('set' in step) give(step.set, { ...base, run });
    if ('waitFor' in step) {
      const type = env.signalTypes.get(step.waitFor.signal);
      const items = [...base.items, env.catalog.contacts];
      give(step.waitFor.keep, { ...base, run, items, signals: type === undefined ? [] : [type] });
    }
  }
  return { values, steps };
}

function compileAnchor(json: JourneyJson, env: ConditionEnv, report: Reporter): Anchor | undefined {
  if (json.anchor === 'now') return 'now';
  const fact = env.catalog.facts.get(json.anchor.fact);
  if (fact?.kind === 'level' && (fact.field.type === 'date' || fact.field.type === 'instant')) {
    return { fact: fact as LevelFact, late: json.anchor.late, moved: json.anchor.moved };
  }
  const dates = env.catalog.slots.filter(
    (one) => one.kind === 'level' && (one.field.type === 'date' || one.field.type === 'instant'),
  );
  report.at('fact').error(
    'unknown-fact',
    `an anchor is a date or an instant, "${json.anchor.fact}" is not${hint(
      json.anchor.fact,
      dates.map((one) => one.name),
    )}`,
  );
  return undefined;
}

function checkMutes(json: JourneyJson, env: JourneyEnv, report: Reporter): void {
  const kinds = new Set<string>([...env.topics.values()].map((topic) => topic.kind));
  for (const [i, mute] of (json.mutes ?? []).entries()) {
    if (!env.topics.has(mute) && !kinds.has(mute)) {
      report.error(
        'unknown-topic',
        `unknown topic "${mute}"${hint(mute, [...env.topics.keys(), ...kinds])}`,
        ['mutes', i],
      );
    }
  }
}
