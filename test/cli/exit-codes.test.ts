import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { edited, RULEBOOK_FILES } from '../support/authoring/rulebook-files.ts';
import { signalLine } from '../support/authoring/signal-lines.ts';
import { runTouchline, writeFolder } from '../support/cli/run-touchline.ts';

const below = (folder: string, files: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));

let folder: string;
beforeAll(() => {
  folder = writeFolder({
    ...below('rules', RULEBOOK_FILES),
    ...below('broken', edited('risk/login-drop.json', '"value": "trial"', '"value": "trail"')),
    ...below('failing', edited('risk/login-drop.test.json', '"runs": ["welcome"]', '"runs": []')),
    'signals.ndjson': `${signalLine('1')}\nno signal\n`,
    'nothing.ndjson': 'no signal\n',
    'empty.ndjson': '',
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a command where `DIR` stands for the folder of this test, also in what it says. */
async function run(...args: readonly string[]) {
  const { code, out, err } = await runTouchline(args.map((arg) => arg.replace('DIR', folder)));
  expect(out + err, 'has no colours, since it is piped').not.toContain('\u001b');
  return { code, out: out.replaceAll(folder, 'DIR'), err: err.replaceAll(folder, 'DIR') };
}

const MISTAKE =
  'DIR/broken/risk/login-drop.json:12:76 error "status" has no value "trail", did you mean "trial"?\n';

describe('a command line that cannot be run', () => {
  it.each<[string, string[], string]>([
    ['an unknown command', ['validat'], "error: unknown command 'validat'\n(Did you mean validate?)\n"],
    ['an unknown flag of the program', ['--frob'], "error: unknown option '--frob'\n"],
    [
      'an unknown flag of a command',
      ['test', '--ruels', 'x'],
      "error: unknown option '--ruels'\n(Did you mean --rules?)\n",
    ],
    ['an argument that is missing', ['replay'], "error: missing required argument 'file'\n"],
    [
      'a choice that is none',
      ['validate', '--format', 'xml'],
      "error: option '--format <format>' argument 'xml' is invalid. Allowed choices are text, json.\n",
    ],
    [
      'an instant that is none',
      ['replay', 'x', '--until', 'tomorrow'],
      "error: option '--until <instant>' argument 'tomorrow' is invalid. an instant is RFC 3339 such as \"2026-06-01T00:00:00Z\".\n",
    ],
    [
      'a rulebook that is not there',
      ['test', '--rules', 'DIR/none'],
      'error: there is no folder "DIR/none"\n',
    ],
    [
      'a path outside of the rulebook',
      ['validate', '--rules', 'DIR/rules', 'DIR/broken'],
      'error: "DIR/broken" is no file or folder of the rulebook "DIR/rules"\n',
    ],
    [
      'a file that is not there',
      ['replay', 'DIR/none', '--rules', 'DIR/rules'],
      'error: there is no file "DIR/none"\n',
    ],
    ['a folder for a file', ['replay', 'DIR', '--rules', 'DIR/rules'], 'error: there is no file "DIR"\n'],
    [
      'an empty file',
      ['replay', 'DIR/empty.ndjson', '--rules', 'DIR/rules'],
      'error: there is no signal to replay\n',
    ],
    [
      'a file without a signal',
      ['replay', 'DIR/nothing.ndjson', '--rules', 'DIR/rules'],
      'line 1: malformed: the line is not JSON\nerror: there is no signal to replay\n',
    ],
    [
      'a replay by a rulebook with a mistake',
      ['replay', 'DIR/signals.ndjson', '--rules', 'DIR/broken'],
      MISTAKE,
    ],
    [
      'tests of a rulebook with a mistake',
      ['test', '--rules', 'DIR/broken'],
      `${MISTAKE}the rulebook is invalid, no test was run\n`,
    ],
  ])('ends with 2 and a clear line on stderr: %s', async (_name, args, err) => {
    expect(await run(...args)).toEqual({ code: 2, out: '', err });
  });

  it('ends with 2 and the help where there is no command', async () => {
    const { code, out, err } = await run();
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('Usage: touchline [options] [command]');
  });

  it('ends with 2 where an import has no map', async () => {
    const { code, out, err } = await run('import', '--map', 'DIR/none.map.json', 'DIR/signals.ndjson');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('DIR/none.map.json:1:1 error this map cannot be read');
  });
});

describe('a command that ran', () => {
  it.each([[['--help']], [['replay', '--help']]])(
    'ends with 0 where help was asked for: %j',
    async (args) => {
      const { code, out, err } = await run(...args);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toContain('Usage: touchline');
    },
  );

  it('ends with 0 where the mistake is in another file than those asked for', async () => {
    expect(await run('validate', '--rules', 'DIR/broken', 'DIR/broken/signals')).toEqual({
      code: 0,
      out: '4 files, 0 errors, 0 warnings\n',
      err: '',
    });
  });

  it.each<[string, number, string[], Record<string, unknown>]>([
    ['a valid rulebook', 0, ['validate', '--rules', 'DIR/rules'], { valid: true, errors: 0, issues: [] }],
    [
      'a rulebook with a mistake',
      2,
      ['validate', '--rules', 'DIR/broken'],
      { valid: false, rulebook: null, errors: 1 },
    ],
    [
      'tests that pass',
      0,
      ['test', '--rules', 'DIR/rules'],
      { cases: 2, passed: 2, byId: { 'login-drop': 1, welcome: 1 }, failures: [] },
    ],
    ['tests of which one fails', 1, ['test', '--rules', 'DIR/failing'], { cases: 2, passed: 1, failed: 1 }],
    [
      'tests that were not run',
      2,
      ['test', '--rules', 'DIR/broken'],
      { cases: 0, failed: 0, issues: [{ code: 'wrong-value', line: 12 }] },
    ],
    [
      'a replay, also where lines were refused',
      0,
      ['replay', 'DIR/signals.ndjson', '--rules', 'DIR/rules'],
      { signals: 1, rejectedByReason: { malformed: 1 } },
    ],
    [
      'schemas that are not there',
      1,
      ['schema', '--check', '--rules', 'DIR/rules'],
      { files: 12, written: [] },
    ],
  ])(
    'says with --json how it went, in one object and nothing else on stdout: %s, %i',
    async (_name, code, args, part) => {
      const ended = await run(...args, '--json');
      expect(ended.code).toBe(code);
      expect(ended.out.startsWith('{') && ended.out.endsWith('}\n')).toBe(true);
      expect(JSON.parse(ended.out)).toMatchObject(part);
    },
  );
});
