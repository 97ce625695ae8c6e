import type { Instant } from '../core/time/instant.ts';
import type { SharedSends } from './account-world.ts';

/** Counted sends by address, for the accounts that are replayed together. */
export function newSharedSends(): SharedSends {
  const byAddress = new Map<string, Instant[]>();
  return {
    contactSends: (addressKey) => byAddress.get(addressKey) ?? [],
    add: (send) => {
      const sends = byAddress.get(send.addressKey);
      if (sends === undefined) byAddress.set(send.addressKey, [send.at]);
      else sends.push(send.at);
    },
  };
}
