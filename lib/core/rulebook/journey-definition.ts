import { collectingReporter } from '../authoring/reporter.ts';
import type { ConditionJson } from '../conditions/condition-schema.ts';
import { compileJourney } from '../journeys/compile-journey.ts';
import type { JourneyEnv } from '../journeys/compile-step.ts';
import type { CompiledJourney } from '../journeys/journey.ts';
import type { JourneyJson } from '../journeys/journey-schema.ts';
import { type CompiledTemplate, loadTemplate } from '../touches/compiled-template.ts';

/** Everything that a run depends on, as plain JSON: what is stored under the hash. Status, texts about it left out. */
export interface JourneyDefinition {
  readonly journey: Omit<JourneyJson, 'status' | 'description' | 'owner' | '$schema'>;
  readonly conditions: Readonly<Record<string, ConditionJson>>;
  readonly templates: Readonly<Record<string, CompiledTemplate['source']>>;
}

export function definitionOf(
  json: JourneyJson,
  env: Pick<JourneyEnv, 'named' | 'compiledTemplates'>,
): JourneyDefinition {
  const { $schema: _schema, status: _status, description: _description, owner: _owner, ...journey } = json;
  const conditions: Record<string, ConditionJson> = {};
  collectConditions(journey, env.named, conditions);
  const templates: Record<string, CompiledTemplate['source']> = {};
  for (const step of json.steps) {
    const source = 'touch' in step ? env.compiledTemplates.get(step.touch.template)?.source : undefined;
    if (source !== undefined) templates[source.doc.id] = source;
  }
  return { journey, conditions, templates };
}

function collectConditions(
  value: unknown,
  named: ReadonlyMap<string, ConditionJson | undefined>,
  found: Record<string, ConditionJson>,
): void {
  if (Array.isArray(value)) {
    for (const one of value) collectConditions(one, named, found);
  } else if (typeof value === 'object' && value !== null) {
    const name = 'condition' in value ? value.condition : undefined;
    const condition = typeof name === 'string' ? named.get(name) : undefined;
    if (typeof name === 'string' && condition !== undefined && !Object.hasOwn(found, name)) {
      found[name] = condition;
      collectConditions(condition, named, found);
    }
    for (const one of Object.values(value)) collectConditions(one, named, found);
  }
}

/**
 * A stored definition, compiled against the facts of today: what a run that began earlier goes on with. Its texts and
 * named conditions are those of then. Throws if today's rulebook has no place for something that it reads.
 */
export function openDefinition(
  hash: string,
  definition: JourneyDefinition,
  env: JourneyEnv,
): CompiledJourney {
  const problems: string[] = [];
  const sources = Object.values(definition.templates);
  const templates = new Map(
    sources.map((source): [string, CompiledTemplate] => [source.doc.id, loadTemplate(source)]),
  );
  const then: JourneyEnv = {
    ...env,
    named: new Map(Object.entries(definition.conditions)),
    compiledTemplates: templates,
    templates: new Map(sources.map((source) => [source.doc.id, { channel: source.doc.channel }])),
  };
  const json: JourneyJson = { ...definition.journey, $schema: '', owner: '', description: '' };
  const journey = compileJourney(json, hash, then, collectingReporter(problems));
  if (journey === undefined)
    throw new Error(`definition ${hash} of "${json.id}" cannot be opened: ${problems.join('; ')}`);
  return journey;
}
