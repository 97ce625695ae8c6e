import type { ConditionJson } from '../conditions/condition-schema.ts';
import { compileJourney } from '../journeys/compile-journey.ts';
import type { JourneyEnv } from '../journeys/compile-step.ts';
import { definitionHash } from '../journeys/definition-hash.ts';
import type { CompiledJourney } from '../journeys/journey.ts';
import type { JourneyJson, Status } from '../journeys/journey-schema.ts';
import { compileRule } from '../rules/compile-rule.ts';
import type { CompiledRule } from '../rules/rule.ts';
import type { RuleJson } from '../rules/rule-schema.ts';
import { checkTopic } from '../touches/compile-template.ts';
import { definitionOf } from './journey-definition.ts';
import type { Document, Documents } from './read-documents.ts';

export interface CompiledEnv extends JourneyEnv {
  readonly status: Status | undefined;
}

/** The rules of every area and the `enter`s of journeys, in id order: a rule's index is its place in `env.rules`. */
export function compileRules(documents: Documents, env: CompiledEnv): CompiledRule[] {
  const compiled = new Map<string, CompiledRule>();
  const add = (rule: CompiledRule | undefined) => {
    if (rule !== undefined)
      compiled.set(rule.id, env.status === undefined ? rule : { ...rule, status: env.status });
  };
  for (const { id, json, report } of documents.rule) {
    add(compileRule(json, env.rules.get(id) ?? -1, env, env.signalTypes, report));
  }
  for (const { id, json, report } of documents.journey) {
    if (json.enter === undefined) continue;
    if (documents.rule.some((rule) => rule.id === id)) {
      report.error(
        'duplicate-id',
        `there is a rule "${id}" too: let it start the journey, or give the journey an "enter", not both`,
        ['enter'],
        'key',
      );
      continue;
    }
    const rule = enterAsRule(json);
    if (rule === undefined) report.at('enter').error('missing-key', '"enter" needs "on" or "when"');
    else add(compileRule(rule, env.rules.get(id) ?? -1, env, env.signalTypes, enterReport(report), id));
  }
  return [...compiled.values()].sort((a, b) => a.index - b.index);
}

/** `enter` in the form of the rule that it is shorthand for. */
function enterAsRule(json: JourneyJson): RuleJson | undefined {
  const { enter } = json;
  if (enter === undefined || (enter.on === undefined && enter.when === undefined)) return undefined;
  const on = typeof enter.on === 'string' ? [enter.on] : enter.on;
  const always: ConditionJson = { fact: 'now', operator: 'isKnown', value: true };
  const conditions = { all: [enter.when ?? always] };
  const start = { id: json.id, ...(enter.with === undefined ? {} : { with: enter.with }) };
  return {
    $schema: json.$schema,
    id: json.id,
    owner: json.owner,
    description: json.description,
    ...(json.status === undefined ? {} : { status: json.status }),
    ...(on === undefined ? {} : { on }),
    ...(on === undefined && json.per !== undefined ? { each: `${json.per}s` } : {}),
    conditions,
    event: { type: 'journey.enter', params: { effects: [{ startJourney: start }] } },
  };
}

/** Puts what is wrong with the shorthand's rule where the author wrote it. */
function enterReport(report: Document<'journey'>['report']): Document<'journey'>['report'] {
  const place = (path: readonly (string | number)[]): (string | number)[] => {
    if (path[0] === 'conditions') return ['enter', 'when', ...path.slice(3)];
    if (path[0] === 'event') return ['enter', ...path.slice(5)];
    return path[0] === 'on' ? ['enter', 'on', ...path.slice(1)] : [...path];
  };
  const make = (base: readonly (string | number)[]): Document<'journey'>['report'] => ({
    error: (code, message, path = [], part) => report.error(code, message, place([...base, ...path]), part),
    warn: (code, message, path = [], part) => report.warn(code, message, place([...base, ...path]), part),
    at: (...path) => make([...base, ...path]),
    failed: () => report.failed(),
  });
  return make([]);
}

/** The journeys, each with the hash of all that a run of it finishes on: steps, texts, named conditions. */
export function compileJourneys(documents: Documents, env: CompiledEnv): Map<string, CompiledJourney> {
  const compiled = new Map<string, CompiledJourney>();
  const told = new Set<string>();
  for (const { id, json, report } of documents.journey) {
    const journey = compileJourney(json, definitionHash(definitionOf(json, env)), env, report);
    checkTopics(json, env, told, report);
    if (journey !== undefined)
      compiled.set(id, env.status === undefined ? journey : { ...journey, status: env.status });
  }
  return compiled;
}

/** Reports each template that may not serve a topic where it first does. */
function checkTopics(
  json: JourneyJson,
  env: CompiledEnv,
  told: Set<string>,
  report: Document<'journey'>['report'],
): void {
  for (const [i, step] of json.steps.entries()) {
    if (!('touch' in step)) continue;
    const template = env.compiledTemplates.get(step.touch.template);
    const kind = env.topics.get(step.touch.topic)?.kind;
    const problem = template === undefined || kind === undefined ? undefined : checkTopic(template, kind);
    if (template === undefined || problem === undefined || told.has(template.id)) continue;
    told.add(template.id);
    report.at('steps', i, 'touch', 'template').error('no-unsubscribe', problem);
  }
}
