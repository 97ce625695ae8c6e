import { describe, expect, it } from 'vitest';
import { AppendQueue } from '../../../lib/app/intake/append-queue.ts';
import type { NewSignal } from '../../../lib/app/ports/signal-log.ts';
import { StoreError } from '../../../lib/app/ports/store-error.ts';
import { newSignal, sampleSignal } from '../../support/contracts/signal-log-under-test.ts';

const signals = (...ids: string[]): NewSignal[] => ids.map((id) => newSignal(sampleSignal(id)));
const idsOf = (batch: readonly NewSignal[]) => batch.map(({ signal }) => signal.id);

/** A log that notes what is appended at once, and finds every second signal to be known. */
function logOf(fail: (ids: readonly string[]) => Error | undefined = () => undefined) {
  const calls: string[][] = [];
  return {
    calls,
    append: async (batch: readonly NewSignal[]) => {
      const ids = idsOf(batch);
      calls.push(ids);
      await new Promise((done) => setImmediate(done));
      const error = fail(ids);
      if (error !== undefined) throw error;
      return ids.map((id) => Number(id) % 2 === 1);
    },
  };
}

describe('what is appended in one turn', () => {
  it('is written in one go, in order, and each caller hears of its own part', async () => {
    const log = logOf();
    const queue = new AppendQueue(log);
    const answers = await Promise.all([
      queue.append(signals('1', '2')),
      queue.append(signals('4')),
      queue.append([]),
      queue.append(signals('5', '7', '8')),
    ]);
    expect(log.calls).toEqual([['1', '2', '4', '5', '7', '8']]);
    expect(answers).toEqual([[true, false], [false], [], [true, true, false]]);
  });

  it('while another is being written comes next, and never beside it', async () => {
    const log = logOf();
    const queue = new AppendQueue(log);
    const first = queue.append(signals('1'));
    await new Promise((done) => setImmediate(done));
    expect(log.calls).toEqual([['1']]);
    const second = queue.append(signals('2'));
    const third = queue.append(signals('3'));
    await first;
    expect(log.calls).toEqual([['1']]);
    expect(await Promise.all([second, third])).toEqual([[false], [true]]);
    expect(log.calls).toEqual([['1'], ['2', '3']]);
  });

  it('is written in several goes where it is more than a thousand', async () => {
    const log = logOf();
    const queue = new AppendQueue(log);
    const part = (from: number, count: number) =>
      signals(...Array.from({ length: count }, (_, i) => String(from + i)));
    await Promise.all([
      queue.append(part(0, 600)),
      queue.append(part(600, 600)),
      queue.append(part(1200, 1500)),
      queue.append(part(2700, 1)),
    ]);
    expect(log.calls.map((ids) => ids.length)).toEqual([600, 600, 1500, 1]);
  });

  it('waits for the turn to end, by whatever says so', async () => {
    const log = logOf();
    const turns: (() => void)[] = [];
    const queue = new AppendQueue(log, (run) => turns.push(run));
    const answer = queue.append(signals('1'));
    void queue.append(signals('2'));
    await Promise.resolve();
    expect(log.calls).toEqual([]);
    expect(turns).toHaveLength(1);
    turns[0]?.();
    expect(await answer).toEqual([true]);
  });
});

describe('a write that fails', () => {
  it('fails for all when the store is away, and is not tried for each', async () => {
    const log = logOf(() => new StoreError('unavailable', 'away'));
    const queue = new AppendQueue(log);
    const answers = await Promise.allSettled([queue.append(signals('1')), queue.append(signals('2'))]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(log.calls).toEqual([['1', '2']]);
  });

  it('fails only for the one at fault otherwise', async () => {
    const log = logOf((ids) => (ids.includes('3') ? new Error('too big') : undefined));
    const queue = new AppendQueue(log);
    const answers = await Promise.allSettled(['1', '3', '5'].map((id) => queue.append(signals(id))));
    expect(answers).toMatchObject([
      { status: 'fulfilled', value: [true] },
      { status: 'rejected', reason: new Error('too big') },
      { status: 'fulfilled', value: [true] },
    ]);
  });

  it('is over with it: what comes next is written', async () => {
    let isAway = true;
    const log = logOf(() => (isAway ? new StoreError('unavailable', 'away') : undefined));
    const queue = new AppendQueue(log);
    await expect(queue.append(signals('1'))).rejects.toThrow('away');
    isAway = false;
    expect(await queue.append(signals('1'))).toEqual([true]);
  });
});
