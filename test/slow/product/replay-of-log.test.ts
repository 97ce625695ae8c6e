import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunJson, TaskJson } from '../../../lib/adapters/http/answer-schemas.ts';
import { localStores } from '../../../lib/adapters/local/local-stores.ts';
import { openDatabase } from '../../../lib/adapters/local/sqlite/open-database.ts';
import type { LedgerEntry } from '../../../lib/core/ledger.ts';
import { formatInstant, type Instant } from '../../../lib/core/time/instant.ts';
import { runUnread } from '../../support/cli/run-touchline.ts';
import { batch, type Customer, complain, signUp } from '../../support/customers.ts';
import { DrivenProduct } from '../../support/driven-product.ts';
import { rulesWithApproval } from '../../support/rules-copy.ts';
import { command, newFolder } from '../../support/started-product.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A Monday. */
const MONDAY = Date.UTC(2026, 5, 1, 8);

let cleaning: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleaning.reverse()) await clean();
  cleaning = [];
});

/** What only the product itself puts on record: that a signal came in, and what became of sending. */
const OF_THE_PRODUCT = /^(?:signal|sent|send-.*)$/;

/** What was decided, account by account, up to an instant. */
async function decisionsOf(data: string, until: Instant): Promise<Map<string, string[]>> {
  const db = openDatabase(data);
  const { accounts, ledger } = localStores(db);
  const decisions = new Map<string, string[]>();
  for (const account of await accounts.list(undefined, 1000)) {
    const lines: string[] = [];
    for (let after = 0; ; ) {
      const page = await ledger.entries({ account, after, limit: 200 });
      for (const { entry } of page)
        if (entry.at <= until && !OF_THE_PRODUCT.test(entry.kind)) lines.push(lineOf(entry));
      after = page.at(-1)?.sequence ?? after;
      if (page.length < 200) break;
    }
    decisions.set(account, lines);
  }
  db.close();
  return decisions;
}

function lineOf(entry: LedgerEntry): string {
  const { at, kind, rule, journey, step, subject, contact, reason, status, from, to } = entry;
  const about = [kind, rule, journey, step, subject, contact, reason, status, from, to];
  return `${formatInstant(at)} ${about.filter((word) => word !== undefined && word !== '').join(' ')}`;
}

/** Exports the log of a folder, replays it, and returns the replay's decisions. */
async function replayed(data: string, rules: string, until: Instant): Promise<Map<string, string[]>> {
  const folder = newFolder();
  cleaning.push(() => rmSync(folder, { recursive: true }));
  const { code, out, err } = await command(['export', '--data', data]);
  expect({ code, err }).toEqual({ code: 0, err: expect.stringMatching(/^\d+ signals\n$/) });
  expect(out).not.toMatch(/@/);
  const file = join(folder, 'signals.ndjson');
  writeFileSync(file, out);
  const kept = join(folder, 'kept');
  const to = formatInstant(until);
  const run = await command(['replay', file, '--rules', rules, '--data', kept, '--until', to, '--json']);
  expect({ code: run.code, err: run.err }).toEqual({ code: 0, err: '' });
  expect(JSON.parse(run.out)).toMatchObject({ duplicates: 0, rejected: 0 });
  return decisionsOf(kept, until);
}

const ZONES = ['Europe/Berlin', 'Asia/Tokyo', 'America/Los_Angeles'] as const;
const customers: readonly Customer[] = Array.from({ length: 9 }, (_, i) => ({
  account: `customer-${i}`,
  email: `person-${i}@customer.example`,
  arr: [900, 9000, 40_000, 150_000][i % 4] ?? 900,
  zone: ZONES[i % 3] ?? 'UTC',
}));
const [first, second, third, , fifth, sixth] = customers as [
  Customer,
  Customer,
  Customer,
  Customer,
  Customer,
  Customer,
];

