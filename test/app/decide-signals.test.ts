import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decideSignals } from '../../lib/app/decide-signals.ts';
import type { AccountStore, Commit } from '../../lib/app/ports/account-store.ts';
import { StoreError } from '../../lib/app/ports/store-error.ts';
import type { Signal } from '../../lib/core/signals/signal.ts';
import { HOUR_MS } from '../../lib/core/time/instant.ts';
import { DECISION_STORES, type DecisionStore, keptOf, outsideOf } from '../support/decision-stores.ts';
import { call, mail, way } from '../support/journey-worlds.ts';
import { leaf, rulebookOf, when } from '../support/rulebook.ts';
import { at, signalOf } from '../support/world.ts';

/** Rules of every kind and a journey, so that a decision has facts, firings, tasks, runs and effects to keep. */
const RULEBOOK = rulebookOf(
  way(
    {
      exit: [{ reason: 'gone', when: when('flag', 'equal', false) }],
      steps: [mail('hello', { at: 'P1D' }), call('ring', { at: 'P5D' }), { id: 'over', end: 'completed' }],
    },
    {
      rules: {
        'low-usage': {
          conditions: when('sum', 'lessThan', 20, { of: 'logins', over: 'P3D' }),
          for: 'P1D',
          repeatAfter: 'P7D',
          event: {
            type: 'low-usage',
            params: {
              effects: [{ createTask: { reason: 'usage', title: 'Look', assign: 'csm', dueIn: 'P2D' } }],
            },
          },
        },
        detractor: {
          on: ['nps.responded'],
          conditions: when('signal.score', 'lessThanInclusive', 6),
          event: { type: 'detractor', params: { effects: [{ setFact: { other: true } }] } },
        },
        unhappy: { each: 'contacts', conditions: when('contact.nps', 'lessThan', 5) },
        flagged: {
          each: 'contacts',
          conditions: { all: [leaf('contact.nps', 'lessThan', 9), leaf('flag', 'equal', true)] },
        },
        critical: {
          conditions: when('count', 'greaterThanInclusive', 2, {
            of: 'tickets',
            where: leaf('ticket.severity', 'equal', 'critical'),
          }),
          event: { type: 'critical' },
        },
      },
    },
  ),
);

const MONDAY = at('2026-06-01 09:00');
const signal = (
  hour: number,
  type: string,
  data: unknown,
  envelope: { id?: string; contact?: string } = {},
) => signalOf(RULEBOOK, MONDAY + hour * HOUR_MS, type, data, envelope);
const flagged = (hour: number, id: string) => signal(hour, 'flag.set', { flag: true }, { id });

/** A store in which somebody else does something before each of the next commits. */
function disturbed(store: AccountStore, happens: (() => Promise<unknown>)[]): AccountStore {
  return {
    load: (id) => store.load(id),
    seen: (account, keys) => store.seen(account, keys),
    due: (until, limit) => store.due(until, limit),
    list: (after, limit) => store.list(after, limit),
    outbox: (limit) => store.outbox(limit),
    settle: (id) => store.settle(id),
    forgetSeen: (instant) => store.forgetSeen(instant),
    commit: async (commit: Commit) => {
      await happens.shift()?.();
      return store.commit(commit);
    },
  };
}

