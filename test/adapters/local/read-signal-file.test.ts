import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_LINE_BYTES } from '../../../lib/adapters/local/read-lines.ts';
import {
  type RefusedLine,
  readSignalFile,
  SignalFileError,
} from '../../../lib/adapters/local/read-signal-file.ts';
import { SpillFiles } from '../../../lib/adapters/local/spill-signals.ts';
import { compileRulebook } from '../../../lib/core/rulebook/compile-rulebook.ts';
import { SignalCollector } from '../../../lib/replay/collect-signals.ts';
import { asRulebook, RULEBOOK_FILES } from '../../support/authoring/rulebook-files.ts';
import { REFUSED_LINES, signalLine } from '../../support/authoring/signal-lines.ts';
import { writeFolder } from '../../support/cli/run-touchline.ts';

const { rulebook } = compileRulebook(asRulebook(RULEBOOK_FILES));
if (rulebook === undefined) throw new Error('the rulebook of this test has mistakes');

let folder: string;
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(() => {
  folder = writeFolder({ 'empty.ndjson': '' });
});

async function read(content: string | Uint8Array) {
  const own = writeFolder({ 'x.ndjson': content });
  const collector = new SignalCollector(rulebook!, new SpillFiles(rulebook!.signalTypes), 1_000);
  const refused: RefusedLine[] = [];
  await readSignalFile(join(own, 'x.ndjson'), collector, { onRefused: (line) => refused.push(line) });
  rmSync(own, { recursive: true });
  return { collector, refused };
}

describe('a line that is no signal', () => {
  it.each(REFUSED_LINES.map(([line, reason, detail]) => [reason, detail, line]))(
    'is refused by its number, with the reason %s: %s',
    async (reason, detail, line) => {
      const { collector, refused } = await read(`${signalLine('1')}\n${line}\n${signalLine('2')}\n`);
      expect(refused).toEqual([{ line: 2, reason, detail }]);
      expect([collector.signals, collector.rejected]).toEqual([2, { [reason]: 1 }]);
    },
  );

  it('is refused without what a person wrote about themself', async () => {
    const { refused } = await read(signalLine('1', { data: { score: 9, email: 'Ana Secret <ana@' } }));
    expect(JSON.stringify(refused)).not.toContain('Secret');
  });

  it('is refused where it is longer than a mebibyte', async () => {
    const long = signalLine('long', { data: { score: 9, note: 'x'.repeat(10_000_000) } });
    const { collector, refused } = await read(`${signalLine('1')}\n${long}\n${signalLine('2')}`);
    expect(refused).toEqual([
      { line: 2, reason: 'too-large', detail: `the line has more than ${MAX_LINE_BYTES} bytes` },
    ]);
    expect(collector.signals).toBe(2);
  });

  it('pollutes nothing', async () => {
    await read(REFUSED_LINES.map(([line]) => line).join('\n'));
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe('a file of signals', () => {
  it('may have a byte order mark, CR LF, blank lines, and no newline at the end', async () => {
    const { collector, refused } = await read(
      `\ufeff${signalLine('1')}\r\n\r\n   \r\n${signalLine('2')}\r\n${signalLine('3')}`,
    );
    expect(refused).toEqual([]);
    expect(collector.signals).toBe(3);
  });

  it('may be empty', async () => {
    expect((await read('')).collector.signals).toBe(0);
  });

  it.each([
    ['a file that is not there', 'none.ndjson'],
    ['a folder', '.'],
  ])('is refused as a whole: %s', async (_name, path) => {
    const collector = new SignalCollector(rulebook, new SpillFiles(rulebook.signalTypes), 10);
    const reading = readSignalFile(join(folder, path), collector);
    await expect(reading).rejects.toThrow(SignalFileError);
    await expect(reading).rejects.toThrow(`there is no file "${join(folder, path)}"`);
  });
});
