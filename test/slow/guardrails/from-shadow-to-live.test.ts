import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Rulebook } from '../../../lib/core/rulebook.ts';
import { DAY_MS, formatInstant } from '../../../lib/core/time/instant.ts';
import { type Decided, RunningProduct, sampleBook, shippedRulebook } from '../../support/running-product.ts';

const FROM = Date.UTC(2026, 6, 7);
const SWITCH = FROM + 40 * DAY_MS;
const DOING = ['task-created', 'run-started', 'touch', 'notice', 'opportunity', 'fact-set', 'sent'];

/** As shipped, with every status alike. */
const allOf = (status: string) =>
  shippedRulebook(({ text }) => text.replace(/"status": "(shadow|live)"/, `"status": "${status}"`));

let running: RunningProduct;
let live: Rulebook;
const book = sampleBook(FROM, 70);
beforeAll(async () => {
  live = await allOf('live');
  running = await RunningProduct.open(await allOf('shadow'), FROM);
  await running.goTo(SWITCH, book);
}, 300_000);
afterAll(() => running.close());

describe('40 days with every rule and journey in shadow', () => {
  it('touch nobody, and give nobody work', async () => {
    const { lists } = running.product;
    expect((await lists.tasks({ mode: 'live', limit: 10 })).items).toEqual([]);
    expect((await lists.runs({ mode: 'live', limit: 10 })).items).toEqual([]);
    expect((await lists.touches({ mode: 'live', limit: 10 })).items).toEqual([]);
    const ledger = await running.ledger();
    expect(ledger.filter(({ kind, status }) => kind === 'sent' || status === 'live')).toEqual([]);
  });

  it('are reported as what would have happened', async () => {
    const report = await running.product.lists.shadow();
    const ledger = await running.ledger();
    const count = (kind: string, part: Partial<Decided>) =>
      ledger.filter(
        (entry) =>
          entry.kind === kind &&
          Object.entries(part).every(([name, value]) => entry[name as 'rule'] === value),
      ).length;
    for (const { rule, firings, tasks, runs } of report.rules) {
      expect({ rule, firings, tasks, runs }).toEqual({
        rule,
        firings: count('fired', { rule }),
        tasks: count('task-created', { rule }),
        runs: count('run-started', { rule }),
      });
    }
    for (const { journey, runs, touches } of report.journeys) {
      expect(runs).toBe(count('run-started', { journey }));
      for (const [template, sent] of Object.entries(touches))
        expect(sent).toBe(count('touch', { journey, template }));
    }
    expect(report.rules.filter(({ firings }) => firings > 0).length).toBeGreaterThan(6);
    expect(report.journeys.filter(({ touches }) => Object.keys(touches).length > 0).length).toBeGreaterThan(
      2,
    );
    expect(report.to! <= formatInstant(SWITCH)).toBe(true);
  });
});

describe('the same product with all of them live', () => {
  it('does nothing about what it knew already, and something about what comes', async () => {
    const before = await running.ledger();
    const held = openFirings(before);
    expect(held.size).toBeGreaterThan(50);
    await running.restart(live);
    await running.goTo(SWITCH + 10 * DAY_MS, book);
    expect(running.troubles).toEqual([]);

    const ledger = await running.ledger();
    const after = ledger.filter(({ at }) => at > SWITCH);
    const fired = after.filter(({ kind, status }) => kind === 'fired' && status === 'live');
    expect(fired.length).toBeGreaterThan(20);
    expect(ledger.filter(({ at, status }) => at <= SWITCH && status === 'live')).toEqual([]);
    // A firing that had begun fires again only once it has ended.
    const again: string[] = [];
    for (const entry of after) {
      const key = keyOf(entry);
      if (entry.kind === 'resolved') held.delete(key);
      if (entry.kind === 'fired' && entry.status === 'live' && held.has(key))
        again.push(`${key} ${entry.at}`);
    }
    expect(again).toEqual([]);

    const done = after.filter(({ kind, status }) => DOING.includes(kind) && status === 'live');
    expect(done.filter(({ kind }) => kind === 'touch').length).toBeGreaterThan(5);
    expect(done.filter(({ kind }) => kind === 'task-created').length).toBeGreaterThan(2);
    // Runs that had begun in shadow end there.
    const shadowRuns = new Set(before.filter(({ kind }) => kind === 'run-started').map(({ run }) => run));
    expect(done.filter(({ run }) => shadowRuns.has(run))).toEqual([]);
  }, 300_000);

  it('does nothing at all of what is switched off, and lets runs end that are under way', async () => {
    const at = running.now;
    await running.restart(await allOf('off'));
    await running.goTo(at + 10 * DAY_MS, book);
    const after = await running.ledger(at);
    expect(after.filter(({ kind }) => kind === 'fired' || kind === 'run-started')).toEqual([]);
    expect(after.filter(({ kind }) => kind === 'run-ended').length).toBeGreaterThan(5);
    const rules = await running.product.lists.rules();
    expect(new Set(rules.map(({ status }) => status))).toEqual(new Set(['off']));
    expect((await running.product.lists.shadow()).rules).toEqual([]);
  }, 300_000);
});

const keyOf = ({ account, rule, subject = '' }: Decided) => `${account} ${rule} ${subject}`;

/** Firings of level rules that have begun and not ended. */
function openFirings(ledger: readonly Decided[]): Set<string> {
  const levels = new Set(live.rules.filter(({ on }) => on === undefined).map(({ id }) => id));
  const open = new Set<string>();
  for (const entry of ledger) {
    if (entry.rule === undefined || !levels.has(entry.rule)) continue;
    if (entry.kind === 'fired' || entry.kind === 'baselined') open.add(keyOf(entry));
    if (entry.kind === 'resolved') open.delete(keyOf(entry));
  }
  return open;
}
