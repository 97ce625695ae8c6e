import { createHash } from 'node:crypto';
import { canonicalJson } from '../core/authoring/canonical-json.ts';
import type { LedgerEntry } from '../core/ledger.ts';

/** What says that something was decided, in the order in which it is hashed. */
const HASHED = [
  'at',
  'kind',
  'status',
  'rule',
  'journey',
  'run',
  'step',
  'subject',
  'contact',
  'channel',
  'template',
  'topic',
  'task',
  'reason',
  'from',
  'to',
  'key',
  'until',
  'score',
  'trust',
  'signal',
] as const satisfies readonly (keyof LedgerEntry)[];

/**
 * SHA-256 over what was decided for one account, in order. Traces, texts and definition hashes are left out, so that
 * a refactoring of rules that changes nothing gives the same history (DESIGN §10).
 */
export class AccountHash {
  readonly #hash = createHash('sha256');

  add(entry: LedgerEntry): void {
    if (entry.kind === 'not-fired') return;
    const values = entry.values === undefined ? null : canonicalJson(entry.values);
    this.#hash.update(JSON.stringify([...HASHED.map((field) => entry[field] ?? null), values])).update('\n');
  }

  digest(): string {
    return this.#hash.digest('hex');
  }
}

/** The hash of a whole history, from its accounts' hashes in account order: shards can be hashed apart and merged. */
export function historyHash(accounts: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256');
  for (const id of [...accounts.keys()].sort()) hash.update(`${id}\u0000${accounts.get(id)}\n`);
  return hash.digest('hex');
}
