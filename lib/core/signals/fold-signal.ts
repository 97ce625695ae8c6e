import type { SeriesFact, SetFact, Source } from '../accounts/catalog.ts';
import { HORIZON_MS } from '../accounts/compile-catalog.ts';
import { newSetCell, pruneSet, putItem, type SetCell } from '../accounts/item-set.ts';
import { pruneLog } from '../accounts/record-log.ts';
import { forgetIds, forgetKeys, pruneSeries, type SeriesCell } from '../accounts/series.ts';
import { limitedUntil } from '../rules/lifecycle.ts';
import type { CompiledRule } from '../rules/rule.ts';
import type { Instant } from '../time/instant.ts';
import { periodOf } from '../time/period.ts';
import { localDay } from '../time/zone.ts';
import type { Work } from '../work.ts';
import type { Signal } from './signal.ts';

/** Folds a signal into the account's facts, notes that its source lives, and forgets what is kept no longer. */
export function foldSignal(work: Work, signal: Signal): void {
  const { account } = work;
  if (signal.type.source !== undefined) hear(work, signal.type.source, signal.receivedAt);
  const touch = (slot: number, item?: string) => touchSlot(work, slot, item);
  for (const update of signal.type.updates) update(account, signal, touch);
  if (signal.addressKey !== undefined) takeAddress(work, signal, touch);
  work.touched.each((slot) => prune(work, slot));
}

/** Notes that a source lives. When that ends a silence, what waits for it is looked at now and not a day later. */
function hear(work: Work, source: Source, at: Instant): void {
  const { account, now, outside } = work;
  const own = account.heard[source.index];
  account.heard[source.index] = Math.max(own ?? at, at);
  const { maxSilence = Number.POSITIVE_INFINITY } = source;
  if (own !== undefined && now - own <= maxSilence) return;
  const published = outside.watermarks.lastHeard(source, now);
  if (published !== undefined && now - published <= maxSilence) return;
  const sooner = (due: number) => (Number.isFinite(due) ? Math.min(due, now) : due);
  for (const [i, due] of account.ruleDue.entries()) account.ruleDue[i] = sooner(due);
  for (const [i, due] of account.stageDue.entries()) account.stageDue[i] = sooner(due);
  account.segmentDue = sooner(account.segmentDue);
  account.healthDue = sooner(account.healthDue);
  for (const run of account.runs) run.watchDue = sooner(run.watchDue);
}

/** A contact with an address can be reached; the address itself is in the contact's record alone. */
function takeAddress(work: Work, signal: Signal, touch: (slot: number, item: string) => void): void {
  const { contacts } = work.rulebook.catalog;
  const { contact, addressKey } = signal;
  if (contact === undefined || addressKey === undefined) return;
  const cell = work.account.sets[contacts.index] ?? newSetCell();
  work.account.sets[contacts.index] = cell;
  const index = (name: string) => contacts.fields.get(name)?.index ?? 0;
  const values = [
    { index: index('reachable'), value: true },
    { index: index('addressKey'), value: addressKey },
  ];
  const touchField = (field: number) => touch(contacts.fieldSlots[field] ?? contacts.slot, contact);
  putItem(cell, contact, values, signal.time, signal.key, contacts.max, touchField);
}

/** Remembers that a slot changed: one item of it, or all of it. Only rules ask which item it was. */
function touchSlot(work: Work, slot: number, item: string | undefined): void {
  const whole = work.touched.has(slot) && !work.touchedItems.has(slot);
  work.touched.add(slot);
  if (item === undefined) work.touchedItems.delete(slot);
  else if (!whole && isReadByRules(work, slot)) {
    const items = work.touchedItems.get(slot) ?? new Set<string>();
    work.touchedItems.set(slot, items.add(item));
  }
}

function isReadByRules(work: Work, slot: number): boolean {
  return (work.rulebook.index.bySlot[slot]?.length ?? 0) > 0;
}

/**
 * Forgets what is older than is kept, counted from the instant of the decision, so that what is forgotten does not
 * depend on the order of arrival.
 */
function prune(work: Work, slot: number): void {
  const fact = work.rulebook.catalog.slots[slot];
  const { account, now } = work;
  if (fact?.kind === 'series') {
    const cell = account.series[fact.index];
    if (cell !== undefined) pruneFact(fact, cell, now, work.rulebook.catalog.zone);
  } else if (fact?.kind === 'log') {
    const cell = account.logs[fact.index];
    if (cell !== undefined) pruneLog(cell, now - fact.keep);
  } else if (fact?.kind === 'set') {
    const cell = account.sets[fact.index];
    if (cell !== undefined) sweep(work, fact, cell);
  }
}

function pruneFact(fact: SeriesFact, cell: SeriesCell, now: Instant, zone: string): void {
  const period = (at: number) => periodOf(fact.per, localDay(zone, at));
  const { periods, keyed } = fact.kept;
  const present = period(now);
  pruneSeries(cell, present - periods, fact.gap === 'carry');
  if (fact.style === 'distinct') forgetIds(cell, period(now - HORIZON_MS));
  if (fact.by !== undefined && keyed < periods) forgetKeys(cell, present - keyed);
}

/** Sets are swept for old items when they have grown, and for tombstones when one is old enough. */
function sweep(work: Work, fact: SetFact, cell: SetCell): void {
  const tombstonesFrom = work.now - HORIZON_MS;
  const hasGrown = cell.items.size >= cell.sweepAt;
  if (!hasGrown && cell.buriedSince >= tombstonesFrom) return;
  const keepFrom = hasGrown && fact.keep !== undefined ? work.now - fact.keep : undefined;
  if (!pruneSet(cell, keepFrom, tombstonesFrom)) return;
  if (hasGrown) work.touchedItems.delete(fact.slot);
  for (const rule of work.rulebook.rules) if (rule.each === fact) forgetFirings(work, rule, cell);
}

/** Firings of items that nothing is known of any more go with them, unless they still hold the rule back. */
function forgetFirings(work: Work, rule: CompiledRule, cell: SetCell): void {
  const firings = work.account.firings[rule.index];
  for (const [subject, firing] of firings ?? []) {
    const isOver = firing.state === 'inactive' && limitedUntil(rule, firing) <= work.now;
    if (isOver && !cell.items.has(subject)) firings?.delete(subject);
  }
}
