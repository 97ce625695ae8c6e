import type { ChannelPort } from '../../../app/ports/channel.ts';

/** A channel whose every message is first written to the outbox, whatever then becomes of it. */
export function withCopy(channel: ChannelPort, outbox: ChannelPort): ChannelPort {
  return {
    async send(message) {
      const written = await outbox.send(message);
      return written.sent ? channel.send(message) : written;
    },
  };
}

/** A channel that has no way out but the outbox, which the touch says of itself. */
export function outboxOnly(outbox: ChannelPort): ChannelPort {
  return {
    async send(message) {
      const written = await outbox.send(message);
      return written.sent ? { ...written, note: 'no-transport' } : written;
    },
  };
}
