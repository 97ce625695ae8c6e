import type { Effect } from '../../core/effect.ts';
import type { Instant } from '../../core/time/instant.ts';

/**
 * The id of the effect at `index` of the commit that made `version` of an account: its own key, so that what must be
 * done once waits once, or else one that nothing else has. Keys of effects hold no bar.
 */
export function outboxId(effect: Effect, account: string, version: number, index: number): string {
  return 'key' in effect ? effect.key : `${account}|${version}|${index}`;
}

/** When an effect of a commit at `at` may be acted on. */
export function notBefore(effect: Effect, at: Instant): Instant {
  return 'at' in effect ? effect.at : at;
}
