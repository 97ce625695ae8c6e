import type { LevelFact, SetFact } from '../accounts/catalog.ts';
import type { Argument } from '../conditions/argument.ts';
import type { CompiledCondition } from '../conditions/compiled-condition.ts';
import type { Operand } from '../conditions/operand.ts';
import type { Status } from '../journeys/journey-schema.ts';
import type { SignalType } from '../signals/signal.ts';
import type { Span } from '../time/span.ts';

/** A rule ready to run. Spans that count elapsed time are milliseconds. */
export interface CompiledRule {
  readonly id: string;
  readonly index: number;
  readonly owner: string;
  readonly description: string;
  readonly status: Status;
  /** Set when this is the `enter` of a journey. */
  readonly journey: string | undefined;
  readonly priority: number;
  /** Event rules only. */
  readonly on: readonly SignalType[] | undefined;
  readonly ignoreOlderThan: number;
  /** The set each item of which is a subject; for an event rule the set that the signal's contact is looked up in. */
  readonly each: SetFact | undefined;
  readonly segments: ReadonlySet<string> | undefined;
  readonly condition: CompiledCondition;
  readonly for: number;
  readonly repeatAfter: number | undefined;
  readonly atMostOncePer: number | undefined;
  readonly eventType: string;
  readonly effects: readonly CompiledEffect[];
  readonly onResolve: readonly CompiledEffect[];
  /** The condition also reads its own set as a whole, so that one item's change can concern another. */
  readonly readsWholeSet: boolean;
  /** Slots whose change can change it: the condition's, its segment's, its set's. */
  readonly reads: ReadonlySet<number>;
}

export interface CompiledEffect {
  /** Position in the author's list, which makes part of deterministic keys. */
  readonly index: number;
  readonly segments: ReadonlySet<string> | undefined;
  readonly when: CompiledCondition | undefined;
  readonly action: Action;
}

export type Action =
  | { readonly kind: 'createTask'; readonly task: CompiledTask }
  | {
      readonly kind: 'startJourney';
      readonly journey: string;
      readonly with: ReadonlyMap<string, Argument>;
      /** Names the subject; the rule's own subject otherwise. */
      readonly for: Operand | undefined;
    }
  | { readonly kind: 'exitJourney'; readonly journey: string }
  | {
      readonly kind: 'notify';
      readonly who: string;
      readonly channel: 'slack' | 'webhook';
      readonly template: string;
    }
  | {
      readonly kind: 'setFact';
      readonly facts: readonly { readonly fact: LevelFact; readonly value: Argument }[];
    }
  | {
      readonly kind: 'recordOpportunity';
      readonly opportunity: string;
      readonly title: string;
      readonly amount: Argument | undefined;
      readonly confidence: number | undefined;
    };

/** Who: a word of the segment's `people`, or what a fact names. */
export type Assignee = string | Operand;

export interface CompiledTask {
  readonly reason: string;
  readonly title: string;
  readonly assign: Assignee;
  readonly with: string | undefined;
  readonly dueIn: Span;
  readonly outcomes: readonly string[];
  readonly proof: CompiledCondition | undefined;
  readonly wait: Span | undefined;
  readonly priority: 'normal' | 'high';
  readonly escalate: readonly { readonly after: Span; readonly to: Assignee }[];
}
