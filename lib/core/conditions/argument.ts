import type { ValueType } from '../accounts/catalog.ts';
import type { LevelValue } from '../accounts/cell.ts';
import type { Reporter } from '../authoring/reporter.ts';
import { compileOperand } from './compile-condition.ts';
import type { ArgumentJson } from './condition-schema.ts';
import type { ConditionEnv } from './env.ts';
import { isRange, type Scope } from './scope.ts';

/** A value of an effect: a literal, or a fact read at that moment (undefined when unknown). */
export interface Argument {
  readonly type: ValueType;
  readonly reads: readonly number[];
  read(scope: Scope): LevelValue | undefined;
}

export function compileArgument(
  json: ArgumentJson,
  env: ConditionEnv,
  report: Reporter,
): Argument | undefined {
  if (typeof json !== 'object') {
    return { type: typeof json as 'string' | 'number' | 'boolean', reads: [], read: () => json };
  }
  const operand = compileOperand(json, env, report);
  if (operand === undefined) return undefined;
  const { currency, minorPerMajor } = env.catalog;
  return {
    type: operand.type,
    reads: operand.reads,
    read: (scope) => {
      const value = operand.read(scope);
      if (value === undefined || isRange(value)) return undefined;
      // Conditions compare money in major units; whoever is handed a value gets money back.
      const isAmount = operand.type === 'money' && typeof value === 'number';
      return isAmount ? { minor: Math.round(value * minorPerMajor), currency } : value;
    },
  };
}

export function compileArguments(
  json: Readonly<Record<string, ArgumentJson>> | undefined,
  env: ConditionEnv,
  report: Reporter,
): ReadonlyMap<string, Argument> {
  const compiled = new Map<string, Argument>();
  for (const [name, one] of Object.entries(json ?? {})) {
    const argument = compileArgument(one, env, report.at(name));
    if (argument !== undefined) compiled.set(name, argument);
  }
  return compiled;
}

/** Reads all of them; those that are unknown are left out. */
export function readArguments(args: ReadonlyMap<string, Argument>, scope: Scope): Record<string, LevelValue> {
  const values: Record<string, LevelValue> = {};
  for (const [name, argument] of args) {
    const value = argument.read(scope);
    if (value !== undefined) values[name] = value;
  }
  return values;
}
