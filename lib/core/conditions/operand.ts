import type { ValueType } from '../accounts/catalog.ts';
import { HOUR_MS, type Instant } from '../time/instant.ts';
import type { Gap, Scope, Tri, Value } from './scope.ts';

/** One thing that a condition reads, resolved at load: evaluation looks nothing up by name. */
export interface Operand {
  readonly type: ValueType;
  /** The words that a string or list may hold, where the catalog says. */
  readonly words: ReadonlySet<string> | undefined;
  /** Slots of facts whose change may change it. */
  readonly reads: readonly number[];
  /** Its value now; undefined when unknown. Lowers `until` to when time alone may change it. */
  read(scope: Scope): Value | undefined;
  /** When it was learnt, and why it is unknown: for traces only, so it may be slow. */
  about(scope: Scope): About;
  /** A comparison with a number that knows exactly when it flips, where the operand has one for this operator. */
  readonly compare?: ((operator: string) => Comparison | undefined) | undefined;
  /** A comparison with a constant as one closure, where that is quicker than to read and then to compare. */
  readonly test?: ((operator: string, constant: Value | readonly Value[]) => Test | undefined) | undefined;
  /** Its value is another one at every instant: it can be ordered, but never equals anything for long. */
  readonly moving?: true;
  /** For `isKnown`: whether it is there, where a missing value may itself be unknown (a source unheard). */
  readonly known?: ((scope: Scope) => Tri) | undefined;
}

export type Comparison = (scope: Scope, value: number) => Tri;
export type Test = (scope: Scope) => Tri;

export interface About {
  readonly asOf?: Instant | undefined;
  readonly why?: Gap | undefined;
}

/**
 * When a value that moves all the time is looked at again where nothing tells when it matters: it may be taken into
 * account up to an hour late, but an account is never woken more often.
 */
export function nextHour(now: Instant): Instant {
  return (Math.floor(now / HOUR_MS) + 1) * HOUR_MS;
}

/** Lowers the scope's `until`. */
export function holdsUntil(scope: Scope, at: number): void {
  if (at < scope.until) scope.until = at;
}
