import { describe, expect, it } from 'vitest';
import type { ChannelPort, OutgoingMessage } from '../../../lib/app/ports/channel.ts';

export interface ChannelUnderTest {
  readonly channel: ChannelPort;
  /** What has arrived at the far end so far. */
  arrived(): Promise<readonly OutgoingMessage[]>;
}

/** A message with everything that a channel may have to carry. */
export function sampleMessage(key: string): OutgoingMessage {
  return {
    key,
    account: 'acme',
    contact: 'ann',
    address: 'ann@example.com',
    topic: 'onboarding',
    message: {
      channel: 'email',
      from: 'team',
      subject: 'Grüße, 王 👩🏽‍🚀',
      preheader: undefined,
      html: '<p>a &amp; b</p>\n',
      text: 'a & b\n.\nlast line',
    },
  };
}

/** What every ChannelPort does whose provider takes messages. `make` gives one that has sent nothing. */
export function describeChannel(name: string, make: () => ChannelUnderTest): void {
  describe(`${name} as a channel`, () => {
    it('hands a message on as it is, and says that it was sent', async () => {
      const { channel, arrived } = make();
      expect(await channel.send(sampleMessage('k1'))).toMatchObject({ sent: true });
      expect(await arrived()).toEqual([sampleMessage('k1')]);
    });

    it('hands messages on in their order, the same one again too: what may go twice is decided above', async () => {
      const { channel, arrived } = make();
      for (const key of ['k1', 'k2', 'k1']) await channel.send(sampleMessage(key));
      expect((await arrived()).map(({ key }) => key)).toEqual(['k1', 'k2', 'k1']);
    });

    it('gives every message that it takes a provider id of its own, or none', async () => {
      const { channel } = make();
      const answers = [await channel.send(sampleMessage('k1')), await channel.send(sampleMessage('k2'))];
      const ids = answers.map((answer) => (answer.sent ? answer.providerId : 'not sent'));
      expect(ids).not.toContain('not sent');
      expect(ids[0] === undefined || ids[0] !== ids[1]).toBe(true);
    });

    it('carries a message of an account and contact of odd names', async () => {
      const { channel, arrived } = make();
      const odd = { ...sampleMessage('__proto__'), account: 'constructor', contact: '__proto__' };
      await channel.send(odd);
      expect(await arrived()).toEqual([odd]);
    });
  });
}
