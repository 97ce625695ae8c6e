import type { Catalog, LogFact, SetFact, ValueType } from '../accounts/catalog.ts';
import type { Reporter } from '../authoring/reporter.ts';
import type { SignalType } from '../signals/signal.ts';
import type { CompiledCondition } from './compiled-condition.ts';
import type { ConditionJson, OperandJson, ParamsJson } from './condition-schema.ts';
import type { Operand } from './operand.ts';

/** What names mean where a condition stands. */
export interface ConditionEnv {
  readonly catalog: Catalog;
  /** Named conditions; undefined is one whose own file is not right, so that naming it is no further mistake. */
  readonly named: ReadonlyMap<string, ConditionJson | undefined>;
  /** The named conditions around this place, outermost first. */
  readonly within?: readonly string[];
  /** Rule ids by index, for the fact `firing`. */
  readonly rules: ReadonlyMap<string, number>;
  /** Targets of segments: name, then segment id → number. */
  readonly targets: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** The subject's set first, then the sets of the `where`s around this place. */
  readonly items: readonly (SetFact | LogFact)[];
  /** Signal types whose payload is readable here as `signal.x`. */
  readonly signals?: readonly SignalType[] | undefined;
  /** Names and types readable here as `run.x`; step ids readable as `step.x.outcome`. */
  readonly run?: RunNames | undefined;
  /** The money fact that a segment's margin scales. */
  readonly scaled?: string | undefined;
}

/** The slot that stands for "rule i changed its state": rules come after the facts and fields. */
export function firingSlot(catalog: Catalog, rule: number): number {
  return catalog.slotCount + rule;
}

/** How functions compile what stands inside their params, without importing the compiler that imports them. */
export interface Resolver {
  name(name: string, env: ConditionEnv, report: Reporter): Operand | undefined;
  operand(json: OperandJson, env: ConditionEnv, report: Reporter): Operand | undefined;
  condition(json: ConditionJson, env: ConditionEnv, report: Reporter): CompiledCondition | undefined;
}

export interface RunNames {
  /** Undefined of a value that is not right itself: reading it is no further mistake. */
  readonly values: ReadonlyMap<string, ValueType | undefined>;
  readonly steps: ReadonlySet<string>;
}

/** Compiles one function of facts from its params; undefined after reporting. */
export type Build = (
  params: ParamsJson,
  env: ConditionEnv,
  report: Reporter,
  resolve: Resolver,
) => Operand | undefined;
