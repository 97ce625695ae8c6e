import type { SetFact } from '../accounts/catalog.ts';
import { elapsedAt } from '../authoring/elapsed.ts';
import { type Reporter, withoutCodes } from '../authoring/reporter.ts';
import { hint } from '../authoring/suggest.ts';
import { compileCondition } from '../conditions/compile-condition.ts';
import type { SignalType } from '../signals/signal.ts';
import { DAY_MS } from '../time/instant.ts';
import { checkSegment, compileEffects, type EffectEnv } from './compile-effects.ts';
import type { CompiledRule } from './rule.ts';
import type { RuleJson } from './rule-schema.ts';

/** DESIGN §5: an event rule ignores signals older than seven days if nothing is said. */
const IGNORE_OLDER_THAN = 7 * DAY_MS;

/** What would be told of every name that belongs to a subject or a signal that is not known. */
const OF_THE_SUBJECT: ReadonlySet<string> = new Set(['not-in-scope', 'wrong-subject']);
const OF_THE_SIGNAL: ReadonlySet<string> = new Set(['unknown-signal-field']);

/** Compiles one rule, or the `enter` of a journey in a rule's clothes (`journey` set). Undefined after reporting. */
export function compileRule(
  json: RuleJson,
  index: number,
  env: EffectEnv,
  signalTypes: ReadonlyMap<string, SignalType>,
  report: Reporter,
  journey?: string,
): CompiledRule | undefined {
  const on = json.on === undefined ? undefined : signalsNamed(json.on, env, signalTypes, report.at('on'));
  checkSiblings(json, report);
  const each = subjectOf(json, env, report);
  const isLost = json.each !== undefined && each === undefined;
  const found = isLost ? withoutCodes(report, OF_THE_SUBJECT) : report;
  const inside =
    on !== undefined && on.length < (json.on?.length ?? 0) ? withoutCodes(found, OF_THE_SIGNAL) : found;
  const scoped: EffectEnv = { ...env, items: each === undefined ? [] : [each], signals: on };
  for (const [i, segment] of (json.segments ?? []).entries())
    checkSegment(segment, env, report.at('segments', i));
  const condition = compileCondition(json.conditions, scoped, inside.at('conditions'));
  const effects = compileEffects(
    json.event.params?.effects ?? [],
    scoped,
    inside.at('event', 'params', 'effects'),
  );
  const onResolve = compileEffects(json.onResolve ?? [], scoped, inside.at('onResolve'));
  const spans = {
    ignoreOlderThan: elapsed(json.ignoreOlderThan, report.at('ignoreOlderThan')) ?? IGNORE_OLDER_THAN,
    for: elapsed(json.for, report.at('for')) ?? 0,
    repeatAfter: elapsed(json.repeatAfter, report.at('repeatAfter')),
    atMostOncePer:
      json.atMostOncePer === 'ever'
        ? Number.POSITIVE_INFINITY
        : elapsed(json.atMostOncePer, report.at('atMostOncePer')),
  };
  if (condition === undefined || report.failed()) return undefined;
  const segmentSlot = env.catalog.facts.get('segment')?.slot ?? 0;
  return {
    id: json.id,
    index,
    owner: json.owner,
    description: json.description,
    status: json.status ?? 'shadow',
    journey,
    priority: json.priority ?? 1,
    on,
    each,
    segments: json.segments === undefined ? undefined : new Set(json.segments),
    condition,
    ...spans,
    readsWholeSet: each !== undefined && readsWhole(json.conditions, each.name, env.named),
    eventType: json.event.type,
    effects,
    onResolve,
    reads: new Set([segmentSlot, ...condition.reads, ...(each === undefined ? [] : [each.slot])]),
  };
}

/** The signals of those names that are known; of a broken one its own file has been told. */
function signalsNamed(
  names: readonly string[],
  env: EffectEnv,
  types: ReadonlyMap<string, SignalType>,
  report: Reporter,
): SignalType[] {
  const found: SignalType[] = [];
  for (const [i, name] of names.entries()) {
    const type = types.get(name);
    if (type !== undefined) found.push(type);
    else if (env.brokenSignals?.has(name) !== true) {
      report.at(i).error('unknown-signal', `unknown signal "${name}"${hint(name, types.keys())}`);
    }
  }
  return found;
}

/** Whether a condition counts or adds up over a set, itself or through a named condition. */
function readsWhole(
  json: unknown,
  set: string,
  named: EffectEnv['named'],
  seen: ReadonlySet<string> = new Set(),
): boolean {
  if (Array.isArray(json)) return json.some((one) => readsWhole(one, set, named, seen));
  if (typeof json !== 'object' || json === null) return false;
  if ('of' in json && json.of === set) return true;
  if ('condition' in json && typeof json.condition === 'string' && !seen.has(json.condition)) {
    const inner = new Set([...seen, json.condition]);
    if (readsWhole(named.get(json.condition), set, named, inner)) return true;
  }
  return Object.values(json).some((one) => readsWhole(one, set, named, seen));
}

/** Siblings that make no sense together are mistakes, not preferences. */
function checkSiblings(json: RuleJson, report: Reporter): void {
  const refuse = (key: 'for' | 'repeatAfter' | 'onResolve' | 'each' | 'ignoreOlderThan', why: string) => {
    if (json[key] !== undefined) report.error('wrong-sibling', `"${key}" ${why}`, [key], 'key');
  };
  if (json.on === undefined)
    refuse('ignoreOlderThan', 'goes with "on": a rule without it looks at facts, not at signals');
  else {
    const why = 'does not go with "on": an event rule is evaluated once per signal and never resolves';
    refuse('for', why);
    refuse('repeatAfter', why);
    refuse('onResolve', why);
    refuse('each', 'does not go with "on": the subject of an event rule is the contact of the signal');
  }
}

function subjectOf(json: RuleJson, env: EffectEnv, report: Reporter): SetFact | undefined {
  if (json.on !== undefined) return env.catalog.contacts;
  if (json.each === undefined) return undefined;
  const fact = env.catalog.facts.get(json.each);
  if (fact?.kind === 'set') return fact;
  const sets = env.catalog.slots.filter((one) => one.kind === 'set').map((one) => one.name);
  report.at('each').error('unknown-fact', `"each" names a set, got "${json.each}"${hint(json.each, sets)}`);
  return undefined;
}

function elapsed(text: string | undefined, report: Reporter): number | undefined {
  return text === undefined ? undefined : elapsedAt(text, report);
}
