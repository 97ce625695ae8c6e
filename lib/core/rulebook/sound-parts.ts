import type * as z from 'zod';
import { type ConditionJson, conditionSchema, topConditionSchema } from '../conditions/condition-schema.ts';
import { type JourneyJson, journeySchema, type StepJson, stepSchema } from '../journeys/journey-schema.ts';
import { type EffectJson, effectSchema } from '../rules/effect-schema.ts';
import { type RuleJson, ruleSchema } from '../rules/rule-schema.ts';

type Value = Readonly<Record<string, unknown>>;

/** Holds always and names nothing: stands where a part was not right. */
const ALWAYS = { fact: 'now', operator: 'isKnown', value: true } satisfies ConditionJson;
const header = (id: string) => ({ $schema: '', id, owner: '', description: '' });

/**
 * What is right of a rule whose shape is not, to look for other mistakes in it: comparisons, effects and keys as a
 * whole, each at its own place. Never to be run.
 */
export function soundRule(id: string, value: Value): RuleJson {
  const event = objectAt(value, 'event');
  const effects = objectAt(event, 'params').effects;
  return {
    ...soundKeys(ruleSchema.shape, value),
    ...header(id),
    conditions: topOf(value.conditions),
    event: { type: '', params: { effects: soundEffects(effects) } },
    onResolve: soundEffects(value.onResolve),
  };
}

/** The same of a journey: its steps each as a whole, and where a step is not right, one of its name that ends. */
export function soundJourney(id: string, value: Value): JourneyJson {
  const enter = objectAt(value, 'enter');
  const goal = objectAt(value, 'goal');
  const exits = Array.isArray(value.exit) ? value.exit : [];
  const { enter: _enter, goal: _goal, exit: _exit, ...keys } = soundKeys(journeySchema.shape, value);
  return {
    ...keys,
    ...header(id),
    priority: 0,
    anchor: keys.anchor ?? 'now',
    reentry: 'never',
    onChange: 'pin',
    steps: Array.isArray(value.steps) ? value.steps.map(soundStep) : [],
    goal: { when: soundCondition(goal.when) },
    exit: exits.map((exit: unknown) => ({ reason: 'exit', when: soundCondition(asObject(exit).when) })),
    enter: {
      ...soundKeys(journeySchema.shape.enter.unwrap().shape, enter),
      when: soundCondition(enter.when),
    },
  };
}

/** The keys of an object whose values are right. */
function soundKeys<S extends z.ZodRawShape>(shape: S, value: Value): Partial<z.infer<z.ZodObject<S>>> {
  const entries = Object.entries(shape).flatMap(([key, schema]) => {
    const parsed = (schema as z.ZodType).safeParse(value[key]);
    return parsed.success && parsed.data !== undefined ? [[key, parsed.data] as const] : [];
  });
  return Object.fromEntries(entries) as Partial<z.infer<z.ZodObject<S>>>;
}

function topOf(value: unknown): RuleJson['conditions'] {
  const parsed = topConditionSchema.safeParse(value);
  return parsed.success ? parsed.data : (partsOf(value) ?? { all: [ALWAYS] });
}

/** The condition with what is not right of it taken as always true, each part at its own place. */
function soundCondition(value: unknown): ConditionJson {
  const parsed = conditionSchema.safeParse(value);
  return parsed.success ? parsed.data : (partsOf(value) ?? ALWAYS);
}

function partsOf(value: unknown) {
  const { all, any, not } = asObject(value);
  if (Array.isArray(all)) return { all: all.map(soundCondition) };
  if (Array.isArray(any)) return { any: any.map(soundCondition) };
  return not === undefined ? undefined : { not: soundCondition(not) };
}

/** An effect that is not right sets nothing instead, so that the others keep their places. */
function soundEffects(value: unknown): EffectJson[] {
  if (!Array.isArray(value)) return [];
  return value.map((one: unknown) => {
    const parsed = effectSchema.safeParse(one);
    return parsed.success ? parsed.data : { setFact: {} };
  });
}

function soundStep(value: unknown): StepJson {
  const parsed = stepSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { id } = asObject(value);
  return { id: typeof id === 'string' ? id : '', end: 'completed' };
}

function objectAt(value: Value, key: string): Value {
  return asObject(value[key]);
}

function asObject(value: unknown): Value {
  return typeof value === 'object' && value !== null ? (value as Value) : {};
}
