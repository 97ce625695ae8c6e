import type { Actor } from '../../../lib/app/ports/access-tokens.ts';
import { ActError } from '../../../lib/app/product/acts.ts';
import type { IntakeResult } from '../../../lib/app/product/intake.ts';
import type { Product } from '../../../lib/app/product/product.ts';
import { ACCOUNT, NINE, NOTHING_KILLED, ONE_TAKEN, RUN, TASK, TOUCH } from './fake-rows.ts';

/** A call that reached the product, as it was handed over. */
export interface Reached {
  readonly what: string;
  readonly args: readonly unknown[];
}

/** What the product answers; a test replaces what it is about. */
export interface FakeAnswers {
  intake: IntakeResult;
  touchHtml: string;
  /** Thrown by every call, if there is one. */
  error: unknown;
}

/** A product that answers every question about `acme`, and keeps what it was asked. */
export function newFakeProduct(): {
  product: Product;
  reached: Reached[];
  answers: FakeAnswers;
} {
  const reached: Reached[] = [];
  const answers: FakeAnswers = { intake: ONE_TAKEN, touchHtml: '<h1>Hello</h1>', error: undefined };
  const told = async <T>(what: string, args: readonly unknown[], answer: T): Promise<T> => {
    reached.push({ what, args });
    if (answers.error !== undefined) throw answers.error;
    return answer;
  };
  const known = (id: string) => id !== 'nobody';
  const task = (what: string, by: Actor, id: string, ...rest: unknown[]) => {
    if (id === 'over') throw new ActError('conflict', 'the task is closed already');
    if (!known(id)) throw new ActError('not-found', 'there is no such task');
    return told(what, [by, id, ...rest], TASK);
  };
  const product: Product = {
    intake: {
      events: (events) => told('events', [events], answers.intake),
      segment: (call, body) => told('segment', [call, body], answers.intake),
      hook: (connector, headers, body) =>
        told(
          'hook',
          [connector, headers, body],
          known(connector)
            ? headers['webhook-signature'] === 'forged'
              ? { ok: false, problem: 'bad-signature', detail: 'the signature is not ours' }
              : { ok: true, result: answers.intake }
            : { ok: false, problem: 'unknown-connector', detail: 'there is no such connector' },
        ),
    },
    acts: {
      completeTask: (by, id, given) => task('completeTask', by, id, given),
      assignTask: (by, id, assignee) => task('assignTask', by, id, assignee),
      snoozeTask: (by, id, until, reason) => task('snoozeTask', by, id, until, reason),
      decideApproval: (by, id, decision, reason) => task('decideApproval', by, id, decision, reason),
      pauseAccount: (by, account, paused, reason) =>
        told('pauseAccount', [by, account, paused, reason], { account, paused }),
      stopRun: (by, run, reason) => told('stopRun', [by, run, reason], RUN),
      kill: (by, scope, id, on, reason) => told('kill', [by, scope, id, on, reason], NOTHING_KILLED),
      killState: () => told('killState', [], NOTHING_KILLED),
      feedback: (by, touch, type, detail) => told('feedback', [by, touch, type, detail], TOUCH),
      eraseContact: (by, contact, account) =>
        told('eraseContact', [by, contact, account], { account: 'acme', contact, messages: 3 }),
      resumeRule: (by, rule, release) => told('resumeRule', [by, rule, release], { rule, released: 2 }),
      suppressAddresses: (by, addresses, reason) =>
        told('suppressAddresses', [by, [...addresses], reason], { added: 1, refused: 0 }),
      readUnsubscribe: (token) =>
        token === 'a-signed-token'
          ? { account: 'acme', contact: 'c-1', topic: 'news & <b>offers</b>' }
          : undefined,
      unsubscribe: (token) =>
        told('unsubscribe', [token], token === 'a-signed-token' ? { topic: 'newsletter' } : undefined),
      createToken: (by, name, role) => told('createToken', [by, name, role], { token: 'tl_shown_once' }),
    },
    lists: {
      accounts: (query) => told('accounts', [query], { items: [ACCOUNT], next: 'next-1' }),
      account: (id) =>
        told(
          'account',
          [id],
          known(id)
            ? {
                ...ACCOUNT,
                facts: { 'seats.used': { value: 12, asOf: '2026-05-30T10:00:00Z' } },
                links: [{ system: 'salesforce', id: '001A' }],
                contacts: [{ id: 'c-1', roles: ['champion'], zone: undefined, reachable: true }],
                runs: [RUN],
                tasks: [TASK],
              }
            : undefined,
        ),
      ledger: (account, query) =>
        told(
          'ledger',
          [account, query],
          known(account)
            ? {
                items: [
                  {
                    sequence: 7,
                    entry: {
                      at: NINE,
                      kind: 'fired',
                      status: 'live',
                      rule: 'login-drop-3-weeks',
                      until: NINE + 60_000,
                      values: { baseline: 41.5 },
                      trace: {
                        all: [
                          {
                            fact: 'seats.used',
                            operator: 'lessThan',
                            value: 20,
                            got: 12,
                            asOf: NINE,
                            result: 'true',
                          },
                        ],
                        result: 'true',
                      },
                    },
                  },
                ],
                next: '7',
              }
            : undefined,
        ),
      tasks: (query) => told('tasks', [query], { items: [TASK], next: undefined }),
      task: (id) => told('task', [id], known(id) ? TASK : undefined),
      runs: (query) =>
        told('runs', [query], { items: known(query.account ?? '') ? [RUN] : [], next: undefined }),
      run: (id) => told('run', [id], known(id) ? RUN : undefined),
      touches: (query) => told('touches', [query], { items: [TOUCH], next: undefined }),
      touch: (id) =>
        told(
          'touch',
          [id],
          known(id)
            ? {
                touch: { ...TOUCH, contact: 'c-1' },
                message: {
                  touch: id,
                  account: 'acme',
                  contact: 'c-1',
                  at: NINE,
                  address: 'ada@example.com',
                  message: {
                    channel: 'email',
                    from: 'care',
                    subject: 'Welcome',
                    preheader: undefined,
                    html: answers.touchHtml,
                    text: 'Hello',
                  },
                },
              }
            : undefined,
        ),
      rules: () =>
        told(
          'rules',
          [],
          [
            {
              id: 'login-drop-3-weeks',
              description: 'Logins fell',
              owner: 'cs-ops',
              status: 'live',
              paused: { at: '2026-06-01T08:00:00Z', reason: '40 of 250 accounts in an hour' },
            },
            { id: 'quiet', description: 'Quiet', owner: 'cs-ops', status: 'shadow', paused: undefined },
          ],
        ),
      journeys: () =>
        told(
          'journeys',
          [],
          [
            {
              id: 'smb-onboarding',
              description: 'First 30 days',
              owner: 'cs-ops',
              status: 'live',
              definition: 'sha256-0a1b',
              openRuns: 1,
              killed: false,
            },
          ],
        ),
      audit: (query) =>
        told('audit', [query], {
          items: [
            {
              at: NINE,
              by: 'sam',
              role: 'csm',
              act: 'task.complete',
              account: 'acme',
              target: TASK.id,
              before: { status: 'open' },
              after: undefined,
              reason: undefined,
            },
          ],
          next: undefined,
        }),
      status: () =>
        told('status', [], {
          now: '2026-06-01T09:00:00Z',
          rulebook: 'sha256-ffff',
          mode: 'outbox',
          environment: 'local',
          queues: { signals: 0, effects: 2, parked: 1, quarantined: 0 },
          sources: [{ source: 'product', lastHeard: undefined, silent: true }],
          pausedRules: [],
          ambiguousSends: [],
          nextDue: undefined,
          kill: NOTHING_KILLED,
          accounts: 250,
        }),
      shadow: () =>
        told('shadow', [], {
          from: '2026-05-01T00:00:00Z',
          to: undefined,
          rules: [
            { rule: 'quiet', firings: 3, accounts: 2, tasks: 1, runs: 0, notices: 0, opportunities: 0 },
          ],
          journeys: [
            {
              journey: 'winback',
              runs: 1,
              touches: { email: 2 },
              suppressed: { 'quiet-hours': 1 },
              tasks: 0,
            },
          ],
        }),
    },
  };
  return { product, reached, answers };
}

export const WRITE_KEY = 'wk_0123456789';
/** `tl-viewer`, `tl-csm`, `tl-ops`, `tl-admin`. */
const tokenOf = (role: Actor['role']) => `tl-${role}`;

export async function authenticate(token: string): Promise<Actor | undefined> {
  const role = (['viewer', 'csm', 'ops', 'admin'] as const).find((one) => tokenOf(one) === token);
  return role === undefined ? undefined : { name: `a ${role}`, role };
}

export const BASIC = `Basic ${btoa(`${WRITE_KEY}:`)}`;
export const bearer = (role: Actor['role']) => `Bearer ${tokenOf(role)}`;
