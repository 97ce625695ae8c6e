import * as fc from 'fast-check';
import type { Rulebook } from '../../lib/core/rulebook.ts';
import type { Signal } from '../../lib/core/signals/signal.ts';
import { HOUR_MS, type Instant } from '../../lib/core/time/instant.ts';
import { leaf, type RulebookParts } from './rulebook.ts';
import { at, signalOf } from './world.ts';

/** Random conditions on passing time, over facts of every kind, and random histories that feed them. */

type Json = Readonly<Record<string, unknown>>;

const ITEM = { at: { type: 'instant', source: 'product' }, size: { type: 'number', maxAge: 'P9D' } };

export const TIME_PARTS: RulebookParts = {
  zone: 'Europe/Berlin',
  sources: { product: { maxSilence: 'P2D', lateness: 'PT6H' }, helpdesk: { maxSilence: 'P7D' } },
  facts: {
    fresh: { type: 'number', maxAge: 'P12D', meaning: 'Goes stale' },
    added: { type: 'series', per: 'day', gap: 'zero', by: 'who', source: 'product', meaning: 'Added' },
    gauge: { type: 'series', per: 'day', gap: 'carry', last: true, source: 'product', meaning: 'Carried' },
    sparse: { type: 'series', per: 'day', gap: 'unknown', source: 'helpdesk', meaning: 'With gaps' },
    weekly: { type: 'series', per: 'week', gap: 'zero', source: 'helpdesk', meaning: 'By week' },
    users: {
      type: 'series',
      per: 'day',
      gap: 'zero',
      distinct: true,
      source: 'product',
      meaning: 'Different',
    },
    boxes: { type: 'set', item: 'box', max: 4, source: 'product', meaning: 'Items', fields: ITEM },
    answers: {
      type: 'list',
      item: 'answer',
      max: 2,
      keep: 'P100D',
      source: 'helpdesk',
      meaning: 'Records',
      fields: { score: { type: 'number' } },
    },
  },
  signals: {
    seen: {
      source: 'product',
      payload: { n: { type: 'number' }, who: { type: 'string' } },
      updates: [
        { set: 'seenAt', to: { from: 'time' } },
        { set: 'fresh', to: { from: 'n' } },
        { set: 'limit', to: { from: 'n' } },
        { series: 'added', add: { from: 'n' }, by: { from: 'who' } },
        { series: 'gauge', last: { from: 'n' } },
        { series: 'users', distinct: { from: 'who' } },
        { put: 'boxes', key: { from: 'who' }, fields: { at: { from: 'time' }, size: { from: 'n' } } },
      ],
    },
    asked: {
      source: 'helpdesk',
      payload: { n: { type: 'number' } },
      updates: [
        { set: 'openedAt', to: { from: 'time' } },
        { series: 'sparse', add: { from: 'n' } },
        { series: 'weekly', add: { from: 'n' } },
        { append: 'answers', value: { score: { from: 'n' } } },
      ],
    },
    dated: {
      payload: { starts: { type: 'date' }, renews: { type: 'date' } },
      updates: [
        { set: 'startsOn', to: { from: 'starts' } },
        { set: 'renewsOn', to: { from: 'renews' } },
      ],
    },
  },
};

const ORDERINGS = ['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'];
const few = fc.constantFrom(-0.5, 0, 0.5, 1, 2, 3.5, 5, 7, 10, 14, 20);
const op = fc.constantFrom(...ORDERINGS);
const one = <T extends string>(...names: readonly T[]) => fc.constantFrom(...names);

/** A number that passing time may change, by name and parameters. */
const operand: fc.Arbitrary<{ fact: string; params?: Json }> = fc.oneof(
  one('fresh', 'limit').map((fact) => ({ fact })),
  fc
    .tuple(one('daysSince', 'daysUntil'), one('seenAt', 'openedAt', 'startsOn', 'renewsOn'))
    .map(([fact, of]) => ({ fact, params: { of } })),
  one('seenAt', 'openedAt', 'startsOn').map((of) => ({ fact: 'hoursSince', params: { of } })),
  fc
    .tuple(one('added', 'gauge', 'sparse'), one('day', 'week'), fc.constantFrom(1, 2))
    .map(([of, per, over]) => ({ fact: 'change', params: { of, per, over } })),
  fc
    .tuple(one('added', 'gauge', 'sparse'), one('day', 'week'), one('change', 'value'), op, few)
    .map(([of, per, what, operator, value]) => ({
      fact: 'streak',
      params: { of, per, where: { fact: what, operator, value } },
    })),
  fc
    .tuple(one('sum', 'average'), one('added', 'sparse'), one('P1D', 'P3D', 'P7D'), one('', 'P2D', 'P7D'))
    .map(([fact, of, over, before]) => ({
      fact,
      params: before === '' ? { of, over } : { of, over, before },
    })),
  fc
    .tuple(one('sum', 'average'), one('P7D', 'P14D'))
    .map(([fact, over]) => ({ fact, params: { of: 'weekly', over } })),
  fc
    .tuple(one('gauge', 'users'), one('P2D', 'P5D'))
    .map(([of, over]) => ({ fact: 'average', params: { of, over } })),
  one('P2D', 'P7D').map((over) => ({ fact: 'topShare', params: { of: 'added', over } })),
  fc.tuple(few, op).map(([days, operator]) => ({
    fact: 'count',
    params: { of: 'boxes', where: leaf('daysSince', operator, days, { of: 'box.at' }) },
  })),
  few.map((size) => ({
    fact: 'count',
    params: { of: 'boxes', where: leaf('box.size', 'greaterThan', size) },
  })),
  fc.constant({
    fact: 'sum',
    params: { of: 'boxes', field: 'size', where: leaf('hoursSince', 'lessThan', 200, { of: 'box.at' }) },
  }),
  fc.tuple(one('P3D', 'P10D'), few).map(([over, score]) => ({
    fact: 'count',
    params: { of: 'answers', over, where: leaf('answer.score', 'greaterThan', score) },
  })),
  one('P3D', 'P10D').map((over) => ({ fact: 'average', params: { of: 'answers', field: 'score', over } })),
  one('P3D', 'P7D').map((over) => ({
    fact: 'ratio',
    params: {
      of: { fact: 'sum', params: { of: 'added', over } },
      to: { fact: 'sum', params: { of: 'added', over, before: over } },
    },
  })),
  fc.constant({ fact: 'ratio', params: { of: { fact: 'daysSince', params: { of: 'openedAt' } }, to: 2 } }),
);

