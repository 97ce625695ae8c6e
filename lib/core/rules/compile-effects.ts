import type { LevelFact, ValueType } from '../accounts/catalog.ts';
import type { Reporter } from '../authoring/reporter.ts';
import { hint } from '../authoring/suggest.ts';
import { type Argument, compileArgument, compileArguments } from '../conditions/argument.ts';
import { compileCondition, compileOperand } from '../conditions/compile-condition.ts';
import type { OperandJson } from '../conditions/condition-schema.ts';
import type { ConditionEnv } from '../conditions/env.ts';
import { parseSpan, type Span } from '../time/span.ts';
import type { EffectJson, TaskJson } from './effect-schema.ts';
import type { Action, Assignee, CompiledEffect, CompiledTask } from './rule.ts';

/** What effects may name, besides what conditions read. */
export interface EffectEnv extends ConditionEnv {
  readonly segments: ReadonlySet<string>;
  /** Words of the segments' `people`. */
  readonly people: ReadonlySet<string>;
  readonly journeys: ReadonlyMap<string, JourneyNeeds>;
  readonly templates: ReadonlyMap<string, { readonly channel: string }>;
  /** The escalation that a task has when it says nothing (guardrails). */
  readonly escalate: NonNullable<TaskJson['escalate']>;
}

/** What whoever starts a journey must know of it. */
export interface JourneyNeeds {
  readonly needs: Readonly<Record<string, string>>;
  /** The item that a run is about (`contact`), or undefined for the account. */
  readonly per: string | undefined;
}

export function compileEffects(
  list: readonly EffectJson[],
  env: EffectEnv,
  report: Reporter,
): CompiledEffect[] {
  const compiled: CompiledEffect[] = [];
  for (const [index, json] of list.entries()) {
    const at = report.at(index);
    for (const [i, segment] of (json.segments ?? []).entries())
      checkSegment(segment, env, at.at('segments', i));
    const when = json.when === undefined ? undefined : compileCondition(json.when, env, at.at('when'));
    const action = compileAction(json, env, at);
    if (action === undefined || (json.when !== undefined && when === undefined)) continue;
    compiled.push({ index, segments: json.segments && new Set(json.segments), when, action });
  }
  return compiled;
}

export function checkSegment(segment: string, env: Pick<EffectEnv, 'segments'>, report: Reporter): void {
  if (!env.segments.has(segment)) {
    report.error('unknown-segment', `unknown segment "${segment}"${hint(segment, env.segments)}`);
  }
}

function compileAction(json: EffectJson, env: EffectEnv, report: Reporter): Action | undefined {
  if (json.createTask !== undefined) {
    const task = compileTask(json.createTask, env, report.at('createTask'));
    if (task?.wait !== undefined)
      report.error('wrong-value', '"wait" is for the tasks of journeys', ['createTask', 'wait'], 'key');
    return task && { kind: 'createTask', task };
  }
  if (json.startJourney !== undefined) return compileStart(json.startJourney, env, report.at('startJourney'));
  if (json.exitJourney !== undefined) {
    if (!checkJourney(json.exitJourney, env, report.at('exitJourney'))) return undefined;
    return { kind: 'exitJourney', journey: json.exitJourney };
  }
  if (json.notify !== undefined) {
    const { who, channel, template } = json.notify;
    const found = env.templates.get(template);
    if (found === undefined) {
      report.error(
        'unknown-template',
        `unknown template "${template}"${hint(template, env.templates.keys())}`,
        ['notify', 'template'],
      );
    } else if (found.channel !== channel) {
      report.error('wrong-value', `the template "${template}" is for ${found.channel}, not for ${channel}`, [
        'notify',
        'template',
      ]);
    }
    return { kind: 'notify', who, channel, template };
  }
  if (json.setFact !== undefined) return compileSetFact(json.setFact, env, report.at('setFact'));
  const opportunity = json.recordOpportunity;
  if (opportunity === undefined) return undefined;
  const at = report.at('recordOpportunity', 'amount');
  const amount = opportunity.amount === undefined ? undefined : compileArgument(opportunity.amount, env, at);
  if (amount !== undefined && amount.type !== 'number')
    at.error('wrong-type', `an amount is a number, got a ${amount.type}`);
  return {
    kind: 'recordOpportunity',
    opportunity: opportunity.kind,
    title: opportunity.title,
    amount,
    confidence: opportunity.confidence,
  };
}

function checkJourney(id: string, env: EffectEnv, report: Reporter): JourneyNeeds | undefined {
  const journey = env.journeys.get(id);
  if (journey === undefined)
    report.error('unknown-journey', `unknown journey "${id}"${hint(id, env.journeys.keys())}`);
  return journey;
}

