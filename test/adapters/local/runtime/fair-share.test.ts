import { describe, expect, it } from 'vitest';
import { FairShare } from '../../../../lib/adapters/local/runtime/fair-share.ts';

function busyFor(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until) {
    // Keeps the thread.
  }
}

describe('the share of deciding', () => {
  it('lets others in between two pieces of work, and then goes on', async () => {
    const share = new FairShare();
    const order: string[] = [];
    const deciding = (async () => {
      for (let i = 0; i < 3; i += 1) {
        busyFor(60);
        await share.yield();
        order.push('decided');
      }
    })();
    for (let i = 0; i < 3; i += 1) {
      await new Promise(setImmediate);
      order.push('request');
    }
    await deciding;
    expect(order.slice(0, 4)).toEqual(['decided', 'request', 'decided', 'request']);
  });

  it('does not leave the thread before its slice is over', async () => {
    const share = new FairShare();
    await share.yield();
    let others = 0;
    setImmediate(() => {
      others += 1;
    });
    await share.yield();
    expect(others).toBe(0);
    busyFor(60);
    await share.yield();
    expect(others).toBe(1);
  });
});
