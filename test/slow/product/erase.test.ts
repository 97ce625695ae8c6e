import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type {
  AccountDetailJson,
  RenderedTouchJson,
  RunJson,
  StatusJson,
  TouchJson,
} from '../../../lib/adapters/http/answer-schemas.ts';
import { batch, complain, signUp } from '../../support/customers.ts';
import type { LedgerJson } from '../../support/product-client.ts';
import { StartedProduct } from '../../support/started-product.ts';

let products: StartedProduct[] = [];
afterEach(async () => {
  for (const product of products) await product.remove();
  products = [];
});

async function start(flags: Parameters<typeof StartedProduct.start>[0]): Promise<StartedProduct> {
  const made = await StartedProduct.start(flags);
  products.push(made);
  return made;
}

/** Words that stand nowhere else, so that wherever one is found somebody's data was left. */
const CANARY = /Zephyrine|Quackenbush|zq7canary|ninefold-unhappy|parked-ninefold|Zweitname/i;
const ADDRESS = 'zq7canary@customer.example';
const USER = 'usr_901';
const ACCOUNTS = ['northwind', 'contoso'] as const;

/** Every file of the data folder in which the word stands, by its bytes: what is deleted must not lie about either. */
function filesWith(folder: string, word: RegExp): string[] {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return names
    .map((one) => join(one.parentPath, one.name))
    .filter((path) => word.test(readFileSync(path, 'latin1')))
    .map((path) => path.slice(folder.length + 1))
    .sort();
}

/** Everything that HTTP tells about anybody. */
async function answers(product: StartedProduct): Promise<string> {
  const told: unknown[] = [];
  for (const path of ['/api/accounts', '/api/touches', '/api/tasks', '/api/runs', '/api/audit']) {
    const items = await product.all<{ id?: string }>(path);
    told.push(items);
    for (const { id } of items) {
      if (path === '/api/touches') told.push((await product.get(`/api/touches/${id}`)).body);
      if (path === '/api/accounts') {
        told.push((await product.get(`/api/accounts/${id}`)).body);
        told.push(await product.all(`/api/accounts/${id}/ledger`));
      }
    }
  }
  told.push((await product.get('/api/status')).body);
  return JSON.stringify(told);
}

/** Sixty more people; a few are customers, who are written to. */
async function others(product: StartedProduct, from: number): Promise<void> {
  for (let i = from; i < from + 60; i += 1) {
    const [account, email] = [`other-${i}`, `person-${i}@other.example`];
    const traits = { email, firstName: `Person ${i}`, lastName: 'Somebody', timezone: 'Asia/Tokyo' };
    await batch(product, [{ type: 'identify', userId: email, traits, context: { groupId: account } }]);
    if (i % 10 === 0) await signUp(product, { account, email, zone: 'Asia/Tokyo' });
  }
}

const contactOf = async (product: StartedProduct, account: string) => {
  const { body } = await product.get<AccountDetailJson>(`/api/accounts/${account}`);
  return body.contacts.find(({ id }) => id.startsWith('c_'))?.id ?? 'none';
};

