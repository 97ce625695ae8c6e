import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openRulebook } from '../../../lib/adapters/local/open-rulebook.ts';
import type { Replayed } from '../../../lib/replay/replay.ts';
import { benchReplay, checkReplays } from '../../bench/bench-replay.ts';
import { writeSignals } from '../../bench/bench-signals.ts';
import { parseOnly } from '../../bench/parse-limit.ts';

const SIZE = { signals: 4_000, accounts: 20, days: 100, seed: 20_260_105 };
const folder = mkdtempSync(join(tmpdir(), 'touchline-bench-test-'));
const file = (name: string, seed = SIZE.seed) => {
  const path = join(folder, name);
  writeSignals(path, { ...SIZE, seed });
  return readFileSync(path, 'utf8');
};

afterAll(() => rmSync(folder, { recursive: true }));

describe('the generated history', () => {
  it('has as many lines as asked for, in order of time, from all accounts, mostly use of the product', () => {
    const signals = file('a')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { account: string; time: string; type: string });
    expect(signals).toHaveLength(4_000);
    expect(new Set(signals.map((signal) => signal.account)).size).toBe(20);
    const times = signals.map((signal) => signal.time);
    expect(times).toEqual([...times].sort());
    expect(signals.filter((signal) => signal.type === 'usage.recorded').length).toBeGreaterThan(2_000);
    expect(new Set(signals.map((signal) => signal.type)).size).toBeGreaterThan(15);
  });

  it('is the same again from the same seed, and another from another', () => {
    expect(file('b')).toBe(file('c'));
    expect(file('d', 1)).not.toBe(file('e', 2));
  });

  it('is read to its last line by the reader that only parses', () => {
    file('f');
    expect(parseOnly(join(folder, 'f'))).toBe(4_000);
  });
});

describe('the benchmark of replay', () => {
  it('replays every line by the shipped rules, and its stages add up to the whole', async () => {
    const { rulebook, issues } = await openRulebook('rules');
    if (rulebook === undefined) throw new Error(JSON.stringify(issues));
    const figures = await benchReplay(rulebook, SIZE, 2, () => undefined);
    expect(figures).toMatchObject({ signals: 4_000, accounts: 20, days: 100 });
    expect(figures.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(figures.firings).toBeGreaterThan(10);
    expect(figures.ofParseLimit).toBeGreaterThan(0);
    expect(figures.ofParseLimit).toBeLessThan(1);
    const stages = Object.values(figures.stages).reduce((sum, ms) => sum + ms, 0);
    const whole = (SIZE.signals * 1000) / figures.signalsPerSecond;
    expect(Math.abs(stages - whole)).toBeLessThan(10);
  });

  it('stops when a rulebook refuses lines, instead of timing what was not done', async () => {
    const { rulebook } = await openRulebook('rules');
    if (rulebook === undefined) throw new Error('the rulebook is invalid');
    const signalTypes = new Map([...rulebook.signalTypes].filter(([id]) => id !== 'usage.logins'));
    const run = benchReplay({ ...rulebook, signalTypes }, SIZE, 1, () => undefined);
    await expect(run).rejects.toThrow(/^\d+ of 4000 signals were taken: \{"unknown-signal":\d+\}$/);
  });
});

describe('the check of replays', () => {
  const summary = { firings: { a: 3 }, disagreements: 0 } as unknown as Replayed['summary'];
  const one: Replayed = { hash: 'x', accounts: 1, from: 0, to: 1, summary };

  it('lets equal histories pass', () => {
    expect(checkReplays([one, { ...one }])).toBe(one);
  });

  it.each([
    ['nothing was replayed', []],
    ['the same signals gave different histories', [one, { ...one, hash: 'y' }]],
    ['no rule fired', [{ ...one, summary: { ...summary, firings: {} } }]],
    ['the evaluators disagreed 2 times', [{ ...one, summary: { ...summary, disagreements: 2 } }]],
  ])('says %s', (message, replays) => {
    expect(() => checkReplays(replays)).toThrow(message);
  });
});
