import { checkSendChange, sameSend } from '../../app/ports/check-send-change.ts';
import type { SendLedger, SendPlan } from '../../app/ports/send-ledger.ts';
import { StoreError } from '../../app/ports/store-error.ts';
import type { Instant } from '../../core/time/instant.ts';
import { plannedSend, type SendRecord, type SendState } from '../../core/touches/send-key.ts';
import { compareCodePoints } from './code-points.ts';

interface Kept {
  readonly plan: SendPlan;
  record: SendRecord;
  claimedAt: Instant | undefined;
}

/** Has gone, may have gone, or is about to. */
const COUNTING: ReadonlySet<SendState> = new Set<SendState>(['claimed', 'ambiguous', 'sent']);

export class MemorySendLedger implements SendLedger {
  readonly #sends = new Map<string, Kept>();

  async plan(plan: SendPlan): Promise<SendRecord> {
    const kept = this.#sends.get(plan.key) ?? {
      plan: { ...plan },
      record: plannedSend(plan.kind),
      claimedAt: undefined,
    };
    this.#sends.set(plan.key, kept);
    return copied(kept.record);
  }

  async get(key: string): Promise<SendRecord | undefined> {
    const kept = this.#sends.get(key);
    return kept === undefined ? undefined : copied(kept.record);
  }

  async replace(key: string, from: SendRecord, to: SendRecord, at: Instant): Promise<void> {
    checkSendChange(key, from, to);
    const kept = this.#sends.get(key);
    if (kept === undefined || !sameSend(kept.record, from)) {
      throw new StoreError('version-conflict', `send ${key} is no longer as it was read`);
    }
    if (from.state !== 'claimed' && to.state === 'claimed') kept.claimedAt = at;
    kept.record = copied(to);
  }

  async sendsTo(addressKey: string, since: Instant): Promise<readonly Instant[]> {
    return this.#claims(since, (plan) => plan.addressKey === addressKey);
  }

  async sendsOf(account: string, since: Instant): Promise<readonly Instant[]> {
    return this.#claims(since, (plan) => plan.account === account);
  }

  async inState(state: SendState, limit: number, settled?: boolean): Promise<readonly string[]> {
    return [...this.#sends.values()]
      .filter(({ record }) => record.state === state && (settled ?? record.settled) === record.settled)
      .map(({ plan }) => plan)
      .sort((a, b) => a.plannedAt - b.plannedAt || compareCodePoints(a.key, b.key))
      .slice(0, limit)
      .map(({ key }) => key);
  }

  #claims(since: Instant, belongs: (plan: SendPlan) => boolean): Instant[] {
    const claims: Instant[] = [];
    for (const { plan, record, claimedAt } of this.#sends.values()) {
      if (!plan.counted || !COUNTING.has(record.state) || !belongs(plan)) continue;
      if (claimedAt !== undefined && claimedAt >= since) claims.push(claimedAt);
    }
    return claims.sort((a, b) => a - b);
  }
}

function copied(record: SendRecord): SendRecord {
  return { ...record, providerIds: [...record.providerIds] };
}