function compileStart(
  json: NonNullable<EffectJson['startJourney']>,
  env: EffectEnv,
  report: Reporter,
): Action | undefined {
  const start = typeof json === 'string' ? { id: json } : json;
  const idAt = typeof json === 'string' ? report : report.at('id');
  const journey = checkJourney(start.id, env, idAt);
  const args = compileArguments(start.with, env, report.at('with'));
  const subject = start.for === undefined ? undefined : compileOperand(start.for, env, report.at('for'));
  if (journey === undefined) return undefined;
  checkNeeds(start.id, journey, args, report);
  const per = env.items[0]?.item;
  if (journey.per !== undefined && subject === undefined && per !== journey.per) {
    idAt.error(
      'wrong-subject',
      `a run of "${start.id}" is about one ${journey.per}, and here there is ${per === undefined ? 'only the account' : `a ${per}`}: say which with "for"`,
    );
  }
  return { kind: 'startJourney', journey: start.id, with: args, for: subject };
}

/** Reports what the journey needs and is not given, and what is given with another type. */
function checkNeeds(
  id: string,
  journey: JourneyNeeds,
  args: ReadonlyMap<string, Argument>,
  report: Reporter,
): void {
  for (const [name, type] of Object.entries(journey.needs)) {
    const given = args.get(name);
    if (given === undefined) {
      report.error('missing-key', `the journey "${id}" needs "${name}": give it in "with"`);
    } else if (given.type !== (type === 'contact' ? 'string' : type)) {
      report.error('wrong-type', `the journey "${id}" needs "${name}" as a ${type}, got a ${given.type}`, [
        'with',
        name,
      ]);
    }
  }
}

function compileSetFact(json: NonNullable<EffectJson['setFact']>, env: EffectEnv, report: Reporter): Action {
  const facts: { fact: LevelFact; value: Argument }[] = [];
  for (const [name, argument] of Object.entries(json)) {
    const fact = env.catalog.facts.get(name);
    if (fact?.kind !== 'level' || fact.derived) {
      const names = env.catalog.slots
        .filter((one) => one.kind === 'level' && !one.derived)
        .map((one) => one.name);
      const message =
        fact === undefined
          ? `unknown fact "${name}"${hint(name, names)}`
          : `"${name}" cannot be set by a rule`;
      report.error(fact === undefined ? 'unknown-fact' : 'wrong-kind', message, [name], 'key');
      continue;
    }
    const value = compileArgument(argument, env, report.at(name));
    if (value === undefined) continue;
    if (!takes(fact.field.type, value.type)) {
      report.error('wrong-type', `"${name}" is a ${fact.field.type}, got a ${value.type}`, [name]);
      continue;
    }
    facts.push({ fact, value });
  }
  return { kind: 'setFact', facts };
}

function takes(type: ValueType, got: ValueType): boolean {
  return type === got && type !== 'money';
}

export function compileTask(json: TaskJson, env: EffectEnv, report: Reporter): CompiledTask | undefined {
  const assign = compileAssignee(json.assign, env, report.at('assign'));
  const proof = json.proof === undefined ? undefined : compileCondition(json.proof, env, report.at('proof'));
  const escalate = (json.escalate ?? env.escalate).map((step, i) => {
    const at = json.escalate === undefined ? report : report.at('escalate', i, 'to');
    return { after: spanOf(step.after), to: compileAssignee(step.to, env, at) };
  });
  if (assign === undefined || (json.proof !== undefined && proof === undefined)) return undefined;
  return {
    reason: json.reason,
    title: json.title,
    assign,
    with: json.with,
    dueIn: spanOf(json.dueIn),
    outcomes: json.outcomes ?? [],
    proof,
    wait: json.wait === undefined ? undefined : spanOf(json.wait),
    priority: json.priority ?? 'normal',
    escalate: escalate.filter((step): step is { after: Span; to: Assignee } => step.to !== undefined),
  };
}

export function compileAssignee(
  json: string | OperandJson,
  env: EffectEnv,
  report: Reporter,
): Assignee | undefined {
  if (typeof json === 'string') {
    if (env.people.has(json) || json.includes(':')) return json;
    report.error('unknown-person', `no segment says who "${json}" is${hint(json, env.people)}`);
    return undefined;
  }
  const operand = compileOperand(json, env, report);
  if (operand !== undefined && operand.type !== 'string') {
    report.error('wrong-type', `somebody is named by a string, "${json.fact}" is a ${operand.type}`);
    return undefined;
  }
  return operand;
}

/** A span that the schema has accepted. */
export function spanOf(text: string): Span {
  const span = parseSpan(text);
  if (span === undefined) throw new Error(`"${text}" is not a span`);
  return span;
}
