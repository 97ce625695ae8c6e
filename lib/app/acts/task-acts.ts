import type { LevelValue } from '../../core/accounts/cell.ts';
import { formatInstant, parseInstant } from '../../core/time/instant.ts';
import type { Actor } from '../ports/access-tokens.ts';
import type { TaskRow } from '../ports/book-reader.ts';
import { ActError } from '../product/acts.ts';
import type { ActPorts } from './act-ports.ts';
import { note, submit } from './submit.ts';

type Data = Readonly<Record<string, LevelValue>>;

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
      const got = outcome === undefined ? 'none' : `"${outcome}"`;
      throw new ActError('invalid', `the outcome is one of ${task.outcomes.join(', ')}, got ${got}`);
    }
    const named = Object.entries(fields).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
    const data = {
      task: id,
      ...(outcome === undefined ? {} : { outcome }),
      ...(named.length === 0 ? {} : { fields: named }),
    };
    return this.#act(by, task, 'task.completed', data, 'task.complete', undefined);
  }

  async assign(by: Actor, id: string, assignee: string): Promise<TaskRow> {
    const task = await this.#open(id);
    if (!/^[\x21-\x7e]{1,200}$/.test(assignee))
      throw new ActError('invalid', 'an assignee is 1 to 200 visible characters');
    return this.#act(by, task, 'task.assigned', { task: id, assignee }, 'task.assign', undefined);
  }

  async snooze(by: Actor, id: string, until: string, reason: string): Promise<TaskRow> {
    const task = await this.#open(id, 'task');
    const at = parseInstant(until);
    if (at === undefined) throw new ActError('invalid', 'until is an instant such as 2026-06-01T09:00:00Z');
    const now = this.#ports.clock.now();
    if (at <= now) throw new ActError('invalid', `until must be later than now, ${formatInstant(now)}`);
    if (reason.trim() === '') throw new ActError('invalid', 'a task is put off for a reason');
    const data = { task: id, until: formatInstant(at), reason };
    return this.#act(by, task, 'task.snoozed', data, 'task.snooze', reason);
  }

  async decide(by: Actor, id: string, decision: 'approve' | 'decline', reason?: string): Promise<TaskRow> {
    const task = await this.#open(id, 'approval');
    const data = { task: id, decision, ...(reason === undefined ? {} : { reason }) };
    return this.#act(by, task, 'approval.decided', data, `approval.${decision}`, reason);
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

  async #act(
    by: Actor,
    before: TaskRow,
    type: string,
    data: Data,
    act: string,
    reason: string | undefined,
  ): Promise<TaskRow> {
    const { account, id } = before;
    await submit(this.#ports, by, { account, type, data });
    const after = (await this.#ports.book.task(id)) ?? before;
    await note(this.#ports, by, {
      act,
      account,
      target: id,
      before: told(before),
      after: told(after),
      reason,
    });
    return after;
  }
}

/** What of a task an act can change. */
function told({ status, assignee, outcome, dueAt }: TaskRow) {
  return { status, assignee, outcome, dueAt };
}
