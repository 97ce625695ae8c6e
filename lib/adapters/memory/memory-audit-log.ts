import type { AuditEntry, AuditLog, AuditQuery } from '../../app/ports/audit-log.ts';
import { numberedPageOf, readNumberCursor } from '../../app/ports/number-cursor.ts';
import type { Page } from '../../app/ports/touch-store.ts';

export class MemoryAuditLog implements AuditLog {
  /** As JSON text, so that nobody outside can change what is on record. */
  readonly #entries: string[] = [];

  async append(entry: AuditEntry): Promise<void> {
    this.#entries.push(JSON.stringify(entry));
  }

  async list({ account, act, cursor, limit }: AuditQuery): Promise<Page<AuditEntry>> {
    const before = readNumberCursor(cursor);
    const found = this.#entries
      .map((text, i) => ({ number: i + 1, entry: JSON.parse(text) as AuditEntry }))
      .filter(({ number }) => number < before)
      .filter(({ entry }) => account === undefined || entry.account === account)
      .filter(({ entry }) => act === undefined || entry.act === act)
      .reverse();
    const { items, next } = numberedPageOf(found, limit);
    return { items: items.map(({ entry }) => entry), next };
  }
}
