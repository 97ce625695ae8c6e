import type { HourlyWatermarks } from '../../../app/kept/hourly-watermarks.ts';
import { openLogged } from '../../../app/play/logged-signals.ts';
import { type PlayPorts, playAccount } from '../../../app/play/play-account.ts';
import type { Settings } from '../../../app/ports/settings.ts';
import type { LoggedSignal, SignalLog } from '../../../app/ports/signal-log.ts';
import { StoreError } from '../../../app/ports/store-error.ts';
import type { WatermarkStore } from '../../../app/ports/watermark-store.ts';
import type { Rulebook } from '../../../core/rulebook.ts';
import type { Signal } from '../../../core/signals/signal.ts';
import { HOUR_MS, type Instant } from '../../../core/time/instant.ts';
import type { Outside } from '../../../core/work.ts';
import type { FairShare } from './fair-share.ts';

export interface DeciderParts {
  readonly log: SignalLog;
  readonly play: PlayPorts;
  readonly rulebook: Rulebook;
  readonly outside: Outside;
  readonly watermarks: HourlyWatermarks;
  readonly watermarkStore: WatermarkStore;
  readonly settings: Settings;
  readonly share: FairShare;
  /** Told of what could not be decided: an account or a log number, and why. Never personal data. */
  onTrouble(what: string, error: unknown): void;
}

/** Signals of the log that are handled in one go. */
const BATCH = 500;
/** Accounts that are woken in one go. */
const WAKES = 200;
/** How long an account is left alone whose review failed. */
const REST_MS = 10 * 60_000;

/** Takes logged signals, and accounts that fell due, to their decisions. What breaks one account stops no other. */
export class Decider {
  readonly #parts: DeciderParts;
  /** Accounts whose review failed, and until when they rest. */
  readonly #resting = new Map<string, Instant>();
  readonly #heard = new Set<string>();
  /** Whether every account has been looked at with this rulebook, and otherwise up to which. */
  #isSettled = false;
  #settledTo: string | undefined;

  constructor(parts: DeciderParts) {
    this.#parts = parts;
  }

  /** Decides what is waiting in the log, of one account or of all; whether there was anything. */
  async takeWaiting(now: Instant, account?: string): Promise<boolean> {
    const query = {
      states: ['waiting'] as const,
      limit: BATCH,
      ...(account === undefined ? {} : { account }),
    };
    const waiting = await this.#parts.log.list(query);
    for (const [id, logged] of byAccount(waiting)) {
      await this.#take(id, logged, now);
      await this.#parts.share.yield();
    }
    return waiting.length > 0;
  }

  /** Lets time pass for every account that fell due; whether there was any. */
  async wakeDue(now: Instant): Promise<boolean> {
    let woken = await this.#settle(now);
    const due = await this.#parts.play.accounts.due(now, WAKES + this.#resting.size);
    for (const { account } of due) {
      if ((this.#resting.get(account) ?? Number.NEGATIVE_INFINITY) > now) continue;
      woken = true;
      await this.#wake(account, now);
    }
    return woken;
  }

  /** When the first account falls due that does not rest; infinite for never. */
  async nextDue(): Promise<number> {
    const due = await this.#parts.play.accounts.due(Number.MAX_SAFE_INTEGER, 1 + this.#resting.size);
    let next = Number.POSITIVE_INFINITY;
    for (const { account, at } of due) next = Math.min(next, Math.max(at, this.#resting.get(account) ?? at));
    return next;
  }

  /**
   * Looks at accounts that were last decided with another rulebook, some at a time: when this one has something to do
   * about them is in no due-index yet. Whether there were any.
   */
  async #settle(now: Instant): Promise<boolean> {
    if (this.#isSettled) return false;
    const { play, rulebook, settings } = this.#parts;
    const isNew = (await settings.get('rulebook')) !== rulebook.hash;
    const ids = isNew ? await play.accounts.list(this.#settledTo, WAKES) : [];
    for (const id of ids) {
      const stored = await play.accounts.load(id);
      if (stored !== undefined && stored.account.rulebook !== rulebook.hash) await this.#wake(id, now);
    }
    this.#settledTo = ids.at(-1);
    if (ids.length === WAKES) return true;
    this.#isSettled = true;
    if (isNew) await settings.set('rulebook', rulebook.hash);
    return ids.length > 0;
  }

  async #wake(account: string, now: Instant): Promise<void> {
    const { play, rulebook, outside } = this.#parts;
    await this.#parts.share.yield();
    try {
      await playAccount(play, rulebook, outside, account, [], now);
      this.#resting.delete(account);
    } catch (error) {
      if (isPassing(error)) throw error;
      this.#resting.set(account, now + REST_MS);
      this.#parts.onTrouble(account, error);
    }
  }

  async #take(account: string, logged: readonly LoggedSignal[], now: Instant): Promise<void> {
    const signals: { readonly number: number; readonly signal: Signal }[] = [];
    for (const one of logged) {
      const opened = openLogged(one, this.#parts.rulebook);
      if ('signal' in opened) signals.push({ number: one.number, signal: opened.signal });
      else await this.#parts.log.settle([one.number], 'refused', opened.refused);
    }
    for (const { signal } of signals) await this.#hear(signal);
    try {
      await this.#decide(account, signals, now);
    } catch (error) {
      if (isPassing(error)) throw error;
      // One of them is poison: alone, each shows whether it is the one.
      for (const one of signals) await this.#decideAlone(account, one, now);
    }
  }

  async #decideAlone(
    account: string,
    one: { readonly number: number; readonly signal: Signal },
    now: Instant,
  ): Promise<void> {
    try {
      await this.#decide(account, [one], now);
    } catch (error) {
      if (isPassing(error)) throw error;
      const why = error instanceof Error ? error.message : String(error);
      await this.#parts.log.settle([one.number], 'quarantined', why);
      this.#parts.onTrouble(`signal ${one.number}`, error);
    }
  }

  async #decide(
    account: string,
    signals: readonly { readonly number: number; readonly signal: Signal }[],
    now: Instant,
  ): Promise<void> {
    const { play, rulebook, outside, log } = this.#parts;
    if (signals.length === 0) return;
    await playAccount(
      play,
      rulebook,
      outside,
      account,
      signals.map(({ signal }) => signal),
      now,
    );
    // After the commit: a crash in between has them decided again, which changes nothing.
    await log.settle(
      signals.map(({ number }) => number),
      'decided',
    );
  }

  /** Publishes that the source lives, once an hour. */
  async #hear(signal: Signal): Promise<void> {
    const { source } = signal.type;
    if (source === undefined) return;
    this.#parts.watermarks.hear(source, signal.receivedAt);
    const hour = `${source.name}|${Math.floor(signal.receivedAt / HOUR_MS)}`;
    if (this.#heard.has(hour)) return;
    await this.#parts.watermarkStore.hear(source.name, signal.receivedAt);
    this.#heard.add(hour);
  }
}

/** The store is at fault, and not what was to be decided: the same may go well a moment later. */
function isPassing(error: unknown): boolean {
  return error instanceof StoreError && error.retryable;
}

function byAccount(logged: readonly LoggedSignal[]): ReadonlyMap<string, LoggedSignal[]> {
  const accounts = new Map<string, LoggedSignal[]>();
  for (const one of logged) {
    const own = accounts.get(one.signal.account);
    if (own === undefined) accounts.set(one.signal.account, [one]);
    else own.push(one);
  }
  return accounts;
}
