import type { LevelValue } from '../../core/accounts/cell.ts';
import type { Actor } from '../ports/access-tokens.ts';
import type { RunRow, TaskRow } from '../ports/book-reader.ts';
import type { Touch } from '../ports/touch-store.ts';

export type ActProblem = 'not-found' | 'conflict' | 'invalid';

/** An act that cannot be done: the thing is not there, is over already, or what was asked makes no sense. */
export class ActError extends Error {
  override readonly name = 'ActError';
  readonly problem: ActProblem;

  constructor(problem: ActProblem, message: string) {
    super(message);
    this.problem = problem;
  }
}

export type KillScope = 'everything' | 'journey' | 'topic';

export interface KillState {
  readonly everything: boolean;
  readonly journeys: readonly string[];
  readonly topics: readonly string[];
}

export type Feedback = 'delivered' | 'opened' | 'clicked' | 'bounced' | 'complained';

/**
 * What people do. Each act is on record with who, when, before and after, and has been decided when it resolves.
 * All throw ActError.
 */
export interface Acts {
  completeTask(
    by: Actor,
    task: string,
    with_: { readonly outcome?: string; readonly fields?: Readonly<Record<string, LevelValue>> },
  ): Promise<TaskRow>;
  assignTask(by: Actor, task: string, assignee: string): Promise<TaskRow>;
  /** `until` is RFC 3339. */
  snoozeTask(by: Actor, task: string, until: string, reason: string): Promise<TaskRow>;
  decideApproval(by: Actor, task: string, decision: 'approve' | 'decline', reason?: string): Promise<TaskRow>;
  /** `account` is our id or an external one, wherever an account is named. */
  pauseAccount(
    by: Actor,
    account: string,
    paused: boolean,
    reason?: string,
  ): Promise<{ readonly account: string; readonly paused: boolean }>;
  stopRun(by: Actor, run: string, reason?: string): Promise<RunRow>;
  /** Stops (`on`) or allows again all touches, those of a journey, or those on a topic. */
  kill(by: Actor, scope: KillScope, id: string | undefined, on: boolean, reason?: string): Promise<KillState>;
  killState(): Promise<KillState>;
  feedback(by: Actor, touch: string, type: Feedback, detail?: string): Promise<Touch>;
  /** Deletes the contact's record and messages, ends its runs, keeps the hash of its address from being written to. */
  eraseContact(
    by: Actor,
    contact: string,
    account?: string,
  ): Promise<{ readonly account: string; readonly contact: string; readonly messages: number }>;
  /**
   * What the rule fired before no longer counts towards its limits. `release`: what was held back is done now where it
   * still holds, `released` says for how many accounts; otherwise it waits, and only what comes from now on is done.
   */
  resumeRule(
    by: Actor,
    rule: string,
    release: boolean,
  ): Promise<{ readonly rule: string; readonly released: number }>;
  /** One address a line, or CSV whose first column is the address. */
  suppressAddresses(
    by: Actor,
    addresses: Iterable<string>,
    reason: string,
  ): Promise<{ readonly added: number; readonly refused: number }>;
  /** From a signed link: who it is, and what they stop. Undefined for a link that is forged or damaged. */
  readUnsubscribe(
    token: string,
  ): { readonly account: string; readonly contact: string; readonly topic: string } | undefined;
  unsubscribe(token: string): Promise<{ readonly topic: string } | undefined>;
  createToken(by: Actor, name: string, role: Actor['role']): Promise<{ readonly token: string }>;
}
