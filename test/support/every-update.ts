import * as fc from 'fast-check';
import type { Rulebook } from '../../lib/core/rulebook.ts';
import type { Signal } from '../../lib/core/signals/signal.ts';
import { HOUR_MS, type Instant } from '../../lib/core/time/instant.ts';
import { type RulebookParts, rulebookOf } from './rulebook.ts';
import { at, signalOf } from './world.ts';

/** Facts of every kind, small enough that six signals reach past every `max`, and a signal for every update. */
const EVERY_UPDATE: RulebookParts = {
  facts: {
    word: { type: 'string', meaning: 'Set' },
    words: { type: 'list', meaning: 'Set as a whole' },
    worth: { type: 'money', meaning: 'Set' },
    day: { type: 'date', meaning: 'Set' },
    answers: {
      type: 'list',
      item: 'answer',
      max: 3,
      keep: 'P400D',
      source: 'crm',
      meaning: 'Appended',
      fields: { score: { type: 'number' }, by: { type: 'contact' } },
    },
    boxes: {
      type: 'set',
      item: 'box',
      max: 2,
      source: 'crm',
      meaning: 'Put and removed, past its max',
      fields: { size: { type: 'number' }, color: { type: 'string' } },
    },
    added: { type: 'series', per: 'day', gap: 'zero', source: 'crm', meaning: 'Added' },
    byKey: {
      type: 'series',
      per: 'day',
      gap: 'zero',
      by: 'key',
      keepKeys: 2,
      source: 'crm',
      meaning: 'Added by',
    },
    latest: { type: 'series', per: 'day', gap: 'carry', last: true, source: 'crm', meaning: 'Last' },
    seen: {
      type: 'series',
      per: 'week',
      gap: 'zero',
      distinct: true,
      keepKeys: 2,
      source: 'crm',
      meaning: 'Distinct',
    },
  },
  signals: {
    told: {
      payload: {
        word: { type: 'string', optional: true },
        words: { type: 'list', optional: true },
        worth: { type: 'money', optional: true },
        day: { type: 'date', optional: true },
      },
      updates: [
        { set: 'word', to: { from: 'word' } },
        { set: 'words', to: { from: 'words' } },
        { set: 'worth', to: { from: 'worth' } },
        { set: 'day', to: { from: 'day' } },
        { set: 'openedAt', to: { from: 'time' } },
      ],
    },
    met: {
      payload: { persona: { type: 'string', optional: true }, nps: { type: 'number', optional: true } },
      updates: [
        { set: 'contact.persona', to: { from: 'persona' } },
        { set: 'contact.nps', to: { from: 'nps' } },
      ],
    },
    boxed: {
      payload: {
        box: { type: 'string' },
        size: { type: 'number', optional: true },
        color: { type: 'string', optional: true },
      },
      updates: [
        { put: 'boxes', key: { from: 'box' }, fields: { size: { from: 'size' }, color: { from: 'color' } } },
      ],
    },
    unboxed: { payload: { box: { type: 'string' } }, updates: [{ remove: 'boxes', key: { from: 'box' } }] },
    answered: {
      payload: { score: { type: 'number', optional: true } },
      updates: [{ append: 'answers', value: { score: { from: 'score' }, by: { from: 'contact' } } }],
    },
    counted: {
      payload: { amount: { type: 'number' }, key: { type: 'string', optional: true } },
      updates: [
        { series: 'added', add: { from: 'amount' } },
        { series: 'byKey', add: { from: 'amount' }, by: { from: 'key' } },
        { series: 'latest', last: { from: 'amount' } },
      ],
    },
    came: { payload: { who: { type: 'string' } }, updates: [{ series: 'seen', distinct: { from: 'who' } }] },
  },
};

export const everyUpdate = (more: RulebookParts = {}): Rulebook =>
  rulebookOf({
    ...EVERY_UPDATE,
    ...more,
    facts: { ...EVERY_UPDATE.facts, ...more.facts },
    signals: { ...EVERY_UPDATE.signals, ...more.signals },
  });

/** One thing that is told: what, of whom, and how many hours after the start it happened. */
export interface Told {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly contact: string | undefined;
  readonly hour: number;
  readonly source: string;
}

const key = fc.constantFrom('a', 'b', 'c', '10', '9', '__proto__');
const few = fc.constantFrom(0.1, 0.2, 0.7, 1, 3, -2);
const contact = fc.constantFrom('ann', 'bob', '7', undefined);
const one = (type: string, data: fc.Arbitrary<Readonly<Record<string, unknown>>>) =>
  fc.record({
    type: fc.constant(type),
    data,
    contact,
    // Few hours, so that several signals are of the same instant; more than a day, so that periods differ.
    hour: fc.constantFrom(0, 0, 1, 2, 25, 30, 200),
    source: fc.constantFrom('s1', 's2'),
  });
const some = (shape: Readonly<Record<string, fc.Arbitrary<unknown>>>) =>
  fc.record(shape, { requiredKeys: [] });

const byKind: readonly fc.Arbitrary<Told>[] = [
  one(
    'told',
    some({
      word: fc.constantFrom('x', 'y', 'z'),
      words: fc.constantFrom([], ['x'], ['x', 'y']),
      worth: fc.constantFrom({ amount: 10.5, currency: 'USD' }, { amount: 7, currency: 'EUR' }),
      day: fc.constantFrom('2026-06-01', '2026-07-01'),
    }),
  ),
  one('met', some({ persona: fc.constantFrom('buyer', 'user'), nps: few })),
  one(
    'boxed',
    key.chain((box) =>
      some({ size: few, color: fc.constantFrom('red', 'blue') }).map((rest) => ({ ...rest, box })),
    ),
  ),
  one(
    'unboxed',
    key.map((box) => ({ box })),
  ),
  one('answered', some({ score: few })),
  one(
    'counted',
    few.chain((amount) => some({ key }).map((rest) => ({ ...rest, amount }))),
  ),
  one(
    'came',
    key.map((who) => ({ who })),
  ),
];
export const told: fc.Arbitrary<Told> = fc.oneof(...byKind);
/** Kinds that meet in one place: words on levels, on one set, records, periods. */
export const TOLD_KINDS: readonly fc.Arbitrary<Told>[] = [
  fc.oneof(...byKind.slice(0, 2)),
  fc.oneof(...byKind.slice(2, 4)),
  ...byKind.slice(4),
];

export const START: Instant = at('2026-06-01 12:00');

/** The signals of what was told, all received after the last of it happened, a second apart in the given order. */
export function signalsOf(rulebook: Rulebook, list: readonly Told[], order: readonly number[]): Signal[] {
  return order.map((index, place) => {
    const { type, data, contact: who, hour, source } = list[index] as Told;
    const envelope = { id: `id${index}`, source, time: START + hour * HOUR_MS };
    const received = START + 300 * HOUR_MS + place * 1000;
    return signalOf(
      rulebook,
      received,
      type,
      data,
      who === undefined ? envelope : { ...envelope, contact: who },
    );
  });
}
