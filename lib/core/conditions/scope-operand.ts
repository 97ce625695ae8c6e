import type { ValueType } from '../accounts/catalog.ts';
import type { LevelValue } from '../accounts/cell.ts';
import type { Reporter } from '../authoring/reporter.ts';
import { hint } from '../authoring/suggest.ts';
import type { ConditionEnv } from './env.ts';
import { comparable } from './level-operand.ts';
import type { Operand } from './operand.ts';
import type { Scope } from './scope.ts';

/** `signal.type`, `signal.time` and the payload of the signal being handled. */
export function signalOperand(name: string, env: ConditionEnv, report: Reporter): Operand | undefined {
  const types = env.signals;
  if (types === undefined) {
    report.error('not-in-scope', `"signal.${name}" has no meaning here: only a rule with "on" has a signal`);
    return undefined;
  }
  if (name === 'type')
    return fromSignal('string', env, (scope) => scope.signal?.type.id, new Set(types.map((t) => t.id)));
  if (name === 'time') return fromSignal('instant', env, (scope) => scope.signal?.time);
  const fields = types.map((type) => type.fields.get(name));
  const found = fields.find((field) => field !== undefined);
  if (found === undefined) {
    const names = types.flatMap((type) => [...type.fields.keys()]);
    report.error(
      'unknown-signal-field',
      `${types.length === 0 ? 'the signal' : types.map((t) => `"${t.id}"`).join(', ')} has no field "${name}"${hint(name, [...names, 'type', 'time'])}`,
    );
    return undefined;
  }
  if (found.json.pii === true) {
    report.error('personal-data', `"signal.${name}" is personal data, which conditions may not read`);
    return undefined;
  }
  if (fields.some((field) => field !== undefined && field.type !== found.type)) {
    report.error(
      'wrong-type',
      `"signal.${name}" has different types in ${types.map((t) => t.id).join(', ')}`,
    );
    return undefined;
  }
  const words = found.json.in === undefined ? undefined : new Set(found.json.in);
  const byType = new Map(types.map((type, i) => [type.id, fields[i]?.index]));
  const read = (scope: Scope): LevelValue | undefined => {
    const index = scope.signal === undefined ? undefined : byType.get(scope.signal.type.id);
    return index === undefined ? undefined : scope.signal?.values[index];
  };
  return fromSignal(found.type, env, read, words);
}

function fromSignal(
  type: ValueType,
  env: ConditionEnv,
  get: (scope: Scope) => LevelValue | undefined,
  words?: ReadonlySet<string>,
): Operand {
  return {
    type,
    words,
    reads: [],
    read: (scope) => {
      const value = get(scope);
      return value === undefined ? undefined : comparable(value, env);
    },
    about: (scope) => (get(scope) === undefined ? { why: 'missing' } : { asOf: scope.signal?.time }),
  };
}

/** `run.startedAt` and what the run was started with, kept or set. */
export function runOperand(name: string, env: ConditionEnv, report: Reporter): Operand | undefined {
  if (env.run === undefined) {
    report.error('not-in-scope', `"run.${name}" has no meaning here: only a journey has a run`);
    return undefined;
  }
  if (name === 'startedAt') return fromRun('instant', env, (scope) => scope.run?.startedAt);
  const type = env.run.values.get(name);
  if (!env.run.values.has(name)) {
    report.error(
      'unknown-field',
      `the run has no "${name}"${hint(name, [...env.run.values.keys(), 'startedAt'])}`,
    );
    return undefined;
  }
  return type === undefined ? undefined : fromRun(type, env, (scope) => scope.run?.values[name]);
}

/** `step.<id>.outcome`: how a task or approval of this run ended. */
export function stepOperand(name: string, env: ConditionEnv, report: Reporter): Operand | undefined {
  const [step, part, ...more] = name.split('.');
  if (env.run === undefined || step === undefined || part !== 'outcome' || more.length > 0) {
    report.error('not-in-scope', `"step.${name}" has no meaning here: a journey reads "step.<id>.outcome"`);
    return undefined;
  }
  if (!env.run.steps.has(step)) {
    report.error('unknown-step', `no task or approval step "${step}"${hint(step, env.run.steps)}`);
    return undefined;
  }
  return fromRun('string', env, (scope) => scope.run?.outcomes[step]);
}

function fromRun(type: ValueType, env: ConditionEnv, get: (scope: Scope) => LevelValue | undefined): Operand {
  return {
    type,
    words: undefined,
    reads: [],
    read: (scope) => {
      const value = get(scope);
      return value === undefined ? undefined : comparable(value, env);
    },
    about: (scope) => (get(scope) === undefined ? { why: 'missing' } : {}),
  };
}

/** `target.x`: a number that the account's segment sets. */
export function targetOperand(name: string, env: ConditionEnv, report: Reporter): Operand | undefined {
  const bySegment = env.targets.get(name);
  const segment = env.catalog.facts.get('segment');
  if (bySegment === undefined || segment === undefined) {
    report.error('unknown-fact', `no segment has a target "${name}"${hint(name, env.targets.keys())}`);
    return undefined;
  }
  const { index, slot } = segment;
  const read = (scope: Scope) => bySegment.get(String(scope.account.levels[index]?.value));
  return {
    type: 'number',
    words: undefined,
    reads: [slot],
    read,
    about: (scope) => ({ why: read(scope) === undefined ? 'missing' : undefined }),
  };
}
