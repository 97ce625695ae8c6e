import * as z from 'zod';
import {
  accountDetailJson,
  accountJson,
  auditJson,
  journeyJson,
  killJson,
  ledgerJson,
  pageJson,
  ruleJson,
  runJson,
  shadowJson,
  statusJson,
  taskJson,
  touchJson,
} from '../answer-json.ts';
import * as answers from '../answer-schemas.ts';
import { HttpProblem } from '../problem.ts';
import { apiRoute, type ParameterDoc, type Route } from '../route.ts';
import { cursor, id, line } from '../schemas.ts';

const limit = z.int().min(1).max(200).default(50);
const mode = z.enum(['shadow', 'live']).exactOptional();
/** Our id of an account, or an external one. */
const account = line(200).exactOptional();
const next = cursor.exactOptional();
const word = id.exactOptional();
const paged = { limit, cursor: next };
const nothing = z.strictObject({});

export const ACCOUNT: Readonly<Record<string, ParameterDoc>> = {
  id: { description: 'Our id of the account, or an external one', example: 'acme' },
};
export const oneOf = (what: string, example: string): Readonly<Record<string, ParameterDoc>> => ({
  id: { description: `The id of the ${what}`, example },
});

const notFound = (what: string) => new HttpProblem('not-found', `there is no such ${what}`);

const accountRoutes: readonly Route[] = [
  apiRoute({
    method: 'GET',
    path: '/api/accounts',
    tag: 'accounts',
    summary: 'Accounts with segment, stage, health, and what is open',
    access: 'viewer',
    query: z.strictObject({ segment: word, health: word, ...paged }),
    answer: answers.accountList,
    handle: async ({ product, query }) => pageJson(await product.lists.accounts(query), accountJson),
  }),
  apiRoute({
    method: 'GET',
    path: '/api/accounts/:id',
    tag: 'accounts',
    summary: 'One account: its facts, contacts (by opaque id), and what is under way',
    access: 'viewer',
    params: ACCOUNT,
    answer: answers.accountDetail,
    async handle({ product, param }) {
      const found = await product.lists.account(param('id'));
      if (found === undefined) throw notFound('account');
      return accountDetailJson(found);
    },
  }),
  apiRoute({
    method: 'GET',
    path: '/api/accounts/:id/ledger',
    tag: 'accounts',
    summary: 'What was decided for an account, touches and non-touches, in order, with the reasons',
    access: 'viewer',
    params: ACCOUNT,
    query: z.strictObject({
      rule: word,
      journey: word,
      kind: word,
      limit,
      cursor: z
        .string()
        .regex(/^\d{1,15}$/, 'is a sequence number')
        .exactOptional(),
    }),
    answer: answers.ledgerList,
    async handle({ product, param, query: { cursor: after, ...query } }) {
      const page = await product.lists.ledger(param('id'), {
        ...query,
        ...(after === undefined ? {} : { after: Number(after) }),
      });
      if (page === undefined) throw notFound('account');
      return pageJson(page, ledgerJson);
    },
  }),
  apiRoute({
    method: 'GET',
    path: '/api/accounts/:id/runs',
    tag: 'accounts',
    summary: 'Runs of an account, newest first',
    access: 'viewer',
    params: ACCOUNT,
    query: z.strictObject({
      status: z.enum(['open', 'ended']).exactOptional(),
      journey: word,
      mode,
      ...paged,
    }),
    answer: answers.runList,
    async handle({ product, param, query }) {
      const page = await product.lists.runs({ ...query, account: param('id') });
      // Unknown accounts have no runs either; only then is it worth asking which it is.
      if (page.items.length === 0 && (await product.lists.account(param('id'))) === undefined)
        throw notFound('account');
      return pageJson(page, runJson);
    },
  }),
];

