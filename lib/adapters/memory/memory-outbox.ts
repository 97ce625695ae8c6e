import type { Commit, OutboxEntry } from '../../app/ports/account-store.ts';
import { notBefore, outboxId } from '../../app/ports/outbox-id.ts';
import type { Effect } from '../../core/effect.ts';
import type { Instant } from '../../core/time/instant.ts';

interface Waiting {
  readonly account: string;
  readonly effect: string;
  notBefore: Instant;
  attempts: number;
}

/** An effect that is ready to be put into the outbox. */
export interface PackedEffect {
  readonly id: string;
  readonly waiting: Waiting;
}

/** The effects of a commit as they will be kept. Throws for what is no JSON, before anything is changed. */
export function packEffects({ account, expected, at, outbox }: Commit): readonly PackedEffect[] {
  return outbox.map((effect, i) => ({
    id: outboxId(effect, account.id, expected + 1, i),
    waiting: {
      account: account.id,
      effect: JSON.stringify(effect),
      notBefore: notBefore(effect, at),
      attempts: 0,
    },
  }));
}

/** Effects that wait, in the order of their commits. */
export class MemoryOutbox {
  readonly #effects = new Map<string, Waiting>();

  put(effects: readonly PackedEffect[]): void {
    for (const { id, waiting } of effects) if (!this.#effects.has(id)) this.#effects.set(id, waiting);
  }

  /** A sort keeps what is of one instant in the order of its commits. */
  ready(until: Instant, limit: number): readonly OutboxEntry[] {
    return [...this.#effects]
      .filter(([, waiting]) => waiting.notBefore <= until)
      .sort(([, a], [, b]) => a.notBefore - b.notBefore)
      .slice(0, limit)
      .map(([id, { effect, ...waiting }]) => ({ id, ...waiting, effect: JSON.parse(effect) as Effect }));
  }

  next(): Instant | undefined {
    return this.ready(Number.POSITIVE_INFINITY, 1)[0]?.notBefore;
  }

  settle(id: string): void {
    this.#effects.delete(id);
  }

  postpone(id: string, until: Instant): void {
    const waiting = this.#effects.get(id);
    if (waiting === undefined) return;
    waiting.notBefore = until;
    waiting.attempts += 1;
  }
}
