import { checkSendChange } from '../../../app/ports/check-send-change.ts';
import type { SendLedger, SendPlan } from '../../../app/ports/send-ledger.ts';
import { StoreError } from '../../../app/ports/store-error.ts';
import { DAY_MS, type Instant } from '../../../core/time/instant.ts';
import { plannedSend, type SendRecord, type SendState } from '../../../core/touches/send-key.ts';
import { expiry } from './expiry.ts';
import { type Item, item, type Key, keyItem, number, numberOf, someTextOf, text, textOf } from './item.ts';
import { instantOf, keyName, placeKey, shardOf, shardsOf, sortable } from './keys.ts';
import { newMark, writeMarked } from './marked-write.ts';
import { inBatches, merged } from './merged.ts';
import type { Table } from './table.ts';
import { IF_ABSENT, type Write } from './write.ts';

/** Has gone, may have gone, or is about to. */
const COUNTING: ReadonlySet<SendState> = new Set<SendState>(['claimed', 'ambiguous', 'sent']);
/** Caps look back a month; a claim is kept for longer than anybody may come to ask. */
const KEEP_CLAIM_MS = 400 * DAY_MS;
const MAX_LISTED = 100;

/**
 * One item a send. Claims that count are items too, one in the partition of the address and one in that of the account,
 * written with the change of the send: caps read them as they are at that moment, which no index could promise.
 */
export class DynamoSendLedger implements SendLedger {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async plan(plan: SendPlan): Promise<SendRecord> {
    const planned = plannedSend(plan.kind);
    const outcome = await this.#table.write({
      put: sendItem(plan, planned, undefined, newMark()),
      when: IF_ABSENT,
    });
    const there = outcome.done ? undefined : outcome.failed.get(0);
    return there === undefined ? planned : recordOf(there);
  }

  async get(key: string): Promise<SendRecord | undefined> {
    const there = await this.#table.get(sendKeyOf(key));
    return there && recordOf(there);
  }

  async replace(key: string, from: SendRecord, to: SendRecord, at: Instant): Promise<void> {
    checkSendChange(key, from, to);
    const there = await this.#table.get(sendKeyOf(key));
    if (there === undefined || textOf(there, 'rec') !== written(from)) throw conflict(key);
    const plan = JSON.parse(someTextOf(there, 'plan')) as SendPlan;
    const earlier = numberOf(there, 'c');
    const claimedAt = from.state !== 'claimed' && to.state === 'claimed' ? at : earlier;
    const same = { expression: '#rec = :from', values: { ':from': text(written(from)) } };
    const claims = claimChanges(plan, countedAt(plan, from, earlier), countedAt(plan, to, claimedAt));
    const put = sendItem(plan, to, claimedAt, newMark());
    if (!(await writeMarked(this.#table, put, same, claims))) throw conflict(key);
  }

  sendsTo(addressKey: string, since: Instant): Promise<readonly Instant[]> {
    return this.#claims(addressClaims(addressKey), since);
  }

  sendsOf(account: string, since: Instant): Promise<readonly Instant[]> {
    return this.#claims(accountClaims(account), since);
  }

  async inState(state: SendState, limit: number, settled?: boolean): Promise<readonly string[]> {
    if (limit < 1) return [];
    const lists = [settled ?? true, settled ?? false].map((is) => stateList(state, is));
    const entries = merged(this.#table, {
      index: 'by1',
      partitions: [...new Set(lists)].flatMap(shardsOf),
      pageSize: Math.min(limit, MAX_LISTED),
    });
    const keys: string[] = [];
    for await (const batch of inBatches(entries, Math.min(limit, MAX_LISTED))) {
      for (const there of await this.#table.getAll(batch.map(({ key }) => key))) {
        if (there === undefined) continue;
        const record = recordOf(there);
        if (record.state === state && (settled ?? record.settled) === record.settled)
          keys.push((JSON.parse(someTextOf(there, 'plan')) as SendPlan).key);
      }
      if (keys.length >= limit) break;
    }
    return keys.slice(0, limit);
  }

  async #claims(partition: string, since: Instant): Promise<Instant[]> {
    const where = { expression: '#s >= :since', values: { ':since': sortable(since) } };
    const claims = await this.#table.queryAll({ partition, where });
    return claims.map((claim) => instantOf(someTextOf(claim, 's')));
  }
}

/** The instant at which a send counts towards caps; undefined when it does not. */
function countedAt(
  plan: SendPlan,
  { state }: SendRecord,
  claimedAt: Instant | undefined,
): Instant | undefined {
  return plan.counted && COUNTING.has(state) ? claimedAt : undefined;
}

function claimChanges(plan: SendPlan, before: Instant | undefined, after: Instant | undefined): Write[] {
  if (before === after) return [];
  const lists = [addressClaims(plan.addressKey), accountClaims(plan.account)];
  const claim = (p: string, at: Instant): Key => ({ p, s: placeKey(at, plan.key) });
  return lists.flatMap((p): Write[] => [
    ...(before === undefined ? [] : [{ delete: claim(p, before) }]),
    ...(after === undefined
      ? []
      : [{ put: { ...keyItem(claim(p, after)), ttl: expiry(after + KEEP_CLAIM_MS) } }]),
  ]);
}

function sendItem(plan: SendPlan, record: SendRecord, claimedAt: Instant | undefined, mark: string): Item {
  const { key, account, addressKey, kind, counted, plannedAt } = plan;
  return item(sendKeyOf(key), {
    plan: text(JSON.stringify({ key, account, addressKey, kind, counted, plannedAt })),
    rec: text(written(record)),
    c: claimedAt === undefined ? undefined : number(claimedAt),
    m: text(mark),
    p1: text(`${stateList(record.state, record.settled)}#${shardOf(key)}`),
    s1: text(placeKey(plannedAt, key)),
  });
}

/** All of a record, in one order, so that equal ones are equal texts. */
function written(record: SendRecord): string {
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
  return JSON.stringify([state, kind, attempt, ambiguities, leaseUntil, providerIds, reason, settled]);
}

function recordOf(there: Item): SendRecord {
  type Written = [
    SendState,
    SendRecord['kind'],
    number,
    number,
    number | null,
    string[],
    string | null,
    boolean,
  ];
  const [state, kind, attempt, ambiguities, leaseUntil, providerIds, reason, settled] = JSON.parse(
    someTextOf(there, 'rec'),
  ) as Written;
  return {
    state,
    kind,
    attempt,
    ambiguities,
    leaseUntil: leaseUntil ?? undefined,
    providerIds,
    reason: reason ?? undefined,
    settled,
  };
}

function sendKeyOf(key: string): Key {
  return { p: `send#${keyName(key)}`, s: 'send' };
}

function addressClaims(addressKey: string): string {
  return `claims to#${keyName(addressKey)}`;
}

function accountClaims(account: string): string {
  return `claims of#${keyName(account)}`;
}

function stateList(state: SendState, settled: boolean): string {
  return `sends ${state} ${settled ? 'settled' : 'open'}`;
}

function conflict(key: string): StoreError {
  return new StoreError('version-conflict', `send ${key} is no longer as it was read`);
}
