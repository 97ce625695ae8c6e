import { describe, expect, it } from 'vitest';
import { type RulebookParts, rulebookOf, when } from '../../support/rulebook.ts';
import { at, heardUntil, TestWorld } from '../../support/world.ts';

const LIFE = ['fired', 'resolved', 'limited'] as const;

/** One rule on `seats < 5`, with the siblings that a test gives it. */
function low(siblings: Readonly<Record<string, unknown>> = {}, parts: RulebookParts = {}) {
  return rulebookOf({
    ...parts,
    rules: { low: { conditions: when('seats', 'lessThan', 5), ...siblings } },
  });
}

/** Tells the seats at each instant and says what the rule did up to the last one. */
async function play(
  rulebook: ReturnType<typeof low>,
  told: readonly (readonly [string, number | undefined])[],
  until: string,
): Promise<string[]> {
  const world = new TestWorld(rulebook, told[0]?.[0] ?? until);
  for (const [instant, seats] of told) {
    await world.know(instant, seats === undefined ? { tier: 'x' } : { seats });
  }
  await world.pass(until);
  return world.said(...LIFE);
}

describe('a level rule', () => {
  it('fires once when its condition becomes true, and not again while it stays true', async () => {
    const said = await play(
      low(),
      [
        ['2026-06-01 09:00', 8],
        ['2026-06-02 09:00', 4],
        ['2026-06-03 09:00', 3],
      ],
      '2026-06-30',
    );
    expect(said).toEqual(['06-02 09:00 fired low low']);
  });

  it('resolves when its condition becomes false, and fires anew after that', async () => {
    const said = await play(
      low(),
      [
        ['2026-06-01 09:00', 4],
        ['2026-06-02 09:00', 5],
        ['2026-06-03 09:00', 4],
      ],
      '2026-06-04',
    );
    expect(said).toEqual([
      '06-01 09:00 fired low low',
      '06-02 09:00 resolved low',
      '06-03 09:00 fired low low',
    ]);
  });

  it('does not fire on a fact that is missing', async () => {
    expect(await play(low(), [['2026-06-01 09:00', undefined]], '2026-06-30')).toEqual([]);
  });

  it('neither resolves nor fires again when its fact goes stale and is heard of once more', async () => {
    const said = await play(
      low(),
      [
        ['2026-06-01 09:00', 4],
        ['2026-06-20 09:00', 4],
      ],
      '2026-07-30',
    );
    expect(said).toEqual(['06-01 09:00 fired low low']);
  });

  it('resolves at the first false after its fact was unknown', async () => {
    const said = await play(
      low(),
      [
        ['2026-06-01 09:00', 4],
        ['2026-06-20 09:00', 9],
      ],
      '2026-06-21',
    );
    expect(said).toEqual(['06-01 09:00 fired low low', '06-20 09:00 resolved low']);
  });
});

describe('"for"', () => {
  it('fires when the condition has held that long, to the millisecond, with no signal then', async () => {
    const said = await play(low({ for: 'P3D' }), [['2026-06-01 09:30', 4]], '2026-06-10');
    expect(said).toEqual(['06-04 09:30 fired low low']);
  });

  it('starts over after a false', async () => {
    const said = await play(
      low({ for: 'P3D' }),
      [
        ['2026-06-01 09:00', 4],
        ['2026-06-03 09:00', 5],
        ['2026-06-03 10:00', 4],
      ],
      '2026-06-30',
    );
    expect(said).toEqual(['06-06 10:00 fired low low']);
  });

  it('counts only the time for which the condition was known to hold', async () => {
    // Stale from 06-08 09:00 (7 days): held 7 days of 10; known again on 06-15, so 3 days later.
    const said = await play(
      low({ for: 'P10D' }),
      [
        ['2026-06-01 09:00', 4],
        ['2026-06-15 12:00', 4],
      ],
      '2026-06-30',
    );
    expect(said).toEqual(['06-18 11:59:59.999 fired low low']);
  });

  it('forgets what had held before a false that follows the unknown', async () => {
    const said = await play(
      low({ for: 'P10D' }),
      [
        ['2026-06-01 09:00', 4],
        ['2026-06-15 12:00', 8],
        ['2026-06-16 12:00', 4],
      ],
      '2026-06-23 11:00',
    );
    expect(said).toEqual([]);
  });

  it('is paused when a source that it reads falls silent, at the instant at which that is known', async () => {
    const rulebook = rulebookOf({
      rules: {
        quiet: { conditions: when('daysSince', 'greaterThanInclusive', 1, { of: 'seenAt' }), for: 'P5D' },
      },
    });
    const world = new TestWorld(rulebook, '2026-06-01', { watermarks: heardUntil(at('2026-06-03')) });
    await world.tell('2026-06-01 12:00', 'usage.recorded', { logins: 1 });
    // True from 06-02 00:00; silent from 06-05 00:00 and a millisecond on: three days have counted.
    await world.pass('2026-06-20');
    expect(world.said(...LIFE)).toEqual([]);
    const firing = world.json.firings.quiet?.[''];
    expect(firing?.state).toBe('pending');
    expect(firing?.held).toBe(at('2026-06-05') + 1 - at('2026-06-02'));
  });
});

