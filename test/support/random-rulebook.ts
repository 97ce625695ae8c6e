import * as fc from 'fast-check';
import { leaf, type RulebookParts, when } from './rulebook.ts';
import { TIME_PARTS, timeCondition } from './time-conditions.ts';

type Json = Readonly<Record<string, unknown>>;

const span = fc.constantFrom('PT6H', 'P1D', 'P2DT3H', 'P6D');
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const without = (json: Json): Json =>
  Object.fromEntries(Object.entries(json).filter(([, value]) => value !== undefined));

const rule = fc
  .record({
    conditions: timeCondition,
    for: optional(span),
    repeatAfter: optional(span),
    atMostOncePer: optional(fc.oneof(span, fc.constant('ever'))),
    segments: optional(fc.constant(['big'])),
    effects: optional(
      fc.constantFrom<Json>(
        { startJourney: 'way' },
        {
          createTask: {
            reason: 'look',
            title: 'Look',
            assign: 'csm',
            dueIn: 'P1D',
            proof: when('other', 'equal', true),
          },
        },
        { setFact: { tier: 'gold' } },
        { exitJourney: 'way' },
      ),
    ),
  })
  .map(({ effects, ...siblings }) =>
    without({ ...siblings, event: without({ type: 'fired', params: effects && { effects: [effects] } }) }),
  );

const each = fc
  .tuple(fc.constantFrom('lessThan', 'greaterThanInclusive'), fc.constantFrom(2, 5, 12), optional(span))
  .map(([operator, days, held]) =>
    without({ each: 'boxes', conditions: when('daysSince', operator, days, { of: 'box.at' }), for: held }),
  );

const people = { csm: 'queue:a', manager: 'team:b' };

/** Rules, segments, stages, health and a journey, all of which passing time may change. */
export const randomParts: fc.Arbitrary<RulebookParts> = fc
  .record({
    rules: fc.array(fc.oneof({ weight: 4, arbitrary: rule }, { weight: 1, arbitrary: each }), {
      minLength: 2,
      maxLength: 6,
    }),
    big: timeCondition,
    holds: optional(fc.constantFrom('P1D', 'P3D')),
    margin: optional(fc.constant({ fact: 'limit', share: 0.05 })),
    enter: timeCondition,
    done: timeCondition,
    renewal: timeCondition,
    green: timeCondition,
    red: timeCondition,
    goal: timeCondition,
    exit: timeCondition,
  })
  .map(({ rules, big, holds, margin, enter, done, renewal, green, red, goal, exit }) => ({
    ...TIME_PARTS,
    rules: {
      ...Object.fromEntries(rules.map((one, i) => [`r${i}`, one])),
      banded: {
        on: ['health.changed', 'segment.changed', 'stage.changed'],
        conditions: when('signal.to', 'notEqual', 'x'),
      },
      inherits: {
        conditions: {
          all: [leaf('firing', 'equal', true, { rule: 'r0' }), leaf('stage.id', 'isKnown', true)],
        },
        for: 'P1D',
      },
    },
    segments: without({
      holds,
      margin,
      segments: [
        { id: 'big', when: big, people, targets: {} },
        { id: 'small', when: when('limit', 'greaterThanInclusive', 1), people, targets: {} },
        {
          id: 'rest',
          when: { any: [leaf('status', 'isKnown', false), leaf('status', 'isKnown', true)] },
          people,
          targets: {},
        },
      ],
      otherwise: 'unassigned',
    }),
    lifecycle: [
      { id: 'first', enter, done, owner: 'csm', due: { from: 'entered', in: 'P5D' } },
      {
        id: 'second',
        done: when('health.band', 'equal', 'green'),
        owner: 'csm',
        due: { from: 'startsOn', in: 'P9D' },
      },
      { id: 'third', owner: 'csm' },
    ],
    renewal: [{ id: 'renew', enter: renewal, done: { not: renewal }, owner: 'csm' }],
    health: {
      default: {
        bands: { green: 80, yellow: 50, red: 0 },
        trust: 0.5,
        measures: [
          { id: 'one', weight: 60, play: 'a', green, red },
          {
            id: 'two',
            weight: 40,
            play: 'b',
            green: when('limit', 'greaterThan', 1),
            red: when('limit', 'lessThan', 0),
          },
        ],
      },
    },
    journeys: {
      way: {
        goal: { when: goal, goto: 'glad' },
        exit: [{ reason: 'gone', when: exit }],
        steps: [
          { id: 'one', at: 'P1D', task: { reason: 'one', title: 'One', assign: 'csm', dueIn: 'P1D' } },
          {
            id: 'two',
            at: 'P4D',
            if: leaf('fresh', 'greaterThan', 0),
            touch: { channel: 'in-app', template: 'note/card', topic: 'news' },
          },
          { id: 'ask', waitFor: { signal: 'asked', within: 'P3D', keep: { n: { fact: 'signal.n' } } } },
          { id: 'over', end: 'completed' },
          { id: 'glad', at: 'P10D', end: 'glad' },
        ],
      },
    },
  }));
