import { describe, expect, it } from 'vitest';
import { leaf, type RulebookParts, rulebookOf, when } from '../../support/rulebook.ts';
import { at, heardUntil, short, TestWorld } from '../../support/world.ts';

type Json = Readonly<Record<string, unknown>>;
const number = { type: 'number', maxAge: 'P30D', meaning: 'A number' };
const boolean = { type: 'boolean', meaning: 'Yes or no' };

const measure = (id: string, weight: number, play: string, green: Json, red: Json) => ({
  id,
  weight,
  play,
  green,
  red,
});
const all = (...conditions: readonly Json[]) => ({ all: conditions });
const any = (...conditions: readonly Json[]) => ({ any: conditions });

/** The default model of the playbooks, on plain facts. */
const PARTS: RulebookParts = {
  facts: {
    dau: number,
    adoption: number,
    qbr: boolean,
    training: boolean,
    responsive: boolean,
    csat: number,
    rising: boolean,
    sponsor: boolean,
    champion: boolean,
    sponsorGone: boolean,
    nps: number,
    onTime: boolean,
    expanding: boolean,
  },
  health: {
    default: {
      bands: { green: 80, yellow: 50, red: 0 },
      trust: 0.6,
      measures: [
        measure(
          'product-usage',
          40,
          'adoption-review',
          all(leaf('dau', 'greaterThanInclusive', 0.7), leaf('adoption', 'greaterThanInclusive', 0.6)),
          any(leaf('dau', 'lessThan', 0.4), leaf('adoption', 'lessThan', 0.3)),
        ),
        measure(
          'engagement',
          25,
          're-engage',
          all(leaf('qbr', 'equal', true), leaf('training', 'equal', true), leaf('responsive', 'equal', true)),
          all(
            leaf('qbr', 'equal', false),
            leaf('training', 'equal', false),
            leaf('responsive', 'equal', false),
          ),
        ),
        measure(
          'support',
          15,
          'support-review',
          all(leaf('rising', 'equal', false), leaf('csat', 'greaterThanInclusive', 4)),
          all(leaf('csat', 'lessThan', 3)),
        ),
        measure(
          'relationship',
          15,
          'executive-relationship',
          all(
            leaf('sponsor', 'equal', true),
            leaf('champion', 'equal', true),
            leaf('nps', 'greaterThanInclusive', 9),
          ),
          any(leaf('sponsorGone', 'equal', true), leaf('nps', 'lessThanInclusive', 6)),
        ),
        measure(
          'financial',
          5,
          'expansion-conversation',
          all(leaf('onTime', 'equal', true), leaf('expanding', 'equal', true)),
          all(leaf('onTime', 'equal', false)),
        ),
      ],
    },
  },
};
const TECHCORP = {
  dau: 0.65,
  adoption: 0.55,
  qbr: true,
  training: true,
  responsive: true,
  rising: false,
  csat: 4.2,
  sponsor: false,
  champion: true,
  sponsorGone: false,
  nps: 8,
  onTime: true,
  expanding: false,
};

async function scored(facts: Json, parts: RulebookParts = {}) {
  const world = new TestWorld(rulebookOf({ ...PARTS, ...parts }), '2026-06-01');
  await world.know('2026-06-01 09:00', facts as Record<string, number>);
  return world;
}

const facts = (world: TestWorld) =>
  ['health.score', 'health.band', 'health.trust'].map((name) => world.levelOf(name));

