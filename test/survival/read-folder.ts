import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { AccountJson } from '../../lib/core/accounts/account-json.ts';
import { canonicalJson } from '../../lib/core/authoring/canonical-json.ts';
import type { Rulebook } from '../../lib/core/rulebook.ts';
import { factsOf, type StoredFacts } from '../support/stored-facts.ts';
import { HANDED_OVER } from './process-talk.ts';

type Json = Readonly<Record<string, unknown>>;

/** Where the send of a touch ended, by the send ledger. */
export interface SendRow {
  readonly state: string;
  readonly kind: string;
  readonly ambiguities: number;
  readonly settled: boolean;
}

/** What a data folder says in the end, read from its files and not through the product. Everything by account or key. */
export interface FolderState {
  /** How often each signal is in the ledger: `account signal`. */
  readonly signals: ReadonlyMap<string, number>;
  /** What was decided of an account, in order: every entry of the ledger but those of signals and of sending. */
  readonly decisions: ReadonlyMap<string, readonly string[]>;
  /** What is known of an account. */
  readonly facts: ReadonlyMap<string, StoredFacts>;
  readonly tasks: ReadonlyMap<string, string>;
  readonly runs: ReadonlyMap<string, string>;
  readonly touches: ReadonlyMap<string, { readonly status: string; readonly rest: string }>;
  readonly sends: ReadonlyMap<string, SendRow>;
  /** By send key, the ends that the ledger tells of. */
  readonly ends: ReadonlyMap<string, readonly string[]>;
  /** Keys of the messages in the outbox folder, as often as there is a file. */
  readonly files: readonly string[];
  /** By send key: how often the channel was handed the message. */
  readonly handedOver: ReadonlyMap<string, number>;
  /** What should not be there in the end, such as signals that wait. */
  readonly leftovers: readonly string[];
}

/** When something was, which may differ; that it was, may not. */
const INSTANT = /^(?:at|until|now|\w+At)$/;

export function readFolder(data: string, rulebook: Rulebook): FolderState {
  const db = new DatabaseSync(join(data, 'touchline.db'), { readOnly: true });
  try {
    const rows = (sql: string) => db.prepare(sql).all() as Record<string, string | number | null>[];
    const json = (value: unknown) => JSON.parse(String(value)) as Json;
    const signals = new Map<string, number>();
    const decisions = new Map<string, string[]>();
    const ends = new Map<string, string[]>();
    const ledger = `SELECT accounts.id, entry FROM ledger JOIN accounts ON accounts.number = ledger.account
      ORDER BY accounts.id, sequence`;
    for (const row of rows(ledger)) {
      const entry = json(row.entry);
      const kind = String(entry.kind);
      if (kind === 'signal') add(signals, `${row.id} ${String(entry.signal)}`);
      else if (kind === 'sent' || kind.startsWith('send-')) push(ends, String(entry.key), kind);
      else push(decisions, String(row.id), withoutInstants(entry));
    }
    return {
      signals,
      decisions,
      ends,
      facts: new Map(
        rows('SELECT id, state FROM accounts').map((row) => [
          String(row.id),
          factsOf(JSON.parse(String(row.state)) as AccountJson, rulebook),
        ]),
      ),
      tasks: byId(rows('SELECT id, task AS value FROM tasks'), withoutInstants),
      runs: byId(rows('SELECT id, run AS value FROM runs'), withoutInstants),
      touches: byId(rows('SELECT id, touch AS value FROM touches'), ({ status, reason, ...rest }) => ({
        status: String(status),
        rest: withoutInstants(status === 'ambiguous' ? rest : { ...rest, reason }),
      })),
      sends: new Map(
        rows('SELECT key, state, kind, ambiguities, settled FROM sends').map((row) => [
          String(row.key),
          {
            state: String(row.state),
            kind: String(row.kind),
            ambiguities: Number(row.ambiguities),
            settled: row.settled === 1,
          },
        ]),
      ),
      files: filesOf(join(data, 'outbox')).flatMap(keyOfFile),
      handedOver: handedOver(join(data, HANDED_OVER)),
      leftovers: [
        ...rows("SELECT state || ' signal ' || key AS text FROM signals WHERE state <> 'decided'"),
        ...rows("SELECT 'effect ' || id AS text FROM outbox"),
        ...rows("SELECT 'parked for ' || waits_for AS text FROM parked"),
        ...rows("SELECT 'paused rule ' || rule AS text FROM paused_rules"),
      ].map(({ text }) => String(text)),
    };
  } finally {
    db.close();
  }
}

function byId<Value>(
  rows: readonly Record<string, string | number | null>[],
  read: (json: Json) => Value,
): Map<string, Value> {
  return new Map(rows.map(({ id, value }) => [String(id), read(JSON.parse(String(value)))]));
}

function withoutInstants(json: Json): string {
  return canonicalJson(Object.fromEntries(Object.entries(json).filter(([name]) => !INSTANT.test(name))));
}

/** It is made with the first message. */
function filesOf(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function keyOfFile(name: string): string[] {
  const key = /^\d{8}T\d{6}Z-([a-z0-9-]+)\.(?:eml|json|txt)$/.exec(name)?.[1];
  return key === undefined ? [] : [key];
}

function handedOver(file: string): Map<string, number> {
  const counts = new Map<string, number>();
  if (!existsSync(file)) return counts;
  for (const key of readFileSync(file, 'utf8').split('\n').filter(Boolean)) add(counts, key);
  return counts;
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function push<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const there = lists.get(key);
  if (there === undefined) lists.set(key, [value]);
  else there.push(value);
}
