import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RULEBOOK_FILES } from '../support/authoring/rulebook-files.ts';
import { fakeSurroundings, runInProcess } from '../support/cli/run-in-process.ts';
import { writeFolder } from '../support/cli/run-touchline.ts';

const BY = { name: 'cli:sam_s', role: 'admin' };

let folder: string;
const at = (name: string) => join(folder, name);
beforeAll(() => {
  folder = writeFolder({
    ...Object.fromEntries(Object.entries(RULEBOOK_FILES).map(([path, text]) => [`rules/${path}`, text])),
    'lines.txt': 'ann@example.com\r\n\r\n bob@example.com\nno address\n',
    'header.csv': '\ufeffEmail,Name\nann@example.com,"Smith, Ann"\n"bob@example.com",Bob\n',
    'semicolons.csv': 'email;name\nann@example.com;Ann\n"bob@example.com";"Bob"\n',
    'broken.csv': 'ann@example.com\n"bob@example.com\n',
    'empty.txt': '',
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(args: readonly string[]) {
  const fake = fakeSurroundings();
  const ended = await runInProcess([...args, '--rules', at('rules')], fake.surroundings);
  return { ...ended, reached: fake.reached };
}

describe('suppress import', () => {
  it.each([
    ['lines.txt', ['ann@example.com', ' bob@example.com', 'no address']],
    ['header.csv', ['ann@example.com', 'bob@example.com']],
    ['semicolons.csv', ['ann@example.com', 'bob@example.com']],
    ['empty.txt', []],
  ])('takes what stands first on each line of %s', async (file, addresses) => {
    const { code, reached } = await run(['suppress', 'import', at(file), '--reason', 'by phone']);
    expect({ code, reached }).toEqual({
      code: 0,
      reached: [{ what: 'suppressAddresses', args: [BY, addresses, 'by phone'] }],
    });
  });

  it('never tells an address', async () => {
    for (const file of ['lines.txt', 'header.csv', 'broken.csv', 'empty.txt']) {
      for (const more of [[], ['--json']]) {
        const { out, err } = await run(['suppress', 'import', at(file), ...more]);
        expect(out + err).not.toContain('example.com');
      }
    }
    expect((await run(['suppress', 'import', at('lines.txt')])).out).toBe(
      '1 address added, 0 lines refused\n',
    );
    expect(JSON.parse((await run(['suppress', 'import', at('lines.txt'), '--json'])).out)).toEqual({
      added: 1,
      refused: 0,
    });
  });

  it.each([
    ['none.txt', 'none.txt:1:1 error there is no such file'],
    ['rules', 'rules:1:1 error this is a folder, a file is expected'],
    ['broken.csv', 'broken.csv:2:1 error a quote of this record is never closed'],
  ])('ends with 2 for a file that cannot be read, and adds nothing: %s', async (file, message) => {
    const { code, out, err, reached } = await run(['suppress', 'import', at(file)]);
    expect({ code, out, err: err.replaceAll(`${folder}/`, ''), reached }).toEqual({
      code: 2,
      out: '',
      err: `${message}\n`,
      reached: [],
    });
  });
});
