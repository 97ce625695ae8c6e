import type { LevelFact, ValueType } from '../accounts/catalog.ts';
import type { Reporter } from '../authoring/reporter.ts';
import { hint, listOf, nearest, withArticle } from '../authoring/suggest.ts';
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
  /** Undefined of one whose file is not right itself: naming it is no further mistake. */
  readonly journeys: ReadonlyMap<string, JourneyNeeds | undefined>;
  readonly templates: ReadonlyMap<string, { readonly channel: string } | undefined>;
  /** Signal types whose file is not right itself. */
  readonly brokenSignals?: ReadonlySet<string>;
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
    checkTemplate(template, channel, env, report.at('notify', 'template'));
    checkPerson(who, env, report.at('notify', 'who'));
    return { kind: 'notify', who, channel, template };
  }
  if (json.setFact !== undefined) return compileSetFact(json.setFact, env, report.at('setFact'));
  const opportunity = json.recordOpportunity;
  if (opportunity === undefined) return undefined;
  const at = report.at('recordOpportunity', 'amount');
  const amount = opportunity.amount === undefined ? undefined : compileArgument(opportunity.amount, env, at);
  if (amount !== undefined && amount.type !== 'number' && amount.type !== 'money')
    at.error('wrong-type', `an amount is a number, got ${withArticle(amount.type)}`);
  return {
    kind: 'recordOpportunity',
    opportunity: opportunity.kind,
    title: opportunity.title,
    amount,
    confidence: opportunity.confidence,
  };
}

export function checkTemplate(template: string, channel: string, env: EffectEnv, report: Reporter): void {
  if (!env.templates.has(template)) {
    const message = `unknown template "${template}"${hint(template, env.templates.keys())}`;
    report.error('unknown-template', message);
  }
  const found = env.templates.get(template);
  if (found === undefined || found.channel === channel) return;
  report.error('wrong-value', `the template "${template}" is for ${found.channel}, not for ${channel}`);
}

function checkJourney(id: string, env: EffectEnv, report: Reporter): JourneyNeeds | undefined {
  if (!env.journeys.has(id))
    report.error('unknown-journey', `unknown journey "${id}"${hint(id, env.journeys.keys())}`);
  return env.journeys.get(id);
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
  checkNeeds(start, journey, args, report);
  const per = env.items[0]?.item;
  if (journey.per !== undefined && subject === undefined && per !== journey.per) {
    idAt.error(
      'wrong-subject',
      `a run of "${start.id}" is about one ${journey.per}, and here there is ${per === undefined ? 'only the account' : withArticle(per)}: say which with "for"`,
    );
  }
  return { kind: 'startJourney', journey: start.id, with: args, for: subject };
}

/** Reports what the journey needs and is not given, what is given with another type, and what it does not take. */
function checkNeeds(
  start: { readonly id: string; readonly with?: Readonly<Record<string, unknown>> | undefined },
  journey: JourneyNeeds,
  args: ReadonlyMap<string, Argument>,
  report: Reporter,
): void {
  const { id } = start;
  const given = Object.keys(start.with ?? {});
  const open = Object.keys(journey.needs).filter((name) => !given.includes(name));
  const meant = new Set<string>();
  for (const name of given) {
    if (Object.hasOwn(journey.needs, name)) continue;
    const near = nearest(name, open);
    if (near !== undefined) meant.add(near);
    const rest = near === undefined ? listOf(Object.keys(journey.needs)) : `, did you mean "${near}"?`;
    report.error('unknown-key', `the journey "${id}" takes no "${name}"${rest}`, ['with', name], 'key');
  }
  for (const [name, type] of Object.entries(journey.needs)) {
    const argument = args.get(name);
    const wanted = type === 'contact' ? 'string' : type;
    if (argument !== undefined && argument.type !== wanted) {
      const message = `the journey "${id}" needs "${name}" as ${withArticle(wanted)}, got ${withArticle(argument.type)}`;
      report.error('wrong-type', message, ['with', name]);
    } else if (!given.includes(name) && !meant.has(name)) {
      const message = `the journey "${id}" needs "${name}", ${withArticle(wanted)}: give it in "with"`;
      report.error('missing-key', message, ['with']);
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
          : `"${name}" cannot be set by a rule: ${fact.derived ? 'Touchline sets it itself' : `a ${fact.kind === 'log' ? 'list of records' : fact.kind} changes by signals only`}`;
      report.error(fact === undefined ? 'unknown-fact' : 'wrong-kind', message, [name], 'key');
      continue;
    }
    const value = compileArgument(argument, env, report.at(name));
    if (value === undefined) continue;
    if (!takes(fact.field.type, value.type)) {
      const wanted = withArticle(fact.field.type);
      const rest = fact.field.type === 'instant' ? ', such as {"fact": "now"}' : '';
      report.error('wrong-type', `"${name}" takes ${wanted}${rest}, got ${withArticle(value.type)}`, [name]);
      continue;
    }
    if (typeof argument === 'string' && fact.field.in !== undefined && !fact.field.in.has(argument)) {
      report.error('wrong-value', `"${name}" has no value "${argument}"${hint(argument, fact.field.in)}`, [
        name,
      ]);
      continue;
    }
    facts.push({ fact, value });
  }
  return { kind: 'setFact', facts };
}

function takes(type: ValueType, got: ValueType): boolean {
  return type === got;
}

export function compileTask(json: TaskJson, env: EffectEnv, report: Reporter): CompiledTask | undefined {
  checkAhead(json.dueIn, report, 'dueIn');
  for (const [i, { after }] of (json.escalate ?? []).entries())
    checkAhead(after, report, 'escalate', i, 'after');
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
    return checkPerson(json, env, report) ? json : undefined;
  }
  const operand = compileOperand(json, env, report);
  if (operand !== undefined && operand.type !== 'string') {
    const message = `somebody is named by a string, "${json.fact}" is ${withArticle(operand.type)}`;
    report.error('wrong-type', message);
    return undefined;
  }
  return operand;
}

/** Reports a span that counts backwards, where only what lies ahead makes sense. */
function checkAhead(text: string, report: Reporter, ...path: (string | number)[]): void {
  if (!text.startsWith('-')) return;
  const message = `"${path.at(-1)}" is "${text}", which counts backwards, did you mean "${text.slice(1)}"?`;
  report.error('negative-span', message, path);
}

/** A word that some segment explains, or a name with its kind (`queue:billing`). */
export function isPerson(name: unknown, people: ReadonlySet<string>): boolean {
  return typeof name !== 'string' || people.has(name) || name.includes(':');
}

function checkPerson(name: string, env: EffectEnv, report: Reporter): boolean {
  if (isPerson(name, env.people)) return true;
  report.error('unknown-person', `no segment says who "${name}" is${hint(name, env.people)}`);
  return false;
}

/** A span that the schema has accepted. */
export function spanOf(text: string): Span {
  const span = parseSpan(text);
  if (span === undefined) throw new Error(`"${text}" is not a span`);
  return span;
}
