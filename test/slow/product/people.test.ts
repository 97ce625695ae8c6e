import { rmSync } from 'node:fs';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type {
  AccountDetailJson,
  AuditEntryJson,
  RunJson,
  TaskJson,
  TouchJson,
} from '../../../lib/adapters/http/answer-schemas.ts';
import { formatInstant } from '../../../lib/core/time/instant.ts';
import { type Customer, complain, signUp } from '../../support/customers.ts';
import { DrivenProduct } from '../../support/driven-product.ts';
import type { LedgerJson } from '../../support/product-client.ts';
import { rulesWithApproval } from '../../support/rules-copy.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A Monday, ten o'clock in Berlin. */
const MONDAY = Date.UTC(2026, 5, 1, 8);

const ADA: Customer = { account: 'northwind', email: 'ada@northwind.example' };
const BOB: Customer = { account: 'contoso', email: 'bob@contoso.example' };

let running: DrivenProduct | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});
const approvalRules = rulesWithApproval();
afterAll(() => rmSync(approvalRules, { recursive: true }));

type Role = 'viewer' | 'csm' | 'ops' | 'admin';
interface Scene {
  readonly product: DrivenProduct;
  readonly tokens: Readonly<Record<Role, string>>;
}

/** A product with a token for each role, named as the role with `-person` after it. */
async function scene(rules?: string): Promise<Scene> {
  const product = await DrivenProduct.start({ at: MONDAY, ...(rules === undefined ? {} : { rules }) });
  running = product;
  const made: Partial<Record<Role, string>> = {};
  for (const role of ['viewer', 'csm', 'ops', 'admin'] as const) {
    const { body } = await product.post<{ token: string }>('/api/tokens', { name: `${role}-person`, role });
    made[role] = body.token;
  }
  return { product, tokens: made as Record<Role, string> };
}

const touchesOf = async (product: DrivenProduct, { account }: Customer) =>
  (await product.all<TouchJson>(`/api/touches?account=${account}`)).reverse();
const welcomeOf = async (product: DrivenProduct, customer: Customer) =>
  (await touchesOf(product, customer)).find(({ step }) => step === 'welcome');
const tasksOf = (product: DrivenProduct, { account }: Customer) =>
  product.all<TaskJson>(`/api/tasks?account=${account}`);
const actsOf = (product: DrivenProduct, { account }: Customer) =>
  product.all<LedgerJson>(`/api/accounts/${account}/ledger?kind=acted`);
const auditOf = (product: DrivenProduct) => product.all<AuditEntryJson>('/api/audit');

/** Asks with the role below the one that is needed, which must change nothing, and then with that one. */
async function asRole(
  { product, tokens }: Scene,
  below: Role,
  role: Role,
  path: string,
  body: unknown,
): Promise<unknown> {
  const before = JSON.stringify(await auditOf(product));
  const refused = await product.post(path, body, tokens[below]);
  expect(refused).toMatchObject({ status: 403, body: { status: 403 } });
  expect((await product.post(path, body, '')).status).toBe(401);
  expect(JSON.stringify(await auditOf(product))).toBe(before);
  const { status, body: answer } = await product.post(path, body, tokens[role]);
  expect({ status, answer }).toMatchObject({ status: 200 });
  return answer;
}

