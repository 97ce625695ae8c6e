import { afterEach, describe, expect, it } from 'vitest';
import { SlackChannel } from '../../../../lib/adapters/local/channels/slack-channel.ts';
import type { OutgoingMessage } from '../../../../lib/app/ports/channel.ts';
import { sampleMessage } from '../../../support/contracts/channel.ts';
import { closeReceivers, receiver, status } from '../../../support/http-receiver.ts';
import { TEN } from '../../../support/touch-scene.ts';

const CLOCK = { now: () => TEN };
afterEach(closeReceivers);

describe('a Slack webhook', () => {
  const url = 'https://hooks.slack.com/services/T0/B0/secret';
  const note = (): OutgoingMessage => ({
    ...sampleMessage('k1'),
    contact: undefined,
    message: { channel: 'slack', text: '*Look*' },
  });

  it('is posted the text', async () => {
    const { seen, route } = await receiver(status(200));
    expect(await new SlackChannel({ url, route }, CLOCK).send(note())).toMatchObject({ sent: true });
    expect(seen).toMatchObject([{ url: '/services/T0/B0/secret', body: '{"text":"*Look*"}' }]);
  });

  it.each([
    [400, { sent: false, retryable: false, reason: 'slack-400' }],
    [403, { sent: false, retryable: true, reason: 'slack-403' }],
    [410, { sent: false, retryable: true, reason: 'slack-410' }],
    [503, { sent: false, retryable: true, reason: 'slack-503' }],
  ])('answers %i', async (code, answer) => {
    const { route } = await receiver(status(code));
    expect(await new SlackChannel({ url, route }, CLOCK).send(note())).toEqual(answer);
  });

  it('is left alone for as long as it asks', async () => {
    const { route } = await receiver(status(429, { 'retry-after': '30' }));
    expect(await new SlackChannel({ url, route }, CLOCK).send(note())).toEqual({
      sent: false,
      retryable: true,
      reason: 'slack-429',
      retryAfterMs: 30_000,
    });
  });

  it('may have taken what its gateway gave up on', async () => {
    const { route } = await receiver(status(502));
    await expect(new SlackChannel({ url, route }, CLOCK).send(note())).rejects.toThrow('502');
  });

  it.each([
    'http://hooks.slack.com/x',
    'https://hooks.slack.com.evil.example/',
    'https://hooks.slack.com:8443/',
  ])('is never %s', (other) => expect(() => new SlackChannel({ url: other }, CLOCK)).toThrow(RangeError));
});
