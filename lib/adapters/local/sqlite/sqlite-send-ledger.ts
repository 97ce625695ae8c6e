import { checkSendChange } from '../../../app/ports/check-send-change.ts';
import type { SendLedger, SendPlan } from '../../../app/ports/send-ledger.ts';
import { StoreError } from '../../../app/ports/store-error.ts';
import type { Instant } from '../../../core/time/instant.ts';
import { plannedSend, type SendRecord, type SendState } from '../../../core/touches/send-key.ts';
import type { LocalDatabase } from './local-database.ts';

interface SendRow {
  readonly state: SendState;
  readonly kind: SendRecord['kind'];
  readonly attempt: number;
  readonly ambiguities: number;
  readonly lease_until: number | null;
  readonly provider_ids: string;
  readonly reason: string | null;
  readonly settled: number;
}

const PLAN = `
  INSERT INTO sends (key, account, address_key, counted, planned_at,
    state, kind, attempt, ambiguities, lease_until, provider_ids, reason, settled)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;
const SELECT = `
  SELECT state, kind, attempt, ambiguities, lease_until, provider_ids, reason, settled FROM sends WHERE key = ?`;
/** The condition on every column of the record is what lets one of two claims win. */
const REPLACE = `
  UPDATE sends SET claimed_at = coalesce(?, claimed_at),
    state = ?, kind = ?, attempt = ?, ambiguities = ?, lease_until = ?, provider_ids = ?, reason = ?, settled = ?
  WHERE key = ? AND state = ? AND kind = ? AND attempt = ? AND ambiguities = ? AND lease_until IS ?
    AND provider_ids = ? AND reason IS ? AND settled = ?`;
/** Has gone, may have gone, or is about to. */
const COUNTING = "counted = 1 AND claimed_at >= ? AND state IN ('claimed', 'ambiguous', 'sent')";

export class SqliteSendLedger implements SendLedger {
  readonly #db: LocalDatabase;

  constructor(db: LocalDatabase) {
    this.#db = db;
  }

  async plan(plan: SendPlan): Promise<SendRecord> {
    const { key, account, addressKey, counted, plannedAt } = plan;
    const planned = plannedSend(plan.kind);
    const made = this.#db.run(
      PLAN,
      key,
      account,
      addressKey,
      counted ? 1 : 0,
      plannedAt,
      ...columns(planned),
    );
    return made === 1 ? planned : (this.#find(key) ?? planned);
  }

  async get(key: string): Promise<SendRecord | undefined> {
    return this.#find(key);
  }

  async replace(key: string, from: SendRecord, to: SendRecord, at: Instant): Promise<void> {
    checkSendChange(key, from, to);
    const claimedAt = from.state !== 'claimed' && to.state === 'claimed' ? at : null;
    if (this.#db.run(REPLACE, claimedAt, ...columns(to), key, ...columns(from)) === 1) return;
    throw new StoreError('version-conflict', `send ${key} is no longer as it was read`);
  }

  async sendsTo(addressKey: string, since: Instant): Promise<readonly Instant[]> {
    return this.#claims('address_key', addressKey, since);
  }

  async sendsOf(account: string, since: Instant): Promise<readonly Instant[]> {
    return this.#claims('account', account, since);
  }

  async inState(state: SendState, limit: number, settled?: boolean): Promise<readonly string[]> {
    const values = settled === undefined ? [] : [settled ? 1 : 0];
    const filter = settled === undefined ? '' : 'AND settled = ?';
    const sql = `SELECT key FROM sends WHERE state = ? ${filter} ORDER BY planned_at, key LIMIT ?`;
    return this.#db.all<{ key: string }>(sql, state, ...values, limit).map(({ key }) => key);
  }

  #claims(column: 'address_key' | 'account', value: string, since: Instant): Instant[] {
    const sql = `SELECT claimed_at FROM sends WHERE ${column} = ? AND ${COUNTING} ORDER BY claimed_at`;
    return this.#db.all<{ claimed_at: number }>(sql, value, since).map(({ claimed_at }) => claimed_at);
  }

  #find(key: string): SendRecord | undefined {
    const row = this.#db.one<SendRow>(SELECT, key);
    if (row === undefined) return undefined;
    return {
      state: row.state,
      kind: row.kind,
      attempt: row.attempt,
      ambiguities: row.ambiguities,
      leaseUntil: row.lease_until ?? undefined,
      providerIds: JSON.parse(row.provider_ids) as string[],
      reason: row.reason ?? undefined,
      settled: row.settled === 1,
    };
  }
}

/** In the order in which the statements name them. */
function columns(record: SendRecord): (string | number | null)[] {
  const {
    state,
    kind,
    attempt,
    ambiguities,
    leaseUntil = null,
    providerIds,
    reason = null,
    settled,
  } = record;
  return [
    state,
    kind,
    attempt,
    ambiguities,
    leaseUntil,
    JSON.stringify(providerIds),
    reason,
    settled ? 1 : 0,
  ];
}
