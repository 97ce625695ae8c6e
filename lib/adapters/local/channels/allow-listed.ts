import type { ChannelPort, OutgoingMessage } from '../../../app/ports/channel.ts';

/** Addresses (`ann@example.com`) and whole domains or hosts (`example.com`), in any case. */
export type AllowList = readonly string[];

/**
 * A channel that hands on only what goes to an address, domain or host of the list; anything else is kept back, and no
 * provider hears of it. `targetOf` says where a message goes: a mailbox or a host.
 */
export function allowListed(
  channel: ChannelPort,
  list: AllowList,
  targetOf: (message: OutgoingMessage) => string | undefined,
): ChannelPort {
  const allowed = new Set(list.map((one) => one.trim().toLowerCase().replace(/^@/, '')));
  return {
    async send(message) {
      const target = targetOf(message)?.toLowerCase();
      const domain = target?.slice(target.lastIndexOf('@') + 1);
      if (target !== undefined && domain !== undefined && (allowed.has(target) || allowed.has(domain)))
        return channel.send(message);
      return { sent: false, retryable: false, reason: 'not-on-allow-list', withheld: true };
    },
  };
}
