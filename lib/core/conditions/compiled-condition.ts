import type { Instant } from '../time/instant.ts';
import type { Gap, Scope, Tri, Value } from './scope.ts';

/** A condition ready to be asked: closures over slots. */
export interface CompiledCondition {
  /** Its truth now. Lowers the scope's `until` and `silentAt`. */
  evaluate(scope: Scope): Tri;
  /** The same, with every leaf's value, threshold and age. Slow: for firings and for `explain`. */
  trace(scope: Scope): Trace;
  /** Slots whose change can change it. */
  readonly reads: readonly number[];
  /** The condition as json-rules-engine takes it: leaves read numbered values of `leafValues`. */
  readonly engine: EngineCondition;
  /** What the engine's leaves read, by number. */
  readonly leaves: readonly EngineLeaf[];
}

export interface EngineLeaf {
  read(scope: Scope): Value | undefined;
}

/** json-rules-engine's JSON, with the names of facts kept and `params.leaf` saying which value is meant. */
export type EngineCondition =
  | { readonly all: EngineCondition[] }
  | { readonly any: EngineCondition[] }
  | { readonly not: EngineCondition }
  | {
      readonly fact: string;
      readonly params: { readonly leaf: number };
      readonly operator: string;
      readonly value: unknown;
    };

export type Truth = 'true' | 'false' | 'unknown';

/** Why a condition is what it is: the tree of the author's JSON with results, values, thresholds and ages. */
export type Trace =
  | { readonly all: readonly Trace[]; readonly result: Truth }
  | { readonly any: readonly Trace[]; readonly result: Truth }
  | { readonly not: Trace; readonly result: Truth }
  | {
      readonly fact: string;
      readonly params?: unknown;
      readonly operator: string;
      /** The threshold: the author's constant, or what the fact on the right gave. */
      readonly value: unknown;
      readonly got: Value | null;
      readonly asOf?: Instant;
      readonly why?: Gap;
      readonly result: Truth;
      /** What json-rules-engine said of this comparison, on firings. */
      readonly engine?: boolean;
    };

export const TRUTHS: readonly Truth[] = ['false', 'true', 'unknown'];