const timeLeaf: fc.Arbitrary<Json> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(operand, op, few)
      .map(([{ fact, params }, operator, value]) => leaf(fact, operator, value, params)),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(operand, op, operand)
      .filter(([a, , b]) => !(a.fact === 'hoursSince' && b.fact === 'hoursSince'))
      .map(([{ fact, params }, operator, value]) => leaf(fact, operator, value, params)),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(operand, one('equal', 'notEqual', 'in', 'notIn'), fc.constantFrom(0, 1, 2, 3, 5))
      .filter(([{ fact }]) => fact !== 'hoursSince')
      .map(([{ fact, params }, operator, value]) =>
        leaf(fact, operator, operator.endsWith('n') ? [value, value + 2] : value, params),
      ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(operand, fc.boolean())
      .map(([{ fact, params }, value]) => leaf(fact, 'isKnown', value, params)),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(one('before', 'after'), fc.constantFrom<unknown>('2026-03-30T10:15:00Z', { fact: 'openedAt' }))
      .map(([operator, value]) => leaf('now', operator, value)),
  },
  {
    weight: 1,
    arbitrary: one('before', 'after').map((operator) => leaf('seenAt', operator, { fact: 'now' })),
  },
);

const { group } = fc.letrec<{ node: Json; group: Json }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { weight: 3, arbitrary: timeLeaf },
    { weight: 2, arbitrary: tie('group') },
  ),
  group: fc.oneof(
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((all): Json => ({ all })),
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((any): Json => ({ any })),
    tie('node').map((not): Json => ({ not })),
  ),
}));

export const timeCondition: fc.Arbitrary<Json> = group;

/** History begins three weeks before a change of clocks in Berlin (29 March 2026), and is quiet after `QUIET_FROM`. */
export const BEGIN: Instant = at('2026-03-01 00:30');
export const QUIET_FROM: Instant = at('2026-03-22 10:20');

export interface Happened {
  readonly type: 'seen' | 'asked' | 'dated';
  readonly minute: number;
  readonly data: Json;
}

const minutes = fc.integer({ min: 0, max: (QUIET_FROM - BEGIN) / 60_000 });
const amount = fc.constantFrom(0, 1, 1, 2, 5, 10, -1);
const dates = fc.constantFrom('2026-03-01', '2026-03-28', '2026-04-03', '2026-04-20');
const who = fc.constantFrom('a', 'b', 'c', 'd', 'e');

export const history: fc.Arbitrary<readonly Happened[]> = fc
  .array(
    fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({
          type: fc.constant('seen' as const),
          minute: minutes,
          data: fc.record({ n: amount, who }),
        }),
      },
      {
        weight: 5,
        arbitrary: fc.record({
          type: fc.constant('asked' as const),
          minute: minutes,
          data: fc.record({ n: amount }),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          type: fc.constant('dated' as const),
          minute: minutes,
          data: fc.record({ starts: dates, renews: dates }),
        }),
      },
    ),
    { minLength: 5, maxLength: 40 },
  )
  .map((list) => [...list].sort((a, b) => a.minute - b.minute));

export function historySignals(rulebook: Rulebook, list: readonly Happened[]): Signal[] {
  return list.map(({ type, minute, data }, i) =>
    signalOf(rulebook, BEGIN + minute * 60_000, type, data, { id: `h${i}` }),
  );
}

/** When the sources were last heard by anybody: always, never, or up to some hour around the end of the history. */
export const silence: fc.Arbitrary<'never' | 'always' | number> = fc.oneof(
  fc.constant('never' as const),
  fc.constant('always' as const),
  fc.integer({ min: -100, max: 300 }).map((hours) => QUIET_FROM + hours * HOUR_MS),
);
