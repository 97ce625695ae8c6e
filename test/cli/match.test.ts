import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { helpOf } from '../support/cli/help-of.ts';
import { runTouchline, writeFolder } from '../support/cli/run-touchline.ts';

let folder: string;
beforeAll(async () => {
  folder = writeFolder({});
  await runTouchline(['replay', 'docs/examples/signals.ndjson', '--data', folder]);
});
afterAll(() => rmSync(folder, { recursive: true }));

const match = (...args: readonly string[]) => runTouchline(['match', ...args, '--data', folder]);

describe('touchline match', () => {
  it('counts every account once, with the keys that its help documents', async () => {
    const { code, out } = await match('wau-drop-20', '--json');
    expect(code).toBe(0);
    const matched = JSON.parse(out);
    expect(Object.keys(matched).sort()).toEqual([
      'accounts',
      'at',
      'gated',
      'matches',
      'not',
      'rule',
      'unknown',
    ]);
    const counts = [matched.not, matched.unknown, matched.gated].flatMap(
      (by) => Object.values(by) as number[],
    );
    expect(counts.reduce((sum, one) => sum + one, matched.matches.length)).toBe(3);
    expect(matched).toMatchObject({ rule: 'wau-drop-20', accounts: 3, at: expect.any(String) });
    for (const key of Object.keys(matched)) expect(helpOf('match')).toContain(`"${key}"`);
  });

  it('tells it in words', async () => {
    const { code, out } = await match('health-red');
    expect(code).toBe(0);
    expect(out).toMatch(/^health-red matches \d of 3 accounts at 2026-\S+Z$/m);
  });

  it.each([
    ['a rule that is not there', 'wau-drop-02', 'unknown rule "wau-drop-02", did you mean "wau-drop-20"?'],
    [
      'an event rule',
      'smb-onboarding',
      '"smb-onboarding" is an event rule: it is asked of signals, not of accounts',
    ],
  ])('exits with 2 for %s', async (_what, id, message) => {
    expect(await match(id)).toEqual({ code: 2, out: '', err: `error: ${message}\n` });
  });

  it('exits with 2 where nothing is kept', async () => {
    const { code, out, err } = await runTouchline(['match', 'wau-drop-20', '--data', `${folder}/nowhere`]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(`nothing is kept in "${folder}/nowhere"`);
  });
});
