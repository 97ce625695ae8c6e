import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContactBook } from '../../../lib/app/ports/contact-book.ts';
import type { LevelValue } from '../../../lib/core/accounts/cell.ts';
import { MONDAY, ODD_NAMES } from './sample-commit.ts';

export interface ContactBookUnderTest {
  readonly book: ContactBook;
  close?(): void;
}

type Fields = Readonly<Record<string, LevelValue>>;

/** What every ContactBook does. `make` gives an empty one. */
export function describeContactBook(name: string, make: () => ContactBookUnderTest): void {
  describe(`${name} as a contact book`, () => {
    let under: ContactBookUnderTest;
    let book: ContactBook;
    beforeEach(() => {
      under = make();
      book = under.book;
    });
    afterEach(() => under.close?.());

    const put = (fields: Fields, at = MONDAY, key = 'crm|1') => book.put('acme', 'ann', fields, at, key);
    const fields = async () => (await book.get('acme', 'ann'))?.fields;

    it('knows nobody at first', async () => {
      expect(await book.get('acme', 'ann')).toBeUndefined();
    });

    it('gives a contact back with every kind of value', async () => {
      const all: Fields = {
        email: 'ann@example.com',
        name: 'Ånn «O’Neil» 王',
        score: -1.5,
        vip: false,
        budget: { minor: 100, currency: 'EUR' },
        tags: ['a', ''],
      };
      await put(all);
      expect(await book.get('acme', 'ann')).toEqual({ account: 'acme', contact: 'ann', fields: all });
    });

    it('knows a contact of whom nothing is known yet', async () => {
      await put({});
      expect(await book.get('acme', 'ann')).toEqual({ account: 'acme', contact: 'ann', fields: {} });
    });

    it('merges fields: what a later call leaves out stays', async () => {
      await put({ email: 'ann@example.com', name: 'Ann' });
      await put({ name: 'Anna', phone: '1' }, MONDAY + 1, 'crm|2');
      expect(await fields()).toEqual({ email: 'ann@example.com', name: 'Anna', phone: '1' });
    });

    it('keeps the newer value of each field when an older call comes late', async () => {
      await put({ name: 'Anna' }, MONDAY + 1, 'crm|2');
      await put({ name: 'Ann', email: 'ann@example.com' }, MONDAY, 'crm|1');
      expect(await fields()).toEqual({ name: 'Anna', email: 'ann@example.com' });
    });

    it('takes the greater key where two calls are of one instant', async () => {
      await put({ name: 'B', email: 'b@example.com' }, MONDAY, 'crm|b');
      await put({ name: 'A', phone: '1' }, MONDAY, 'crm|a');
      expect(await fields()).toEqual({ name: 'B', email: 'b@example.com', phone: '1' });
      await put({ name: 'C' }, MONDAY, 'crm|c');
      expect(await fields()).toEqual({ name: 'C', email: 'b@example.com', phone: '1' });
    });

    it('changes nothing when the same call comes again', async () => {
      await put({ name: 'Ann' });
      await put({ name: 'Anna' }, MONDAY + 1, 'crm|2');
      await put({ name: 'Ann' });
      await put({ name: 'Anna' }, MONDAY + 1, 'crm|2');
      expect(await fields()).toEqual({ name: 'Anna' });
    });

    it('ends alike for any order of the same calls, some of them repeated', async () => {
      const call = fc.record({
        at: fc.integer({ min: 0, max: 3 }),
        key: fc.constantFrom('a|1', 'a|2', 'b|1'),
        names: fc.uniqueArray(fc.constantFrom('name', 'email', 'phone'), { minLength: 1 }),
      });
      const orders = fc
        .array(call, { minLength: 1, maxLength: 8 })
        .chain((calls) =>
          fc.tuple(
            fc.constant(calls),
            fc.shuffledSubarray([...calls, ...calls], { minLength: 2 * calls.length }),
          ),
        );
      let contact = 0;
      await fc.assert(
        fc.asyncProperty(orders, async (both) => {
          contact += 1;
          const ends = [];
          for (const [i, calls] of both.entries()) {
            const id = `${contact}.${i}`;
            for (const { at, key, names } of calls) {
              // A key names one signal, so its value is the same whenever it comes.
              const values = names.map((field) => [field, `${field} of ${at} ${key}`]);
              await book.put('acme', id, Object.fromEntries(values), MONDAY + at, key);
            }
            ends.push((await book.get('acme', id))?.fields);
          }
          expect(ends[1]).toEqual(ends[0]);
        }),
        { numRuns: 50 },
      );
    });

    it('keeps contacts of the same id in two accounts apart', async () => {
      await book.put('acme', 'ann', { name: 'Ann' }, MONDAY, 'crm|1');
      await book.put('bolt', 'ann', { name: 'Anja' }, MONDAY, 'crm|1');
      await book.erase('acme', 'ann');
      expect((await book.get('bolt', 'ann'))?.fields).toEqual({ name: 'Anja' });
    });

    it('does not confuse ids that read alike when they are put together', async () => {
      await book.put('a', 'b:c', { name: 'one' }, MONDAY, 'crm|1');
      await book.put('a:b', 'c', { name: 'two' }, MONDAY, 'crm|1');
      expect((await book.get('a', 'b:c'))?.fields).toEqual({ name: 'one' });
      expect((await book.get('a:b', 'c'))?.fields).toEqual({ name: 'two' });
    });

    it('erases a contact for good: later calls, newer ones too, bring nothing back', async () => {
      await put({ email: 'ann@example.com' });
      await book.erase('acme', 'ann');
      expect(await book.get('acme', 'ann')).toBeUndefined();
      await put({ email: 'ann@example.com' }, MONDAY + 99, 'crm|9');
      expect(await book.get('acme', 'ann')).toBeUndefined();
    });

    it('remembers an erasure of a contact that it never knew, and once more does nothing', async () => {
      await book.erase('acme', 'ann');
      await book.erase('acme', 'ann');
      await put({ email: 'ann@example.com' });
      expect(await book.get('acme', 'ann')).toBeUndefined();
      await book.put('acme', 'bob', { email: 'bob@example.com' }, MONDAY, 'crm|1');
      expect((await book.get('acme', 'bob'))?.fields).toEqual({ email: 'bob@example.com' });
    });

    it('is not changed by what happens to fields outside of it', async () => {
      const given = { tags: ['a'], budget: { minor: 1, currency: 'EUR' } };
      await put(given);
      given.tags.push('b');
      given.budget.minor = 2;
      const found = await fields();
      Object.assign(found!, { name: 'Eve' });
      (found!.tags as string[]).push('c');
      expect(await fields()).toEqual({ tags: ['a'], budget: { minor: 1, currency: 'EUR' } });
    });

    it.each(ODD_NAMES)('takes %s as account, contact, field and value', async (_what, odd) => {
      expect(await book.get(odd, odd)).toBeUndefined();
      await book.put(odd, odd, JSON.parse(`{${JSON.stringify(odd)}:${JSON.stringify(odd)}}`), MONDAY, odd);
      const found = await book.get(odd, odd);
      expect([found?.account, found?.contact]).toEqual([odd, odd]);
      expect(Object.entries(found?.fields ?? {})).toEqual([[odd, odd]]);
      expect(Object.getPrototypeOf(found?.fields)).toBe(Object.prototype);
      await book.erase(odd, odd);
      expect(await book.get(odd, odd)).toBeUndefined();
    });
  });
}