describe('tasks', () => {
  it('are assigned, put off and completed by a csm, each with who, when, before and after', async () => {
    const one = await scene();
    const { product, tokens } = one;
    await signUp(product, ADA);
    await product.settle();
    await complain(product, ADA, 'a comment');
    await product.settle();
    const tasks = await tasksOf(product, ADA);
    expect(tasks.map(({ reason }) => reason).sort()).toEqual(['detractor-follow-up', 'nps-close-loop']);
    const close = tasks.find(({ reason }) => reason === 'nps-close-loop')?.id ?? '';
    const call = tasks.find(({ reason }) => reason === 'detractor-follow-up')?.id ?? '';

    await product.pass(HOUR);
    const given = await asRole(one, 'viewer', 'csm', `/api/tasks/${call}/assign`, { assignee: 'sam' });
    expect(given).toMatchObject({ assignee: 'sam', status: 'open' });
    await product.pass(HOUR);
    const until = formatInstant(MONDAY + 4 * DAY);
    await asRole(one, 'viewer', 'csm', `/api/tasks/${call}/snooze`, { until, reason: 'on holiday' });
    await product.pass(HOUR);
    const wrong = await product.post(`/api/tasks/${close}/complete`, { outcome: 'maybe' }, tokens.csm);
    expect(wrong).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining('changed, not-changed') },
    });
    const done = await asRole(one, 'viewer', 'csm', `/api/tasks/${close}/complete`, {
      outcome: 'changed',
      fields: { hours: 3 },
    });
    expect(done).toMatchObject({ status: 'closed', outcome: 'changed' });
    const again = await product.post(`/api/tasks/${close}/complete`, { outcome: 'changed' }, tokens.csm);
    expect(again).toMatchObject({ status: 409 });

    const said = (await actsOf(product, ADA)).map(({ at, reason, from, to, detail }) => ({
      after: Math.round((Date.parse(at) - MONDAY) / HOUR),
      reason,
      from,
      to,
      detail,
    }));
    expect(said).toMatchObject([
      { after: 1, reason: 'task.assigned', to: 'sam' },
      { after: 2, reason: 'task.snoozed', to: until, detail: 'on holiday' },
      { after: 3, reason: 'task.completed', from: 'open', to: 'changed' },
    ]);
    const audit = (await auditOf(product)).filter(({ account }) => account === ADA.account).reverse();
    expect(audit).toMatchObject([
      { by: 'csm-person', role: 'csm', act: 'task.assign', target: call, after: { assignee: 'sam' } },
      { by: 'csm-person', act: 'task.snooze', reason: 'on holiday', after: { snoozedUntil: until } },
      {
        by: 'csm-person',
        act: 'task.complete',
        before: { status: 'open' },
        after: { status: 'closed', outcome: 'changed' },
      },
    ]);
    expect(audit.map(({ at }) => Math.round((Date.parse(at) - MONDAY) / HOUR))).toEqual([1, 2, 3]);
  });
});

describe('approvals', () => {
  it('hold an offer until somebody approves, stop it when they decline, and lapse when nobody says a word', async () => {
    const one = await scene(approvalRules);
    const { product } = one;
    const eve: Customer = { account: 'fabrikam', email: 'eve@fabrikam.example' };
    for (const customer of [ADA, BOB, eve]) await signUp(product, customer);
    await product.pass(HOUR);
    const approvals = await product.all<TaskJson>('/api/tasks?kind=approval&status=open');
    expect(approvals.map(({ account }) => account).sort()).toEqual(['contoso', 'fabrikam', 'northwind']);
    for (const customer of [ADA, BOB, eve]) expect(await welcomeOf(product, customer)).toBeUndefined();
    const of = (customer: Customer) =>
      approvals.find(({ account }) => account === customer.account)?.id ?? '';

    const reason = 'agreed with sales';
    await asRole(one, 'viewer', 'csm', `/api/approvals/${of(ADA)}/approve`, { reason });
    await asRole(one, 'viewer', 'csm', `/api/approvals/${of(BOB)}/decline`, { reason: 'not for them' });
    await product.pass(HOUR);
    expect(await welcomeOf(product, ADA)).toMatchObject({ status: 'sent' });
    expect(await welcomeOf(product, BOB)).toMatchObject({ status: 'suppressed', reason: 'declined' });
    await product.pass(4 * DAY);
    expect(await welcomeOf(product, eve)).toMatchObject({ status: 'suppressed', reason: 'expired:approval' });
    expect(await actsOf(product, ADA)).toMatchObject([
      { reason: 'approval.decided', from: 'open', to: 'approve', detail: reason },
    ]);
    const wrong = await product.post(`/api/approvals/${of(ADA)}/decline`, {});
    expect(wrong.status).toBe(409);
  });
});

describe('a paused account', () => {
  it('gets nothing until it is resumed, and then what is still in time', async () => {
    const one = await scene();
    const { product } = one;
    for (const customer of [ADA, BOB]) {
      // Nobody is written to on a Sunday, so there is time to pause.
      await signUp(product, { ...customer, zone: 'Pacific/Honolulu' });
      await product.settle();
      const path = `/api/accounts/${customer.account}/pause`;
      await asRole(one, 'viewer', 'csm', path, { reason: 'outage' });
    }
    await product.pass(DAY);
    expect(await welcomeOf(product, ADA)).toMatchObject({ status: 'delayed', reason: 'paused' });
    expect(product.outbox()).toEqual([]);
    await asRole(one, 'viewer', 'csm', '/api/accounts/northwind/resume', { reason: 'it is over' });
    await product.pass(DAY);
    expect(await welcomeOf(product, ADA)).toMatchObject({ status: 'sent' });
    await product.pass(4 * DAY);
    expect(await welcomeOf(product, BOB)).toMatchObject({ status: 'suppressed', reason: 'expired:paused' });
    expect(product.outbox().filter(({ text }) => text.includes(BOB.email))).toEqual([]);
    expect(await actsOf(product, ADA)).toMatchObject([
      { reason: 'account.paused', from: 'false', to: 'true', detail: 'outage' },
      { reason: 'account.paused', from: 'true', to: 'false', detail: 'it is over' },
    ]);
  });
});

