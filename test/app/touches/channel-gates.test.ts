import { describe, expect, it } from 'vitest';
import { ChannelGates } from '../../../lib/app/touches/channel-gates.ts';

const BREAKER = { failures: 2, restMs: 60_000, maxRestMs: 60_000 };

describe('the gate of a channel', () => {
  it('lets Slack have one message a second, and gives each of the others a turn of its own', () => {
    const gates = new ChannelGates();
    const asked = Array.from({ length: 4 }, () => gates.enter('slack', 1000));
    expect(asked).toEqual([
      undefined,
      { reason: 'throttled', at: 2000 },
      { reason: 'throttled', at: 3000 },
      { reason: 'throttled', at: 4000 },
    ]);
    gates.leave('slack', 'worked', 1000);
    expect(gates.enter('slack', 1999)).toMatchObject({ reason: 'throttled', at: 2000 });
    expect(gates.enter('slack', 2000)).toBeUndefined();
  });

  it('limits no channel that has no rate', () => {
    const gates = new ChannelGates();
    for (let i = 0; i < 1000; i += 1) expect(gates.enter('in-app', 0)).toBeUndefined();
  });

  it('keeps channels apart', () => {
    const gates = new ChannelGates({ rates: {}, breaker: BREAKER });
    for (let i = 0; i < 2; i += 1) {
      gates.enter('email', 0);
      gates.leave('email', 'failed', 0);
    }
    expect(gates.enter('email', 1)).toEqual({ reason: 'channel-failing', at: 60_000 });
    expect(gates.enter('webhook', 1)).toBeUndefined();
  });

  it('obeys a provider that asks for time, which is no failure', () => {
    const gates = new ChannelGates({ rates: {}, breaker: BREAKER });
    for (let i = 0; i < 3; i += 1) {
      gates.enter('slack', i * 30_000);
      gates.leave('slack', 'failed', i * 30_000, 30_000);
    }
    expect(gates.enter('slack', 89_999)).toEqual({ reason: 'provider-asks', at: 90_000 });
    expect(gates.enter('slack', 90_000)).toBeUndefined();
    gates.leave('slack', 'worked', 90_000);
    expect(gates.states(90_000)).toEqual([{ channel: 'slack', open: false, failures: 0, until: undefined }]);
  });

  it('says how each channel stands', () => {
    const gates = new ChannelGates({ rates: {}, breaker: BREAKER });
    expect(gates.states(0)).toEqual([]);
    for (let i = 0; i < 2; i += 1) {
      gates.enter('email', 0);
      gates.leave('email', 'failed', 0);
    }
    gates.enter('slack', 0);
    gates.leave('slack', 'failed', 0, 5000);
    expect(gates.states(1000)).toEqual([
      { channel: 'email', open: true, failures: 2, until: 60_000 },
      { channel: 'slack', open: false, failures: 0, until: 5000 },
    ]);
    expect(gates.states(60_000).map(({ until }) => until)).toEqual([undefined, undefined]);
  });

  it('gives the probe to another when the one that had it was not sent', () => {
    const gates = new ChannelGates({ rates: {}, breaker: { ...BREAKER, failures: 1 } });
    gates.enter('email', 0);
    gates.leave('email', 'failed', 0);
    expect(gates.enter('email', 60_000)).toBeUndefined();
    expect(gates.enter('email', 60_000)).toMatchObject({ reason: 'channel-failing' });
    gates.leave('email', 'unused', 60_000);
    expect(gates.enter('email', 60_000)).toBeUndefined();
  });
});
