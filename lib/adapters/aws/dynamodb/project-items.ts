import { type OpenRows, projectCommit } from '../../../app/lists/project-commit.ts';
import type { Touch } from '../../../app/ports/touch-store.ts';
import { laterTouch } from '../../../app/touches/advance-touch.ts';
import type { AccountJson } from '../../../core/accounts/account-json.ts';
import type { LedgerEntry } from '../../../core/ledger.ts';
import { type AccountRow, stateOf } from './account-row.ts';
import { type Item, number, numberOf } from './item.ts';
import { unpacked } from './packed.ts';
import { listedKey, runItem, taskItem, touchItem } from './row-items.ts';
import type { Table } from './table.ts';
import { type Condition, IF_ABSENT, type Write } from './write.ts';

/** What a commit makes of the rows that people look at: whole items, and what the account's row keeps of them. */
export interface ProjectedItems {
  readonly writes: readonly Write[];
  readonly held: readonly Touch[];
}

/** Works out the rows that a commit changes. Touches are written on the condition that they are as they were read. */
export async function projectItems(
  table: Table,
  row: AccountRow | undefined,
  account: AccountJson,
  ledger: readonly LedgerEntry[],
): Promise<ProjectedItems> {
  const { tasks, runs, touches } = projectCommit(account, ledger, openRows(row));
  const there = await table.getAll(touches.map(({ touch }) => listedKey('touch', touch.id)));
  const held = new Map((row?.held ?? []).map((touch) => [touch.id, touch]));
  const writes: Write[] = [
    ...tasks.map((task) => ({ put: taskItem(task) })),
    ...runs.map((run) => ({ put: runItem(run) })),
  ];
  for (const [i, change] of touches.entries()) {
    const write = writeTouch(there[i], change.touch, change.held);
    if (write === undefined) continue;
    writes.push(write);
    if (change.held) held.set(change.touch.id, change.touch);
    else held.delete(change.touch.id);
  }
  return { writes, held: [...held.values()] };
}

/** The write of a touch in place of `there`; undefined where that is later in its life. It keeps its place in lists. */
export function writeTouch(there: Item | undefined, touch: Touch, held: boolean): Write | undefined {
  if (there === undefined) return { put: touchItem(touch, touch.at, held, 1), when: IF_ABSENT };
  const stored = readTouch(there);
  if (laterTouch(stored, touch) === stored) return undefined;
  const revision = numberOf(there, 'n') ?? 0;
  const when: Condition = { expression: '#n = :n', values: { ':n': number(revision) } };
  return { put: touchItem(touch, numberOf(there, 'at') ?? touch.at, held, revision + 1), when };
}

export function readTouch(there: Item): Touch {
  return JSON.parse(unpacked(there.j)) as Touch;
}

/**
 * The rows that are open before the commit. Tasks and runs are read off the state before it, from which they were made:
 * asking an index for them would find it a moment behind.
 */
function openRows(row: AccountRow | undefined): OpenRows {
  const nothing: OpenRows = { tasks: [], runs: [], held: [] };
  if (row === undefined) return nothing;
  const { tasks, runs } = projectCommit(stateOf(row), [], nothing);
  return { tasks, runs, held: row.held };
}
