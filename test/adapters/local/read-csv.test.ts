import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csvSource } from '../../../lib/adapters/local/read-csv.ts';
import { BrokenFile, type SourceRow } from '../../../lib/app/import/row-source.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'read-csv-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function read(
  content: string | Uint8Array,
  chunkBytes?: number,
  delimiter = ',',
): Promise<SourceRow[]> {
  const file = join(folder, 'rows.csv');
  writeFileSync(file, content);
  const rows: SourceRow[] = [];
  const source = csvSource(file, chunkBytes === undefined ? {} : { chunkBytes });
  for await (const row of source.rows(delimiter)) rows.push(row);
  return rows;
}

const cellsOf = (rows: readonly SourceRow[]) => rows.map(({ line, cells }) => [line, ...cells]);

async function brokenBy(content: string | Uint8Array): Promise<string> {
  try {
    await read(content);
  } catch (error) {
    if (error instanceof BrokenFile) return `${error.issue.line} ${error.issue.message}`;
    throw error;
  }
  return 'read to its end';
}

describe('reading a CSV file', () => {
  it('gives cells as text, with the line on which their record begins', async () => {
    expect(cellsOf(await read('a,b\n1, x \n"2","y,z"\n'))).toEqual([
      [1, 'a', 'b'],
      [2, '1', ' x '],
      [3, '2', 'y,z'],
    ]);
  });

  it.each([
    ['LF', '\n'],
    ['CR LF', '\r\n'],
    ['CR', '\r'],
  ])('takes line ends of %s, also inside quotes and without one at the end', async (_name, end) => {
    const text = ['a,b', `1,"x${end}y""${end}"`, '', '2,z'].join(end);
    expect(cellsOf(await read(text))).toEqual([
      [1, 'a', 'b'],
      [2, '1', `x${end}y"${end}`],
      [6, '2', 'z'],
    ]);
  });

  it('takes line ends of several kinds in one file', async () => {
    expect(cellsOf(await read('a,b\r\n1,2\n3,4\r5,6'))).toEqual([
      [1, 'a', 'b'],
      [2, '1', '2'],
      [3, '3', '4'],
      [4, '5', '6'],
    ]);
  });

  it('leaves a byte order mark out', async () => {
    expect(cellsOf(await read('\ufeffa,b\n\ufeff1,2\n'))).toEqual([
      [1, 'a', 'b'],
      [2, '\ufeff1', '2'],
    ]);
  });

  it('takes no row from empty lines, and counts them', async () => {
    expect(cellsOf(await read('\n\na,b\n\n\n1,2\n\n'))).toEqual([
      [3, 'a', 'b'],
      [6, '1', '2'],
    ]);
    expect(await read('')).toEqual([]);
    expect(await read('\n\n')).toEqual([]);
  });

  it('gives rows of any width, for the map to judge', async () => {
    const rows = await read('a,b\n1\n1,2,3\n,\n');
    expect(rows.map(({ cells }) => cells.length)).toEqual([2, 1, 3, 2]);
  });

  it('takes another delimiter', async () => {
    expect(cellsOf(await read('a;b\n1,5;"x;y"\n', undefined, ';'))).toEqual([
      [1, 'a', 'b'],
      [2, '1,5', 'x;y'],
    ]);
  });

  it('keeps NUL, and puts U+FFFD for bytes that are not UTF-8', async () => {
    const rows = await read(
      Buffer.concat([Buffer.from('a,b\nx\0y,caf'), Buffer.from([0xe9]), Buffer.from('\n')]),
    );
    expect(cellsOf(rows)).toEqual([
      [1, 'a', 'b'],
      [2, 'x\0y', 'caf\ufffd'],
    ]);
  });

  it('reads a field of 10 MB and goes on behind it', async () => {
    const rows = await read(`a,b\n1,"${'x\n'.repeat(5 * 1024 * 1024)}"\n2,y\n`);
    expect(rows.map(({ line, cells }) => [line, cells[1]?.length])).toEqual([
      [1, 1],
      [2, 10 * 1024 * 1024],
      [5_242_883, 1],
    ]);
  });

  it('reads any rows back as they were written, wherever the chunks part', async () => {
    const characters = ['a', ',', '"', '\n', '\r', '\r\n', ' ', 'é', '😀', '\ufeff', '\0'];
    const cell = fc.string({ unit: fc.constantFrom(...characters), maxLength: 6 });
    const record = fc.record({
      cells: fc.array(cell, { minLength: 2, maxLength: 3 }),
      emptyLines: fc.nat(2),
    });
    const end = fc.constantFrom('\n', '\r\n', '\r');
    const chunkBytes = fc.integer({ min: 1, max: 9 });
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 8 }), end, chunkBytes, async (records, eol, bytes) => {
        let text = 'a,b';
        const expected: (string | number)[][] = [[1, 'a', 'b']];
        for (const { cells, emptyLines } of records) {
          text += eol.repeat(emptyLines + 1);
          expected.push([linesOf(text), ...cells]);
          text += cells.map((one) => `"${one.replaceAll('"', '""')}"`).join(',');
        }
        expect(cellsOf(await read(text, bytes))).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });
});

/** The line on which the next character stands. */
function linesOf(text: string): number {
  return text.split(/\r\n|\n|\r/).length;
}

describe('a file that is no CSV', () => {
  it.each([
    [
      'a quote inside a field',
      'a,b\n1,2\n3,5" screen\n4,5\n',
      '3 a quote stands inside a field without quotes',
    ],
    ['text behind a quote', 'a,b\r\n"x\r\ny",2\r\n"3"4,5\r\n6,7\r\n', '4 text follows a closing quote'],
    [
      'a quote that is never closed',
      'a,b\n\n1,2\n3,"4\n5,6\n7,8\n',
      '4 a quote of this record is never closed',
    ],
    [
      'a record without end',
      `a,b\n1,2\n3,"${'x'.repeat(33 * 1024 * 1024)}`,
      '3 this record has more than 33554432 bytes',
    ],
    ['UTF-16', Buffer.from('\ufeffa,b\n1,2\n', 'utf16le'), '1 this file is UTF-16, save it as UTF-8'],
  ])('is refused for %s, with its line', async (_name, content, message) => {
    expect(await brokenBy(content)).toContain(message);
  });

  it('is refused when it is not there or is a folder', async () => {
    const reading = async (file: string) => csvSource(file).rows(',')[Symbol.asyncIterator]().next();
    const gone = join(folder, 'gone.csv');
    await expect(reading(gone)).rejects.toThrow(new BrokenFile(gone, 1, 'there is no such file'));
    await expect(reading(folder)).rejects.toThrow(
      new BrokenFile(folder, 1, 'this is a folder, a file is expected'),
    );
  });
});
