import type { LevelFact, SetFact, ValueType } from '../accounts/catalog.ts';
import type { Argument } from '../conditions/argument.ts';
import type { CompiledCondition } from '../conditions/compiled-condition.ts';
import type { Assignee, CompiledEffect, CompiledTask } from '../rules/rule.ts';
import type { SignalType } from '../signals/signal.ts';
import type { Span } from '../time/span.ts';
import type { Channel } from '../touches/channel.ts';
import type { CompiledTemplate } from '../touches/compiled-template.ts';
import type { AslDefinition } from './asl.ts';
import type { Status } from './journey-schema.ts';
import type { CompiledRecipient } from './recipients.ts';

/** A journey ready to run. The part that a run is pinned to is `definition`, found again by its hash. */
export interface CompiledJourney {
  readonly id: string;
  readonly owner: string;
  readonly description: string;
  readonly status: Status;
  /** Content hash of everything that a run of it finishes on. */
  readonly hash: string;
  readonly group: string | undefined;
  readonly priority: number;
  /** The set that a run's subject is an item of; undefined when runs are about the account. */
  readonly per: SetFact | undefined;
  readonly anchor: Anchor;
  readonly reentry: 'never' | 'afterEnd' | 'perAnchor' | { readonly after: number };
  readonly mutes: ReadonlySet<string>;
  /** What a run needs from whoever starts it, by name. */
  readonly needs: ReadonlyMap<string, ValueType>;
  readonly goal: { readonly when: CompiledCondition; readonly goto: string | undefined } | undefined;
  readonly exits: readonly { readonly reason: string; readonly when: CompiledCondition }[];
  readonly steps: ReadonlyMap<string, CompiledStep>;
  readonly first: string;
  readonly asl: AslDefinition;
  /** The texts that a run of it sends, as they were when it began. */
  readonly templates: ReadonlyMap<string, CompiledTemplate>;
  /** Slots whose change can end a run or move its anchor. */
  readonly watches: ReadonlySet<number>;
}

export type Anchor =
  | 'now'
  | { readonly fact: LevelFact; readonly late: 'skip' | 'catchUp'; readonly moved: 'replan' | 'restart' };

interface StepBase {
  readonly id: string;
  readonly at: Span | undefined;
  readonly after: Span | undefined;
  readonly if: CompiledCondition | undefined;
  readonly unless: CompiledCondition | undefined;
  /** Where the run goes unless the step names another; undefined where it always names one, or ends. */
  readonly next: string | undefined;
  /** Whether entering it costs a Task; a plain `end` does not. */
  readonly taken: boolean;
}

export type CompiledStep = StepBase & StepAction;

export type StepAction =
  | { readonly kind: 'touch'; readonly touch: CompiledTouch }
  | { readonly kind: 'wait'; readonly span: Span }
  | { readonly kind: 'waitFor'; readonly waitFor: CompiledWaitFor }
  | {
      readonly kind: 'branch';
      readonly arms: readonly { readonly when: CompiledCondition; readonly goto: string }[];
    }
  | { readonly kind: 'split'; readonly shares: readonly { readonly weight: number; readonly goto: string }[] }
  | { readonly kind: 'task'; readonly task: CompiledTask }
  | { readonly kind: 'approval'; readonly approval: CompiledApproval }
  | { readonly kind: 'set'; readonly values: ReadonlyMap<string, Argument> }
  | { readonly kind: 'do'; readonly effects: readonly CompiledEffect[] }
  | { readonly kind: 'end'; readonly reason: string };

export interface CompiledTouch {
  readonly channel: Channel;
  readonly template: string;
  readonly topic: string;
  readonly to: readonly CompiledRecipient[];
  readonly amount: Argument | undefined;
  readonly with: ReadonlyMap<string, Argument>;
}

export interface CompiledWaitFor {
  readonly signal: SignalType;
  readonly where: CompiledCondition | undefined;
  readonly within: Span;
  readonly keep: ReadonlyMap<string, Argument>;
  readonly onTimeout: string | undefined;
}

export interface CompiledApproval {
  readonly title: string;
  readonly by: Assignee;
  readonly within: Span;
  readonly onDecline: string;
  readonly onTimeout: string;
}

/** Depth in the scope of the contact of an awaited signal: below the subject, where there is one. */
export function contactDepth(journey: Pick<CompiledJourney, 'per'>): number {
  return journey.per === undefined ? 0 : 1;
}
