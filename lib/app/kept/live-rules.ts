import type { Rulebook } from '../../core/rulebook.ts';
import type { Instant } from '../../core/time/instant.ts';
import type { Settings } from '../ports/settings.ts';

/**
 * When each live rule became live in this store. One that was not live when last asked becomes so now, and what holds
 * by now is how things are: only what changes afterwards fires (DESIGN §10). `keep` for whoever runs the product; a
 * command beside it only looks.
 */
export async function liveRules(
  rulebook: Rulebook,
  settings: Settings,
  now: Instant,
  keep: boolean,
): Promise<ReadonlyMap<string, Instant>> {
  const known = JSON.parse((await settings.get('live-since')) ?? '{}') as Readonly<Record<string, Instant>>;
  const live = new Map<string, Instant>();
  for (const { id, status } of rulebook.rules)
    if (status === 'live') live.set(id, Object.hasOwn(known, id) ? (known[id] ?? now) : now);
  if (keep) await settings.set('live-since', JSON.stringify(Object.fromEntries(live)));
  return live;
}
