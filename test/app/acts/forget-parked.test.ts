import { describe, expect, it } from 'vitest';
import { MemoryDirectory } from '../../../lib/adapters/memory/memory-directory.ts';
import { forgetParked } from '../../../lib/app/acts/forget-parked.ts';

const MONDAY = Date.UTC(2026, 5, 1);
const ANN = { account: 'acme', contact: 'c_ann', address: 'Ann@Example.com' };

async function left(directory: MemoryDirectory): Promise<unknown[]> {
  const parked = await directory.parkedBefore(Number.MAX_SAFE_INTEGER, 10_000);
  return parked.map(({ body }) => body);
}

const parked = (waitsFor: string, body: unknown, receivedAt = MONDAY) => ({
  waitsFor,
  receivedAt,
  connector: 'segment',
  body,
});

describe('what waits and may be about an erased contact', () => {
  it('goes: what waits for a user who they are, and what holds their address, however written', async () => {
    const directory = new MemoryDirectory();
    await directory.join('u-1', 'acme', 'c_ann');
    await directory.join('u-1', 'bolt', 'c_other');
    await directory.join('u-2', 'acme', 'c_bob');
    await directory.park(
      parked('member:u-1', 1),
      parked('member:u-2', 2),
      parked('member:u-3', { email: 'ANN@example.COM' }),
      parked('link:stripe:cus_1', { note: 'from <ann@example.com>, by phone' }),
      parked('link:stripe:cus_1', { email: 'joann@example.org' }),
      parked('link:crm:ann@example.com', 3),
    );
    expect(await forgetParked(directory, ANN)).toBe(4);
    expect(await left(directory)).toEqual([2, { email: 'joann@example.org' }]);
    expect(await forgetParked(directory, ANN)).toBe(0);
  });

  it('goes where no address is known, and nothing else with it', async () => {
    const directory = new MemoryDirectory();
    await directory.join('u-1', 'acme', 'c_ann');
    await directory.park(parked('member:u-1', 1), parked('link:stripe:cus_1', { email: '' }));
    expect(await forgetParked(directory, { ...ANN, address: undefined })).toBe(1);
    expect(await left(directory)).toEqual([{ email: '' }]);
  });

  it('is found among thousands, many of them parked at one instant', async () => {
    const directory = new MemoryDirectory();
    const theirs = (i: number) => i % 1000 === 999;
    const many = Array.from({ length: 4000 }, (_, i) =>
      parked('member:x', theirs(i) ? { email: 'ann@example.com' } : i, MONDAY + Math.floor(i / 1500)),
    );
    await directory.park(...many);
    expect(await forgetParked(directory, ANN)).toBe(4);
    expect(await left(directory)).toEqual(
      Array.from({ length: 4000 }, (_, i) => i).filter((i) => !theirs(i)),
    );
  });
});
