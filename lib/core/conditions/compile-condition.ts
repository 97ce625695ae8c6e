import { collectingReporter, type Reporter } from '../authoring/reporter.ts';
import { hint } from '../authoring/suggest.ts';
import { compileLeaf } from './compile-leaf.ts';
import type { CompiledCondition, EngineLeaf, Trace } from './compiled-condition.ts';
import { TRUTHS } from './compiled-condition.ts';
import type { ConditionJson, OperandJson } from './condition-schema.ts';
import type { ConditionEnv, Resolver } from './env.ts';
import type { Operand } from './operand.ts';
import { resolveName, resolveOperand } from './resolve-operand.ts';
import { FALSE, type Scope, TRUE, type Tri, UNKNOWN } from './scope.ts';

/**
 * Compiles a condition and checks every fact, path, operator and value type in it. Named conditions are compiled in
 * place, since what `contact.x` means depends on where they are used. Undefined after reporting a mistake.
 */
export function compileCondition(
  json: ConditionJson,
  env: ConditionEnv,
  report: Reporter,
): CompiledCondition | undefined {
  return compile(json, env, report, { leaves: [] });
}

/** Compiles one operand on its own: the arguments of effects, recipients and anchors. */
export function compileOperand(json: OperandJson, env: ConditionEnv, report: Reporter): Operand | undefined {
  return resolveOperand(json, env, report, RESOLVER);
}

const RESOLVER: Resolver = {
  name: resolveName,
  operand: (json, env, report) => resolveOperand(json, env, report, RESOLVER),
  condition: compileCondition,
};

/** What is shared by the parts of one condition: the engine's leaves. */
interface Build {
  readonly leaves: EngineLeaf[];
}

function compile(
  json: ConditionJson,
  env: ConditionEnv,
  report: Reporter,
  build: Build,
): CompiledCondition | undefined {
  if ('all' in json) return compileList('all', json.all, env, report.at('all'), build);
  if ('any' in json) return compileList('any', json.any, env, report.at('any'), build);
  if ('not' in json) return compileNot(json.not, env, report.at('not'), build);
  if ('condition' in json) return compileNamed(json.condition, env, report, build);
  return compileLeaf(json, env, report, RESOLVER, build.leaves);
}

function compileList(
  kind: 'all' | 'any',
  list: readonly ConditionJson[],
  env: ConditionEnv,
  report: Reporter,
  build: Build,
): CompiledCondition | undefined {
  const parts = list.map((json, i) => compile(json, env, report.at(i), build));
  if (parts.some((part) => part === undefined)) return undefined;
  const whole = parts as CompiledCondition[];
  const decisive: Tri = kind === 'all' ? FALSE : TRUE;
  const evaluators = whole.map((part) => part.evaluate);
  return {
    evaluate: combine(evaluators, decisive),
    trace: (scope) => {
      const traces = whole.map((part) => part.trace(scope));
      const result = combineTruths(traces, kind);
      return kind === 'all' ? { all: traces, result } : { any: traces, result };
    },
    reads: union(whole),
    engine:
      kind === 'all' ? { all: whole.map((part) => part.engine) } : { any: whole.map((part) => part.engine) },
    leaves: build.leaves,
  };
}

/**
 * Kleene's "and" (decisive false) and "or" (decisive true). A decisive part settles the whole for as long as that
 * part holds, whatever time does to the others; otherwise the whole holds as long as all of them do.
 */
function combine(parts: readonly ((scope: Scope) => Tri)[], decisive: Tri): (scope: Scope) => Tri {
  const other: Tri = decisive === FALSE ? TRUE : FALSE;
  return (scope) => {
    const { until } = scope;
    let least = until;
    let result: Tri = other;
    for (let i = 0; i < parts.length; i += 1) {
      scope.until = until;
      const part = (parts[i] as (scope: Scope) => Tri)(scope);
      if (part === decisive) return decisive;
      if (part === UNKNOWN) result = UNKNOWN;
      if (scope.until < least) least = scope.until;
    }
    scope.until = least;
    return result;
  };
}

function compileNot(
  json: ConditionJson,
  env: ConditionEnv,
  report: Reporter,
  build: Build,
): CompiledCondition | undefined {
  const part = compile(json, env, report, build);
  if (part === undefined) return undefined;
  const { evaluate } = part;
  return {
    evaluate: (scope) => {
      const value = evaluate(scope);
      return value === UNKNOWN ? UNKNOWN : value === TRUE ? FALSE : TRUE;
    },
    trace: (scope) => {
      const trace = part.trace(scope);
      const result = trace.result === 'unknown' ? 'unknown' : trace.result === 'true' ? 'false' : 'true';
      return { not: trace, result };
    },
    reads: part.reads,
    engine: { not: part.engine },
    leaves: build.leaves,
  };
}

function compileNamed(
  name: string,
  env: ConditionEnv,
  report: Reporter,
  build: Build,
): CompiledCondition | undefined {
  if (!env.named.has(name)) {
    report
      .at('condition')
      .error('unknown-condition', `unknown condition "${name}"${hint(name, env.named.keys())}`);
    return undefined;
  }
  const json = env.named.get(name);
  if (json === undefined) return undefined;
  const { within = [] } = env;
  if (within.includes(name)) {
    const circle = [...within.slice(within.indexOf(name)), name].join(' → ');
    report.at('condition').error('circular-condition', `the condition "${name}" uses itself: ${circle}`);
    return undefined;
  }
  // Its own file is checked where it stands; here only the first problem is told.
  const problems: string[] = [];
  const inner = compile(json, { ...env, within: [...within, name] }, collectingReporter(problems), build);
  const [problem] = problems;
  if (problem === undefined) return inner;
  report.at('condition').error('wrong-condition', `the condition "${name}" cannot be used here: ${problem}`);
  return undefined;
}

function combineTruths(traces: readonly Trace[], kind: 'all' | 'any') {
  const decisive = kind === 'all' ? 'false' : 'true';
  if (traces.some((trace) => trace.result === decisive)) return decisive;
  if (traces.some((trace) => trace.result === 'unknown')) return 'unknown';
  return TRUTHS[kind === 'all' ? TRUE : FALSE] ?? 'unknown';
}

function union(parts: readonly CompiledCondition[]): number[] {
  return [...new Set(parts.flatMap((part) => part.reads))];
}
