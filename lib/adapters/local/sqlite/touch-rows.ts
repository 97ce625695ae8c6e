import type { TouchChange } from '../../../app/lists/project-touches.ts';
import type { Touch } from '../../../app/ports/touch-store.ts';
import { laterTouch } from '../../../app/touches/advance-touch.ts';
import type { LocalDatabase } from './local-database.ts';

const SELECT = 'SELECT touch FROM touches WHERE id = ?';
/** A touch keeps the place in lists that it first had. */
const WRITE = `
  INSERT INTO touches (id, account, contact, first_at, status, held, mode, channel, journey, touch)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET status = excluded.status, held = excluded.held, touch = excluded.touch`;

export function findTouch(db: LocalDatabase, id: string): Touch | undefined {
  const row = db.one<{ touch: string }>(SELECT, id);
  return row && (JSON.parse(row.touch) as Touch);
}

/** Writes a touch unless the one that is there is later in its life, in a running transaction. */
export function writeTouch(db: LocalDatabase, { touch, held }: TouchChange): void {
  const there = findTouch(db, touch.id);
  if (there !== undefined && laterTouch(there, touch) === there) return;
  const { id, account, contact = null, at, status, mode, channel, journey } = touch;
  const text = JSON.stringify(touch);
  db.run(WRITE, id, account, contact, at, status, held ? 1 : 0, mode, channel, journey, text);
}
