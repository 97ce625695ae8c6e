import type { SendRecord } from '../../lib/core/touches/send-key.ts';
import { putAround } from './port-points.ts';

export type PlantedBug = 'ack-before-commit' | 'send-before-claim';

/** Breaks the product on purpose, in this process alone, to see that it is noticed. */
export function plant(bug: PlantedBug): void {
  if (bug === 'ack-before-commit') acknowledgeBeforeCommit();
  else sendBeforeClaim();
}

/** Says that signals are in the log a moment before they are. */
function acknowledgeBeforeCommit(): void {
  putAround('log', 'append', async (call, [signals]) => {
    setTimeout(() => void call().catch(() => undefined), 20);
    return (signals as readonly unknown[]).map(() => true);
  });
}

/** Keeps claims in memory until the channel has answered. */
function sendBeforeClaim(): void {
  const claims = new Map<unknown, () => Promise<unknown>>();
  putAround('sends', 'replace', async (call, [key, from, to]) => {
    if ((to as SendRecord).state === 'claimed') {
      claims.set(key, call);
      return undefined;
    }
    if ((from as SendRecord).state === 'claimed') await claims.get(key)?.();
    claims.delete(key);
    return call();
  });
}
