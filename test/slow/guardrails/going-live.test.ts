import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SampleSignal } from '../../../lib/adapters/local/sample/sample-signals.ts';
import { DAY_MS, HOUR_MS } from '../../../lib/core/time/instant.ts';
import { type Decided, everythingLive, RunningProduct, sampleBook } from '../../support/running-product.ts';

const FROM = Date.UTC(2026, 6, 7);
/** Noon of the day on which an existing customer base goes live. */
const LIVE = FROM + 119 * DAY_MS + 12 * HOUR_MS;
const DOING = ['fired', 'run-started', 'task-created', 'touch', 'notice', 'opportunity', 'fact-set', 'sent'];
const doing = (ledger: readonly Decided[]) => ledger.filter(({ kind }) => DOING.includes(kind));

const past: SampleSignal[] = [];
const future: SampleSignal[] = [];
for (const signal of sampleBook(FROM, 131)) (Date.parse(signal.time) <= LIVE ? past : future).push(signal);

let running: RunningProduct;
let file: string;
beforeAll(async () => {
  running = await RunningProduct.open(await everythingLive(), LIVE);
  file = join(running.data, 'past.ndjson');
  const late = { ...past[0], id: 'tomorrow', time: new Date(LIVE + DAY_MS).toISOString() };
  const unknown = { ...past[0], id: 'unknown', type: 'no.such.signal' };
  const own = { ...past[0], id: 'own', type: 'task.completed', data: { task: 'x' } };
  const lines = [...past, late, unknown, own].map((one) => JSON.stringify(one));
  writeFileSync(file, `${lines.join('\n')}\nno signal\n`);
}, 120_000);
afterAll(() => running.close());

describe('an existing customer base with 120 days of history, every rule and journey live', () => {
  it('is folded in without a touch, task, run or firing', async () => {
    expect(past.length).toBeGreaterThan(30_000);
    const filled = await running.opened.backfill(file, () => undefined);
    expect(filled).toMatchObject({ signals: past.length, duplicates: 0, rejected: 4 });
    expect(filled.accounts).toBeGreaterThan(240);
    expect(filled.baselined).toBeGreaterThan(100);
    const ledger = await running.ledger();
    expect(doing(ledger)).toEqual([]);
    expect(ledger.filter(({ kind }) => kind === 'signal')).toHaveLength(past.length);
    expect(await running.opened.stores.accounts.nextOutbox()).toBeUndefined();
  }, 300_000);

  it('is folded in once: asked for again, all of it is known', async () => {
    const before = (await running.ledger()).length;
    const filled = await running.opened.backfill(file, () => undefined);
    expect(filled).toMatchObject({ signals: 0, duplicates: past.length, rejected: 4 });
    expect((await running.ledger()).length).toBe(before);
  }, 300_000);

  it('is known as it stands: segments, health and sources', async () => {
    const { items } = await running.product.lists.accounts({ segment: 'strategic', limit: 200 });
    expect(items.length).toBeGreaterThan(5);
    expect(items.filter(({ health }) => health.score !== undefined).length).toBeGreaterThan(5);
    const { sources } = await running.product.lists.status();
    expect(sources.filter(({ lastHeard }) => lastHeard === undefined)).toEqual([]);
  });

  it('gets not one touch about the past when it goes live, and touches about what happens from then on', async () => {
    await running.goTo(LIVE + 10 * DAY_MS, future[Symbol.iterator]());
    const ledger = await running.ledger();
    expect(running.troubles).toEqual([]);
    expect(doing(ledger).filter(({ at }) => at <= LIVE)).toEqual([]);
    const touches = ledger.filter(({ kind, status }) => kind === 'touch' && status === 'live');
    expect(touches.length).toBeGreaterThan(15);

    // Whatever was so before has not fired since, unless it ended in between.
    const blasted: string[] = [];
    const held = new Set<string>();
    for (const { account, kind, rule, subject = '', at } of ledger) {
      const key = `${account} ${rule} ${subject}`;
      if (kind === 'baselined') held.add(key);
      if (kind === 'resolved') held.delete(key);
      if (kind === 'fired' && held.has(key)) blasted.push(`${key} ${at}`);
    }
    expect(blasted).toEqual([]);
    expect(held.size).toBeGreaterThan(100);

    // What asks of signals has fired for those alone that came since.
    const since = new Set(future.map(({ source, id }) => `${source}|${id}`));
    const answered = ledger.filter(
      ({ kind, signal }) => kind === 'fired' && signal !== undefined && !signal.startsWith('touchline'),
    );
    expect(answered.length).toBeGreaterThan(10);
    expect(answered.filter(({ signal = '' }) => !since.has(signal))).toEqual([]);
  }, 300_000);

  it('has stopped no rule for it', async () => {
    expect((await running.product.lists.status()).pausedRules).toEqual([]);
    expect(running.notices.filter((text) => text.includes('paused'))).toEqual([]);
  });
});
