import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  AuditEntryJson,
  RunJson,
  TaskJson,
  TouchJson,
} from '../../../lib/adapters/http/answer-schemas.ts';
import { type Customer, complain, signUp } from '../../support/customers.ts';
import { rulesWithApproval } from '../../support/rules-copy.ts';
import { StartedProduct } from '../../support/started-product.ts';

const ADA: Customer = { account: 'northwind', email: 'ada@northwind.example' };
const BOB: Customer = { account: 'contoso', email: 'bob@contoso.example' };

let product: StartedProduct;
let rules: string;
beforeAll(async () => {
  rules = rulesWithApproval();
  product = await StartedProduct.start({ rules });
  for (const customer of [ADA, BOB]) {
    await signUp(product, customer);
    await complain(product, customer, 'a comment');
  }
  await product.eventually('six tasks', async () => (await product.all<TaskJson>('/api/tasks')).length === 6);
});
afterAll(async () => {
  await product.remove();
  rmSync(rules, { recursive: true });
});

/** A command in a process of its own, beside the server; what it prints as JSON. */
async function told<Answer>(...args: readonly string[]): Promise<Answer> {
  const { code, out, err } = await product.command(...args, '--json');
  expect({ args, code, err }).toEqual({ args, code: 0, err: '' });
  return JSON.parse(out) as Answer;
}

const taskOf = async ({ account }: Customer, reason: string | undefined, kind = 'task') => {
  const { items } = await told<{ items: TaskJson[] }>('tasks', '--account', account, '--status', 'open');
  const task = items.find((one) => one.kind === kind && (reason === undefined || one.reason === reason));
  if (task === undefined) throw new Error(`there is no task ${reason} of ${account}`);
  return task.id;
};
const lastAct = async (act: string) => {
  const [last] = await product.all<AuditEntryJson>(`/api/audit?act=${act}`);
  return last;
};
const seen = async (id: string) => (await product.get<TaskJson>(`/api/tasks/${id}`)).body;

describe('commands beside a server that runs', () => {
  it('complete, assign and put off tasks, which the server shows at once', async () => {
    const call = await taskOf(ADA, 'detractor-follow-up');
    await told('assign', call, 'sam');
    expect(await seen(call)).toMatchObject({ assignee: 'sam' });
    await told('snooze', call, '--until', '2099-01-04T09:00:00Z', '--reason', 'on holiday');
    await told('complete', call);
    expect(await seen(call)).toMatchObject({ status: 'closed', outcome: 'done' });
    for (const act of ['task.assign', 'task.snooze', 'task.complete'])
      expect(await lastAct(act)).toMatchObject({
        by: expect.stringMatching(/^cli:./),
        role: 'admin',
        target: call,
      });
    const again = await product.command('complete', call);
    expect({ ...again, err: again.err.split('\n').length }).toEqual({ code: 1, out: '', err: 2 });
  });

  it('approve and decline', async () => {
    await told('approve', await taskOf(ADA, undefined, 'approval'), '--reason', 'agreed');
    await told('decline', await taskOf(BOB, undefined, 'approval'), '--reason', 'not for them');
    const welcome = await product.eventually('a decision about the offer', async () =>
      (await product.all<TouchJson>('/api/touches?account=contoso')).filter(({ step }) => step === 'welcome'),
    );
    expect(welcome).toMatchObject([{ status: 'suppressed', reason: 'declined' }]);
    expect(await lastAct('approval.approve')).toMatchObject({ account: 'northwind', reason: 'agreed' });
  });

  it('pause, resume, stop, kill and allow again', async () => {
    await told('pause', 'northwind', '--reason', 'outage');
    expect((await product.get('/api/accounts/northwind')).body).toMatchObject({ paused: true });
    await told('resume', 'northwind');
    expect((await product.get('/api/accounts/northwind')).body).toMatchObject({ paused: false });

    const [run] = await product.all<RunJson>('/api/runs?account=northwind&status=open');
    await told('stop', run?.id ?? '', '--reason', 'by mistake');
    expect((await product.get(`/api/runs/${run?.id}`)).body).toMatchObject({ reason: 'stopped' });

    await told('kill', 'topic', 'onboarding', '--reason', 'wrong text');
    await told('kill', 'everything');
    expect((await product.get('/api/kill')).body).toEqual({
      everything: true,
      journeys: [],
      topics: ['onboarding'],
    });
    await told('kill', 'everything', '--off');
    await told('kill', 'topic', 'onboarding', '--off');
    expect((await product.get('/api/kill')).body).toEqual({ everything: false, journeys: [], topics: [] });
  });

  it('erase a contact whom the server knows', async () => {
    const { contacts } = await told<{ contacts: { id: string }[] }>('accounts', 'contoso');
    const id = contacts[0]?.id ?? '';
    const refused = await product.command('erase', id);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('--yes')]);
    expect(await told('erase', id, '--yes')).toMatchObject({ account: 'contoso', contact: id });
    expect((await product.get('/api/accounts/contoso')).body).toMatchObject({ contacts: [] });
  });

  it('say who did what, and no name of a customer ever', async () => {
    const { items } = await told<{ items: AuditEntryJson[] }>('audit', '--limit', '200');
    expect(items.map(({ act }) => act)).toEqual(
      expect.arrayContaining([
        'account.pause',
        'account.resume',
        'run.stop',
        'kill',
        'revive',
        'contact.erase',
      ]),
    );
    expect(`${JSON.stringify(items)}${product.logs}`).not.toMatch(/Kim|ada@|bob@|a comment/);
  });
});
