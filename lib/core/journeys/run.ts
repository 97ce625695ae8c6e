import type { LevelValue } from '../accounts/cell.ts';
import type { Instant } from '../time/instant.ts';

/** What one recipient of the present touch step waits for, or how it ended. */
export interface Delivery {
  readonly contact: string;
  /** When it was first wanted: `sendWithin` counts from there. */
  readonly dueAt: Instant;
  /** When to try (again). */
  at: Instant;
  state: 'waiting' | 'settled';
  /** What held it last, for the record. */
  reason: string | undefined;
}

/** The step that a run is in. */
export interface RunStep {
  readonly id: string;
  /** Grows with every step entered, so that a late answer to an earlier step is known as such. */
  readonly epoch: number;
  readonly enteredAt: Instant;
  /** When its time comes; the due-index wakes the run then. */
  wakeAt: Instant;
  /** Whether its time has come and it has begun to act. */
  begun: boolean;
  /** The executor's handle for the answer; undefined until the step is registered. */
  token: string | undefined;
  deliveries: Delivery[] | undefined;
  /** The open task that it waits for. */
  task: string | undefined;
  /** Where a touch stands whose topic needs a person's approval. */
  approval: 'not-needed' | 'asked' | 'approved' | 'declined' | 'expired';
}

/** How a step ends for the executor: with the step that follows, or with an error that the journey catches. */
export type StepAnswer =
  | { readonly ok: { readonly next: string } }
  | { readonly error: string; readonly cause: string };

/** One account and subject inside one journey, under way. */
export interface OpenRun {
  readonly id: string;
  readonly journey: string;
  /** Content hash of the definition that it finishes on. */
  readonly definition: string;
  readonly subject: string;
  readonly status: 'shadow' | 'live';
  readonly group: string | undefined;
  readonly priority: number;
  readonly startedAt: Instant;
  /** What steps' `at` count from: an instant, or the start of a date's local day. */
  anchorAt: Instant;
  /** The anchor fact's value (`now` has none), which `perAnchor` re-entry and re-planning compare. */
  anchorValue: number | undefined;
  readonly values: Record<string, LevelValue>;
  readonly outcomes: Record<string, string>;
  /** Whether the goal was taken, after which it is not watched any more. */
  goalTaken: boolean;
  step: RunStep | undefined;
  /** When the previous step ended: what `after` counts from. */
  steppedAt: Instant;
  /** Steps that the run has left since the executor last registered one: what each is answered if asked (again). */
  readonly owed: { readonly step: string; readonly answer: StepAnswer }[];
  /** When its watched conditions may change by time alone. */
  watchDue: number;
}

/** What re-entry asks about earlier runs of a journey for one subject. */
export interface PastRun {
  /** Runs so far: it makes run ids differ that begin at one instant. */
  readonly count: number;
  readonly startedAt: Instant;
  readonly endedAt: Instant | undefined;
  readonly anchorValue: number | undefined;
}
