import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { schemaFiles } from '../../lib/replay/schema-files.ts';
import { runTouchline, writeFolder } from '../support/cli/run-touchline.ts';

const COUNT = schemaFiles().size;

let folder: string;
beforeEach(() => {
  folder = writeFolder({});
});
afterEach(() => rmSync(folder, { recursive: true }));

const schema = (...args: readonly string[]) => runTouchline(['schema', ...args, '--rules', folder, '--json']);

describe('touchline schema', () => {
  it('finds the schemas that are checked in up to date', async () => {
    const { code, out } = await runTouchline(['schema', '--check']);
    expect({ code, out }).toEqual({ code: 0, out: 'every schema is up to date\n' });
  });

  it('writes what is missing or out of date, and nothing else', async () => {
    const all = [...schemaFiles()];
    const [missing, stale, ...rest] = all;
    mkdirSync(join(folder, 'schema'));
    for (const [name, text] of rest) writeFileSync(join(folder, 'schema', name), text);
    writeFileSync(join(folder, 'schema', stale?.[0] ?? ''), `${stale?.[1]} `);
    const { code, out, err } = await schema();
    expect(code, err).toBe(0);
    expect(JSON.parse(out)).toEqual({
      folder: join(folder, 'schema'),
      files: COUNT,
      written: [missing?.[0], stale?.[0]],
      outdated: [],
    });
    for (const [name, text] of all) expect(readFileSync(join(folder, 'schema', name), 'utf8')).toBe(text);
  });

  it('with --check names what is out of date, exits with 1, and writes nothing', async () => {
    const { code, out } = await schema('--check');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ files: COUNT, written: [], outdated: [...schemaFiles().keys()] });
    expect(existsSync(join(folder, 'schema'))).toBe(false);
  });
});
