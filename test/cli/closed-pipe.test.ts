import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { edited, RULEBOOK_FILES } from '../support/authoring/rulebook-files.ts';
import { signalLine } from '../support/authoring/signal-lines.ts';
import { runTouchline, runUnread, writeFolder } from '../support/cli/run-touchline.ts';

const below = (folder: string, files: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));

let folder: string;
beforeAll(async () => {
  folder = writeFolder({
    ...below('rules', RULEBOOK_FILES),
    ...below('failing', edited('risk/login-drop.test.json', '"runs": ["welcome"]', '"runs": []')),
    'signals.ndjson': `${signalLine('1')}\n`,
  });
  const kept = ['--rules', join(folder, 'rules'), '--data', join(folder, 'kept')];
  expect((await runTouchline(['replay', join(folder, 'signals.ndjson'), ...kept])).code).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a command whose reader has gone', () => {
  it.each<[string, number, string[]]>([
    ['test', 0, ['test', '--rules', 'DIR/rules']],
    ['test, as JSON', 0, ['test', '--rules', 'DIR/rules', '--json']],
    ['a test that fails', 1, ['test', '--rules', 'DIR/failing']],
    ['validate', 0, ['validate', '--rules', 'DIR/rules']],
    ['replay', 0, ['replay', 'DIR/signals.ndjson', '--rules', 'DIR/rules', '--json']],
    ['explain', 0, ['explain', 'A-1', '--rules', 'DIR/rules', '--data', 'DIR/kept']],
    ['match', 0, ['match', 'login-drop', '--rules', 'DIR/rules', '--data', 'DIR/kept']],
    ['schema', 1, ['schema', '--check', '--rules', 'DIR/rules']],
    ['help', 0, ['--help']],
  ])('ends quietly, with the exit code that it has in any case: %s', async (_name, code, args) => {
    const given = args.map((arg) => arg.replace('DIR', folder));
    const read = await runTouchline(given);
    expect(read.out + read.err).not.toBe('');
    expect(read.code).toBe(code);
    expect(await runUnread(given)).toEqual({ code, out: '', err: read.err });
  });
});
