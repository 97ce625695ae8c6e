import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Arrival, numberKey } from '../../../../lib/adapters/aws/dynamodb/arrival.ts';
import { KEEP_MS } from '../../../../lib/adapters/aws/dynamodb/expiry.ts';
import {
  instantOf,
  isCut,
  keyName,
  keyNames,
  placeKey,
  shardOf,
  sortable,
} from '../../../../lib/adapters/aws/dynamodb/keys.ts';
import { readSeen, seenHash, writeSeen } from '../../../../lib/adapters/aws/dynamodb/seen-keys.ts';
import { compareCodePoints } from '../../../../lib/adapters/memory/code-points.ts';
import { HORIZON_MS } from '../../../../lib/core/accounts/compile-catalog.ts';
import { DAY_MS } from '../../../../lib/core/time/instant.ts';
import { MONDAY } from '../../../support/contracts/sample-commit.ts';

describe('instants in keys', () => {
  const instant = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -5, max: 5 }));

  it('sort as they do, before 1970 too, and can be read again', () => {
    fc.assert(
      fc.property(instant, instant, (a, b) => {
        expect(Math.sign(compareCodePoints(sortable(a), sortable(b)))).toBe(Math.sign(a - b));
        expect(instantOf(placeKey(a, 'x#9'))).toBe(a);
      }),
    );
  });

  it.each([
    [Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER],
    [Number.NEGATIVE_INFINITY, -Number.MAX_SAFE_INTEGER],
  ])('end at the last whole number: %d', (at, expected) => {
    expect(instantOf(sortable(at))).toBe(expected);
  });
});

describe('names in keys', () => {
  const name = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ unit: 'binary', minLength: 300, maxLength: 2000 }),
  );

  it('fit with an instant into a sort key, whatever they are', () => {
    fc.assert(
      fc.property(name, (one) => {
        expect(Buffer.byteLength(placeKey(MONDAY, one))).toBeLessThanOrEqual(1024);
        if (!isCut(one)) expect(keyName(one)).toBe(one);
      }),
    );
  });

  it('differ where the names do, also where one reads like another that was cut', () => {
    const long = 'ü'.repeat(5000);
    const cut = keyName(long);
    expect(keyName(`${long}x`)).not.toBe(cut);
    expect(keyName(cut)).not.toBe(cut);
    expect(keyNames('a', 'b:c')).not.toBe(keyNames('a:b', 'c'));
    expect(keyNames('a","b')).not.toBe(keyNames('a', 'b'));
  });

  it('keep their beginning when they are cut, never half a code point', () => {
    const cut = keyName('😀'.repeat(1000));
    expect(cut).toMatch(/^(😀)+~sha256~[0-9a-f]{64}$/u);
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(900);
  });

  it('are spread over all shards, each always in the same', () => {
    const shards = Array.from({ length: 200 }, (_, i) => shardOf(`account-${i}`));
    expect(new Set(shards).size).toBe(8);
    expect(shardOf('account-0')).toBe(shards[0]);
  });
});

describe('numbers of arrival', () => {
  it('grow within a millisecond, and when the clock stands still or goes back', () => {
    let now = MONDAY;
    const arrival = new Arrival({ now: () => now });
    const numbers = Array.from({ length: 5000 }, (_, i) => {
      if (i === 4000) now -= 60_000;
      return arrival.next();
    });
    expect(numbers.every((one, i) => i === 0 || one > (numbers[i - 1] ?? 0))).toBe(true);
    expect(numbers.every(Number.isSafeInteger)).toBe(true);
    expect(numberKey(numbers[0] ?? 0)).toHaveLength(16);
  });

  it('of two processes stand as their clocks do', () => {
    const first = new Arrival({ now: () => MONDAY }).next();
    expect(new Arrival({ now: () => MONDAY + 2 }).next()).toBeGreaterThan(first);
  });

  it('stay whole numbers for as long as this will be in use', () => {
    expect(Number.isSafeInteger(new Arrival({ now: () => Date.UTC(2100, 0, 1) }).next())).toBe(true);
  });
});

describe('signals that were seen', () => {
  it('are read as they were written, with instants before 1970', () => {
    const keys = ['crm|1', 'crm|2', ''].map((key, i) => ({ hash: seenHash(key), at: MONDAY * (i - 1) }));
    expect(readSeen(writeSeen(keys))).toEqual(keys);
    expect(writeSeen(keys)).toHaveLength(48);
  });

  it('are kept past the horizon and the day that is added to it', () => {
    expect(KEEP_MS).toBeGreaterThan(HORIZON_MS + DAY_MS);
  });
});