const workRoutes: readonly Route[] = [
  apiRoute({
    method: 'GET',
    path: '/api/tasks',
    tag: 'tasks',
    summary: 'Tasks and approvals, newest first',
    access: 'viewer',
    query: z.strictObject({
      account,
      status: z.enum(['open', 'closed']).exactOptional(),
      assignee: z.string().min(1).max(200).exactOptional(),
      reason: word,
      kind: z.enum(['task', 'approval']).exactOptional(),
      mode,
      ...paged,
    }),
    answer: answers.taskList,
    handle: async ({ product, query }) => pageJson(await product.lists.tasks(query), taskJson),
  }),
  apiRoute({
    method: 'GET',
    path: '/api/tasks/:id',
    tag: 'tasks',
    summary: 'One task',
    access: 'viewer',
    params: oneOf('task', '5f1c2b7a9d3e4f60a1b2c3d4'),
    answer: answers.task,
    async handle({ product, param }) {
      const found = await product.lists.task(param('id'));
      if (found === undefined) throw notFound('task');
      return taskJson(found);
    },
  }),
  apiRoute({
    method: 'GET',
    path: '/api/runs',
    tag: 'runs',
    summary: 'Runs of journeys, newest first',
    access: 'viewer',
    query: z.strictObject({
      account,
      status: z.enum(['open', 'ended']).exactOptional(),
      journey: word,
      mode,
      ...paged,
    }),
    answer: answers.runList,
    handle: async ({ product, query }) => pageJson(await product.lists.runs(query), runJson),
  }),
  apiRoute({
    method: 'GET',
    path: '/api/runs/:id',
    tag: 'runs',
    summary: 'One run',
    access: 'viewer',
    params: oneOf('run', 'smb-onboarding-0a1b2c3d4e5f6071'),
    answer: answers.run,
    async handle({ product, param }) {
      const found = await product.lists.run(param('id'));
      if (found === undefined) throw notFound('run');
      return runJson(found);
    },
  }),
  apiRoute({
    method: 'GET',
    path: '/api/touches',
    tag: 'touches',
    summary: 'Touches, also held and suppressed ones, latest first',
    access: 'viewer',
    query: z.strictObject({
      account,
      contact: word,
      status: answers.touch.shape.status.exactOptional(),
      channel: word,
      journey: word,
      mode,
      ...paged,
    }),
    answer: answers.touchList,
    handle: async ({ product, query }) => pageJson(await product.lists.touches(query), touchJson),
  }),
];

const systemRoutes: readonly Route[] = [
  apiRoute({
    method: 'GET',
    path: '/api/rules',
    tag: 'rules',
    summary: 'Rules, with those that are paused',
    access: 'viewer',
    query: nothing,
    answer: answers.ruleList,
    handle: async ({ product }) => ({ items: (await product.lists.rules()).map(ruleJson), next: null }),
  }),
  apiRoute({
    method: 'GET',
    path: '/api/journeys',
    tag: 'journeys',
    summary: 'Journeys, with how many runs are open',
    access: 'viewer',
    query: nothing,
    answer: answers.journeyList,
    handle: async ({ product }) => ({ items: (await product.lists.journeys()).map(journeyJson), next: null }),
  }),
  apiRoute({
    method: 'GET',
    path: '/api/status',
    tag: 'status',
    summary: 'Queues, watermarks, silent sources, paused rules, ambiguous sends, what is due next',
    access: 'viewer',
    query: nothing,
    answer: answers.status,
    handle: async ({ product }) => statusJson(await product.lists.status()),
  }),
  apiRoute({
    method: 'GET',
    path: '/api/shadow',
    tag: 'status',
    summary: 'What the rules and journeys in shadow would have done',
    access: 'viewer',
    query: nothing,
    answer: answers.shadowReport,
    handle: async ({ product }) => shadowJson(await product.lists.shadow()),
  }),
  apiRoute({
    method: 'GET',
    path: '/api/kill',
    tag: 'kill switch',
    summary: 'What the kill switch stops',
    access: 'viewer',
    query: nothing,
    answer: answers.killState,
    handle: async ({ product }) => killJson(await product.acts.killState()),
  }),
  apiRoute({
    method: 'GET',
    path: '/api/audit',
    tag: 'audit',
    summary: 'Acts of people and tokens: who, when, before and after; latest first',
    access: 'viewer',
    query: z.strictObject({ account, act: word, ...paged }),
    answer: answers.auditList,
    handle: async ({ product, query }) => pageJson(await product.lists.audit(query), auditJson),
  }),
];

export const LIST_ROUTES: readonly Route[] = [...accountRoutes, ...workRoutes, ...systemRoutes];