describe('an erased contact', () => {
  it('is nowhere any more, does not come back, and is not written to again', async () => {
    const product = await start({ speed: '1d=1s' });
    // Others, whose rows lie before, between and behind, and move about when pages fill up and empty.
    await others(product, 0);
    for (const account of ACCOUNTS) {
      const context = { groupId: account };
      const traits = {
        email: ADDRESS,
        firstName: 'Zephyrine',
        lastName: 'Quackenbush',
        role: 'champion',
        decisionMaker: true,
        timezone: 'Europe/Berlin',
      };
      const properties = { arr: 9000, startsOn: '2026-06-01' };
      await batch(product, [
        { type: 'identify', userId: USER, traits, context },
        { type: 'track', userId: USER, event: 'Contract Signed', properties, context },
        {
          type: 'track',
          userId: USER,
          event: 'NPS Responded',
          properties: { score: 2, comment: 'ninefold-unhappy' },
          context,
        },
      ]);
    }
    await others(product, 60);
    const isToUser = ({ account, channel, status }: TouchJson) =>
      ACCOUNTS.some((one) => one === account) && channel === 'email' && status === 'sent';
    // Both accounts share the caps of the address, so that one of them may get nothing for days.
    await product.eventually('a message', async () =>
      (await product.all<TouchJson>('/api/touches')).some(isToUser),
    );
    // Of two accounts, nobody knows which is meant: these wait.
    const parked = await batch(product, [
      { type: 'identify', userId: USER, traits: { email: ADDRESS, firstName: 'Zephyrine' } },
      { type: 'track', userId: USER, event: 'Support Asked', properties: { text: 'parked-ninefold' } },
      {
        type: 'track',
        anonymousId: 'visitor',
        event: 'Form Sent',
        properties: { email: ADDRESS.toUpperCase() },
      },
      {
        type: 'track',
        anonymousId: 'visitor-2',
        event: 'Form Sent',
        properties: { email: 'sam@other.example' },
      },
    ]);
    expect(parked).toMatchObject({ parked: 4 });

    expect(filesWith(product.data, CANARY)).toEqual(
      expect.arrayContaining([expect.stringMatching(/\.eml$/)]),
    );
    expect(await answers(product)).toMatch(CANARY);

    const erased: string[] = [];
    for (const account of ACCOUNTS) {
      const contact = await contactOf(product, account);
      const { status, body } = await product.post(`/api/contacts/${contact}/erase`, { account });
      expect({ status, body }).toMatchObject({ status: 200, body: { account, contact } });
      erased.push(contact);
    }
    expect(filesWith(product.data, CANARY)).toEqual([]);
    expect(await answers(product)).not.toMatch(CANARY);
    expect(product.logs).not.toMatch(CANARY);
    // Somebody else's waits on.
    expect((await product.get<StatusJson>('/api/status')).body).toMatchObject({ queues: { parked: 1 } });
    expect(filesWith(product.data, /sam@other\.example/)).not.toEqual([]);

    for (const account of ACCOUNTS) {
      const runs = await product.all<RunJson>(`/api/runs?account=${account}&status=open`);
      expect(runs.filter(({ subject }) => erased.includes(subject))).toEqual([]);
      const acts = await product.all<LedgerJson>(`/api/accounts/${account}/ledger?kind=acted`);
      expect(acts.map(({ reason }) => reason)).toContain('contact.erased');
    }
    const gone = (await product.all<TouchJson>('/api/touches')).find(isToUser);
    const { body: rendered } = await product.get<RenderedTouchJson>(`/api/touches/${gone?.id}`);
    expect(rendered).toMatchObject({ address: null, message: null });

    // The same person is told of again, in both accounts and in a new one.
    const before = product.outbox().length;
    for (const account of ACCOUNTS) {
      const context = { groupId: account };
      const traits = { email: ADDRESS, firstName: 'Zephyrine', lastName: 'Zweitname', role: 'champion' };
      await batch(product, [
        { type: 'identify', userId: USER, traits, context },
        { type: 'track', userId: USER, event: 'Report Exported', context },
      ]);
      await complain(product, { account, email: ADDRESS }, 'ninefold-unhappy');
    }
    await product.eventually('all of it decided', async () => {
      const { body } = await product.get<StatusJson>('/api/status');
      return body.queues.signals === 0;
    });
    await product.eventually(
      'what the next days bring to others',
      async () => product.outbox().length > before + 10,
    );
    expect(filesWith(product.data, CANARY)).toEqual([]);
    expect(await product.stop()).toBe(0);
    expect(filesWith(product.data, CANARY)).toEqual([]);
    expect(product.logs).not.toMatch(CANARY);
    const { out } = await product.command('export');
    expect(out).not.toMatch(CANARY);
  });
});
