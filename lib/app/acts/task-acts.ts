import type { LevelValue } from '../../core/accounts/cell.ts';
import { formatInstant, parseInstant } from '../../core/time/instant.ts';
import type { Actor } from '../ports/access-tokens.ts';
import type { TaskRow } from '../ports/book-reader.ts';
import { ActError } from '../product/acts.ts';
import type { ActPorts } from './act-ports.ts';
import { note, submit } from './submit.ts';

type Data = Readonly<Record<string, LevelValue>>;

/** One act on a task: the signal that it is, and how the task must stand once it was decided. */
interface TaskAct {
  readonly act: string;
  readonly type: string;
  readonly data: Data;
  readonly reason?: string | undefined;
  /** What the task's row does not show. */
  readonly told?: Readonly<Record<string, unknown>>;
  took(after: TaskRow): boolean;
}

/** Completes, assigns and snoozes tasks, and decides approvals. */
export class TaskActs {
  readonly #ports: ActPorts;

  constructor(ports: ActPorts) {
    this.#ports = ports;
  }

  async complete(
    by: Actor,
    id: string,
    how: { readonly outcome?: string; readonly fields?: Data },
  ): Promise<TaskRow> {
    const task = await this.#open(id, 'task');
    const { outcome, fields = {} } = how;
    if (task.outcomes.length > 0 && (outcome === undefined || !task.outcomes.includes(outcome))) {
      const got = outcome === undefined ? 'none' : `"${outcome.slice(0, 80)}"`;
      throw new ActError('invalid', `the outcome is one of ${task.outcomes.join(', ')}, got ${got}`);
    }
    const named = Object.entries(fields).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
    const data = {
      task: id,
      ...(outcome === undefined ? {} : { outcome }),
      ...(named.length === 0 ? {} : { fields: named }),
    };
    const took = (after: TaskRow) => after.outcome === (outcome ?? 'done');
    return this.#act(by, task, { act: 'task.complete', type: 'task.completed', data, took });
  }

  async assign(by: Actor, id: string, assignee: string): Promise<TaskRow> {
    const task = await this.#open(id);
    if (!/^[\x21-\x7e]{1,200}$/.test(assignee))
      throw new ActError('invalid', 'an assignee is 1 to 200 visible characters');
    const data = { task: id, assignee };
    const took = (after: TaskRow) => after.assignee === assignee;
    return this.#act(by, task, { act: 'task.assign', type: 'task.assigned', data, took });
  }

  async snooze(by: Actor, id: string, until: string, reason: string): Promise<TaskRow> {
    const task = await this.#open(id, 'task');
    const at = parseInstant(until);
    if (at === undefined) throw new ActError('invalid', 'until is an instant such as 2026-06-01T09:00:00Z');
    const now = this.#ports.clock.now();
    if (at <= now) throw new ActError('invalid', `until must be later than now, ${formatInstant(now)}`);
    if (reason.trim() === '') throw new ActError('invalid', 'a task is put off for a reason');
    const snoozedUntil = formatInstant(at);
    const data = { task: id, until: snoozedUntil, reason };
    const took = (after: TaskRow) => after.status === 'open';
    const told = { snoozedUntil };
    return this.#act(by, task, { act: 'task.snooze', type: 'task.snoozed', data, reason, told, took });
  }

  async decide(by: Actor, id: string, decision: 'approve' | 'decline', reason?: string): Promise<TaskRow> {
    const task = await this.#open(id, 'approval');
    const data = { task: id, decision, ...(reason === undefined ? {} : { reason }) };
    const took = (after: TaskRow) => after.outcome === decision;
    return this.#act(by, task, { act: `approval.${decision}`, type: 'approval.decided', data, reason, took });
  }

  async #open(id: string, kind?: TaskRow['kind']): Promise<TaskRow> {
    const task = await this.#ports.book.task(id);
    if (task === undefined) throw new ActError('not-found', `there is no task "${id.slice(0, 80)}"`);
    if (task.status === 'closed')
      throw new ActError('conflict', `the task was closed before: ${task.outcome ?? 'done'}`);
    if (task.mode === 'shadow')
      throw new ActError('conflict', 'the task is in shadow: nobody is meant to work on it');
    if (kind === 'approval' && task.kind !== 'approval')
      throw new ActError('invalid', 'this is no approval: complete the task instead');
    if (kind === 'task' && task.kind === 'approval')
      throw new ActError('invalid', 'this is an approval: approve or decline it');
    return task;
  }

  /** Time, a signal that was waiting, or another process may close the task before the act is decided. */
  async #act(by: Actor, before: TaskRow, doing: TaskAct): Promise<TaskRow> {
    const { account, id } = before;
    const { act, type, data, reason } = doing;
    await submit(this.#ports, by, { account, type, data });
    const after = (await this.#ports.book.task(id)) ?? before;
    if (!doing.took(after)) {
      const why = after.status === 'closed' ? `closed: ${after.outcome ?? 'done'}` : 'changed';
      throw new ActError('conflict', `the task was ${why} before this could be done`);
    }
    await note(this.#ports, by, {
      act,
      account,
      target: id,
      before: told(before),
      after: { ...told(after), ...doing.told },
      reason,
    });
    return after;
  }
}

/** What of a task an act can change. */
function told({ status, assignee, outcome, dueAt }: TaskRow) {
  return { status, assignee, outcome, dueAt };
}
