import { describe, expect, it } from 'vitest';
import { formatIssue, type Issue } from '../../lib/core/authoring/issue.ts';
import { readTests, runTestFile } from '../../lib/replay/run-tests.ts';
import { expandValues } from '../../lib/replay/test-signals.ts';
import { mail } from '../support/journey-worlds.ts';
import { type RulebookParts, rulebookOf, when } from '../support/rulebook.ts';

const PARTS: RulebookParts = {
  zone: 'Europe/Berlin',
  rules: {
    drop: {
      conditions: when('streak', 'greaterThanInclusive', 3, {
        of: 'logins',
        per: 'week',
        where: { fact: 'change', operator: 'lessThanInclusive', value: -0.4 },
      }),
      event: {
        type: 'drop',
        params: {
          effects: [
            { createTask: { reason: 'drop', title: 'Look', assign: 'csm', dueIn: '2 business days' } },
          ],
        },
      },
    },
    quiet: { conditions: when('daysSince', 'greaterThanInclusive', 14, { of: 'seenAt' }) },
  },
  journeys: { way: { enter: { on: 'flag.set' }, steps: [mail('one'), mail('two', { at: 'P3D' })] } },
};
const rulebook = rulebookOf(PARTS);

const fall = (values: string) => ({
  series: 'logins',
  signal: 'usage.recorded',
  per: 'week',
  field: 'logins',
  values,
});
const FILE = { $schema: 'x', start: '2026-06-01T00:00:00+02:00', accounts: { acme: {} } };

/** Runs one test: what it was told, and what is expected at which times. */
async function run(
  signals: readonly unknown[],
  at: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>> = {},
) {
  const issues: Issue[] = [];
  const text = JSON.stringify({ ...FILE, ...more, tests: [{ name: 'a test', signals, at }] });
  const json = readTests({ path: 'risk/drop.test.json', text }, 'rules', issues);
  if (json === undefined) throw new Error(issues.map(formatIssue).join('\n'));
  const [outcome] = await runTestFile('risk/drop.test.json', json, () => rulebook);
  if (outcome === undefined) throw new Error('no outcome');
  return outcome;
}

const failures = async (...args: Parameters<typeof run>) => (await run(...args)).failures;

