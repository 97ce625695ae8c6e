import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
    const first = await schema();
    expect(first.code, first.err).toBe(0);
    const all = [...schemaFiles().keys()];
    expect(JSON.parse(first.out)).toEqual({
      folder: join(folder, 'schema'),
      files: COUNT,
      written: all,
      outdated: [],
    });
    expect(readdirSync(join(folder, 'schema')).sort()).toEqual(all.sort());
    const rule = join(folder, 'schema', 'rule.json');
    writeFileSync(rule, `${readFileSync(rule, 'utf8')} `);
    expect(JSON.parse((await schema()).out)).toMatchObject({ written: ['rule.json'], outdated: [] });
    expect(readFileSync(rule, 'utf8')).toBe(schemaFiles().get('rule.json'));
  });

  it('with --check names what is out of date, exits with 1, and writes nothing', async () => {
    const { code, out } = await schema('--check');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ files: COUNT, written: [], outdated: [...schemaFiles().keys()] });
    expect(existsSync(join(folder, 'schema'))).toBe(false);
  });
});
