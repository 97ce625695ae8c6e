import { describe, expect, it } from 'vitest';
import { MemoryContactBook } from '../../../lib/adapters/memory/memory-contact-book.ts';
import { MemorySignalLog } from '../../../lib/adapters/memory/memory-signal-log.ts';
import { exportSignals } from '../../../lib/app/play/export-signals.ts';
import type { NewSignal } from '../../../lib/app/ports/signal-log.ts';

function signal(id: string, receivedat: string, over: Partial<NewSignal> = {}, account = 'acme'): NewSignal {
  const envelope = { specversion: '1.0', id, source: 'crm', type: 'seats.changed', account } as const;
  return {
    signal: { ...envelope, time: '2026-06-01T08:00:00Z', receivedat, addresskey: '0123456789abcdef' },
    personal: { email: 'ann@example.com' },
    state: 'waiting',
    ...over,
  };
}

async function exported(signals: readonly NewSignal[], account?: string) {
  const log = new MemorySignalLog(new MemoryContactBook());
  await log.append(signals);
  const all = [];
  for await (const one of exportSignals(log, account)) all.push(one);
  return all;
}

describe('signals that are exported', () => {
  it('come in the order of the log, each with its place, and without what is personal', async () => {
    const all = await exported([
      signal('b', '2026-06-01T09:00:00Z'),
      signal('a', '2026-06-01T09:00:00Z'),
      signal('c', '2026-06-01T10:00:00Z'),
    ]);
    expect(all.map(({ id, sequence }) => [id, sequence])).toEqual([
      ['b', '0000000000000001'],
      ['a', '0000000000000002'],
      ['c', '0000000000000003'],
    ]);
    expect(all[0]).toMatchObject({ addresskey: '0123456789abcdef', receivedat: '2026-06-01T09:00:00Z' });
    expect(JSON.stringify(all)).not.toContain('ann@');
  });

  it('are never received before one that was decided first, account by account', async () => {
    const all = await exported([
      signal('act', '2026-06-01T09:00:00.001Z'),
      signal('next', '2026-06-01T09:00:00Z'),
      signal('other', '2026-06-01T09:00:00Z', {}, 'bolt'),
    ]);
    expect(all.map(({ id, receivedat }) => [id, receivedat])).toEqual([
      ['act', '2026-06-01T09:00:00.001Z'],
      ['next', '2026-06-01T09:00:00.001Z'],
      ['other', '2026-06-01T09:00:00Z'],
    ]);
  });

  it('are those that were decided or will be, of one account where it is named', async () => {
    const list = [
      signal('1', '2026-06-01T09:00:00Z'),
      signal('2', '2026-06-01T09:00:00Z', { state: 'refused', reason: 'too-late' }),
      signal('3', '2026-06-01T09:00:00Z', { state: 'backfill' }),
      signal('4', '2026-06-01T09:00:00Z', {}, 'bolt'),
    ];
    expect((await exported(list)).map(({ id }) => id)).toEqual(['1', '3', '4']);
    expect((await exported(list, 'bolt')).map(({ id }) => id)).toEqual(['4']);
    expect(await exported(list, 'nobody')).toEqual([]);
  });

  it('are all of them, however many there are', async () => {
    const many = Array.from({ length: 2500 }, (_, i) => signal(String(i), '2026-06-01T09:00:00Z'));
    expect((await exported(many)).map(({ id }) => id)).toEqual(many.map((one) => one.signal.id));
  });
});
