import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../lib/adapters/local/sqlite/open-database.ts';
import { runTouchline, writeFolder } from '../support/cli/run-touchline.ts';

const SIGNALS = 'docs/examples/signals.ndjson';

let folder: string;
beforeAll(() => {
  folder = writeFolder({});
});
afterAll(() => rmSync(folder, { recursive: true }));
const inFolder = (name: string) => join(folder, name);

describe('touchline replay --data', () => {
  it('keeps what explain and match read, in place of what an earlier replay kept', async () => {
    const data = inFolder('twice');
    const first = await runTouchline(['replay', SIGNALS, '--data', data, '--json']);
    expect(first.code, first.err).toBe(0);
    const report = JSON.parse(first.out);
    expect(report).toMatchObject({ signals: 164, duplicates: 0, rejected: 0, accounts: 3 });

    const half = await runTouchline([
      'replay',
      SIGNALS,
      '--data',
      data,
      '--until',
      '2026-06-20T00:00:00Z',
      '--json',
    ]);
    expect(JSON.parse(half.out)).toMatchObject({ to: '2026-06-20T00:00:00Z' });
    expect(JSON.parse(half.out).hash).not.toBe(report.hash);
    const explained = await runTouchline(['explain', 'northwind', '--data', data, '--json']);
    expect(JSON.parse(explained.out)).toMatchObject({ account: 'northwind', at: '2026-06-20T00:00:00Z' });
  });

  it('gives the same history for the same signals in another order, from standard input and from a pipe', async () => {
    const lines = readFileSync(SIGNALS, 'utf8').trim().split('\n');
    const hashOf = (out: string) => /^history ([0-9a-f]{64})$/m.exec(out)?.[1];
    const asWritten = await runTouchline(['replay', SIGNALS]);
    const hash = hashOf(asWritten.out);
    expect(hash).toBeDefined();
    const turned = await runTouchline(['replay', '-'], `${[...lines].reverse().join('\n')}\n`);
    expect(hashOf(turned.out)).toBe(hash);
    const pipe = inFolder('pipe');
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
    const piped = runTouchline(['replay', pipe]);
    writeFileSync(pipe, [...lines, ...lines].join('\n'));
    const { out } = await piped;
    expect(hashOf(out)).toBe(hash);
    expect(out).toContain('164 of them duplicates');
  });

  it('does not touch data that no replay wrote', async () => {
    const data = inFolder('live');
    openDatabase(data).close();
    const before = readFileSync(join(data, 'touchline.db'));
    const { code, out, err } = await runTouchline(['replay', SIGNALS, '--data', data]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe(`error: "${data}" holds data that no replay wrote: name another folder\n`);
    expect(readFileSync(join(data, 'touchline.db')).equals(before)).toBe(true);
  });

  it('says in JSON what its help documents, key by key', async () => {
    const { out: help } = await runTouchline(['replay', '--help']);
    const documented = help.split('JSON: {')[1]?.split('Examples:')[0] ?? '';
    const { out } = await runTouchline(['replay', SIGNALS, '--json']);
    const report = JSON.parse(out);
    for (const key of Object.keys(report)) expect(documented, key).toContain(`"${key}"`);
    for (const [, key = ''] of documented.matchAll(/"([A-Za-z]+)"/g))
      expect(Object.keys(report)).toContain(key);
  });
});
