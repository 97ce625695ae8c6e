import { describe, expect, it } from 'vitest';
import { MemoryChannel } from '../../../lib/adapters/memory/memory-channel.ts';
import { describeChannel, sampleMessage } from '../../support/contracts/channel.ts';

describeChannel('MemoryChannel', () => {
  const channel = new MemoryChannel();
  return { channel, arrived: async () => channel.taken };
});

describe('a memory channel', () => {
  it('answers as it is told to, in order, and sends again afterwards', async () => {
    const channel = new MemoryChannel();
    const refusal = { sent: false, retryable: true, reason: 'throttled' } as const;
    channel.expect(refusal, { sent: true, providerId: 'mine' });
    expect(await channel.send(sampleMessage('k1'))).toEqual(refusal);
    expect(await channel.send(sampleMessage('k2'))).toEqual({ sent: true, providerId: 'mine' });
    expect(await channel.send(sampleMessage('k3'))).toEqual({ sent: true, providerId: 'memory-2' });
    expect(channel.asked.map(({ key }) => key)).toEqual(['k1', 'k2', 'k3']);
    expect(channel.taken.map(({ key }) => key)).toEqual(['k2', 'k3']);
  });

  it('loses an answer whether or not the provider took the message', async () => {
    const channel = new MemoryChannel();
    channel.expect({ lost: 'socket closed', taken: true }, { lost: 'no route', taken: false });
    await expect(channel.send(sampleMessage('k1'))).rejects.toThrow('socket closed');
    await expect(channel.send(sampleMessage('k2'))).rejects.toThrow('no route');
    expect(channel.asked.map(({ key }) => key)).toEqual(['k1', 'k2']);
    expect(channel.taken.map(({ key }) => key)).toEqual(['k1']);
  });

  it('keeps messages as they were handed over', async () => {
    const channel = new MemoryChannel();
    const message = sampleMessage('k1');
    await channel.send(message);
    Object.assign(message.message, { subject: 'changed' });
    Object.assign(channel.taken[0]!.message, { subject: 'changed' });
    Object.assign(channel.asked[0]!, { address: 'changed' });
    expect(channel.taken).toEqual([sampleMessage('k1')]);
    expect(channel.asked).toEqual([sampleMessage('k1')]);
  });
});
