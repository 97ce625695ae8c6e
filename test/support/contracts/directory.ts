import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Directory, Parked } from '../../../lib/app/ports/directory.ts';
import { MONDAY, ODD_NAMES } from './sample-commit.ts';

export interface DirectoryUnderTest {
  readonly directory: Directory;
  close?(): void;
}

export function sampleParked(waitsFor: string, over: Partial<Parked> = {}): Omit<Parked, 'number'> {
  return { waitsFor, receivedAt: MONDAY, connector: 'segment', body: { type: 'track' }, ...over };
}

/** What every Directory does. `make` gives an empty one. */
export function describeDirectory(name: string, make: () => DirectoryUnderTest): void {
  describe(`${name} as a directory`, () => {
    let under: DirectoryUnderTest;
    let directory: Directory;
    beforeEach(() => {
      under = make();
      directory = under.directory;
    });
    afterEach(() => under.close?.());

    describe('links', () => {
      it('lead from an external id to the account, by the very same text', async () => {
        expect(await directory.link('acme', 'crm', '001')).toBe(true);
        expect(await directory.accountOf('crm', '001')).toBe('acme');
        expect(await directory.accountOf('crm', '1')).toBeUndefined();
        expect(await directory.accountOf('CRM', '001')).toBeUndefined();
        expect(await directory.accountOf('shop', '001')).toBeUndefined();
      });

      it('stay with the first account, which is told to the second', async () => {
        await directory.link('acme', 'crm', '001');
        expect(await directory.link('bolt', 'crm', '001')).toBe(false);
        expect(await directory.link('acme', 'crm', '001')).toBe(true);
        expect(await directory.accountOf('crm', '001')).toBe('acme');
        expect(await directory.links('bolt')).toEqual([]);
      });

      it('are listed by account, in order of system, then id', async () => {
        for (const [system, id] of [
          ['shop', '7'],
          ['crm', 'b'],
          ['crm', 'B'],
          ['crm', 'a'],
        ] as const)
          await directory.link('acme', system, id);
        await directory.link('bolt', 'crm', 'c');
        expect(await directory.links('acme')).toEqual([
          { system: 'crm', id: 'B' },
          { system: 'crm', id: 'a' },
          { system: 'crm', id: 'b' },
          { system: 'shop', id: '7' },
        ]);
        expect(await directory.links('zulu')).toEqual([]);
      });

      it('do not confuse ids that read alike when they are put together', async () => {
        await directory.link('acme', 'a', 'b:c');
        expect(await directory.accountOf('a:b', 'c')).toBeUndefined();
      });
    });

    describe('memberships', () => {
      it('are of one user, in order of joining', async () => {
        await directory.join('u1', 'zulu', 'z1');
        await directory.join('u2', 'acme', 'a2');
        await directory.join('u1', 'acme', 'a1');
        expect(await directory.memberships('u1')).toEqual([
          { account: 'zulu', contact: 'z1' },
          { account: 'acme', contact: 'a1' },
        ]);
        expect(await directory.memberships('u3')).toEqual([]);
      });

      it('are made once for an account, and the contact stays', async () => {
        await directory.join('u1', 'acme', 'a1');
        await directory.join('u1', 'bolt', 'b1');
        await directory.join('u1', 'acme', 'other');
        expect(await directory.memberships('u1')).toEqual([
          { account: 'acme', contact: 'a1' },
          { account: 'bolt', contact: 'b1' },
        ]);
      });
    });

    describe('what is parked', () => {
      const bodies = (parked: readonly Parked[]) => parked.map(({ body }) => body);

      it('waits for one thing, in order of arrival, and comes back as it was', async () => {
        const body = { type: 'track', userId: 'ann@example.com', nested: [null, { ü: 1 }] };
        await directory.park(
          sampleParked('link:crm:1', { body, connector: 'hooks', receivedAt: MONDAY + 5 }),
        );
        await directory.park(sampleParked('member:u1'), sampleParked('link:crm:1', { body: 'second' }));
        const waiting = await directory.waitingFor('link:crm:1', 10);
        expect(waiting).toMatchObject([
          { waitsFor: 'link:crm:1', receivedAt: MONDAY + 5, connector: 'hooks', body },
          { receivedAt: MONDAY, connector: 'segment', body: 'second' },
        ]);
        expect(bodies(await directory.waitingFor('link:crm:1', 1))).toEqual([body]);
        expect(await directory.waitingFor('link:crm:10', 10)).toEqual([]);
        expect(await directory.countParked()).toBe(3);
      });

      it('goes when it is told to, once, and its number is never another’s', async () => {
        await directory.park(sampleParked('x', { body: 1 }), sampleParked('x', { body: 2 }));
        const [first, second] = await directory.waitingFor('x', 10);
        await directory.unpark([second!.number]);
        await directory.park(sampleParked('x', { body: 3 }));
        await directory.unpark([second!.number, -1]);
        await directory.unpark([]);
        expect(bodies(await directory.waitingFor('x', 10))).toEqual([1, 3]);
        await directory.unpark((await directory.waitingFor('x', 10)).map(({ number }) => number));
        expect(await directory.countParked()).toBe(0);
        expect(first!.number).toBeLessThan(second!.number);
      });

      it('is found by its age, oldest first, before an instant and not at it', async () => {
        for (const [i, at] of [7, 3, 5, 3].entries())
          await directory.park(sampleParked('x', { receivedAt: MONDAY + at, body: i }));
        expect(bodies(await directory.parkedBefore(MONDAY + 7, 10))).toEqual([1, 3, 2]);
        expect(bodies(await directory.parkedBefore(MONDAY + 8, 2))).toEqual([1, 3]);
        expect(await directory.parkedBefore(MONDAY + 3, 10)).toEqual([]);
      });

      it('is found from an instant on, that instant included', async () => {
        for (const [i, at] of [7, 3, 5, 3].entries())
          await directory.park(sampleParked('x', { receivedAt: MONDAY + at, body: i }));
        expect(bodies(await directory.parkedBefore(MONDAY + 9, 10, MONDAY + 5))).toEqual([2, 0]);
        expect(bodies(await directory.parkedBefore(MONDAY + 7, 10, MONDAY + 3))).toEqual([1, 3, 2]);
        expect(bodies(await directory.parkedBefore(Number.MAX_SAFE_INTEGER, 1, MONDAY + 6))).toEqual([0]);
        expect(await directory.parkedBefore(MONDAY + 5, 10, MONDAY + 5)).toEqual([]);
      });

      it('is parked whole or not at all', async () => {
        const broken = {
          get type() {
            throw new Error('this cannot be written');
          },
        };
        const parking = directory.park(sampleParked('x'), sampleParked('x', { body: broken }));
        await expect(parking).rejects.toThrow('this cannot be written');
        expect(await directory.countParked()).toBe(0);
      });

      it('is a copy: changing it afterwards changes nothing', async () => {
        const body = { list: ['a'] };
        await directory.park(sampleParked('x', { body }));
        body.list.push('b');
        Object.assign((await directory.waitingFor('x', 1))[0] ?? {}, { body: 'other' });
        expect(bodies(await directory.waitingFor('x', 1))).toEqual([{ list: ['a'] }]);
      });
    });

    it.each(ODD_NAMES)('takes %s wherever a name is', async (_what, odd) => {
      expect(await directory.accountOf(odd, odd)).toBeUndefined();
      await directory.link(odd, odd, odd);
      expect(await directory.accountOf(odd, odd)).toBe(odd);
      expect(await directory.links(odd)).toEqual([{ system: odd, id: odd }]);
      await directory.join(odd, odd, odd);
      expect(await directory.memberships(odd)).toEqual([{ account: odd, contact: odd }]);
      await directory.park(sampleParked(odd, { connector: odd, body: odd }));
      expect(await directory.waitingFor(odd, 1)).toMatchObject([
        { waitsFor: odd, connector: odd, body: odd },
      ]);
    });
  });
}
