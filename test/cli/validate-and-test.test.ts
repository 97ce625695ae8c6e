import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { edited, RULEBOOK_FILES } from '../support/authoring/rulebook-files.ts';
import { runTouchline, writeFolder } from '../support/cli/run-touchline.ts';

let folder = '';
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs a command on a rulebook, with the folder's name left out of what it says. */
async function run(command: readonly string[], files: Readonly<Record<string, string>>) {
  folder = writeFolder(files);
  const { code, out, err } = await runTouchline([...command, '--rules', folder]);
  const plain = (text: string) => text.replaceAll(folder, 'rules');
  return { code, out: plain(out), err: plain(err) };
}

const withText = (path: string, change: (text: string) => string) => ({
  ...RULEBOOK_FILES,
  [path]: change(RULEBOOK_FILES[path] ?? ''),
});

describe('touchline validate', () => {
  it('tells every mistake of every file at once, tests included, in the order of files', async () => {
    const files = {
      ...edited('risk/login-drop.json', '"lessThan"', '"lesThan"'),
      'risk/low-nps.json': (RULEBOOK_FILES['risk/low-nps.json'] ?? '').replace('"P30D",', '"P30D"'),
      'risk/login-drop.test.json': (RULEBOOK_FILES['risk/login-drop.test.json'] ?? '').replace(
        '"values"',
        '"valeus"',
      ),
      'journeys/welcome.json': (RULEBOOK_FILES['journeys/welcome.json'] ?? '').replace(
        '"end": "goal"',
        '"end": "goal", "wait": "P1D"',
      ),
    };
    expect(await run(['validate'], files)).toEqual({
      code: 2,
      err: '',
      out: [
        'rules/journeys/welcome.json:32:39 error "wait" does not go with "end": a step has one of touch, wait, waitFor, branch, split, task, approval, set, do, end, and only one',
        'rules/risk/login-drop.json:8:93 error "lesThan" does not compare numbers, did you mean "lessThan"?',
        'rules/risk/login-drop.test.json:12:102 error unknown key "valeus", did you mean "values"?',
        'rules/risk/low-nps.json:11:26 error a comma is missing here, before "event"',
        '20 files, 4 errors, 0 warnings',
        '',
      ].join('\n'),
    });
  });

  it('tells of what a test names only once the rulebook itself is right', async () => {
    const tests = (RULEBOOK_FILES['risk/login-drop.test.json'] ?? '').replace(
      '["login-drop"]',
      '["login-dorp"]',
    );
    const files = { ...RULEBOOK_FILES, 'risk/login-drop.test.json': tests };
    expect((await run(['validate'], files)).out).toBe(
      'rules/risk/login-drop.test.json:16:32 error unknown rule "login-dorp", did you mean "login-drop"?\n20 files, 1 error, 0 warnings\n',
    );
  });

  it('tells what is wrong with MJML once', async () => {
    const files = withText(
      'templates/hello.mjml',
      () =>
        '<mjml>\n  <mj-body>\n    <mj-txt>Hello {{ account.name }} {{ links.unsubscribe }}</mj-txt>\n  </mj-body>\n</mjml>\n',
    );
    const { code, out } = await run(['validate'], files);
    expect(code).toBe(2);
    expect(out.split('\n').filter((line) => line.includes('hello.mjml:3:'))).toHaveLength(1);
    expect(out).not.toContain('no HTML was made');
  });

  it('does not mind CR LF and a byte order mark', async () => {
    const windows = Object.fromEntries(
      Object.entries(RULEBOOK_FILES).map(([path, text]) => [
        path,
        `${path.endsWith('.json') ? '\ufeff' : ''}${text.replaceAll('\n', '\r\n')}`,
      ]),
    );
    expect(await run(['validate'], windows)).toEqual({
      code: 0,
      err: '',
      out: '20 files, 0 errors, 0 warnings\n',
    });
  });

  it('warns without failing', async () => {
    const files = edited('guardrails.json', '{ "per": "day", "max": 1 }', '{ "per": "day", "max": 5 }');
    expect(await run(['validate'], files)).toEqual({
      code: 0,
      err: '',
      out: 'rules/guardrails.json:5:40 warning 5 a day is never reached: 3 a week comes first\n20 files, 0 errors, 1 warning\n',
    });
  });
});

describe('touchline test', () => {
  it('shows what was expected and what came, part by part', async () => {
    const files = edited(
      'risk/login-drop.test.json',
      '"values": "100 50 20" }',
      '"values": "100 50 20 11" }',
    );
    files['risk/login-drop.test.json'] = (files['risk/login-drop.test.json'] ?? '')
      .replace(
        '"tasks": [{ "reason": "usage-decline", "assign": "queue:digital" }]',
        '"tasks": [{ "reason": "usage-decline", "assign": "csm" }]',
      )
      .replace('"P23D": "nothing"', '"P30D": "nothing"');
    expect(await run(['test'], files)).toEqual({
      code: 1,
      err: '',
      out: [
        'FAIL rules/risk/login-drop.test.json (2 tests)',
        '  fires when the third week is below 60% of the second',
        '    at P29DT1H, tasks',
        '      exp: [{"reason":"usage-decline","assign":"csm"}]',
        '      got: [{"reason":"usage-decline","assign":"queue:digital"}]',
        '  near miss: two weeks',
        '    at P30D, nothing',
        '      exp: "nothing"',
        '      got: ["fired login-drop (acme, 2026-06-30T00:00:00Z)","task-created login-drop (acme, 2026-06-30T00:00:00Z)","run-started login-drop (acme, 2026-06-30T00:00:00Z)"]',
        '2 tests: 0 passed, 2 failed',
        '',
      ].join('\n'),
    });
  });

  it('runs no test where a test file has a mistake', async () => {
    const files = edited('risk/login-drop.test.json', '"seats": 4', '"seets": 4');
    expect(await run(['test'], files)).toEqual({
      code: 2,
      out: '',
      err: 'rules/risk/login-drop.test.json:7:48 error unknown fact "seets", did you mean "seats"?\nthe rulebook is invalid, no test was run\n',
    });
  });

  it('runs only the tests that are asked for', async () => {
    folder = writeFolder({
      ...RULEBOOK_FILES,
      'risk/other.test.json': RULEBOOK_FILES['risk/login-drop.test.json'] ?? '',
    });
    const { code, out } = await runTouchline([
      'test',
      '--rules',
      folder,
      join(folder, 'risk/other.test.json'),
    ]);
    expect({ code, out: out.replaceAll(folder, 'rules') }).toEqual({
      code: 0,
      out: 'ok   rules/risk/other.test.json (2 tests)\n2 tests: 2 passed, 0 failed\n',
    });
  });
});
