import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LogQuery, NewSignal, SignalLog, StoredSignal } from '../../../lib/app/ports/signal-log.ts';
import { formatInstant } from '../../../lib/core/time/instant.ts';
import { MONDAY, ODD_NAMES } from './sample-commit.ts';
import { describeStates } from './signal-log-states.ts';
import { newSignal, type SignalLogUnderTest, sampleSignal } from './signal-log-under-test.ts';

/** What every SignalLog does. `make` gives an empty one. */
export function describeSignalLog(name: string, make: () => SignalLogUnderTest): void {
  describeAppending(name, make);
  describeStates(name, make);
}

function describeAppending(name: string, make: () => SignalLogUnderTest): void {
  describe(`${name} as a signal log`, () => {
    let under: SignalLogUnderTest;
    let log: SignalLog;
    beforeEach(() => {
      under = make();
      log = under.log;
    });
    afterEach(() => under.close?.());

    const append = (...signals: readonly (StoredSignal | NewSignal)[]) =>
      log.append(signals.map((one) => ('signal' in one ? one : newSignal(one))));
    const list = (query: Partial<LogQuery> = {}) => log.list({ limit: 100, ...query });
    const ids = async (query: Partial<LogQuery> = {}) => (await list(query)).map(({ signal }) => signal.id);
    const number = async (id: string) => (await list()).find(({ signal }) => signal.id === id)?.number ?? -1;

    it('is empty at first, and stays so when nothing is appended', async () => {
      expect(await append()).toEqual([]);
      expect(await list()).toEqual([]);
      expect(await log.count('waiting')).toBe(0);
      expect(await log.lastReceived()).toBeUndefined();
    });

    it('gives signals back as they came, in the order of arrival', async () => {
      const whole = sampleSignal('2', {
        contact: 'c1',
        addresskey: 'h1',
        data: { text: 'Ünï «王» \u2028', list: [1, null, { deep: [true] }], zero: 0 },
      });
      expect(await append(whole, sampleSignal('1'))).toEqual([true, true]);
      await append(newSignal(sampleSignal('0', { account: 'bolt' }), { state: 'backfill' }));
      const logged = await list();
      expect(logged).toMatchObject([
        { key: 'crm|2', state: 'waiting', signal: whole },
        { key: 'crm|1', state: 'waiting', signal: sampleSignal('1') },
        { key: 'crm|0', state: 'backfill', signal: { account: 'bolt' } },
      ]);
      expect(logged.map(({ reason }) => reason)).toEqual([undefined, undefined, undefined]);
      const numbers = logged.map((one) => one.number);
      expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    });

    it('keeps what was refused on arrival, with its reason', async () => {
      await append(newSignal(sampleSignal('1'), { state: 'refused', reason: 'too-late' }));
      expect(await list({ states: ['refused'] })).toMatchObject([{ key: 'crm|1', reason: 'too-late' }]);
      expect(await log.count('refused')).toBe(1);
      expect(await log.count('waiting')).toBe(0);
    });

    describe('a signal that comes again', () => {
      it('is not new, and changes nothing of the first, whatever it says now', async () => {
        await append(sampleSignal('1'));
        const before = await list();
        const again = sampleSignal('1', {
          type: 'other',
          data: { score: 9 },
          receivedat: formatInstant(MONDAY + 9000),
        });
        expect(await append(sampleSignal('2'), newSignal(again, { state: 'backfill' }))).toEqual([
          true,
          false,
        ]);
        expect((await list()).slice(0, 1)).toEqual(before);
        expect(await log.count('backfill')).toBe(0);
        expect(await log.lastReceived()).toBe(MONDAY + 1000);
      });

      it('in the same call is new once', async () => {
        expect(await append(sampleSignal('1'), sampleSignal('2'), sampleSignal('1'))).toEqual([
          true,
          true,
          false,
        ]);
        expect(await ids()).toEqual(['1', '2']);
      });

      it('is another one where account or source differ', async () => {
        const others = [sampleSignal('1', { account: 'bolt' }), sampleSignal('1', { source: 'shop' })];
        expect(await append(sampleSignal('1'), ...others)).toEqual([true, true, true]);
        expect((await list()).map(({ key }) => key)).toEqual(['crm|1', 'crm|1', 'shop|1']);
      });

      it('is known after it was decided, and does not wait again', async () => {
        await append(sampleSignal('1'));
        await log.settle([await number('1')], 'decided');
        expect(await append(sampleSignal('1'))).toEqual([false]);
        expect(await log.count('waiting')).toBe(0);
      });

      it('does not write its personal data a second time', async () => {
        const one = sampleSignal('1', { contact: 'c1' });
        await append(newSignal(one, { personal: { email: 'ann@example.com' } }));
        await append(newSignal(one, { personal: { email: 'eve@example.com', phone: '1' } }));
        expect((await under.contacts.get('acme', 'c1'))?.fields).toEqual({ email: 'ann@example.com' });
      });
    });

    describe('personal data', () => {
      const about = (
        id: string,
        at: number,
        personal: NewSignal['personal'],
        over: Partial<StoredSignal> = {},
      ) => newSignal(sampleSignal(id, { contact: 'c1', time: formatInstant(at), ...over }), { personal });
      const fields = async (contact = 'c1') => (await under.contacts.get('acme', contact))?.fields;

      it('goes to the record of the contact and nowhere into the log', async () => {
        await append(about('1', MONDAY, { email: 'ann@example.com', vip: true }));
        expect(await fields()).toEqual({ email: 'ann@example.com', vip: true });
        expect(JSON.stringify(await list())).not.toContain('example.com');
      });

      it('is as old as its signal: what happened earlier and comes later does not win', async () => {
        await append(
          about('2', MONDAY, { name: 'Anna' }),
          about('1', MONDAY - 1, { name: 'Ann', phone: '1' }),
        );
        expect(await fields()).toEqual({ name: 'Anna', phone: '1' });
        await under.contacts.put('acme', 'c1', { name: 'Anja' }, MONDAY, 'crm|1');
        expect((await fields())?.name).toBe('Anna');
        await under.contacts.put('acme', 'c1', { name: 'Anja' }, MONDAY, 'crm|3');
        expect((await fields())?.name).toBe('Anja');
      });

      it('from the future is as old as its receipt, so that it does not win for ever', async () => {
        await append(about('1', MONDAY + 86_400_000, { name: 'From 2026-06-02' }));
        const later = { receivedat: formatInstant(MONDAY + 2000) };
        await append(about('2', MONDAY + 1001, { name: 'Ann' }, later));
        expect(await fields()).toEqual({ name: 'Ann' });
      });

      it('of an erased contact is dropped, and the signal is kept', async () => {
        await append(about('1', MONDAY, { email: 'ann@example.com' }));
        await under.contacts.erase('acme', 'c1');
        expect(await append(about('2', MONDAY + 1, { email: 'ann@example.com' }))).toEqual([true]);
        expect(await fields()).toBeUndefined();
        expect(await ids()).toEqual(['1', '2']);
      });

      it('without a contact is dropped, and a contact without any has no record', async () => {
        await append(
          newSignal(sampleSignal('1'), { personal: { email: 'ann@example.com' } }),
          about('2', MONDAY, undefined),
        );
        expect(await ids()).toEqual(['1', '2']);
        expect(await fields()).toBeUndefined();
      });

      it('is a copy: changing it afterwards changes nothing', async () => {
        const personal = { tags: ['a'] };
        const signal = sampleSignal('1', { contact: 'c1' });
        await append(newSignal(signal, { personal }));
        personal.tags.push('b');
        Object.assign(signal.data ?? {}, { score: 9 });
        Object.assign((await list())[0]?.signal ?? {}, { type: 'other' });
        expect(await fields()).toEqual({ tags: ['a'] });
        expect((await list())[0]?.signal).toEqual(sampleSignal('1', { contact: 'c1' }));
      });
    });

    describe('a call in which one signal cannot be logged', () => {
      const circular: Record<string, unknown> = {};
      circular.self = circular;
      it.each<[string, NewSignal]>([
        ['"time" is no instant', newSignal(sampleSignal('2', { time: 'yesterday' }))],
        ['"receivedat" is no instant', newSignal(sampleSignal('2', { receivedat: '2026-06-31T00:00:00Z' }))],
        ['the payload is no JSON', newSignal(sampleSignal('2', { data: circular }))],
      ])('logs none and keeps no personal data: %s', async (_what, broken) => {
        const good = newSignal(sampleSignal('1', { contact: 'c1' }), {
          personal: { email: 'ann@example.com' },
        });
        await expect(append(good, broken)).rejects.toThrow();
        expect(await list()).toEqual([]);
        expect(await under.contacts.get('acme', 'c1')).toBeUndefined();
        expect(await append(good)).toEqual([true]);
      });
    });

    it('knows the latest receipt, whichever signal came last', async () => {
      await append(sampleSignal('1', { receivedat: formatInstant(MONDAY + 5000) }));
      await append(sampleSignal('2', { receivedat: formatInstant(MONDAY + 3000) }));
      expect(await log.lastReceived()).toBe(MONDAY + 5000);
    });

    it('takes thousands in one call', async () => {
      const many = Array.from({ length: 3000 }, (_, i) =>
        newSignal(sampleSignal(`${i % 2500}`, { contact: `c${i % 50}` }), { personal: { name: `${i}` } }),
      );
      const added = await log.append(many);
      expect(added.filter((one) => one)).toHaveLength(2500);
      expect(added.indexOf(false)).toBe(2500);
      expect(await log.count('waiting')).toBe(2500);
      // The greatest key of those of one instant wins, and keys are texts.
      expect((await under.contacts.get('acme', 'c49'))?.fields).toEqual({ name: '999' });
    });

    it.each(ODD_NAMES)('takes %s as account, contact, id and source', async (_what, odd) => {
      const signal = sampleSignal(odd, { account: odd, contact: odd, source: odd });
      expect(await append(newSignal(signal, { personal: { name: odd } }))).toEqual([true]);
      expect(await append(signal, sampleSignal(odd))).toEqual([false, true]);
      expect(await list({ account: odd })).toMatchObject([{ key: `${odd}|${odd}`, signal }]);
      expect((await under.contacts.get(odd, odd))?.fields).toEqual({ name: odd });
    });
  });
}
