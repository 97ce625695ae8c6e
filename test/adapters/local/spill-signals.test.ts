import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SpillFiles } from '../../../lib/adapters/local/spill-signals.ts';
import { compileRulebook } from '../../../lib/core/rulebook/compile-rulebook.ts';
import type { Signal } from '../../../lib/core/signals/signal.ts';
import { SignalCollector } from '../../../lib/replay/collect-signals.ts';
import { replay } from '../../../lib/replay/replay.ts';
import { asRulebook, RULEBOOK_FILES } from '../../support/authoring/rulebook-files.ts';

const { rulebook } = compileRulebook(asRulebook(RULEBOOK_FILES));
if (rulebook === undefined) throw new Error('the rulebook of this test has mistakes');

/** The system's temporary directory of one test, so that what is left there can be counted. */
let temporary: string;
const before = process.env.TMPDIR;
beforeEach(() => {
  temporary = mkdtempSync(join(before ?? tmpdir(), 'spill-test-'));
  process.env.TMPDIR = temporary;
});
afterEach(() => {
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
  rmSync(temporary, { recursive: true });
});

const DAY = 86_400_000;
const START = Date.parse('2026-01-05T00:00:00Z');

/** Signals of few accounts, some twice, some of people who share an address. */
const envelopes = fc.array(
  fc
    .record({
      id: fc.nat(60).map(String),
      account: fc.constantFrom('A-1', 'A-2', 'A-3', 'B', 'c.9'),
      contact: fc.constantFrom('ana', 'bob'),
      hours: fc.nat(24 * 60),
      score: fc.nat(10),
      email: fc.option(fc.constantFrom('ana@one.example', 'bob@two.example', 'cy@three.example')),
    })
    .map(({ id, account, contact, hours, score, email }) => ({
      specversion: '1.0',
      id,
      source: 'test',
      type: 'nps.responded',
      time: new Date(START + hours * 3_600_000).toISOString(),
      account,
      contact,
      data: { score, ...(email === null ? {} : { email }) },
    })),
  { minLength: 1, maxLength: 120 },
);

async function collected(list: readonly unknown[], keep: number) {
  const spill = new SpillFiles(rulebook!.signalTypes);
  const collector = new SignalCollector(rulebook!, spill, keep);
  for (const json of list) {
    expect(collector.add(json)).toBeUndefined();
    if (collector.isFull) await collector.spill();
  }
  return { spill, collector };
}

async function groupsOf(list: readonly unknown[], keep: number): Promise<Signal[][]> {
  const { spill, collector } = await collected(list, keep);
  const groups: Signal[][] = [];
  for await (const { signals } of collector.groups()) groups.push([...signals]);
  spill.close();
  return groups;
}

async function hashOf(list: readonly unknown[], keep: number): Promise<string> {
  const { spill, collector } = await collected(list, keep);
  const { hash } = await replay(rulebook!, collector, { until: START + 90 * DAY });
  spill.close();
  return hash;
}

describe('signals that do not fit into memory', () => {
  it('come back in the same groups and the same order as those that do', async () => {
    await fc.assert(
      fc.asyncProperty(envelopes, fc.integer({ min: 1, max: 9 }), async (list, keep) => {
        expect(await groupsOf(list, keep)).toEqual(await groupsOf(list, Number.POSITIVE_INFINITY));
      }),
      { numRuns: 60 },
    );
  });

  it('give the same history, whatever the order of their lines', async () => {
    await fc.assert(
      fc.asyncProperty(envelopes, fc.integer({ min: 1, max: 9 }), async (list, keep) => {
        const once = [...new Map(list.map((one) => [`${one.account}|${one.id}`, one])).values()];
        const hash = await hashOf(once, Number.POSITIVE_INFINITY);
        expect(await hashOf(once, keep)).toBe(hash);
        expect(await hashOf(once.toReversed(), keep)).toBe(hash);
      }),
      { numRuns: 15 },
    );
  });

  it('keep text whole that other programs would cut into lines', async () => {
    const odd = ['a\u2028b', 'a\u2029b', 'a\nb', 'a\r\nb', 'a\u0085b', '\ud83d\ude00', '"\\'];
    const list = odd.map((invoice, i) => ({
      specversion: '1.0',
      id: String(i),
      source: 'test',
      type: 'invoice.opened',
      time: new Date(START + i * DAY).toISOString(),
      account: 'A-1',
      data: { invoice, due: { amount: 12.5, currency: 'USD' } },
    }));
    const [group] = await groupsOf(list, 2);
    expect(group?.map((signal) => signal.values[0])).toEqual(odd);
    expect(group?.[0]?.values[1]).toEqual({ minor: 1250, currency: 'USD' });
  });
});

describe('the files that signals wait in', () => {
  const LIST = Array.from({ length: 20 }, (_, i) => ({
    specversion: '1.0',
    id: String(i),
    source: 'test',
    type: 'nps.responded',
    time: new Date(START + i * DAY).toISOString(),
    account: `A-${i % 3}`,
    data: { score: 5 },
  }));

  it('are made only when they are needed, readable by nobody else', async () => {
    const small = await collected(LIST, 100);
    expect(readdirSync(temporary)).toEqual([]);
    small.spill.close();
    const { spill } = await collected(LIST, 5);
    const [folder = ''] = readdirSync(temporary);
    expect(readdirSync(join(temporary, folder))).toHaveLength(4);
    const { statSync } = await import('node:fs');
    expect(statSync(join(temporary, folder)).mode & 0o077).toBe(0);
    spill.close();
  });

  it('are gone afterwards, and stay gone', async () => {
    const { spill, collector } = await collected(LIST, 3);
    for await (const group of collector.groups()) expect(group.signals.length).toBeGreaterThan(0);
    spill.close();
    spill.close();
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('are gone after a failure in the middle of the replay', async () => {
    const { spill, collector } = await collected(LIST, 3);
    const failing = async () => {
      try {
        for await (const group of collector.groups()) throw new Error(`full at ${group.signals.length}`);
      } finally {
        spill.close();
      }
    };
    await expect(failing()).rejects.toThrow('full at 7');
    expect(readdirSync(temporary)).toEqual([]);
    expect(existsSync(temporary)).toBe(true);
  });
});
