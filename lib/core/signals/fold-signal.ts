import type { Source } from '../accounts/catalog.ts';
import { HORIZON_MS } from '../accounts/compile-catalog.ts';
import { newSetCell, pruneSet, putItem } from '../accounts/item-set.ts';
import { pruneLog } from '../accounts/record-log.ts';
import { pruneSeries } from '../accounts/series.ts';
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
 * depend on the order of arrival. Sets are swept when they have grown, since a sweep looks at every item.
 */
function prune(work: Work, slot: number): void {
  const fact = work.rulebook.catalog.slots[slot];
  const { account, now } = work;
  if (fact?.kind === 'series') {
    const cell = account.series[fact.index];
    const first = cell?.buckets[0];
    if (cell === undefined || first === undefined) return;
    const period = (at: number) => periodOf(fact.per, localDay(work.rulebook.catalog.zone, at));
    const keepFrom = period(now) - fact.keepPeriods;
    if (first.period < keepFrom || fact.style === 'distinct')
      pruneSeries(cell, keepFrom, period(now - HORIZON_MS));
  } else if (fact?.kind === 'log') {
    const cell = account.logs[fact.index];
    if (cell !== undefined) pruneLog(cell, now - fact.keep);
  } else if (fact?.kind === 'set') {
    const cell = account.sets[fact.index];
    if (cell === undefined || cell.items.size < cell.sweepAt) return;
    const keepFrom = fact.keep === undefined ? undefined : now - fact.keep;
    if (pruneSet(cell, keepFrom, now - HORIZON_MS)) work.touchedItems.delete(slot);
    cell.sweepAt = cell.items.size + SWEEP_GROWTH;
  }
}

/** A set is swept each time that it has grown by this many items. */
const SWEEP_GROWTH = 16;