describe.each(DECISION_STORES)('decideSignals over %s', (_name, make) => {
  let store: DecisionStore;
  beforeEach(() => {
    store = make();
  });
  afterEach(() => store.close());
  const decide = (signals: readonly Signal[], accounts: AccountStore = store.accounts) =>
    decideSignals(accounts, RULEBOOK, outsideOf(), signals);
  const fired = async () =>
    (await keptOf(store, 'acme')).ledger.filter(({ kind }) => kind === 'fired').map(({ rule }) => rule);

  it('begins an account with its first signal, and commits all that was decided', async () => {
    expect(await decide([flagged(0, 'a')])).toEqual({ taken: 1, duplicates: 0 });
    const { stored, ledger, outbox, due } = await keptOf(store, 'acme');
    expect(stored).toMatchObject({ version: 1, account: { createdAt: MONDAY, now: MONDAY } });
    expect(ledger.map(({ kind }) => kind)).toEqual(['segment', 'fired', 'run-started']);
    expect(outbox).toMatchObject([{ kind: 'start-run', definition: RULEBOOK.journeys.get('way')?.hash }]);
    expect(due).toMatchObject([{ account: 'acme' }]);
    expect(await store.accounts.seen('acme', ['test|a', 'test|b'])).toEqual(new Set(['test|a']));
  });

  it('decides nothing of nothing, and commits nothing', async () => {
    expect(await decide([])).toEqual({ taken: 0, duplicates: 0 });
    expect(await store.accounts.list(undefined, 10)).toEqual([]);
  });

  describe('a signal that comes more than once', () => {
    it('in one batch is decided once', async () => {
      const batch = [flagged(0, 'a'), flagged(0, 'a'), flagged(1, 'b'), flagged(2, 'a')];
      expect(await decide(batch)).toEqual({ taken: 2, duplicates: 2 });
      expect((await keptOf(store, 'acme')).stored?.version).toBe(1);
    });

    it('in a later batch is passed over, and the rest of that batch is not', async () => {
      const low = signal(0, 'nps.responded', { score: 2 }, { id: 'low', contact: 'ann' });
      await decide([low]);
      expect(await fired()).toEqual(['detractor', 'unhappy']);
      expect(await decide([low, flagged(1, 'b')])).toEqual({ taken: 1, duplicates: 1 });
      expect(await fired()).toEqual(['detractor', 'unhappy', 'flagged', 'way']);
    });

    it('changes nothing at all when there is nothing else', async () => {
      await decide([flagged(0, 'a')]);
      const before = await keptOf(store, 'acme');
      expect(await decide([flagged(0, 'a'), flagged(5, 'a')])).toEqual({ taken: 0, duplicates: 2 });
      expect(await keptOf(store, 'acme')).toEqual(before);
    });

    it('from another source is another signal', async () => {
      const other = signalOf(RULEBOOK, MONDAY, 'flag.set', { flag: true }, { id: 'a', source: 'elsewhere' });
      expect(await decide([flagged(0, 'a'), other])).toEqual({ taken: 2, duplicates: 0 });
    });
  });

  describe('an account that changes under the decision', () => {
    it('is decided again from what the other left, with the same result as one after the other', async () => {
      const first = signal(0, 'usage.recorded', { logins: 3 }, { id: 'u1' });
      const second = signal(1, 'nps.responded', { score: 1 }, { id: 'n1', contact: 'ann' });
      const racing = disturbed(store.accounts, [() => decide([first])]);
      expect(await decide([second], racing)).toEqual({ taken: 1, duplicates: 0 });

      const quiet = make();
      for (const one of [first, second]) await decideSignals(quiet.accounts, RULEBOOK, outsideOf(), [one]);
      expect(await keptOf(store, 'acme')).toEqual(await keptOf(quiet, 'acme'));
      expect((await keptOf(store, 'acme')).stored?.version).toBe(2);
      quiet.close();
    });

    it('by the same signal is not decided again', async () => {
      const racing = disturbed(store.accounts, [() => decide([flagged(0, 'a')])]);
      expect(await decide([flagged(0, 'a'), flagged(1, 'b')], racing)).toEqual({ taken: 1, duplicates: 1 });
      expect((await keptOf(store, 'acme')).ledger.filter(({ kind }) => kind === 'run-started')).toHaveLength(
        1,
      );
      expect((await keptOf(store, 'acme')).stored?.version).toBe(2);
    });

    it('four times is decided at the fifth attempt', async () => {
      const others = Array.from({ length: 4 }, (_, i) => () => decide([flagged(i, `other-${i}`)]));
      expect(await decide([flagged(9, 'a')], disturbed(store.accounts, others))).toMatchObject({ taken: 1 });
      expect((await keptOf(store, 'acme')).stored?.version).toBe(5);
    });

    it('without end is given up with the conflict, and nothing of the signal is left', async () => {
      const others = Array.from({ length: 9 }, (_, i) => () => decide([flagged(i, `other-${i}`)]));
      const giving = decide([flagged(9, 'a')], disturbed(store.accounts, others));
      await expect(giving).rejects.toMatchObject({ name: 'StoreError', code: 'version-conflict' });
      expect(others).toHaveLength(4);
      expect(await store.accounts.seen('acme', ['test|a'])).toEqual(new Set());
    });

    it('is loaded afresh: the same signal may come again between asking and committing', async () => {
      // Decided by another after `seen` had said no, at the version that is then loaded.
      let asked = 0;
      const late: AccountStore = {
        ...disturbed(store.accounts, []),
        seen: async (account, keys) => {
          const seen = await store.accounts.seen(account, keys);
          asked += 1;
          if (asked === 1) await decide([flagged(0, 'a')]);
          return seen;
        },
      };
      expect(await decide([flagged(0, 'a')], late)).toEqual({ taken: 0, duplicates: 1 });
      expect(asked).toBe(2);
    });
  });

  it('tells of any other trouble at once, without trying again', async () => {
    let tried = 0;
    const failing = disturbed(store.accounts, [
      async () => {
        tried += 1;
        throw new StoreError('unavailable', 'no disk');
      },
      async () => {
        tried += 1;
      },
    ]);
    await expect(decide([flagged(0, 'a')], failing)).rejects.toMatchObject({ code: 'unavailable' });
    expect(tried).toBe(1);
    expect(await store.accounts.list(undefined, 10)).toEqual([]);
  });

  it('commits nothing of a batch in which a decision throws', async () => {
    await decide([flagged(0, 'a')]);
    const before = await keptOf(store, 'acme');
    const lost = { ...RULEBOOK, definitions: new Map() };
    const batch = [signal(1, 'usage.recorded', { logins: 3 }, { id: 'u1' }), flagged(2, 'b')];
    const throwing = decideSignals(store.accounts, lost, outsideOf(), batch);
    await expect(throwing).rejects.toThrow('is not loaded');
    expect(await keptOf(store, 'acme')).toEqual(before);
    expect(await store.accounts.seen('acme', ['test|u1', 'test|b'])).toEqual(new Set());
    expect(await decide(batch)).toEqual({ taken: 2, duplicates: 0 });
  });
});

