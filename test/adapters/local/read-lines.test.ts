import { rmSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Line, MAX_LINE_BYTES, readLines } from '../../../lib/adapters/local/read-lines.ts';
import { writeFolder } from '../../support/cli/run-touchline.ts';

let folder: string;
beforeAll(() => {
  folder = writeFolder({});
});
afterAll(() => rmSync(folder, { recursive: true }));

async function linesOf(content: string | Uint8Array): Promise<Line[]> {
  const lines: Line[] = [];
  const file = join(writeFolder({ 'x.ndjson': content }), 'x.ndjson');
  await readLines(file, (line) => {
    lines.push(line);
  });
  rmSync(join(file, '..'), { recursive: true });
  return lines;
}

const texts = async (content: string | Uint8Array) =>
  (await linesOf(content)).map(({ number, text }) => [number, text]);

describe('lines of a file', () => {
  it('count from 1, blank ones included, which are not handed over', async () => {
    expect(await texts('a\n\n  \nb\n')).toEqual([
      [1, 'a'],
      [4, 'b'],
    ]);
  });

  it('need no newline at the end', async () => {
    expect(await texts('a\nb')).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
  });

  it('may end in CR LF', async () => {
    expect((await texts('{"a":1}\r\n{"b":2}\r\n')).map(([, text]) => JSON.parse(String(text)))).toEqual([
      { a: 1 },
      { b: 2 },
    ]);
  });

  it('may begin with a byte order mark, which is no part of the first and of no other', async () => {
    expect(await texts('\ufeffa\n\ufeffb\n')).toEqual([
      [1, 'a'],
      [2, '\ufeffb'],
    ]);
    expect(await texts('\ufeff')).toEqual([]);
    expect(await texts('\ufeff\n')).toEqual([]);
  });

  it('are none in an empty file', async () => {
    expect(await texts('')).toEqual([]);
    expect(await texts('\n\n\n')).toEqual([]);
  });

  it('keep what stands in them, null characters and broken UTF-8 included', async () => {
    expect(await texts(Buffer.from([0x61, 0x00, 0x62, 0x0a, 0xff, 0x0a]))).toEqual([
      [1, 'a\0b'],
      [2, '\ufffd'],
    ]);
  });

  it.each([
    ['at the start', 0],
    ['across the end of the buffer', MAX_LINE_BYTES - 10],
    ['behind the buffer', MAX_LINE_BYTES + 10],
  ])('are passed over where they are longer than a mebibyte, and no other is: %s', async (_name, before) => {
    const fill = before === 0 ? '' : `${'f'.repeat(before - 1)}\n`;
    for (const length of [MAX_LINE_BYTES + 1, 2 * MAX_LINE_BYTES, 5 * MAX_LINE_BYTES + 3]) {
      const lines = await linesOf(`${fill}${'x'.repeat(length)}\nafter\n`);
      const told = lines.map(({ number, text }) => [number, text?.length]);
      const first = before === 0 ? [] : [[1, Math.min(before - 1, MAX_LINE_BYTES)]];
      const kept = before > MAX_LINE_BYTES + 1 ? [[1, undefined]] : first;
      expect(told).toEqual([...kept, [kept.length + 1, undefined], [kept.length + 2, 5]]);
    }
  });

  it('are whole at exactly a mebibyte, and passed over without a newline at the end too', async () => {
    expect((await linesOf('x'.repeat(MAX_LINE_BYTES)))[0]?.text).toHaveLength(MAX_LINE_BYTES);
    expect(await linesOf('x'.repeat(MAX_LINE_BYTES + 1))).toEqual([{ number: 1, text: undefined }]);
    expect(await linesOf('x'.repeat(3 * MAX_LINE_BYTES))).toEqual([{ number: 1, text: undefined }]);
  });

  it('are those that a split at newlines gives, however they fall into the buffer', async () => {
    const line = fc.oneof(
      fc.string({ maxLength: 20 }),
      fc.nat(MAX_LINE_BYTES - 1).map((n) => 'y'.repeat(n)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 6 }), fc.boolean(), async (parts, ends) => {
        const clean = parts.map((part) => part.replace(/[\n\ufeff]/g, '.').toWellFormed());
        const expected = clean.flatMap((text, i) => (text.trim() === '' ? [] : [[i + 1, text]]));
        expect(await texts(clean.join('\n') + (ends ? '\n' : ''))).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it('are waited for, one after the other', async () => {
    const order: string[] = [];
    const file = join(folder, 'waits.ndjson');
    const { writeFileSync } = await import('node:fs');
    writeFileSync(file, 'a\nb\n');
    await readLines(file, async ({ text }) => {
      order.push(`${text} begins`);
      await new Promise((resolve) => setTimeout(resolve, 1));
      order.push(`${text} ends`);
    });
    expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('that fail their taker leave the file closed', async () => {
    const file = join(folder, 'fails.ndjson');
    const { readdirSync, writeFileSync } = await import('node:fs');
    writeFileSync(file, 'a\nb\n');
    const before = readdirSync('/proc/self/fd').length;
    await expect(
      readLines(file, () => {
        throw new Error('full');
      }),
    ).rejects.toThrow('full');
    expect(readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(before);
  });
});
