import * as z from 'zod';
import type { StoredMessage } from '../../../app/ports/touch-store.ts';
import type { Answer } from '../answer-headers.ts';
import { renderedTouchJson } from '../answer-json.ts';
import { renderedTouch } from '../answer-schemas.ts';
import { openApi } from '../open-api.ts';
import { escaped, PAGE_POLICY, page, RENDERED_POLICY } from '../pages.ts';
import { HttpProblem } from '../problem.ts';
import { readBytes } from '../read-body.ts';
import { readQuery } from '../read-input.ts';
import type { AnswerDoc, Route } from '../route.ts';
import { named } from '../schemas.ts';
import { oneOf } from './list-routes.ts';

const PAGE: AnswerDoc = { mediaType: 'text/html', schema: undefined, description: 'A page' };
/** `List-Unsubscribe=One-Click`, as a form of either kind. */
const MAX_FORM_BYTES = 16_384;

const shape = {
  tag: 'pages',
  access: 'open',
  params: {},
  query: undefined,
  bodies: [],
  bodyRequired: false,
  answers: [PAGE],
} as const;

const rootRoute: Route = {
  ...shape,
  method: 'GET',
  path: '/',
  summary: 'What is here',
  serve: async () => ({ html: ROOT, policy: PAGE_POLICY }),
};

const ROOT = page(
  'Touchline',
  `<p>This is Touchline's HTTP interface.</p>
<ul>
<li><a href="/openapi.json">/openapi.json</a>: every request, with examples</li>
<li><a href="/healthz">/healthz</a>: whether it runs</li>
<li><code>POST /v1/track</code>, <code>identify</code>, <code>group</code>, <code>page</code>, <code>batch</code>: signals as Segment's clients send them, with the write key</li>
<li><code>POST /v1/events</code>: CloudEvents, with the write key</li>
<li><code>POST /v1/hooks/:connector</code>: signed webhooks</li>
<li><code>/api/…</code>: accounts, tasks, runs, touches, rules, journeys, status; with a bearer token</li>
</ul>`,
);

const healthRoute: Route = {
  ...shape,
  method: 'GET',
  path: '/healthz',
  tag: 'status',
  summary: 'Whether it runs',
  answers: [
    {
      mediaType: 'application/json',
      schema: named('Health', z.strictObject({ status: z.literal('ok') })),
      description: 'It runs',
    },
  ],
  serve: async () => ({ json: { status: 'ok' } }),
};

const renderedQuery = z.strictObject({ format: z.enum(['json', 'html']).default('json') });

/** Holds an address and what was written to it, hence more than a viewer may see. */
const touchRoute: Route = {
  ...shape,
  method: 'GET',
  path: '/api/touches/:id',
  tag: 'touches',
  summary: 'One touch with its message; `format=html` as its reader sees it, in a sandbox',
  access: 'csm',
  params: oneOf('touch', '0123456789abcdef0123456789abcdef'),
  query: renderedQuery,
  answers: [
    { mediaType: 'application/json', schema: renderedTouch, description: 'The touch and its message' },
    PAGE,
  ],
  async serve({ product, param, request }) {
    const { format } = readQuery(renderedQuery, request.url);
    const found = await product.lists.touch(param('id'));
    if (found === undefined) throw new HttpProblem('not-found', 'there is no such touch');
    if (format !== 'html') return { json: renderedTouchJson(found.touch, found.message) };
    if (found.message === undefined) throw new HttpProblem('not-found', 'the touch has no message');
    return { html: messagePage(found.message.message), policy: RENDERED_POLICY };
  },
};

/** Only an email is markup; everything else is shown as text. */
function messagePage(message: StoredMessage['message']): string {
  const pre = (text: string) => `<pre>${escaped(text)}</pre>`;
  switch (message.channel) {
    case 'email':
      return message.html;
    case 'in-app':
      return page(message.title, pre(message.body) + pre(message.action?.label ?? ''));
    case 'slack':
      return page('Slack', pre(message.text));
    case 'webhook':
      return page('Webhook', pre(JSON.stringify(message.body, null, 2)));
  }
}

const TOKEN = {
  token: { description: 'The signed token of a link in a message', example: 'a-signed-token' },
};

const NO_SUCH_LINK: Answer = {
  html: page(
    'This link does not work',
    '<p>It is damaged or incomplete. Please use the link in the message.</p>',
  ),
  policy: PAGE_POLICY,
  status: 404,
};

/** Shows, and never acts: mail programs and scanners open every link that they find. */
const unsubscribePage: Route = {
  ...shape,
  method: 'GET',
  path: '/u/:token',
  summary: 'Asks whether to stop what a link in a message is about; changes nothing',
  params: TOKEN,
  async serve({ product, param }) {
    const link = product.acts.readUnsubscribe(param('token'));
    if (link === undefined) return NO_SUCH_LINK;
    const main = `<p>You will get no more messages about <strong>${escaped(link.topic)}</strong>.</p>
<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button type="submit">Unsubscribe</button></form>`;
    return { html: page('Unsubscribe', main), policy: PAGE_POLICY };
  },
};

/** Acts at once, as RFC 8058 wants it: mail programs post here by themselves. */
const unsubscribe: Route = {
  ...shape,
  method: 'POST',
  path: '/u/:token',
  summary: 'Stops what the link is about (RFC 8058)',
  params: TOKEN,
  bodies: [
    {
      mediaType: 'application/x-www-form-urlencoded',
      schema: named('OneClick', z.strictObject({ 'List-Unsubscribe': z.literal('One-Click').optional() })),
      examples: { oneClick: { 'List-Unsubscribe': 'One-Click' } },
    },
  ],
  async serve({ product, param, request }) {
    // The token says all; a body is read to its end so that the connection can be used again.
    await readBytes(request, MAX_FORM_BYTES);
    const done = await product.acts.unsubscribe(param('token'));
    if (done === undefined) return NO_SUCH_LINK;
    const main = `<p>You will get no more messages about <strong>${escaped(done.topic)}</strong>.</p>`;
    return { html: page('You are unsubscribed', main), policy: PAGE_POLICY };
  },
};

/** The document about `routes`, this one among them. */
export function documentRoute(routes: readonly Route[]): Route {
  let document: unknown;
  const json: AnswerDoc = {
    mediaType: 'application/json',
    schema: named('OpenApi', z.looseObject({ openapi: z.literal('3.1.0') })),
    description: 'This document',
  };
  return {
    ...shape,
    method: 'GET',
    path: '/openapi.json',
    tag: 'status',
    summary: 'Every request that there is, as OpenAPI 3.1',
    answers: [json],
    async serve() {
      document ??= openApi(routes);
      return { json: document };
    },
  };
}

export const PAGE_ROUTES: readonly Route[] = [
  rootRoute,
  healthRoute,
  touchRoute,
  unsubscribePage,
  unsubscribe,
];
