import { FALSE, TRUE, type Tri } from '../conditions/scope.ts';
import type { Instant } from '../time/instant.ts';
import { type Firing, newFiring } from './firing.ts';
import type { CompiledRule } from './rule.ts';

/** What a condition's truth does to a rule for one subject. */
export type Turn = 'none' | 'fire' | 'resolve' | 'limit';

/**
 * What is to happen to a firing when its condition is `truth` at `now`, without doing it: a level rule's life, as in
 * Prometheus. Unknown never starts, advances, resets or resolves; while pending it pauses `for`. Mutates only the
 * bookkeeping of time (`held`, `trueSince`, pending); `fired` and `resolved` complete a turn once it is confirmed.
 */
export function turn(rule: CompiledRule, firing: Firing, truth: Tri, now: Instant): Turn {
  if (truth === FALSE) return turnFalse(firing, now);
  if (truth !== TRUE) {
    pause(firing, now);
    return 'none';
  }
  switch (firing.state) {
    case 'inactive':
      if (rule.for === 0) return fireOrLimit(rule, firing, now);
      enter(firing, 'pending', now);
      firing.held = 0;
      firing.trueSince = now;
      return 'none';
    case 'pending':
      firing.trueSince ??= now;
      return heldFor(firing, now) >= rule.for ? fireOrLimit(rule, firing, now) : 'none';
    case 'limited':
      return fireOrLimit(rule, firing, now);
    case 'firing':
      if (rule.repeatAfter === undefined || now < (firing.firedAt ?? now) + rule.repeatAfter) return 'none';
      return limitedUntil(rule, firing) <= now ? 'fire' : 'none';
  }
}

function turnFalse(firing: Firing, now: Instant): Turn {
  if (firing.state === 'firing') return 'resolve';
  if (firing.state !== 'inactive') enter(firing, 'inactive', now);
  firing.trueSince = undefined;
  return 'none';
}

function pause(firing: Firing, now: Instant): void {
  if (firing.state !== 'pending' || firing.trueSince === undefined) return;
  firing.held += now - firing.trueSince;
  firing.trueSince = undefined;
}

function heldFor(firing: Firing, now: Instant): number {
  return firing.held + (firing.trueSince === undefined ? 0 : now - firing.trueSince);
}

function fireOrLimit(rule: CompiledRule, firing: Firing, now: Instant): Turn {
  if (limitedUntil(rule, firing) <= now) return 'fire';
  return firing.state === 'limited' ? 'none' : 'limit';
}

/** Before this instant `atMostOncePer` does not let it fire again. */
export function limitedUntil(rule: CompiledRule, firing: Firing): number {
  if (rule.atMostOncePer === undefined || firing.firedAt === undefined) return Number.NEGATIVE_INFINITY;
  return firing.firedAt + rule.atMostOncePer;
}

export function fired(firing: Firing, now: Instant): void {
  if (firing.state !== 'firing') enter(firing, 'firing', now);
  firing.firedAt = now;
  firing.count += 1;
}

export function resolved(firing: Firing, now: Instant): void {
  enter(firing, 'inactive', now);
}

export function limited(firing: Firing, now: Instant): void {
  enter(firing, 'limited', now);
}

function enter(firing: Firing, state: Firing['state'], now: Instant): void {
  firing.state = state;
  firing.since = now;
  if (state !== 'pending') {
    firing.held = 0;
    firing.trueSince = undefined;
  }
}

/**
 * When this firing must be looked at again if nothing is heard: when its condition may flip, and when `for`,
 * `repeatAfter` or the limit runs out. A pending one also when a source it reads falls silent, which pauses it. What
 * ran out while the condition is unknown waits for the condition, so only what is still to come counts.
 */
export function nextDue(
  rule: CompiledRule,
  firing: Firing,
  now: Instant,
  until: number,
  silentAt: number,
): number {
  let due = until;
  if (firing.state === 'pending') {
    due = Math.min(due, silentAt);
    if (firing.trueSince !== undefined) due = sooner(due, firing.trueSince + rule.for - firing.held, now);
  }
  if (firing.state === 'limited') due = sooner(due, limitedUntil(rule, firing), now);
  if (firing.state === 'firing' && rule.repeatAfter !== undefined && firing.firedAt !== undefined) {
    due = sooner(due, Math.max(firing.firedAt + rule.repeatAfter, limitedUntil(rule, firing)), now);
  }
  return due;
}

function sooner(due: number, at: number, now: Instant): number {
  return at > now && at < due ? at : due;
}

/** The firing of a subject, made when there is none. */
export function firingOf(firings: Map<string, Firing>, subject: string, now: Instant): Firing {
  const known = firings.get(subject);
  if (known !== undefined) return known;
  const made = newFiring(now);
  firings.set(subject, made);
  return made;
}
