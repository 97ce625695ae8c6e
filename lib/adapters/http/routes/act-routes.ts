import * as z from 'zod';
import { killJson, runJson, taskJson, touchJson } from '../answer-json.ts';
import * as answers from '../answer-schemas.ts';
import { checkRole } from '../door.ts';
import { apiRoute, type Route } from '../route.ts';
import { id, levelValue, line, named } from '../schemas.ts';
import { ACCOUNT, oneOf } from './list-routes.ts';

/** A task's fields are few; more of them are no form that a person filled in. */
const MOST_FIELDS = 50;
const MOST_ADDRESSES = 1000;

const reason = line(500).exactOptional();
const why = named('Why', z.strictObject({ reason }));
const TASK = oneOf('task', '5f1c2b7a9d3e4f60a1b2c3d4');
const APPROVAL = oneOf('task that asks for approval', '6a1c2b7a9d3e4f60a1b2c3d4');

const taskRoutes: readonly Route[] = [
  apiRoute({
    method: 'POST',
    path: '/api/tasks/:id/complete',
    tag: 'tasks',
    summary: 'Complete a task',
    access: 'csm',
    params: TASK,
    body: named(
      'CompleteTask',
      z.strictObject({
        outcome: line(200).exactOptional(),
        fields: z
          .record(z.string().min(1).max(100), levelValue)
          .refine((fields) => Object.keys(fields).length <= MOST_FIELDS, `has at most ${MOST_FIELDS} fields`)
          .exactOptional(),
      }),
    ),
    example: { outcome: 'recovered', fields: { cause: 'new admin' } },
    answer: answers.task,
    handle: async ({ product, by, param, body }) =>
      taskJson(await product.acts.completeTask(by, param('id'), body)),
  }),
  apiRoute({
    method: 'POST',
    path: '/api/tasks/:id/assign',
    tag: 'tasks',
    summary: 'Give a task to somebody',
    access: 'csm',
    params: TASK,
    body: named('AssignTask', z.strictObject({ assignee: line(200) })),
    example: { assignee: 'sam' },
    answer: answers.task,
    handle: async ({ product, by, param, body }) =>
      taskJson(await product.acts.assignTask(by, param('id'), body.assignee)),
  }),
  apiRoute({
    method: 'POST',
    path: '/api/tasks/:id/snooze',
    tag: 'tasks',
    summary: 'Put a task off',
    access: 'csm',
    params: TASK,
    body: named('SnoozeTask', z.strictObject({ until: z.iso.datetime({ offset: true }), reason })),
    example: { until: '2026-06-08T09:00:00Z', reason: 'champion is on holiday' },
    answer: answers.task,
    handle: async ({ product, by, param, body }) =>
      taskJson(await product.acts.snoozeTask(by, param('id'), body.until, body.reason ?? 'not given')),
  }),
  ...(['approve', 'decline'] as const).map((decision) =>
    apiRoute({
      method: 'POST',
      path: `/api/approvals/:id/${decision}`,
      tag: 'approvals',
      summary: decision === 'approve' ? 'Approve what is asked for' : 'Decline what is asked for',
      access: 'csm',
      params: APPROVAL,
      body: why,
      example: { reason: 'agreed with the account team' },
      answer: answers.task,
      handle: async ({ product, by, param, body }) =>
        taskJson(await product.acts.decideApproval(by, param('id'), decision, body.reason)),
    }),
  ),
];

const accountRoutes: readonly Route[] = (['pause', 'resume'] as const).map((verb) =>
  apiRoute({
    method: 'POST',
    path: `/api/accounts/:id/${verb}`,
    tag: 'accounts',
    summary: verb === 'pause' ? 'Hold every touch of an account' : 'Let touches of an account go again',
    access: 'csm',
    params: ACCOUNT,
    body: why,
    example: { reason: 'outage at the customer' },
    answer: named(`${verb}Answer`, z.strictObject({ account: z.string(), paused: z.boolean() })),
    handle: async ({ product, by, param, body }) => {
      const { account, paused } = await product.acts.pauseAccount(
        by,
        param('id'),
        verb === 'pause',
        body.reason,
      );
      return { account, paused };
    },
  }),
);