describe('the log of a product', () => {
  it('replays to the same decisions, the acts of people and an erased contact among them', async () => {
    const rules = rulesWithApproval();
    const running = await DrivenProduct.start({ at: MONDAY, rules });
    cleaning.push(() => rmSync(rules, { recursive: true }));
    cleaning.push(() => running.stop());
    const use = async () => {
      for (const { account, email } of customers)
        await batch(running, [
          { type: 'track', userId: email, event: 'Report Exported', context: { groupId: account } },
          { type: 'track', userId: email, event: 'Signed In', context: { groupId: account } },
        ]);
    };
    const openTask = async ({ account }: Customer, kind: string) => {
      const tasks = await running.all<TaskJson>(`/api/tasks?account=${account}&status=open&kind=${kind}`);
      return tasks[0]?.id ?? 'none';
    };
    const done = async (path: string, body: unknown = {}) =>
      expect(await running.post(path, body)).toMatchObject({ status: 200 });

    for (const customer of customers) {
      await signUp(running, customer);
      await running.pass(3 * HOUR);
    }
    await complain(running, first, 'too slow');
    await running.pass(HOUR);
    await done(`/api/tasks/${await openTask(first, 'task')}/assign`, { assignee: 'sam' });
    const until = formatInstant(running.now + 2 * DAY);
    await done(`/api/tasks/${await openTask(first, 'task')}/snooze`, { until, reason: 'holiday' });
    for (const [customer, decision] of [
      [sixth, 'approve'],
      [second, 'decline'],
    ] as const) {
      await done(`/api/approvals/${await openTask(customer, 'approval')}/${decision}`);
    }
    for (let day = 0; day < 40; day += 1) {
      await use();
      await running.pass(DAY / 2);
      if (day === 3) await done(`/api/accounts/${third.account}/pause`, { reason: 'outage' });
      if (day === 6) await done(`/api/accounts/${third.account}/resume`);
      if (day === 8) {
        const [run] = await running.all<RunJson>(`/api/runs?account=${sixth.account}&status=open`);
        await done(`/api/runs/${run?.id}/stop`, { reason: 'by mistake' });
      }
      if (day === 10) {
        const context = { groupId: fifth.account };
        const properties = {
          invoiceId: 'i-1',
          amountDue: 120,
          currency: 'USD',
          payUrl: 'https://pay.example/1',
        };
        await batch(running, [
          { type: 'track', userId: fifth.email, event: 'Payment Failed', properties, context },
        ]);
      }
      if (day === 12) {
        const { body } = await running.get<{ contacts: { id: string }[] }>(`/api/accounts/${first.account}`);
        await done(`/api/contacts/${body.contacts[0]?.id}/erase`);
      }
      if (day === 15)
        await batch(running, [
          {
            type: 'track',
            userId: second.email,
            event: 'First Value Reached',
            context: { groupId: second.account },
          },
        ]);
      await running.pass(DAY / 2);
    }
    await running.settle();
    expect(running.logs).not.toMatch(/trouble/);
    const now = running.now - HOUR;
    const decided = await decisionsOf(running.data, now);
    const again = await replayed(running.data, rules, now);
    expect([...again.keys()]).toEqual([...decided.keys()]);
    for (const [account, lines] of decided) expect(again.get(account), account).toEqual(lines);
    // All of it was there to be decided again.
    const kinds = new Set([...decided.values()].flat().map((line) => line.split(' ')[1]));
    const wanted = ['fired', 'run-started', 'touch', 'touch-delayed', 'touch-suppressed', 'acted'];
    const ofTasks = ['task-created', 'task-assigned', 'task-snoozed', 'task-closed', 'approval-asked'];
    expect([...kinds]).toEqual(expect.arrayContaining([...wanted, ...ofTasks, 'run-ended', 'goal']));
    const acts = [...decided.values()].flat().flatMap((line) => / acted .*?(\S+\.\S+)/.exec(line)?.[1] ?? []);
    expect(new Set(acts)).toEqual(
      new Set([
        'task.assigned',
        'task.snoozed',
        'approval.decided',
        'account.paused',
        'run.stopped',
        'contact.erased',
      ]),
    );
  });

  it('is exported of one account where it is named, to whoever reads it', async () => {
    const running = await DrivenProduct.start({ at: MONDAY });
    cleaning.push(() => running.stop());
    for (const customer of [first, second]) await signUp(running, customer);
    await running.settle();
    const { code, out, err } = await command(['export', '--data', running.data, '--account', first.account]);
    expect({ code, err }).toEqual({ code: 0, err: '3 signals\n' });
    const accounts = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).account);
    expect(accounts).toEqual([first.account, first.account, first.account]);
    const unknown = await command(['export', '--data', running.data, '--account', 'nobody']);
    expect(unknown).toEqual({ code: 2, out: '', err: 'error: there is no account "nobody"\n' });
    const nothing = await command(['export', '--data', '/nowhere/at/all']);
    expect(nothing).toMatchObject({ code: 2, err: expect.stringContaining('nothing is kept in') });
    const unread = await runUnread(['export', '--data', running.data]);
    expect(unread).toMatchObject({ code: 0, err: expect.not.stringContaining('at ') });
  });
});
