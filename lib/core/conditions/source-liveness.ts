import type { Source } from '../accounts/catalog.ts';
import { DAY_MS, type Instant } from '../time/instant.ts';
import { holdsUntil } from './operand.ts';
import type { Scope } from './scope.ts';

/** How often a condition that a silent source leaves unknown is looked at again while nothing else happens. */
const SILENT_RECHECK_MS = DAY_MS;
/** The same for a source that was never heard at all, which is a matter of setting up and not of days. */
const UNHEARD_RECHECK_MS = 7 * DAY_MS;

/** When the source was last heard, by this account's own signals or by the published watermark. */
export function lastHeard(scope: Scope, source: Source): Instant | undefined {
  const own = scope.account.heard[source.index];
  const published = scope.watermarks.lastHeard(source, scope.now);
  if (own === undefined) return published;
  return published === undefined || own > published ? own : published;
}

/**
 * Whether absence of news from this source is knowledge now. Lowers `silentAt` while it is, and asks for a look a
 * day later while it is not.
 */
export function isAlive(scope: Scope, source: Source | undefined): boolean {
  if (source === undefined) return true;
  const heard = lastHeard(scope, source);
  if (heard === undefined) return recheck(scope, UNHEARD_RECHECK_MS);
  if (source.maxSilence === undefined) return true;
  if (scope.now - heard > source.maxSilence) return recheck(scope, SILENT_RECHECK_MS);
  const silent = heard + source.maxSilence + 1;
  if (silent < scope.silentAt) scope.silentAt = silent;
  scope.askedSources = true;
  return true;
}

/** Whether the source was ever heard: an unheard source's sets and series are unknown, not empty. */
export function wasHeard(scope: Scope, source: Source): boolean {
  return lastHeard(scope, source) !== undefined || recheck(scope, UNHEARD_RECHECK_MS);
}

function recheck(scope: Scope, after: number): false {
  holdsUntil(scope, scope.now + after);
  scope.askedSources = true;
  return false;
}

/**
 * When the first of these sources falls silent unless it is heard again; undefined when one of them is silent now. A
 * source never heard cannot fall silent.
 */
export function nextSilence(scope: Scope, sources: readonly Source[]): number | undefined {
  let next = Number.POSITIVE_INFINITY;
  for (const source of sources) {
    const heard = lastHeard(scope, source);
    if (heard === undefined || source.maxSilence === undefined) continue;
    const silent = heard + source.maxSilence + 1;
    if (silent <= scope.now) return undefined;
    if (silent < next) next = silent;
  }
  return next;
}
