import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { edited, RULEBOOK_FILES } from '../support/authoring/rulebook-files.ts';
import { signalLine } from '../support/authoring/signal-lines.ts';
import { runTouchline, writeFolder } from '../support/cli/run-touchline.ts';

const below = (folder: string, files: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));

let folder: string;
let rules: string;
let broken: string;
let failing: string;
let signals: string;
beforeAll(() => {
  folder = writeFolder({
    ...below('rules', RULEBOOK_FILES),
    ...below('broken', edited('risk/login-drop.json', '"value": "trial"', '"value": "trail"')),
    ...below('failing', edited('risk/login-drop.test.json', '"runs": ["welcome"]', '"runs": []')),
    'signals.ndjson': `${signalLine('1')}\nno signal\n`,
    'nothing.ndjson': 'no signal\n',
    'empty.ndjson': '',
  });
  [rules, broken, failing] = [join(folder, 'rules'), join(folder, 'broken'), join(folder, 'failing')];
  signals = join(folder, 'signals.ndjson');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the exit code', () => {
  it.each<[string, number, () => string[]]>([
    ['help that was asked for', 0, () => ['--help']],
    ['help of a command', 0, () => ['replay', '--help']],
    ['no command', 2, () => []],
    ['an unknown command', 2, () => ['frobnicate']],
    ['an unknown flag of the program', 2, () => ['--frob']],
    ['an unknown flag of a command', 2, () => ['validate', '--frob']],
    ['an argument that is missing', 2, () => ['replay']],
    ['a choice that is none', 2, () => ['validate', '--format', 'xml']],
    ['an instant that is none', 2, () => ['replay', signals, '--rules', rules, '--until', 'tomorrow']],
    ['a valid rulebook', 0, () => ['validate', '--rules', rules]],
    ['a rulebook with a mistake', 2, () => ['validate', '--rules', broken]],
    [
      'a rulebook with a mistake in another file than those asked for',
      0,
      () => ['validate', '--rules', broken, join(broken, 'signals')],
    ],
    ['a rulebook that is not there', 2, () => ['validate', '--rules', join(folder, 'none')]],
    ['a path outside of the rulebook', 2, () => ['validate', '--rules', rules, broken]],
    ['tests that pass', 0, () => ['test', '--rules', rules]],
    ['tests of which one fails', 1, () => ['test', '--rules', failing]],
    ['tests of a rulebook with a mistake', 2, () => ['test', '--rules', broken]],
    ['a replay, also where lines were refused', 0, () => ['replay', signals, '--rules', rules]],
    ['a replay by a rulebook with a mistake', 2, () => ['replay', signals, '--rules', broken]],
    [
      'a replay of a file that is not there',
      2,
      () => ['replay', join(folder, 'none.ndjson'), '--rules', rules],
    ],
    ['a replay of a folder', 2, () => ['replay', folder, '--rules', rules]],
    ['a replay of an empty file', 2, () => ['replay', join(folder, 'empty.ndjson'), '--rules', rules]],
    [
      'a replay of a file without a signal',
      2,
      () => ['replay', join(folder, 'nothing.ndjson'), '--rules', rules],
    ],
    [
      'an import by a map that is not there',
      2,
      () => ['import', '--map', join(folder, 'none.map.json'), signals],
    ],
  ])('of %s is %i', async (_name, code, args) => {
    const ended = await runTouchline(args());
    expect({ code: ended.code, err: code === 0 ? '' : ended.err.split('\n    at ')[0] }).toEqual({
      code,
      err: expect.any(String),
    });
    expect(ended.err).not.toContain('    at ');
    if (code === 2 && args()[0] !== 'validate') expect(ended.err).not.toBe('');
  });
});

describe('a command line that cannot be run', () => {
  it.each<[string, () => string[], () => string]>([
    [
      'an unknown command',
      () => ['validat'],
      () => "error: unknown command 'validat'\n(Did you mean validate?)\n",
    ],
    [
      'an unknown flag',
      () => ['test', '--ruels', 'x'],
      () => "error: unknown option '--ruels'\n(Did you mean --rules?)\n",
    ],
    ['an argument that is missing', () => ['replay'], () => "error: missing required argument 'file'\n"],
    [
      'a folder that is not there',
      () => ['test', '--rules', join(folder, 'none')],
      () => `error: there is no folder "${join(folder, 'none')}"\n`,
    ],
    [
      'a file that is not there',
      () => ['replay', join(folder, 'none'), '--rules', rules],
      () => `error: there is no file "${join(folder, 'none')}"\n`,
    ],
    [
      'a folder for a file',
      () => ['replay', folder, '--rules', rules],
      () => `error: there is no file "${folder}"\n`,
    ],
  ])('ends in one clear line: %s', async (_name, args, line) => {
    expect(await runTouchline(args())).toEqual({ code: 2, out: '', err: line() });
  });
});

describe('--json', () => {
  it.each<[string, () => string[], Record<string, unknown>]>([
    ['validate', () => ['validate', '--rules', rules], { valid: true, errors: 0, issues: [] }],
    [
      'validate with a mistake',
      () => ['validate', '--rules', broken],
      { valid: false, rulebook: null, errors: 1 },
    ],
    [
      'test',
      () => ['test', '--rules', rules],
      { cases: 2, passed: 2, failed: 0, byId: { 'login-drop': 1, welcome: 1 }, failures: [] },
    ],
    ['test with a failure', () => ['test', '--rules', failing], { cases: 2, passed: 1, failed: 1 }],
    [
      'test with a mistake',
      () => ['test', '--rules', broken],
      { cases: 0, failed: 0, issues: [{ code: 'wrong-value', line: 12, column: 76 }] },
    ],
    [
      'replay with a refused line',
      () => ['replay', signals, '--rules', rules],
      { signals: 1, rejected: 1, rejectedByReason: { malformed: 1 } },
    ],
    ['schema', () => ['schema', '--check', '--rules', rules], { files: 12, written: [] }],
  ])('puts one JSON object on stdout and nothing else: %s', async (_name, args, part) => {
    const { out } = await runTouchline([...args(), '--json']);
    expect(out.startsWith('{') && out.endsWith('}\n')).toBe(true);
    expect(JSON.parse(out)).toMatchObject(part);
  });
});

describe('what is piped', () => {
  it('has no colours', async () => {
    const runs = await Promise.all([
      runTouchline(['validate', '--rules', broken]),
      runTouchline(['test', '--rules', failing]),
      runTouchline(['replay', signals, '--rules', rules]),
      runTouchline(['--help']),
    ]);
    for (const { out, err } of runs) expect(out + err).not.toContain('\u001b');
  });
});
