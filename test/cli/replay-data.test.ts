import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../lib/adapters/local/sqlite/open-database.ts';
import { SqliteSettings } from '../../lib/adapters/local/sqlite/sqlite-settings.ts';
import { helpOf } from '../support/cli/help-of.ts';
import { runTouchline, writeFolder } from '../support/cli/run-touchline.ts';

const SIGNALS = 'docs/examples/signals.ndjson';
const LINES = readFileSync(SIGNALS, 'utf8').trim().split('\n');

let folder: string;
beforeAll(() => {
  folder = writeFolder({});
});
afterAll(() => rmSync(folder, { recursive: true }));
const inFolder = (name: string) => join(folder, name);

describe('touchline replay --data', () => {
  it('keeps the last replay, and says in JSON what its help documents', async () => {
    const data = inFolder('twice');
    const first = await runTouchline(['replay', SIGNALS, '--data', data, '--json']);
    expect(first.code, first.err).toBe(0);
    const report = JSON.parse(first.out);
    expect(report).toMatchObject({ signals: LINES.length, duplicates: 0, rejected: 0, accounts: 3 });
    const documented = helpOf('replay').split('JSON: {')[1]?.split('Examples:')[0] ?? '';
    for (const key of Object.keys(report)) expect(documented, key).toContain(`"${key}"`);
    for (const [, key = ''] of documented.matchAll(/"([A-Za-z]+)"/g))
      expect(Object.keys(report)).toContain(key);

    const until = ['--until', '2026-06-20T00:00:00Z'];
    const half = await runTouchline(['replay', SIGNALS, '--data', data, ...until, '--json']);
    expect(JSON.parse(half.out)).toMatchObject({ to: '2026-06-20T00:00:00Z' });
    expect(JSON.parse(half.out).hash).not.toBe(report.hash);
    const db = openDatabase(data);
    expect(await new SqliteSettings(db).get('now')).toBe('2026-06-20T00:00:00Z');
    db.close();
  });

  it('gives the same history for the same signals in another order, from standard input and from a pipe', async () => {
    const hashOf = (out: string) => /^history ([0-9a-f]{64})$/m.exec(out)?.[1];
    const turned = await runTouchline(['replay', '-'], `${[...LINES].reverse().join('\n')}\n`);
    expect(hashOf(turned.out)).toBeDefined();
    const pipe = inFolder('pipe');
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
    const piped = runTouchline(['replay', pipe]);
    const input = [...LINES, ...LINES].join('\n');
    expect(spawnSync('sh', ['-c', 'cat > "$0"', pipe], { input, timeout: 10_000 }).status).toBe(0);
    const { out } = await piped;
    expect(hashOf(out)).toBe(hashOf(turned.out));
    expect(out).toContain(`${LINES.length} of them duplicates`);
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
});
