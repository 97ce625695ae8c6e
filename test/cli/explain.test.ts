import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { helpOf } from '../support/cli/help-of.ts';
import { runTouchline, writeFolder } from '../support/cli/run-touchline.ts';

let folder: string;
beforeAll(async () => {
  folder = writeFolder({});
  await runTouchline(['replay', 'docs/examples/signals.ndjson', '--data', folder]);
});
afterAll(() => rmSync(folder, { recursive: true }));

const explain = (...args: readonly string[]) => runTouchline(['explain', ...args, '--data', folder]);

describe('touchline explain', () => {
  it('tells where an account stands, with the keys that its help documents', async () => {
    const { code, out } = await explain('northwind', '--last', '3', '--json');
    expect(code).toBe(0);
    const explained = JSON.parse(out);
    const keys = [
      'account',
      'at',
      'segment',
      'stages',
      'health',
      'facts',
      'firing',
      'runs',
      'tasks',
      'ledger',
    ];
    expect(Object.keys(explained)).toEqual(keys);
    expect(explained).toMatchObject({
      account: 'northwind',
      segment: 'scale',
      facts: { status: { value: 'customer' } },
    });
    expect(explained.ledger).toHaveLength(3);
    for (const key of keys) expect(helpOf('explain')).toContain(`"${key}"`);
  });

  it('tells why a rule fires, with the keys that its help documents', async () => {
    const { code, out } = await explain('northwind', 'wau-drop-20', '--json');
    expect(code).toBe(0);
    const explained = JSON.parse(out);
    const keys = [
      'account',
      'at',
      'rulebook',
      'rule',
      'description',
      'status',
      'kind',
      'subjects',
      'history',
    ];
    expect(Object.keys(explained)).toEqual(keys);
    expect(explained).toMatchObject({ rule: 'wau-drop-20', kind: 'level', subjects: [{ subject: '' }] });
    const subjects = ['subject', 'state', 'since', 'firedAt', 'count', 'holds', 'trace'];
    expect(Object.keys(explained.subjects[0])).toEqual(subjects);
    expect(explained.history[0]).toMatchObject({ kind: 'fired', rule: 'wau-drop-20' });
    for (const key of [...keys, ...subjects, 'gate']) expect(helpOf('explain')).toContain(`"${key}"`);
  });

  it('tells it in words, comparison by comparison', async () => {
    const { code, out } = await explain('northwind', 'wau-drop-20');
    expect(code).toBe(0);
    expect(out).toMatch(/^wau-drop-20 for northwind \((shadow|live) level rule\)$/m);
    expect(out).toMatch(/^ +[✓✗?] change of .* ≤ -0\.2: /m);
    expect(out).toMatch(
      /^history\n {2}2026-07-\d\dT\S+ fired wau-drop-20( \(shadow\))?: risk\.active-users-decline$/m,
    );
    expect(out).not.toContain('\u001b');
  });

  it('takes the id of a journey with an "enter", and tells what it did', async () => {
    const { code, out } = await explain('northwind', 'smb-onboarding');
    expect(code).toBe(0);
    expect(out).toMatch(/^smb-onboarding for northwind \((shadow|live) event rule\)$/m);
    expect(out).toContain('asked once of each signal; see its history');
  });

  it.each<[string, string[], string]>([
    ['an account', ['nortwind'], 'there is no account "nortwind" in FOLDER, did you mean "northwind"?'],
    ['a rule', ['northwind', 'wau-drop-02'], 'unknown rule "wau-drop-02", did you mean "wau-drop-20"?'],
  ])('exits with 2 for %s that is not there, and says which is meant', async (_what, args, message) => {
    const { code, out, err } = await explain(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe(`error: ${message.replace('FOLDER', folder)}\n`);
  });

  it('exits with 2 for a data folder that is not there, and says how to make one', async () => {
    const nowhere = join(folder, 'nowhere');
    const { code, out, err } = await runTouchline(['explain', 'northwind', '--data', nowhere]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe(
      `error: nothing is kept in "${nowhere}": run "touchline replay FILE --data ${nowhere}" first\n`,
    );
  });
});