describe('a stopped run', () => {
  it('ends at once, and nothing more comes of it', async () => {
    const one = await scene();
    const { product } = one;
    await signUp(product, ADA);
    await product.pass(HOUR);
    const [run] = await product.all<RunJson>('/api/runs?account=northwind');
    expect(run).toMatchObject({ journey: 'smb-onboarding', status: 'open' });
    const stopped = await asRole(one, 'csm', 'ops', `/api/runs/${run?.id}/stop`, { reason: 'by mistake' });
    expect(stopped).toMatchObject({ status: 'ended', reason: 'stopped' });
    await product.pass(31 * DAY);
    expect((await touchesOf(product, ADA)).map(({ step }) => step)).toEqual(['welcome']);
    expect(await actsOf(product, ADA)).toMatchObject([
      { reason: 'run.stopped', run: run?.id, from: 'tutorial', to: 'stopped', detail: 'by mistake' },
    ]);
    expect((await product.post(`/api/runs/${run?.id}/stop`)).status).toBe(409);
  });
});

describe('the kill switch', () => {
  it.each([
    ['a journey', { scope: 'journey', id: 'smb-onboarding' }, 'csm', 'ops'],
    ['a topic', { scope: 'topic', id: 'onboarding' }, 'csm', 'ops'],
    ['everything', { scope: 'everything' }, 'ops', 'admin'],
  ] as const)('stops %s before the next touch, and allows it again', async (_title, what, below, role) => {
    const one = await scene();
    const { product } = one;
    await asRole(one, below, role, '/api/kill', { ...what, reason: 'wrong text' });
    await signUp(product, ADA);
    await product.pass(DAY);
    expect(await welcomeOf(product, ADA)).toMatchObject({ status: 'suppressed', reason: 'killed' });
    expect(product.outbox()).toEqual([]);
    await asRole(one, below, role, '/api/kill', { ...what, on: false });
    await product.pass(14 * DAY);
    const later = (await touchesOf(product, ADA)).filter(({ status }) => status === 'sent');
    expect(later.map(({ step }) => step)).toEqual(['tutorial', 'first-project', 'webinar']);
    const audit = (await auditOf(product)).filter(({ act }) => act === 'kill' || act === 'revive');
    expect(audit).toMatchObject([
      { act: 'revive', by: `${role}-person`, role },
      { act: 'kill', by: `${role}-person`, reason: 'wrong text', before: { everything: false } },
    ]);
    expect(audit[0]?.before).toEqual(audit[1]?.after);
    expect(audit[0]?.after).toEqual(audit[1]?.before);
  });
});

describe('feedback', () => {
  it('of a bounce keeps everybody from writing to the address, in any account', async () => {
    const one = await scene();
    const { product, tokens } = one;
    await signUp(product, ADA);
    await product.pass(HOUR);
    const welcome = await welcomeOf(product, ADA);
    expect(welcome).toMatchObject({ status: 'sent' });
    const path = `/api/touches/${welcome?.id}/feedback`;
    await asRole(one, 'viewer', 'csm', path, { type: 'delivered' });
    expect(await welcomeOf(product, ADA)).toMatchObject({ status: 'delivered' });
    await asRole(one, 'viewer', 'csm', path, { type: 'bounced', detail: '550 no such mailbox' });
    expect(await welcomeOf(product, ADA)).toMatchObject({ status: 'bounced' });
    // The provider was late with this one: it changes nothing any more.
    await product.post(path, { type: 'opened' }, tokens.csm);
    expect(await welcomeOf(product, ADA)).toMatchObject({ status: 'bounced' });
    const { body } = await product.get<AccountDetailJson>('/api/accounts/northwind');
    expect(body.contacts).toMatchObject([{ reachable: false }]);

    const elsewhere: Customer = { account: 'subsidiary', email: 'ADA@northwind.example' };
    await signUp(product, elsewhere);
    await product.pass(9 * DAY);
    expect(await welcomeOf(product, elsewhere)).toMatchObject({ status: 'suppressed', reason: 'suppressed' });
    const to = product
      .outbox()
      .filter(({ name, text }) => name.endsWith('.eml') && /northwind\.example/i.test(text));
    expect(to).toHaveLength(1);
    expect((await actsOf(product, ADA)).map(({ reason }) => reason)).toEqual([
      'touch.delivered',
      'touch.bounced',
      'touch.opened',
    ]);
  });
});