describe('a test as data', () => {
  it('passes when everything came as expected', async () => {
    const at = {
      P27D: 'nothing',
      P28D: {
        fired: { acme: ['drop'] },
        tasks: [{ reason: 'drop', assign: 'queue:digital', due: '2026-06-30T22:00:00Z' }],
        openTasks: ['drop'],
      },
    };
    const outcome = await run([fall('100 60 36 21')], at);
    expect(outcome).toMatchObject({ passed: true, failures: [], about: ['drop'] });
  });

  it('fails, with what was expected and what came, when a rule fires that must not', async () => {
    expect(await failures([fall('100 60 36 21')], { P28D: 'nothing' })).toEqual([
      {
        at: 'P28D',
        mismatches: [
          {
            what: 'nothing',
            expected: 'nothing',
            got: [
              'fired drop (acme, 2026-06-28T22:00:00Z)',
              'task-created drop (acme, 2026-06-28T22:00:00Z)',
            ],
          },
        ],
      },
    ]);
  });

  it('fails when a rule does not fire that must', async () => {
    expect(await failures([fall('100 60 36 22')], { P28D: { fired: { acme: ['drop'] } } })).toEqual([
      { at: 'P28D', mismatches: [{ what: 'fired', expected: { acme: ['drop'] }, got: { acme: [] } }] },
    ]);
  });

  it('tells unknown from false: a silent source fires nothing', async () => {
    const seen = { at: 'P0D', type: 'usage.recorded', data: { logins: 1 } };
    expect(await failures([seen], { P20D: { unknown: { acme: ['quiet'] }, fired: { acme: [] } } })).toEqual(
      [],
    );
    expect(
      await failures(
        [seen],
        { P20D: { fired: { acme: ['quiet'] }, unknown: { acme: [] } } },
        { alive: ['product'] },
      ),
    ).toEqual([]);
  });

  it('checks touches, runs and facts, and names what differs part by part', async () => {
    const accounts = { acme: { contacts: { ann: { email: 'ann@example.com' } } } };
    const signals = [{ at: 'PT9H', type: 'flag.set', data: { flag: true } }];
    const expected = {
      touches: [{ template: 'note/hello', contact: 'ann', at: '2026-06-01T07:00:00Z' }],
      running: ['way'],
      facts: { acme: { flag: true } },
    };
    expect(await failures(signals, { P1D: expected }, { accounts })).toEqual([]);
    expect(
      await failures(signals, { P1D: { running: [], runs: ['way'], touches: [] } }, { accounts }),
    ).toEqual([
      {
        at: 'P1D',
        mismatches: [
          { what: 'running', expected: [], got: ['way'] },
          {
            what: 'touches',
            expected: [],
            got: [{ template: 'note/hello', contact: 'ann', channel: 'email', at: '2026-06-01T07:00:00Z' }],
          },
        ],
      },
    ]);
  });

  it('sees several times in order, whatever their order in the file', async () => {
    const signals = [{ at: 'P1D', type: 'flag.set', data: { flag: true } }];
    const at = {
      P4D: { ended: [{ journey: 'way', reason: 'completed' }] },
      P0D: 'nothing',
      P2D: { running: ['way'] },
    };
    expect(await failures(signals, at)).toEqual([]);
  });

  it("starts each test with what is given, the test's own words over those of the file", async () => {
    const accounts = { acme: { facts: { limit: 5, tier: 'a', arr: 1200, startsOn: '2026-06-01' } } };
    expect(
      await failures(
        [],
        { P0D: { facts: { acme: { limit: 5, tier: 'a', arr: 1200, startsOn: '2026-06-01' } } } },
        { accounts },
      ),
    ).toEqual([]);
  });

  it.each<[string, readonly unknown[], Readonly<Record<string, unknown>>, RegExp]>([
    [
      'a signal that ingest would refuse',
      [{ at: 'P0D', type: 'flag.set', data: { flag: 'yes' } }],
      {},
      /signal 1.*data\.flag/,
    ],
    [
      'a fact that is not in the catalog',
      [],
      { accounts: { acme: { facts: { limt: 3 } } } },
      /unknown fact "limt", did you mean "limit"/,
    ],
    [
      'a value of another type',
      [],
      { accounts: { acme: { facts: { limit: 'three' } } } },
      /"limit" is a number/,
    ],
    ['a source that is not in the catalog', [], { alive: ['produkt'] }, /unknown source "produkt"/],
  ])('cannot be run with %s, and says so', async (_title, signals, more, message) => {
    const outcome = await run(signals, { P1D: 'nothing' }, more);
    expect(outcome.passed).toBe(false);
    expect(outcome.error).toMatch(message);
  });
});

describe('series shorthand', () => {
  it('writes numbers, gaps and repeats', () => {
    expect(expandValues('100 60 _ 5x3  _x2 -1.5')).toEqual([
      100,
      60,
      undefined,
      5,
      5,
      5,
      undefined,
      undefined,
      -1.5,
    ]);
  });

  it('puts a value an hour before the end of its period on the local calendar', async () => {
    // The week of 23 March 2026 in Berlin is an hour short; it ends on Sunday at 22:00 in UTC.
    const start = { start: '2026-03-23T00:00:00+01:00' };
    const at = {
      '2026-03-29T20:59:59Z': { facts: { acme: {} } },
      '2026-03-29T21:00:00Z': { facts: { acme: { seenAt: '2026-03-29T21:00:00Z' } } },
    };
    expect(await failures([fall('7')], at, start)).toEqual([]);
  });
});
