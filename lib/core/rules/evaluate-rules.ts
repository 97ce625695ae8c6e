import type { SetFact } from '../accounts/catalog.ts';
import { type Item, isAlive } from '../accounts/item-set.ts';
import { FALSE, type Scope, type Tri, UNKNOWN } from '../conditions/scope.ts';
import { UNASSIGNED } from '../segments/segments.ts';
import type { Signal } from '../signals/signal.ts';
import { itemOf, record, scopeOf, segmentOf, type Work } from '../work.ts';
import type { Firing } from './firing.ts';
import { firingOf, limitedUntil, nextDue, turn } from './lifecycle.ts';
import type { CompiledRule } from './rule.ts';

/** Something a rule is about to do for one subject, once confirmed. */
export interface Turning {
  readonly rule: CompiledRule;
  readonly subject: string;
  readonly item: Item | undefined;
  readonly signal: Signal | undefined;
  readonly firing: Firing;
  readonly turn: 'fire' | 'resolve' | 'limit';
  readonly until: number;
  readonly silentAt: number;
}

/**
 * Evaluates every rule that what was touched, the signals of this hop, or passing time can have changed, and returns
 * what they are about to do, by priority, then rule, then subject. Brings each rule's due up to date.
 */
export function evaluateRules(work: Work): Turning[] {
  const turnings: Turning[] = [];
  const { rules, index } = work.rulebook;
  for (const signal of work.signals) {
    for (const i of index.bySignal.get(signal.type.id) ?? []) {
      const rule = rules[i];
      if (rule !== undefined) evaluateEvent(work, rule, signal, turnings);
    }
  }
  const level = levelRules(work);
  if (level.length > 0) {
    const scope = scopeOf(work);
    for (const i of level) {
      const rule = rules[i];
      if (rule !== undefined) evaluateLevel(work, rule, scope, turnings);
    }
  }
  if (turnings.length > 1) turnings.sort(inOrder);
  return turnings;
}

/** Indexes of the level rules that read what was touched, or whose time has come, each once. */
function levelRules(work: Work): readonly number[] {
  const { rules, index } = work.rulebook;
  const { ruleDue } = work.account;
  const level: number[] = [];
  work.touched.each((slot) => {
    for (const i of index.bySlot[slot] ?? []) if (!level.includes(i)) level.push(i);
  });
  for (let i = 0; i < rules.length; i += 1)
    if ((ruleDue[i] ?? Number.POSITIVE_INFINITY) <= work.now && !level.includes(i)) level.push(i);
  return level;
}

function inOrder(a: Turning, b: Turning): number {
  return (
    b.rule.priority - a.rule.priority ||
    a.rule.index - b.rule.index ||
    (a.subject < b.subject ? -1 : a.subject > b.subject ? 1 : 0)
  );
}

function evaluateEvent(work: Work, rule: CompiledRule, signal: Signal, turnings: Turning[]): void {
  if (work.now - signal.time > rule.ignoreOlderThan || gate(work, rule) !== undefined) return;
  const item = itemOf(work.account, rule.each, signal.contact ?? '');
  const scope = scopeFor(work, item, signal);
  if (rule.condition.evaluate(scope) !== 1) {
    if (work.outside.recordMisses) recordMiss(work, rule, item, signal);
    return;
  }
  const subject = signal.contact ?? '';
  const firing = firingOf(firingsOf(work, rule), subject, work.now);
  const base = {
    rule,
    subject,
    item,
    signal,
    firing,
    until: Number.POSITIVE_INFINITY,
    silentAt: Number.POSITIVE_INFINITY,
  };
  turnings.push({ ...base, turn: limitedUntil(rule, firing) <= work.now ? 'fire' : 'limit' });
}

function recordMiss(work: Work, rule: CompiledRule, item: Item | undefined, signal: Signal): void {
  const about = signal.contact === undefined ? {} : { subject: signal.contact };
  record(work, 'not-fired', {
    rule: rule.id,
    ...about,
    trace: rule.condition.trace(scopeFor(work, item, signal)),
  });
}

