import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newAccount } from '../../../lib/core/accounts/account.ts';
import { type AccountJson, storedItem } from '../../../lib/core/accounts/account-json.ts';
import { closeAccount } from '../../../lib/core/accounts/close-account.ts';
import { openAccount } from '../../../lib/core/accounts/open-account.ts';
import { Confirmer } from '../../../lib/core/conditions/confirm.ts';
import { decide } from '../../../lib/core/decide.ts';
import { newWork } from '../../../lib/core/work.ts';
import { everyUpdate, START, signalsOf, told } from '../../support/every-update.ts';
import { rulebookOf, when } from '../../support/rulebook.ts';
import { at, TestWorld, UNHEARD } from '../../support/world.ts';

const rulebook = everyUpdate();
const OUTSIDE = {
  watermarks: UNHEARD,
  pausedRules: new Set<string>(),
  confirmer: new Confirmer(),
  recordMisses: false,
};
const asText = (json: AccountJson): AccountJson => JSON.parse(JSON.stringify(json));

describe('a stored account', () => {
  it('opens to what it was, for facts of every kind and keys of every spelling', () => {
    const property = fc.property(fc.array(told, { maxLength: 12 }), (list) => {
      const account = newAccount('acme', START, rulebook.rules.length);
      const work = newWork(rulebook, account, OUTSIDE);
      for (const signal of signalsOf(rulebook, list, [...list.keys()])) void decide(work, signal);
      const json = asText(closeAccount(account, rulebook));
      expect(asText(closeAccount(openAccount(json, rulebook), rulebook))).toEqual(json);
    });
    return fc.assert(property, { numRuns: 300 });
  });

  it('is not changed by what is done to the account that was opened from it, nor by the one that it was closed from', async () => {
    const task = { createTask: { reason: 'look', title: 'Look', assign: 'csm', dueIn: 'P1D' } };
    const book = rulebookOf({
      rules: {
        low: {
          conditions: when('limit', 'lessThan', 5),
          for: 'P1D',
          event: { type: 'low', params: { effects: [task] } },
        },
      },
    });
    const world = new TestWorld(book, '2026-06-01');
    await world.know('2026-06-01 09:00', { limit: 3 });
    const json = world.json;
    const text = JSON.stringify(json);
    const opened = openAccount(json, book);
    for (const firing of opened.firings[0]?.values() ?? []) firing.state = 'firing';
    expect(JSON.stringify(json)).toBe(text);
    await world.pass('2026-06-10');
    expect(JSON.stringify(json)).toBe(text);
  });

  it('leaves out what the rulebook of today has no name for, and keeps the rest', async () => {
    const before = rulebookOf({
      facts: { old: { type: 'number', meaning: 'Gone tomorrow' } },
      rules: {
        gone: { conditions: when('old', 'equal', 1) },
        stays: { conditions: when('limit', 'equal', 1) },
      },
    });
    const world = new TestWorld(before, '2026-06-01');
    await world.know('2026-06-01 09:00', { old: 1, limit: 1 });
    const after = rulebookOf({
      facts: { added: { type: 'number', meaning: 'New today' } },
      rules: {
        another: { conditions: when('added', 'equal', 1) },
        stays: { conditions: when('limit', 'equal', 1) },
      },
    });
    const account = openAccount(asText(world.json), after);
    const json = closeAccount(account, after);
    expect(json.levels).not.toHaveProperty('old');
    expect(json.levels.limit).toEqual(world.json.levels.limit);
    expect(Object.keys(json.firings)).toEqual(['stays']);
    expect(json.firings.stays).toEqual(world.json.firings.stays);
  });

  it('has facts and rules by names that every object has, without mistaking them for known', () => {
    const book = rulebookOf({
      facts: {
        toString: { type: 'number', meaning: 'A name' },
        valueOf: { type: 'number', meaning: 'A name' },
      },
      rules: { constructor: { conditions: when('valueOf', 'equal', 1) } },
    });
    const json = asText(closeAccount(newAccount('acme', START, book.rules.length), book));
    const account = openAccount(json, book);
    expect(asText(closeAccount(account, book))).toEqual(json);
    expect(account.levels.filter((cell) => cell !== undefined)).toEqual([]);
    expect(account.firings.filter((cell) => cell !== undefined)).toEqual([]);
  });

  it('writes each moment once, with the signal for as long as another of the same instant may come', async () => {
    const book = rulebookOf({});
    const world = new TestWorld(book, '2026-06-01');
    await world.tell('2026-06-01 09:00', 'nps.responded', { score: 3 }, { id: 'old', contact: 'ann' });
    const { moments, sources, sets } = world.json;
    expect(sources).toEqual(['touchline|', 'test|']);
    expect(moments.slice(1)).toEqual([[at('2026-06-01 09:00'), 1, 'old']]);
    const ann = { there: 1, fields: { nps: [1, 3] } };
    expect(sets.contacts?.items).toEqual({ ann });
    await world.tell('2026-06-15 09:00', 'flag.set', { flag: true }, { id: 'new' });
    expect(world.json.moments).toContainEqual([at('2026-06-01 09:00'), 1, 'old']);
    await world.tell('2026-06-15 09:01', 'flag.set', { flag: true }, { id: 'newer' });
    expect(world.json.moments).toContainEqual(at('2026-06-01 09:00'));
    expect(JSON.stringify(world.json)).not.toContain('old');
  });

  it('keeps what it knew first of an instant of which no more was to come, whatever a backfill says', async () => {
    const book = rulebookOf({});
    const world = new TestWorld(book, '2026-06-01');
    const note = async (id: string, when: string) =>
      world.tell(
        when,
        'nps.responded',
        { score: id.length },
        { id, contact: 'ann', time: at('2026-06-01 09:00') },
      );
    await note('b', '2026-06-01 09:00');
    await note('aa', '2026-06-02 09:00');
    const nps = () => storedItem(world.json, 'contacts', 'ann')?.nps;
    expect(nps()).toBe(1);
    await note('bbb', '2026-06-03 09:00');
    expect(nps()).toBe(3);
    await world.tell('2026-06-16 09:00', 'flag.set', { flag: true });
    Object.assign(world.world.account, openAccount(asText(world.json), book));
    await note('zzzz', '2026-06-16 10:00');
    expect(nps()).toBe(3);
  });

  it('does not keep what stood before a value, and tells the next signal what it is', async () => {
    const book = rulebookOf({
      rules: {
        rose: {
          on: ['nps.responded'],
          conditions: {
            all: [
              {
                fact: 'signal.score',
                operator: 'greaterThan',
                value: { fact: 'previous', params: { of: 'contact.nps' } },
              },
            ],
          },
        },
      },
    });
    const world = new TestWorld(book, '2026-06-01');
    const answer = async (when: string, score: number) => {
      await world.tell(when, 'nps.responded', { score }, { contact: 'ann' });
      Object.assign(world.world.account, openAccount(asText(world.json), book));
    };
    await answer('2026-06-01 09:00', 3);
    await answer('2026-06-02 09:00', 7);
    await answer('2026-06-03 09:00', 5);
    await answer('2026-06-04 09:00', 6);
    expect(world.said('fired')).toEqual([
      '06-02 09:00 fired rose ann rose',
      '06-04 09:00 fired rose ann rose',
    ]);
  });

  it('has an item since it was first heard of, also where nothing else is left of that time', async () => {
    const book = rulebookOf({});
    const world = new TestWorld(book, '2026-06-01');
    const open = async (when: string, more: object = {}) =>
      world.tell(when, 'ticket.opened', { ticket: 't1', severity: 'low', hours: 1 }, more);
    await open('2026-06-02 09:00');
    expect(world.json.sets.tickets?.items.t1).toEqual({
      there: 1,
      fields: { severity: [1, 'low'], hours: [1, 1], openedAt: [1] },
    });
    await open('2026-06-03 09:00');
    expect(world.json.sets.tickets?.items.t1?.since).toBe(at('2026-06-02 09:00'));
    await world.tell('2026-06-04 09:00', 'ticket.solved', { ticket: 't1' });
    expect(world.json.sets.tickets?.items.t1).toEqual({
      removed: 1,
      since: at('2026-06-02 09:00'),
      fields: {},
    });
    const again = openAccount(asText(world.json), book);
    expect(asText(closeAccount(again, book))).toEqual(asText(world.json));
  });

  it('keeps sums to the millionth, where a number of JSON would not hold them', () => {
    const fact = rulebook.catalog.facts.get('added');
    if (fact?.kind !== 'series') throw new Error('no series');
    const account = newAccount('acme', START, rulebook.rules.length);
    const values = [1, 1_500_000, 4_294_971_330_915_425, -4_294_971_330_915_425, 2 ** 53 - 1, 0];
    const bucket = { stamp: undefined, ids: undefined, keys: undefined, overflowed: false };
    const buckets = values.map((value, i) => ({ ...bucket, period: 20_000 + i, value }));
    account.series[fact.index] = { buckets, from: undefined };
    const json = asText(closeAccount(account, rulebook));
    expect(json.series.added?.[1]?.slice(1, 4)).toEqual([0.000001, 1.5, '4294971330915425']);
    expect(openAccount(json, rulebook).series[fact.index]?.buckets).toEqual(buckets);
  });

  it('says of a firing only what is not to be expected', async () => {
    const book = rulebookOf({
      rules: {
        low: { conditions: when('limit', 'lessThan', 5) },
        slow: { conditions: when('limit', 'lessThan', 5), for: 'P1D' },
      },
    });
    const world = new TestWorld(book, '2026-06-01');
    const expectFirings = (low: object, slow: object) => {
      expect(world.json.firings).toEqual({ low: { '': low }, slow: { '': slow } });
      const opened = openAccount(asText(world.json), book);
      expect(opened.firings).toEqual(world.world.account.firings);
    };
    const [nine, ten] = [at('2026-06-01 09:00'), at('2026-06-01 10:00')];
    await world.know(nine, { limit: 3 });
    expectFirings({ state: 'firing', firedAt: nine }, { state: 'pending', since: nine, trueSince: nine });
    await world.know(ten, { limit: 9 });
    expectFirings({ since: ten, firedAt: nine }, { since: ten });
    await world.know('2026-06-01 11:00', { limit: 3 });
    const [eleven] = [at('2026-06-01 11:00')];
    expectFirings(
      { state: 'firing', firedAt: eleven, count: 2 },
      { state: 'pending', since: eleven, trueSince: eleven },
    );
  });

  it('forgets a solved ticket two weeks later, and what a rule knew of it', async () => {
    const book = rulebookOf({
      rules: {
        urgent: { each: 'tickets', conditions: when('ticket.severity', 'equal', 'high') },
        once: {
          each: 'tickets',
          conditions: when('ticket.severity', 'equal', 'high'),
          atMostOncePer: 'P30D',
        },
      },
    });
    const world = new TestWorld(book, '2026-06-01');
    const open = async (day: string, ticket: string) =>
      world.tell(`${day} 09:00`, 'ticket.opened', { ticket, severity: 'high' });
    await open('2026-06-01', 't1');
    await world.tell('2026-06-02 09:00', 'ticket.solved', { ticket: 't1' });
    const kept = () => Object.keys(world.json.sets.tickets?.items ?? {});
    const known = () =>
      Object.entries(world.json.firings).map(([rule, by]) => [rule, ...Object.keys(by)].join(' '));
    await open('2026-06-16', 't2');
    expect([kept(), known()]).toEqual([
      ['t1', 't2'],
      ['once t1 t2', 'urgent t1 t2'],
    ]);
    await open('2026-06-17', 't3');
    expect([kept(), known()]).toEqual([
      ['t2', 't3'],
      ['once t1 t2 t3', 'urgent t2 t3'],
    ]);
    await world.tell('2026-06-18 09:00', 'ticket.solved', { ticket: 't2' });
    await open('2026-07-03', 't4');
    expect([kept(), known()]).toEqual([
      ['t3', 't4'],
      ['once t2 t3 t4', 'urgent t3 t4'],
    ]);
  });
});