interface Told {
  readonly gap: number;
  readonly type: string;
  readonly data: unknown;
  readonly contact: string | undefined;
}

// JSON puts keys that look like numbers first, whatever the order in which they came.
const contact = fc.constantFrom('ann', '10', '9');
const one = (type: string, data: fc.Arbitrary<unknown>, who: fc.Arbitrary<string | undefined>) =>
  fc.record<Told>({
    gap: fc.constantFrom(0, 0, 1, 7, 30, 100),
    type: fc.constant(type),
    data,
    contact: who,
  });
const nobody = fc.constant(undefined);
const told = fc.oneof(
  one('flag.set', fc.record({ flag: fc.boolean() }), nobody),
  one('usage.recorded', fc.record({ logins: fc.constantFrom(0, 3, 30) }), nobody),
  one('nps.responded', fc.record({ score: fc.integer({ min: 0, max: 10 }) }), contact),
  one('contact.identified', fc.record({ roles: fc.constantFrom([], ['champion']) }), contact),
  one('contact.left', fc.constant({}), contact),
  one('contact.deleted', fc.constant({}), contact),
  one(
    'ticket.opened',
    fc.record({ ticket: fc.constantFrom('t1', 't2', 't3'), severity: fc.constant('critical') }),
    nobody,
  ),
  one('ticket.solved', fc.record({ ticket: fc.constantFrom('t1', 't2') }), nobody),
);

describe('how signals are cut into batches', () => {
  it('changes neither state, ledger, effects nor due, in memory and in SQLite', async () => {
    const seen = { fired: 0, runs: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(told, { minLength: 1, maxLength: 14 }),
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 14 }),
        async (list, sizes) => {
          let hour = 0;
          const signals = list.map(({ gap, type, data, contact: who }, i) => {
            hour += gap;
            return signal(
              hour,
              type,
              data,
              who === undefined ? { id: `s${i}` } : { id: `s${i}`, contact: who },
            );
          });
          const results = [];
          for (const [, make] of DECISION_STORES) {
            for (const cut of [[signals.length], [1], sizes]) {
              const store = make();
              let commits = 0;
              for (let from = 0, i = 0; from < signals.length; i += 1) {
                const to = from + (cut[i % cut.length] ?? 1);
                const batch = signals.slice(from, to);
                const decided = await decideSignals(store.accounts, RULEBOOK, outsideOf(), batch);
                expect(decided).toEqual({ taken: batch.length, duplicates: 0 });
                commits += 1;
                from = to;
              }
              const { stored, ...rest } = await keptOf(store, 'acme');
              expect(stored?.version).toBe(commits);
              results.push({ account: stored?.account, ...rest });
              store.close();
            }
          }
          const [first, ...others] = results;
          for (const other of others) expect(other).toEqual(first);
          seen.fired += first?.ledger.filter(({ kind }) => kind === 'fired').length ?? 0;
          seen.runs += first?.outbox.length ?? 0;
        },
      ),
      { numRuns: 120 },
    );
    // The property says something only where much is decided.
    expect(seen.fired).toBeGreaterThan(100);
    expect(seen.runs).toBeGreaterThan(20);
  });
});
