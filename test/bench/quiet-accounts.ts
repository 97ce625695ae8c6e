import { Confirmer } from '../../lib/core/conditions/confirm.ts';
import type { Watermarks } from '../../lib/core/conditions/scope.ts';
import { reviewDue } from '../../lib/core/decide.ts';
import type { Rulebook } from '../../lib/core/rulebook.ts';
import { stepsDue } from '../../lib/core/take-step.ts';
import type { AccountWorld } from '../../lib/replay/account-world.ts';
import type { SignalCollector } from '../../lib/replay/collect-signals.ts';
import { GroupWorld } from '../../lib/replay/group-world.ts';

const HOUR_MS = 3_600_000;
const QUIET_MS = 30 * 24 * HOUR_MS;

/** Every source is heard every hour: other customers are there, only this one is quiet. */
const OTHERS_SPEAK: Watermarks = { lastHeard: (_source, at) => (Math.floor(at / HOUR_MS) - 1) * HOUR_MS };

/**
 * How often an account is reviewed in 30 days without any signal of its own, after the collected history: the mean
 * over all accounts. Steps of journeys that act in this time are not counted, the reviews that they cause are.
 */
export async function countWakeUps(rulebook: Rulebook, collected: SignalCollector): Promise<number> {
  const outside = {
    watermarks: OTHERS_SPEAK,
    pausedRules: new Set<string>(),
    confirmer: new Confirmer(),
    recordMisses: false,
  };
  let accounts = 0;
  let reviews = 0;
  for await (const { signals } of collected.groups()) {
    const group = new GroupWorld(rulebook, outside, () => undefined);
    for (const signal of signals) await group.take(signal);
    await group.passTo(collected.to);
    for (const world of group.worlds.values()) {
      accounts += 1;
      reviews += await reviewsUntil(world, collected.to + QUIET_MS);
    }
  }
  return reviews / accounts;
}

async function reviewsUntil(world: AccountWorld, until: number): Promise<number> {
  let reviews = 0;
  for (;;) {
    const review = reviewDue(world.account);
    const next = Math.min(review, stepsDue(world.account.runs));
    if (next > until) return reviews;
    if (review === next) reviews += 1;
    await world.passTo(next);
  }
}
