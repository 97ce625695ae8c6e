import { type Account, zoneOf } from './accounts/account.ts';
import type { LevelFact, SetFact } from './accounts/catalog.ts';
import { type LevelValue, sameValue } from './accounts/cell.ts';
import type { Item } from './accounts/item-set.ts';
import type { Confirmer } from './conditions/confirm.ts';
import { newScope, type Scope, type Watermarks } from './conditions/scope.ts';
import type { Effect } from './effect.ts';
import type { Measured } from './health/measured.ts';
import type { LedgerEntry, LedgerKind } from './ledger.ts';
import type { Rulebook } from './rulebook.ts';
import type { Signal } from './signals/signal.ts';
import { SlotSet } from './slot-set.ts';
import type { Instant } from './time/instant.ts';

/** What a decision reads besides the account and the rulebook. */
export interface Outside {
  readonly watermarks: Watermarks;
  /** Rules that wait for a person: decided, but they ask for nothing. */
  readonly pausedRules: ReadonlySet<string>;
  readonly confirmer: Confirmer;
  /** Records why event rules did not fire, so that `explain` can say it later: nobody can ask the signal again. */
  readonly recordMisses: boolean;
}

/**
 * One account being decided: its row, the instant, and what comes out. Decisions and steps change `account` in place
 * and add to `ledger` and `effects`; whoever began the work commits all three together or none.
 */
export interface Work {
  readonly rulebook: Rulebook;
  readonly account: Account;
  readonly outside: Outside;
  now: Instant;
  readonly ledger: LedgerEntry[];
  readonly effects: Effect[];
  /** Slots changed since rules were last looked at. */
  readonly touched: SlotSet;
  /** Slots changed since the signal or review began: what runs and tasks are looked at for. */
  readonly changed: SlotSet;
  /** Items changed since then, by the slot of their set or field; a set whose whole is meant has no entry. */
  readonly touchedItems: Map<number, Set<string>>;
  /** Signals that rules have not seen yet: the one being handled, and those derived from it. */
  readonly signals: Signal[];
  /** The signal being handled, for the record. */
  signal: Signal | undefined;
  /** What health was last derived from. Not stored: whoever opens an account measures it anew. */
  measured: Measured | undefined;
}

export function newWork(rulebook: Rulebook, account: Account, outside: Outside): Work {
  return {
    rulebook,
    account,
    outside,
    now: account.now,
    ledger: [],
    effects: [],
    touched: new SlotSet(),
    changed: new SlotSet(),
    touchedItems: new Map(),
    signals: [],
    signal: undefined,
    measured: undefined,
  };
}

/** A scope on the account at the work's instant. */
export function scopeOf(work: Work): Scope {
  return newScope(
    work.account,
    work.now,
    zoneOf(work.account, work.rulebook.catalog),
    work.outside.watermarks,
  );
}

/** Adds an entry at the work's instant, with the signal being handled. */
export function record(work: Work, kind: LedgerKind, entry: Omit<LedgerEntry, 'at' | 'kind'>): void {
  const signal = work.signal === undefined ? {} : { signal: work.signal.key };
  work.ledger.push({ at: work.now, kind, ...signal, ...entry });
}

/** Sets a level fact that Touchline derives, or that a rule sets; returns whether its value changed. */
export function setLevel(work: Work, fact: LevelFact, value: LevelValue | undefined, key: string): boolean {
  const { levels } = work.account;
  const before = levels[fact.index];
  if (
    before?.value === value ||
    (before !== undefined && value !== undefined && sameValue(before.value, value))
  ) {
    return false;
  }
  const old = before === undefined ? undefined : { value: before.value, at: before.at, key: before.key };
  levels[fact.index] = value === undefined ? undefined : { value, at: work.now, key, before: old };
  work.touched.add(fact.slot);
  return true;
}

/** A level that goes stale was said once more: it is as fresh as now. The value before it stays the same. */
export function refreshLevel(work: Work, fact: LevelFact, key: string): void {
  const cell = work.account.levels[fact.index];
  if (cell === undefined || fact.field.maxAge === undefined) return;
  work.account.levels[fact.index] = { ...cell, at: work.now, key };
  work.touched.add(fact.slot);
}

/** The item that a subject names in a set. */
export function itemOf(account: Account, set: SetFact | undefined, subject: string): Item | undefined {
  return set === undefined ? undefined : account.sets[set.index]?.items.get(subject);
}

/** The account's segment, as last derived. */
export function segmentOf(work: Work): string {
  return String(work.account.levels[work.rulebook.segments.fact.index]?.value ?? 'unassigned');
}
