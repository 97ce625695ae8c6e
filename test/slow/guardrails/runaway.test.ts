import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../../lib/app/ports/access-tokens.ts';
import { DAY_MS, formatInstant, HOUR_MS } from '../../../lib/core/time/instant.ts';
import { RunningProduct, sampleBook, shippedRulebook } from '../../support/running-product.ts';

const FROM = Date.UTC(2026, 6, 7);
const OPS: Actor = { name: 'ops', role: 'ops' };
/** Meant for one plan, and it turns out that everybody has it. */
const DOOMED = {
  $schema: '../schema/rule.json',
  id: 'doomed-plan',
  owner: 'cs-ops',
  status: 'live',
  description: 'The plan is to be discontinued',
  conditions: { all: [{ fact: 'account.plan', operator: 'equal', value: 'doomed' }] },
  event: {
    type: 'risk.plan',
    params: {
      effects: [
        { createTask: { reason: 'doomed', title: 'Talk about the plan', assign: 'csm', dueIn: 'P2D' } },
      ],
    },
  },
};

let running: RunningProduct;
let accounts: readonly string[];
/** Of 298 customers, 250 are there on the first day. */
const book = sampleBook(FROM, 30, undefined, 298);
beforeAll(async () => {
  const rulebook = await shippedRulebook(undefined, [
    { path: 'risk/doomed-plan.json', text: JSON.stringify(DOOMED) },
  ]);
  running = await RunningProduct.open(rulebook, FROM);
  await running.goTo(FROM + 3 * DAY_MS, book);
  accounts = await everyAccount();
  const at = formatInstant(running.now);
  const { refused } = await running.product.intake.events(
    accounts.map((account) => ({
      specversion: '1.0',
      id: `plan-${account}`,
      source: 'https://billing.example.com',
      type: 'account.updated',
      time: at,
      account,
      data: { name: `Company ${account}`, plan: 'doomed' },
    })),
    'own',
  );
  expect(refused).toEqual([]);
  await running.goTo(running.now + HOUR_MS, book);
}, 200_000);
afterAll(() => running.close());

async function everyAccount(): Promise<string[]> {
  const ids: string[] = [];
  let after: string | undefined;
  for (;;) {
    const page = await running.opened.stores.accounts.list(after, 200);
    ids.push(...page);
    after = page.at(-1);
    if (page.length < 200) return ids;
  }
}
/** Accounts that have a task of the rule. */
async function tasks(): Promise<ReadonlySet<string>> {
  const { items } = await running.product.lists.tasks({ reason: 'doomed', limit: 200 });
  return new Set(items.map(({ account }) => account));
}

describe('a rule that matches the whole book at once', () => {
  it('stops at its limit', async () => {
    expect(accounts.length).toBeGreaterThanOrEqual(250);
    const fired = (await running.ledger()).filter(
      ({ kind, rule }) => kind === 'fired' && rule === 'doomed-plan',
    );
    expect(new Set(fired.map(({ account }) => account)).size).toBe(accounts.length - (await unassigned()));
    expect((await tasks()).size).toBe(20);
  });

  it('says so: as a notice, in the status, in the list of rules and in the audit log, once each', async () => {
    const { lists } = running.product;
    const reason = `fired for 21 of ${accounts.length} accounts within a day, 20 are allowed`;
    expect(running.notices).toEqual([`rule doomed-plan has paused itself: it ${reason}`]);
    expect((await lists.status()).pausedRules).toMatchObject([{ rule: 'doomed-plan', reason }]);
    expect((await lists.rules()).filter(({ paused }) => paused).map(({ id }) => id)).toEqual(['doomed-plan']);
    const { items } = await lists.audit({ act: 'rule.pause', limit: 10 });
    expect(items).toMatchObject([{ by: 'touchline', role: 'system', target: 'doomed-plan', reason }]);
  });

  it('leaves the rest of the product alone', async () => {
    const before = (await running.ledger()).filter(({ kind }) => kind === 'fired').length;
    await running.goTo(running.now + 3 * DAY_MS, book);
    const after = (await running.ledger()).filter(({ kind }) => kind === 'fired');
    expect(after.length).toBeGreaterThan(before);
    expect(running.troubles).toEqual([]);
    expect((await tasks()).size).toBe(20);
  });

  it('stays paused when the product is started again', async () => {
    await running.restart(running.opened.rulebook);
    await running.goTo(running.now + HOUR_MS);
    expect((await running.product.lists.status()).pausedRules).toHaveLength(1);
    expect((await tasks()).size).toBe(20);
  });

  it('does the rest when a person releases it', async () => {
    const held = (await running.ledger()).filter(({ kind }) => kind === 'effects-withheld').length;
    const { released } = await running.product.acts.resumeRule(OPS, 'doomed-plan', true);
    expect(released).toBeGreaterThan(200);
    expect(released).toBeLessThanOrEqual(held);
    const { items } = await running.product.lists.audit({ act: 'rule.resume', limit: 10 });
    expect(items).toMatchObject([{ by: 'ops', target: 'doomed-plan', after: { released } }]);
    const created = (await running.ledger()).filter(
      ({ kind, rule }) => kind === 'task-created' && rule === 'doomed-plan',
    );
    expect(created).toHaveLength(20 + released);
    expect(created.filter(({ by }) => by === 'ops')).toHaveLength(released);
    expect((await running.product.lists.status()).pausedRules).toEqual([]);
  });
});

/** Nothing fires for those that are in no segment. */
async function unassigned(): Promise<number> {
  let count = 0;
  let cursor: string | undefined;
  do {
    const page = await running.product.lists.accounts({
      segment: 'unassigned',
      limit: 200,
      ...(cursor === undefined ? {} : { cursor }),
    });
    count += page.items.length;
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return count;
}
