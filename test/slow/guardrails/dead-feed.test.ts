import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../../lib/core/time/instant.ts';
import { type Decided, RunningProduct, sampleBook, shippedRulebook } from '../../support/running-product.ts';

const FROM = Date.UTC(2026, 6, 7);
const DIES = FROM + 20 * DAY_MS;
const ENDS = DIES + 30 * DAY_MS;
/** When two days of silence have passed and it is known. */
const SILENT = DIES + 2 * DAY_MS + HOUR_MS;
/** Whose conditions are true because nothing was heard of use, or because too little was. */
const ON_USE = ['inactive-14-days', 'login-drop-3-weeks', 'wau-drop-20', 're-onboarding'];

/** 50 days of the sample book, of which the last 30 bring no signal of the product's use; all rules and journeys live. */
async function lived(maxSilence: string) {
  const rulebook = await shippedRulebook(({ path, text }) =>
    path.endsWith('facts.json')
      ? text.replace('"maxSilence": "P2D"', `"maxSilence": "${maxSilence}"`)
      : text.replace('"status": "shadow"', '"status": "live"'),
  );
  const isUse = (type: string) => rulebook.signalTypes.get(type)?.source?.name === 'product-usage';
  const running = await RunningProduct.open(rulebook, FROM);
  await running.goTo(
    ENDS,
    sampleBook(FROM, 50, ({ type, time }) => !isUse(type) || Date.parse(time) < DIES),
  );
  // Started anew, it raises no alarm a second time.
  await running.restart(rulebook);
  await running.goTo(ENDS + DAY_MS);
  const ledger = await running.ledger(SILENT);
  const { sources } = await running.product.lists.status();
  const alarms = (await running.product.lists.audit({ act: 'source.silent', limit: 100 })).items;
  await running.close();
  return { ledger, sources, alarms, notices: running.notices, troubles: running.troubles };
}

/** Firings of rules on use, and what came of them: tasks, runs, and the touches of these runs. */
function fromAbsence(ledger: readonly Decided[]): Decided[] {
  const kinds = ['fired', 'run-started', 'task-created', 'touch', 'notice'];
  return ledger.filter(
    ({ kind, rule = '', journey = '' }) =>
      kinds.includes(kind) && (ON_USE.includes(rule) || ON_USE.includes(journey)),
  );
}

describe('a usage feed that is dead for 30 days', () => {
  it('makes not one rule on use fire, no task and no touch, and raises one alarm', async () => {
    const { ledger, sources, alarms, notices, troubles } = await lived('P2D');
    expect(troubles).toEqual([]);
    expect(fromAbsence(ledger)).toEqual([]);
    // The rest of the product goes on.
    expect(ledger.filter(({ kind }) => kind === 'touch').length).toBeGreaterThan(50);
    expect(notices).toEqual(['source product-usage is silent: last heard 2026-07-26T05:00:00Z']);
    expect(alarms).toMatchObject([
      {
        by: 'touchline',
        role: 'system',
        target: 'product-usage',
        after: { lastHeard: '2026-07-26T05:00:00Z' },
      },
    ]);
    expect(sources.filter(({ silent }) => silent).map(({ source }) => source)).toEqual(['product-usage']);
  }, 400_000);

  it('would do all of that, were its silence taken for knowledge', async () => {
    const { ledger, notices } = await lived('P300D');
    const wrong = fromAbsence(ledger);
    expect(new Set(wrong.map(({ account }) => account)).size).toBeGreaterThan(20);
    expect(wrong.filter(({ kind }) => kind === 'task-created').length).toBeGreaterThan(5);
    expect(notices.filter((text) => text.includes('silent'))).toEqual([]);
  }, 400_000);
});