describe('a health score', () => {
  it('TechCorp scores 69, yellow, with product usage, relationship and financial to blame in that order', async () => {
    const world = await scored(TECHCORP);
    expect(facts(world)).toEqual([69, 'yellow', 1]);
    const [entry] = world.entries('health');
    expect(entry?.drivers?.map(({ measure: id, band, lost, play }) => [id, band, lost, play])).toEqual([
      ['product-usage', 'yellow', 20, 'adoption-review'],
      ['relationship', 'yellow', 8, 'executive-relationship'],
      ['financial', 'yellow', 3, 'expansion-conversation'],
    ]);
    expect(entry?.drivers?.[0]?.trace).toMatchObject({
      all: [
        { got: 0.65, value: 0.7, asOf: at('2026-06-01 09:00') },
        { got: 0.55, value: 0.6 },
      ],
    });
  });

  it.each<[string, Json, unknown[]]>([
    ['80 is green', { dau: 0.7, adoption: 0.6, nps: 6, onTime: false }, [80, 'green', 1]],
    [
      'everything green is 100',
      { dau: 0.9, adoption: 0.9, nps: 10, sponsor: true, expanding: true },
      [100, 'green', 1],
    ],
    ['red usage costs all of its weight', { dau: 0.39 }, [49, 'red', 1]],
    [
      'red wins over green: an NPS of 6 with sponsor and champion',
      { nps: 6, sponsor: true },
      [62, 'yellow', 1],
    ],
    [
      'half of 15 is 7, rounded down',
      { sponsor: true, nps: 9, expanding: true, dau: 0.9, adoption: 0.9, csat: 3.5 },
      [92, 'green', 1],
    ],
  ])('%s', async (_title, change, expected) => {
    expect(facts(await scored({ ...TECHCORP, ...change }))).toEqual(expected);
  });

  it('leaves an unknown measure out, scales over the rest, and loses its weight in trust', async () => {
    const { nps: _nps, ...rest } = TECHCORP;
    // 62 of 85 points are left once the relationship is unknown: 62 / 85 = 72.9.
    const world = await scored(rest);
    expect(facts(world)).toEqual([73, 'yellow', 0.85]);
    expect(world.entries('health')[0]?.drivers?.map((driver) => [driver.measure, driver.band])).toEqual([
      ['product-usage', 'yellow'],
      ['financial', 'yellow'],
      ['relationship', 'unknown'],
    ]);
  });

  it('is red where red is known, though green is not', async () => {
    const { dau: _dau, ...rest } = TECHCORP;
    expect(facts(await scored({ ...rest, adoption: 0.1 }))).toEqual([49, 'red', 1]);
  });

  it('is hidden below the trust threshold: no score, no band, and nothing fires on it', async () => {
    const rules = {
      red: { conditions: when('health.band', 'notEqual', 'green') },
      changed: { on: ['health.changed'], conditions: when('signal.to', 'isKnown', true) },
    };
    const world = await scored(
      {
        rising: false,
        csat: 4.2,
        onTime: true,
        expanding: true,
        qbr: true,
        training: true,
        responsive: true,
      },
      { rules },
    );
    expect(facts(world)).toEqual([undefined, undefined, 0.45]);
    expect(world.said('fired', 'health')).toEqual([]);
  });

  it('knows nothing about an account of which nothing is known', async () => {
    const world = await scored({ tier: 'x' });
    expect(facts(world)).toEqual([undefined, undefined, undefined]);
  });
});

describe('a change of band', () => {
  it('is a signal with from, to and the score', async () => {
    const rules = {
      fell: {
        on: ['health.changed'],
        conditions: all(
          leaf('signal.from', 'equal', 'yellow'),
          leaf('signal.to', 'equal', 'red'),
          leaf('signal.score', 'lessThan', 50),
        ),
      },
    };
    const world = await scored(TECHCORP, { rules });
    await world.know('2026-06-05 09:00', { dau: 0.2 });
    expect(world.said('fired')).toEqual(['06-05 09:00 fired fell fell']);
  });

  it('is none where only the score changes', async () => {
    const world = await scored(TECHCORP);
    await world.know('2026-06-05 09:00', { expanding: true });
    expect(facts(world)).toEqual([72, 'yellow', 1]);
    expect(world.entries('health')).toHaveLength(1);
  });

  it('comes by itself when a fact goes stale: trust falls at that millisecond', async () => {
    const world = await scored(TECHCORP);
    await world.pass('2026-07-01 09:00');
    expect(facts(world)).toEqual([69, 'yellow', 1]);
    await world.pass('2026-07-01 09:00:01');
    // Usage, support (CSAT) and relationship (NPS) are stale: 30 of 100 are left, which is too little to be trusted.
    expect(facts(world)).toEqual([undefined, undefined, 0.3]);
    expect(world.entries('health').map((entry) => [short(entry.at), entry.from, entry.to])).toEqual([
      ['06-01 09:00', 'unknown', 'yellow'],
      ['07-01 09:00:00.001', 'yellow', 'unknown'],
    ]);
  });

  it('comes when a source falls silent', async () => {
    const model = {
      bands: { green: 80, yellow: 50, red: 0 },
      trust: 0.5,
      measures: [
        measure(
          'seen',
          100,
          'a',
          when('daysSince', 'lessThan', 10, { of: 'seenAt' }),
          when('daysSince', 'greaterThan', 20, { of: 'seenAt' }),
        ),
      ],
    };
    const book = rulebookOf({ health: { default: model } });
    const world = new TestWorld(book, '2026-06-01', { watermarks: heardUntil(at('2026-06-03')) });
    await world.tell('2026-06-01 09:00', 'usage.recorded', { logins: 1 });
    await world.pass('2026-06-30');
    expect(world.entries('health').map((entry) => [short(entry.at), entry.from, entry.to])).toEqual([
      ['06-01 09:00', 'unknown', 'green'],
      ['06-05 00:00:00.001', 'green', 'unknown'],
    ]);
  });
});