/** `scope` serves all rules of a hop: each subject starts it afresh. */
function evaluateLevel(work: Work, rule: CompiledRule, scope: Scope, turnings: Turning[]): void {
  const { ruleDue } = work.account;
  if (rule.each === undefined) {
    ruleDue[rule.index] = evaluateSubject(work, rule, scope, '', undefined, turnings);
    return;
  }
  const due = ruleDue[rule.index] ?? Number.POSITIVE_INFINITY;
  const some = due > work.now ? touchedSubjects(work, rule, rule.each) : undefined;
  let least = some === undefined ? Number.POSITIVE_INFINITY : due;
  const items = work.account.sets[rule.each.index]?.items;
  for (const subject of some ?? allSubjects(work, rule, items)) {
    const next = evaluateSubject(work, rule, scope, subject, items?.get(subject), turnings);
    if (next < least) least = next;
  }
  ruleDue[rule.index] = least;
}

function evaluateSubject(
  work: Work,
  rule: CompiledRule,
  scope: Scope,
  subject: string,
  item: Item | undefined,
  turnings: Turning[],
): number {
  scope.items[0] = item;
  scope.until = Number.POSITIVE_INFINITY;
  scope.silentAt = Number.POSITIVE_INFINITY;
  const removed = rule.each !== undefined && (item === undefined || !isAlive(item));
  const truth: Tri = removed ? FALSE : (gate(work, rule) ?? rule.condition.evaluate(scope));
  const { until, silentAt } = scope;
  const known = work.account.firings[rule.index]?.get(subject);
  if (truth !== 1 && known === undefined) return until;
  const firing = known ?? firingOf(firingsOf(work, rule), subject, work.now);
  const next = turn(rule, firing, truth, work.now);
  if (next === 'none') return nextDue(rule, firing, work.now, until, silentAt);
  turnings.push({ rule, subject, item, signal: undefined, firing, turn: next, until, silentAt });
  return until;
}

/** What the account's segment says before any condition is asked: not for it, or nothing fires where unassigned. */
function gate(work: Work, rule: CompiledRule): Tri | undefined {
  const segment = segmentOf(work);
  if (segment === UNASSIGNED) return UNKNOWN;
  return rule.segments === undefined || rule.segments.has(segment) ? undefined : FALSE;
}

/** The truth of a rule for one subject now, with the gate of its segment, without any turn. */
export function truthOf(
  work: Work,
  rule: CompiledRule,
  item: Item | undefined,
): { truth: Tri; gated: boolean; scope: Scope } {
  const scope = scopeFor(work, item, undefined);
  const gated = gate(work, rule);
  return { truth: gated ?? rule.condition.evaluate(scope), gated: gated !== undefined, scope };
}

export function scopeFor(work: Work, item: Item | undefined, signal: Signal | undefined): Scope {
  const scope = scopeOf(work);
  scope.items[0] = item;
  scope.signal = signal;
  return scope;
}

function firingsOf(work: Work, rule: CompiledRule): Map<string, Firing> {
  const { firings } = work.account;
  const known = firings[rule.index];
  if (known !== undefined) return known;
  const made = new Map<string, Firing>();
  firings[rule.index] = made;
  return made;
}

/** The items to look at when nothing but some items of the rule's own set was touched; undefined means all. */
function touchedSubjects(work: Work, rule: CompiledRule, each: SetFact): ReadonlySet<string> | undefined {
  if (rule.readsWholeSet) return undefined;
  const subjects = new Set<string>();
  let all = false;
  work.touched.each((slot) => {
    if (!rule.reads.has(slot)) return;
    const items = each.fieldSlots.includes(slot) ? work.touchedItems.get(slot) : undefined;
    if (items === undefined) all = true;
    else for (const item of items) subjects.add(item);
  });
  return all ? undefined : subjects;
}

/** Every item, and those that have gone of which the rule still has a firing. */
function allSubjects(
  work: Work,
  rule: CompiledRule,
  items: ReadonlyMap<string, Item> | undefined,
): ReadonlySet<string> {
  return new Set([...(items?.keys() ?? []), ...(work.account.firings[rule.index]?.keys() ?? [])]);
}
