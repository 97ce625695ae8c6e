import type { Instant } from '../time/instant.ts';
import type { LevelValue } from './cell.ts';

/** One appended record: event time, `source|id` of its signal, and field values by field index. */
export interface LogRecord {
  readonly at: Instant;
  readonly key: string;
  readonly values: readonly (LevelValue | undefined)[];
}

/** Records in (time, key) order; `cutAt` is the newest time of a record dropped because of `max`. */
export interface LogCell {
  readonly records: LogRecord[];
  cutAt: Instant | undefined;
}

export function newLogCell(): LogCell {
  return { records: [], cutAt: undefined };
}

/** Inserts in place; over `max`, the oldest goes, so that any order of arrival keeps the same records. */
export function appendRecord(cell: LogCell, record: LogRecord, max: number): void {
  const { records } = cell;
  let i = records.length;
  while (i > 0 && comesBefore(record, records[i - 1] as LogRecord)) i -= 1;
  records.splice(i, 0, record);
  if (records.length > max) {
    const gone = records.shift() as LogRecord;
    if (cell.cutAt === undefined || gone.at > cell.cutAt) cell.cutAt = gone.at;
  }
}

/** Forgets records from before `keepFrom`. */
export function pruneLog(cell: LogCell, keepFrom: Instant): boolean {
  let gone = 0;
  while (gone < cell.records.length && (cell.records[gone] as LogRecord).at < keepFrom) gone += 1;
  if (gone > 0) cell.records.splice(0, gone);
  return gone > 0;
}

function comesBefore(a: LogRecord, b: LogRecord): boolean {
  return a.at < b.at || (a.at === b.at && a.key < b.key);
}
