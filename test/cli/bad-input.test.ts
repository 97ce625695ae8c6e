import { readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RULEBOOK_FILES } from '../support/authoring/rulebook-files.ts';
import { REFUSED_LINES, signalLine } from '../support/authoring/signal-lines.ts';
import { runNode, runTouchline, writeFolder } from '../support/cli/run-touchline.ts';

const GOOD = [
  signalLine('1'),
  signalLine('2', { account: 'A-2', time: '2026-03-04T09:00:00Z', data: { score: 3 } }),
  signalLine('3', {
    type: 'contract.signed',
    contact: undefined,
    data: { arr: { amount: 9000, currency: 'USD' }, startsOn: '2026-03-01' },
  }),
];
const LONG = signalLine('long', { data: { score: 9, note: 'x'.repeat(10_000_000) } });
/** The first lines of all kinds that are listed, one that is too long, and good ones in between, without an end. */
const HOSTILE = `\ufeff${GOOD[0]}\r\n\r\n${REFUSED_LINES.slice(0, 12)
  .map(([line]) => line)
  .join('\n')}\n${LONG}\n${GOOD[1]}\n${REFUSED_LINES.slice(12)
  .map(([line]) => line)
  .join('\r\n')}\r\n   \n${GOOD[2]}`;

let folder: string;
let rules: string;
const at = (name: string) => join(folder, name);
beforeAll(() => {
  const files = Object.entries(RULEBOOK_FILES).map(([path, text]) => [`rules/${path}`, text] as const);
  folder = writeFolder({
    ...Object.fromEntries(files),
    'good.ndjson': `${GOOD.join('\n')}\n`,
    'hostile.ndjson': HOSTILE,
    'one-long.ndjson': `${GOOD[0]}\n${'x'.repeat(10_000_000)}\n`,
    'longer.ndjson': `${GOOD[0]}\n${'x'.repeat(120_000_000)}\n`,
  });
  rules = at('rules');
});
afterAll(() => rmSync(folder, { recursive: true }));

const replay = (name: string, ...more: string[]) =>
  runTouchline(['replay', at(name), '--rules', rules, '--json', ...more]);

describe('a replay of lines that are no signals', () => {
  it('lists the first twenty by number, reason and detail, and counts the rest', async () => {
    const { code, err } = await replay('hostile.ndjson');
    const told = [
      ...REFUSED_LINES.slice(0, 12).map(([, reason, detail], i) => `line ${i + 3}: ${reason}: ${detail}`),
      'line 15: too-large: the line has more than 1048576 bytes',
      ...REFUSED_LINES.slice(12).map(([, reason, detail], i) => `line ${i + 17}: ${reason}: ${detail}`),
    ];
    expect(code).toBe(0);
    expect(err).toBe(`${told.slice(0, 20).join('\n')}\n… and ${told.length - 20} more lines refused\n`);
  });

  it('is that of the good lines alone, and counts the others by reason', async () => {
    const [good, hostile] = await Promise.all([replay('good.ndjson'), replay('hostile.ndjson')]);
    const {
      seconds: _s,
      signalsPerSecond: _p,
      rejected: none,
      rejectedByReason: _n,
      ...same
    } = JSON.parse(good.out);
    const byReason: Record<string, number> = { 'too-large': 1 };
    for (const [, reason] of REFUSED_LINES) byReason[reason] = (byReason[reason] ?? 0) + 1;
    expect(none).toBe(0);
    expect(JSON.parse(hostile.out)).toMatchObject({
      ...same,
      rejected: REFUSED_LINES.length + 1,
      rejectedByReason: byReason,
    });
  });

  it('reads standard input as it reads a file', async () => {
    const [file, piped] = await Promise.all([
      replay('hostile.ndjson'),
      runTouchline(['replay', '-', '--rules', rules, '--json'], HOSTILE),
    ]);
    expect(piped.err).toBe(file.err);
    expect(JSON.parse(piped.out).hash).toBe(JSON.parse(file.out).hash);
  });

  it('tells nothing of the person that a refused line is about', async () => {
    const { out, err } = await replay('hostile.ndjson');
    expect(out + err).not.toContain('Secret');
  });
});

describe('memory', () => {
  /** The most memory that a replay held, in megabytes. */
  async function peakOf(name: string): Promise<number> {
    const main = pathToFileURL(resolve('bin/main.ts')).href;
    const script = `const { main } = await import('${main}');
      await main(['node', 'touchline', 'replay', '${at(name)}', '--rules', '${rules}', '--json']);
      process.stderr.write(String(process.resourceUsage().maxRSS));`;
    const { err } = await runNode([
      '--disable-warning=ExperimentalWarning',
      '--input-type=module',
      '-e',
      script,
    ]);
    return Number(/(\d+)$/.exec(err)?.[1]) / 1024;
  }

  it('stays flat under a line of 10 MB, and under one of 120 MB', async () => {
    const [good, long, longer] = [
      await peakOf('good.ndjson'),
      await peakOf('one-long.ndjson'),
      await peakOf('longer.ndjson'),
    ];
    expect(good).toBeGreaterThan(30);
    expect(Math.abs(long - good)).toBeLessThan(25);
    expect(Math.abs(longer - good)).toBeLessThan(25);
  });
});

describe('a replay that keeps its data in a place that cannot be', () => {
  it('leaves no temporary files behind', async () => {
    const temporary = at('tmp');
    const { mkdirSync } = await import('node:fs');
    mkdirSync(temporary);
    const before = process.env.TMPDIR;
    process.env.TMPDIR = temporary;
    const { code } = await replay('good.ndjson', '--data', at('good.ndjson/below-a-file'));
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    expect(code).not.toBe(0);
    expect(readdirSync(temporary)).toEqual([]);
  });
});