const otherRoutes: readonly Route[] = [
  apiRoute({
    method: 'POST',
    path: '/api/runs/:id/stop',
    tag: 'runs',
    summary: 'Stop a run',
    access: 'ops',
    params: oneOf('run', 'smb-onboarding-0a1b2c3d4e5f6071'),
    body: why,
    example: { reason: 'enrolled by mistake' },
    answer: answers.run,
    handle: async ({ product, by, param, body }) =>
      runJson(await product.acts.stopRun(by, param('id'), body.reason)),
  }),
  apiRoute({
    method: 'POST',
    path: '/api/rules/:id/resume',
    tag: 'rules',
    summary: 'Let a rule that paused itself go on; `release` also does what the pause held back',
    access: 'ops',
    params: oneOf('rule', 'login-drop-3-weeks'),
    body: named('ResumeRule', z.strictObject({ release: z.boolean().exactOptional() })),
    example: { release: true },
    answer: named('ResumedRule', z.strictObject({ rule: z.string(), released: z.int() })),
    handle: async ({ product, by, param, body }) => {
      const { rule, released } = await product.acts.resumeRule(by, param('id'), body.release ?? false);
      return { rule, released };
    },
  }),
  apiRoute({
    method: 'POST',
    path: '/api/kill',
    tag: 'kill switch',
    summary:
      'Stop all touches of a journey or on a topic, or (admin) everything; `on: false` allows them again',
    access: 'ops',
    body: named(
      'Kill',
      z
        .strictObject({
          scope: z.enum(['everything', 'journey', 'topic']),
          id: id.exactOptional(),
          on: z.boolean().exactOptional(),
          reason,
        })
        .refine(
          (kill) => (kill.scope === 'everything') === (kill.id === undefined),
          'a journey or topic is named by "id", everything by none',
        ),
    ),
    example: { scope: 'topic', id: 'newsletter', on: true, reason: 'wrong price in the text' },
    answer: answers.killState,
    async handle({ product, by, body }) {
      if (body.scope === 'everything') checkRole(by, 'admin');
      return killJson(await product.acts.kill(by, body.scope, body.id, body.on ?? true, body.reason));
    },
  }),
  apiRoute({
    method: 'POST',
    path: '/api/touches/:id/feedback',
    tag: 'touches',
    summary: 'What became of a touch, as its provider or a person says',
    access: 'csm',
    params: oneOf('touch', '0123456789abcdef0123456789abcdef'),
    body: named(
      'Feedback',
      z.strictObject({
        type: z.enum(['delivered', 'opened', 'clicked', 'bounced', 'complained']),
        detail: line(500).exactOptional(),
      }),
    ),
    example: { type: 'bounced', detail: '550 no such mailbox' },
    answer: answers.touch,
    handle: async ({ product, by, param, body }) =>
      touchJson(await product.acts.feedback(by, param('id'), body.type, body.detail)),
  }),
  apiRoute({
    method: 'POST',
    path: '/api/contacts/:id/erase',
    tag: 'contacts',
    summary: 'Delete the record and messages of a contact, and end its runs',
    access: 'admin',
    params: oneOf('contact', 'c0ffee0123456789'),
    body: named('EraseContact', z.strictObject({ account: line(200).exactOptional() })),
    example: { account: 'acme' },
    answer: named(
      'ErasedContact',
      z.strictObject({ account: z.string(), contact: z.string(), messages: z.int() }),
    ),
    handle: async ({ product, by, param, body }) => {
      const { account, contact, messages } = await product.acts.eraseContact(by, param('id'), body.account);
      return { account, contact, messages };
    },
  }),
  apiRoute({
    method: 'POST',
    path: '/api/suppressions',
    tag: 'contacts',
    summary: 'Addresses to which nothing goes any more',
    access: 'ops',
    body: named(
      'Suppress',
      z.strictObject({ addresses: z.array(line(320)).min(1).max(MOST_ADDRESSES), reason: line(200) }),
    ),
    example: { addresses: ['someone@example.com'], reason: 'asked by phone' },
    answer: named('Suppressed', z.strictObject({ added: z.int(), refused: z.int() })),
    handle: async ({ product, by, body }) => {
      const { added, refused } = await product.acts.suppressAddresses(by, body.addresses, body.reason);
      return { added, refused };
    },
  }),
  apiRoute({
    method: 'POST',
    path: '/api/tokens',
    tag: 'tokens',
    summary: 'Make a token for a person or system; it is shown this once',
    access: 'admin',
    body: named(
      'NewToken',
      z.strictObject({ name: line(100), role: z.enum(['viewer', 'csm', 'ops', 'admin']) }),
    ),
    example: { name: 'dashboard', role: 'viewer' },
    answer: named('Token', z.strictObject({ token: z.string() })),
    handle: async ({ product, by, body }) => {
      const { token } = await product.acts.createToken(by, body.name, body.role);
      return { token };
    },
  }),
];

export const ACT_ROUTES: readonly Route[] = [...taskRoutes, ...accountRoutes, ...otherRoutes];
