import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuditEntry, AuditLog, AuditQuery } from '../../../lib/app/ports/audit-log.ts';
import { MONDAY, ODD_NAMES } from './sample-commit.ts';

export interface AuditLogUnderTest {
  readonly audit: AuditLog;
  close?(): void;
}

export function sampleAct(target: string, over: Partial<AuditEntry> = {}): AuditEntry {
  return {
    at: MONDAY,
    by: 'ann',
    role: 'csm',
    act: 'task.complete',
    account: 'acme',
    target,
    before: { status: 'open' },
    after: { status: 'closed', outcome: 'saved' },
    reason: undefined,
    ...over,
  };
}

/** What every AuditLog does. `make` gives an empty one. */
export function describeAuditLog(name: string, make: () => AuditLogUnderTest): void {
  describe(`${name} as an audit log`, () => {
    let under: AuditLogUnderTest;
    let audit: AuditLog;
    beforeEach(() => {
      under = make();
      audit = under.audit;
    });
    afterEach(() => under.close?.());

    const append = async (...entries: readonly AuditEntry[]) => {
      for (const entry of entries) await audit.append(entry);
    };
    const targets = async (query: Partial<AuditQuery> = {}) =>
      (await audit.list({ limit: 100, ...query })).items.map(({ target }) => target);

    it('is empty at first', async () => {
      expect(await audit.list({ limit: 10 })).toEqual({ items: [], next: undefined });
    });

    it('gives acts back whole', async () => {
      const acts = [
        sampleAct('t1', { before: undefined, after: ['ü', null, 1.5], reason: '«why»' }),
        sampleAct('everything', { act: 'kill', account: undefined, before: false, after: true }),
      ];
      await append(...acts);
      expect((await audit.list({ limit: 10 })).items).toEqual(acts.toReversed());
    });

    it('gives the latest first by when they were put on record, whatever their instants', async () => {
      await append(
        sampleAct('1', { at: MONDAY + 9 }),
        sampleAct('2', { at: MONDAY }),
        sampleAct('3', { at: MONDAY }),
      );
      expect(await targets()).toEqual(['3', '2', '1']);
    });

    it('keeps the same act twice: it is no set', async () => {
      await append(sampleAct('1'), sampleAct('1'));
      expect(await targets()).toEqual(['1', '1']);
    });

    it.each<[string, Partial<AuditQuery>, string[]]>([
      ['an account', { account: 'acme' }, ['4', '3', '1']],
      ['an act', { act: 'kill' }, ['5', '3']],
      ['an act on an account', { account: 'acme', act: 'kill' }, ['3']],
      ['another spelling of an account', { account: 'ACME' }, []],
      ['no more than the limit', { limit: 2 }, ['5', '4']],
    ])('finds %s', async (_what, query, expected) => {
      await append(
        sampleAct('1'),
        sampleAct('2', { account: 'bolt' }),
        sampleAct('3', { act: 'kill' }),
        sampleAct('4'),
        sampleAct('5', { act: 'kill', account: undefined }),
      );
      expect(await targets(query)).toEqual(expected);
    });

    it('goes on page by page to the end, undisturbed by what is put on record meanwhile', async () => {
      for (let i = 1; i <= 10; i += 1)
        await append(sampleAct(`${i}`, { account: i % 3 === 0 ? 'bolt' : 'acme' }));
      const pages: string[][] = [];
      for (let cursor: string | undefined; ; ) {
        const page = await audit.list({
          account: 'acme',
          limit: 3,
          ...(cursor === undefined ? {} : { cursor }),
        });
        pages.push(page.items.map(({ target }) => target));
        await append(sampleAct('meanwhile'));
        cursor = page.next;
        if (cursor === undefined) break;
      }
      expect(pages).toEqual([['10', '8', '7'], ['5', '4', '2'], ['1']]);
    });

    it('names no further page when the last one is just full', async () => {
      await append(sampleAct('1'), sampleAct('2'));
      expect((await audit.list({ limit: 2 })).next).toBeUndefined();
      expect((await audit.list({ limit: 1 })).next).toBeDefined();
    });

    it.each(['', '7', 'abc', '%00', 'W10', 'WyJ4Il0', '-1', '1 OR 1=1'])(
      'refuses %j as a cursor',
      async (cursor) => {
        await append(sampleAct('1'));
        await expect(audit.list({ limit: 10, cursor })).rejects.toMatchObject({
          name: 'StoreError',
          code: 'bad-cursor',
        });
      },
    );

    it('cannot be changed from outside', async () => {
      const after = { list: ['a'] };
      await append(sampleAct('1', { after }));
      after.list.push('b');
      Object.assign((await audit.list({ limit: 1 })).items[0] ?? {}, { by: 'eve' });
      expect((await audit.list({ limit: 1 })).items).toEqual([sampleAct('1', { after: { list: ['a'] } })]);
    });

    it.each(ODD_NAMES)('takes %s as anything', async (_what, odd) => {
      const entry = sampleAct(odd, { by: odd, act: odd, account: odd, after: odd, reason: odd });
      await append(entry);
      expect((await audit.list({ account: odd, act: odd, limit: 9 })).items).toEqual([entry]);
    });
  });
}
