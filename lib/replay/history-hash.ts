import { createHash } from 'node:crypto';
import { canonicalJson } from '../core/authoring/canonical-json.ts';
import type { LedgerEntry } from '../core/ledger.ts';

/** What says that something was decided, in the order in which it is hashed; JSON has null for what is not there. */
function hashed(entry: LedgerEntry): readonly unknown[] {
  return [
    entry.at,
    entry.kind,
    entry.status,
    entry.rule,
    entry.journey,
    entry.run,
    entry.step,
    entry.subject,
    entry.contact,
    entry.channel,
    entry.template,
    entry.topic,
    entry.task,
    entry.reason,
    entry.from,
    entry.to,
    entry.key,
    entry.until,
    entry.score,
    entry.trust,
    entry.signal,
    entry.values === undefined ? null : canonicalJson(entry.values),
  ];
}

/**
 * SHA-256 over what was decided for one account, in order. Traces, texts and definition hashes are left out, so that
 * a refactoring of rules that changes nothing gives the same history (DESIGN §10).
 */
export class AccountHash {
  /** Hashed all at once: a call for each entry takes longer than the hashing itself. */
  #text = '';

  add(entry: LedgerEntry): void {
    if (entry.kind === 'not-fired') return;
    this.#text += `${JSON.stringify(hashed(entry))}\n`;
  }

  digest(): string {
    return createHash('sha256').update(this.#text).digest('hex');
  }
}

/** The hash of a whole history, from its accounts' hashes in account order: shards can be hashed apart and merged. */
export function historyHash(accounts: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256');
  for (const id of [...accounts.keys()].sort()) hash.update(`${id}\u0000${accounts.get(id)}\n`);
  return hash.digest('hex');
}
