import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importCommand } from '../../bin/commands/import.ts';
import { crmMap } from '../support/import-tables.ts';

const COMMAND = pathToFileURL(resolve('bin/commands/import.ts')).href;
const RUNNER = `
import { Command } from 'commander';
import { importCommand } from '${COMMAND}';
const program = new Command('touchline');
importCommand(program);
await program.parseAsync(process.argv, { from: 'eval' });`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'import-command-'));
  writeFileSync(join(folder, 'crm.map.json'), JSON.stringify(crmMap()));
  const rows = Array.from({ length: 20_000 }, (_, i) => `A-${i},Name,2024-01-15,5,no\n`).join('');
  writeFileSync(
    join(folder, 'accounts.csv'),
    `id,name,since,seats,trial\n${rows}A-1,Again,2024-01-15,5,no\n`,
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the command as a process of its own; `takes` is how many bytes are read before the pipe is closed. */
function run(args: readonly string[], takes = Number.POSITIVE_INFINITY) {
  const node = resolve('node_modules/.bin/node');
  const child = spawn(node, ['--input-type=module', '-e', RUNNER, 'import', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let report = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
    if (out.length >= takes) child.stdout.destroy();
  });
  child.stderr.on('data', (chunk) => {
    report += chunk;
  });
  return new Promise<{ code: number | null; out: string; report: string }>((done) => {
    child.on('close', (code) => done({ code, out, report }));
  });
}

const inFolder = (name: string) => join(folder, name);
const MAP = () => ['--map', inFolder('crm.map.json')];

describe('touchline import', () => {
  it('writes every signal to a reader, and the summary as JSON if asked', async () => {
    const { code, out, report } = await run([...MAP(), inFolder('accounts.csv'), '--json']);
    expect(code).toBe(0);
    expect(out.split('\n')).toHaveLength(20_001);
    const last = JSON.parse(report.trim().split('\n').at(-1) ?? '');
    expect(last).toMatchObject({
      rows: 20_001,
      accepted: 20_000,
      rejected: 1,
      byReason: { 'duplicate-key': 1 },
    });
  });

  it('ends quietly when its reader has seen enough', async () => {
    const { code, report } = await run([...MAP(), inFolder('accounts.csv')], 1);
    expect({ code, report }).toEqual({ code: 0, report: '' });
  });

  it('exits with 2 where a file is not there', async () => {
    const { code, out, report } = await run([...MAP(), inFolder('accounts.csv').replace(folder, '/nowhere')]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(report).toBe('/nowhere/accounts.csv:1:1 error there is no such file\n');
  });
});

describe('the help of touchline import', () => {
  const parsed = (...args: readonly string[]) => {
    const program = new Command('touchline').exitOverride();
    let text = '';
    const write = (part: string) => {
      text += part;
    };
    program.configureOutput({ writeOut: write, writeErr: write });
    importCommand(program);
    for (const command of program.commands)
      command.exitOverride().configureOutput({ writeOut: write, writeErr: write });
    try {
      program.parse(['import', ...args], { from: 'user' });
    } catch {
      // Commander throws to end the program; what it printed is what matters here.
    }
    return text;
  };

  it('names its options and gives examples', () => {
    const help = parsed('--help');
    for (const word of [
      '--map <file>',
      '--format <format>',
      '--json',
      '<file...>',
      'touchline import --map crm.map.json',
    ]) {
      expect(help).toContain(word);
    }
  });

  it('says what is missing or wrong', () => {
    expect(parsed('a.csv')).toContain("required option '--map <file>' not specified");
    expect(parsed('--map', 'm.json')).toContain("missing required argument 'file'");
    expect(parsed('--map', 'm.json', 'a.csv', '--format', 'xml')).toContain('Allowed choices are text, json');
  });
});