describe('"repeatAfter"', () => {
  it('fires again each time that long after the last firing, while the condition holds', async () => {
    const rulebook = low({ repeatAfter: 'P10D' }, { facts: { seats: { type: 'number', meaning: 'Seats' } } });
    const said = await play(rulebook, [['2026-06-01 09:00', 4]], '2026-06-25');
    expect(said).toEqual([
      '06-01 09:00 fired low low',
      '06-11 09:00 fired low low',
      '06-21 09:00 fired low low',
    ]);
  });

  it('waits while the condition is unknown, and fires once it is known to hold', async () => {
    const said = await play(
      low({ repeatAfter: 'P10D' }),
      [
        ['2026-06-01 09:00', 4],
        ['2026-06-20 08:00', 3],
      ],
      '2026-06-25',
    );
    expect(said).toEqual(['06-01 09:00 fired low low', '06-20 08:00 fired low low']);
  });

  it('does not fire after the condition became false', async () => {
    const said = await play(
      low({ repeatAfter: 'P5D' }),
      [
        ['2026-06-01 09:00', 4],
        ['2026-06-03 09:00', 9],
      ],
      '2026-06-30',
    );
    expect(said).toEqual(['06-01 09:00 fired low low', '06-03 09:00 resolved low']);
  });

  it('is kept back by "atMostOncePer" where that is longer', async () => {
    const rulebook = low(
      { repeatAfter: 'P5D', atMostOncePer: 'P12D' },
      { facts: { seats: { type: 'number', meaning: 'Seats' } } },
    );
    const said = await play(rulebook, [['2026-06-01 09:00', 4]], '2026-06-20');
    expect(said).toEqual(['06-01 09:00 fired low low', '06-13 09:00 fired low low']);
  });
});

describe('"atMostOncePer"', () => {
  const flapping: readonly (readonly [string, number])[] = [
    ['2026-06-01 09:00', 4],
    ['2026-06-02 09:00', 9],
    ['2026-06-03 09:00', 4],
  ];

  it('holds across resolves, says so once, and lets the rule fire when it has run out', async () => {
    const rulebook = low({ atMostOncePer: 'P6D' });
    const said = await play(rulebook, flapping, '2026-06-20');
    expect(said).toEqual([
      '06-01 09:00 fired low low',
      '06-02 09:00 resolved low',
      '06-03 09:00 limited low at-most-once-per',
      '06-07 09:00 fired low low',
    ]);
  });

  it('lets nothing fire later if the condition is false by then', async () => {
    const said = await play(
      low({ atMostOncePer: 'P6D' }),
      [...flapping, ['2026-06-05 09:00', 9]],
      '2026-06-20',
    );
    expect(said.slice(2)).toEqual(['06-03 09:00 limited low at-most-once-per']);
  });

  it('"ever" is for good', async () => {
    const said = await play(low({ atMostOncePer: 'ever' }), flapping, '2028-06-20');
    expect(said.slice(2)).toEqual(['06-03 09:00 limited low at-most-once-per']);
  });

  it('waits for a known truth when it runs out while the condition is unknown', async () => {
    // Stale from 06-10 09:00; the limit runs out on 06-13.
    const said = await play(
      low({ atMostOncePer: 'P12D' }),
      [...flapping, ['2026-06-15 09:00', 3]],
      '2026-06-20',
    );
    expect(said.slice(2)).toEqual(['06-03 09:00 limited low at-most-once-per', '06-15 09:00 fired low low']);
  });
});
