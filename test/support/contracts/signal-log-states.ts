import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type {
  LoggedState,
  LogQuery,
  NewSignal,
  SignalLog,
  StoredSignal,
} from '../../../lib/app/ports/signal-log.ts';
import { newSignal, type SignalLogUnderTest, sampleSignal } from './signal-log-under-test.ts';

/** What a SignalLog finds, and how it notes what became of a signal. */
export function describeStates(name: string, make: () => SignalLogUnderTest): void {
  describe(`${name} and what became of its signals`, () => {
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

    describe('being asked', () => {
      beforeEach(async () => {
        await append(
          sampleSignal('1'),
          sampleSignal('2', { account: 'bolt' }),
          newSignal(sampleSignal('3'), { state: 'backfill' }),
          sampleSignal('4', { account: 'bolt' }),
          sampleSignal('5'),
          sampleSignal('6'),
        );
        await log.settle([await number('1'), await number('4')], 'decided');
        await log.settle([await number('5')], 'quarantined', 'it broke');
      });

      it.each<[string, Partial<LogQuery>, string[]]>([
        ['an account', { account: 'acme' }, ['1', '3', '5', '6']],
        ['a state', { states: ['waiting'] }, ['2', '6']],
        ['what was decided', { states: ['decided'] }, ['1', '4']],
        [
          'several states, in the order of arrival',
          { states: ['quarantined', 'waiting', 'decided'] },
          ['1', '2', '4', '5', '6'],
        ],
        ['a state that is named twice', { states: ['waiting', 'waiting'] }, ['2', '6']],
        ['no state at all', { states: [] }, []],
        ['a state of an account', { account: 'bolt', states: ['waiting', 'refused'] }, ['2']],
        ['no state of an account', { account: 'bolt', states: [] }, []],
        ['an account that has none', { account: 'ACME' }, []],
        ['no more than the limit', { limit: 2 }, ['1', '2']],
        [
          'no more than the limit of several states',
          { states: ['quarantined', 'waiting'], limit: 2 },
          ['2', '5'],
        ],
        ['nothing for a limit of none', { limit: 0 }, []],
      ])('finds %s', async (_what, query, expected) => {
        expect(await ids(query)).toEqual(expected);
      });

      it('goes on after a number, with every filter', async () => {
        const after = await number('3');
        expect(await ids({ after })).toEqual(['4', '5', '6']);
        expect(await ids({ after, states: ['waiting', 'decided'] })).toEqual(['4', '6']);
        expect(await ids({ after, account: 'acme', states: ['quarantined'] })).toEqual(['5']);
        expect(await ids({ after: await number('6') })).toEqual([]);
      });

      it('counts what is in each state', async () => {
        const states = ['waiting', 'backfill', 'decided', 'refused', 'quarantined'] as const;
        expect(await Promise.all(states.map((state: LoggedState) => log.count(state)))).toEqual([
          2, 1, 2, 0, 1,
        ]);
      });
    });

    describe('how a signal ended', () => {
      const settled = async (...ends: readonly [LoggedState, string?][]) => {
        await append(sampleSignal('1'), sampleSignal('2'));
        for (const end of ends) await log.settle([await number('1')], ...end);
        const [first, second] = await list();
        expect(second).toMatchObject({ state: 'waiting', reason: undefined });
        return [first?.state, first?.reason];
      };

      it('is noted with its reason', async () => {
        expect(await settled(['refused', 'too-late'])).toEqual(['refused', 'too-late']);
      });

      it('is decided for good, however often it is said and whatever comes after', async () => {
        expect(await settled(['decided'], ['decided'], ['quarantined', 'it broke'])).toEqual([
          'decided',
          undefined,
        ]);
      });

      it('is open again for one that is to be tried once more, without the old reason', async () => {
        expect(await settled(['quarantined', 'it broke'], ['waiting'])).toEqual(['waiting', undefined]);
        expect(await ids({ states: ['waiting'] })).toEqual(['1', '2']);
      });

      it('is noted for many at once, and numbers that are not there do no harm', async () => {
        await append(...Array.from({ length: 40 }, (_, i) => sampleSignal(`${i}`)));
        const numbers = (await list()).map((one) => one.number);
        await log.settle([...numbers.slice(0, 30), 1e9, -1], 'decided');
        await log.settle([], 'refused', 'too-late');
        expect([await log.count('decided'), await log.count('waiting')]).toEqual([30, 10]);
      });
    });
  });
}
