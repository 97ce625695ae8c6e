import * as z from 'zod';
import type { HookResult, IntakeResult, SegmentCall } from '../../../app/product/intake.ts';
import type { Answer } from '../answer-headers.ts';
import { checkCount, readCloudEvents } from '../cloud-event-request.ts';
import { isJson, mediaType, unsupported } from '../content-type.ts';
import { unauthorized } from '../door.ts';
import { HttpProblem } from '../problem.ts';
import { parseJson, readBytes, readJsonBody } from '../read-body.ts';
import type { AnswerDoc, BodyDoc, Route } from '../route.ts';
import { intakeAnswer, named } from '../schemas.ts';

const TAKEN: AnswerDoc = {
  mediaType: 'application/json',
  schema: intakeAnswer,
  description: 'Taken, durably',
};

const traits = z.looseObject({
  name: z.string().optional(),
  email: z.string().optional(),
  timezone: z.string().optional(),
});

/*
 * What clients send holds much more than what is read of it, and each of them its own: so these schemas document, and
 * the intake judges event by event, that one wrong event of a batch does not cost the others.
 */
const segmentCommon = {
  userId: z.string().optional(),
  anonymousId: z.string().optional(),
  messageId: z.string().optional().describe('The same again is a duplicate'),
  timestamp: z.iso.datetime({ offset: true }).optional(),
  sentAt: z.iso.datetime({ offset: true }).optional(),
  context: z.looseObject({ groupId: z.string().optional() }).optional(),
  writeKey: z.string().optional().describe('Instead of the Authorization field'),
};

const CALLS: Readonly<Record<SegmentCall, { readonly summary: string; readonly body: BodyDoc }>> = {
  track: {
    summary: 'Something happened: an Object Action name, with properties',
    body: segmentBody(
      'Track',
      z.looseObject({
        ...segmentCommon,
        event: z.string(),
        properties: z.record(z.string(), z.unknown()).optional(),
      }),
      {
        userId: 'u-1',
        messageId: 'm-1',
        event: 'Report Exported',
        properties: { format: 'pdf' },
        context: { groupId: 'acme' },
        timestamp: '2026-06-01T09:00:00Z',
      },
    ),
  },
  identify: {
    summary: 'Who a contact is: traits go to its record',
    body: segmentBody('Identify', z.looseObject({ ...segmentCommon, traits: traits.optional() }), {
      userId: 'u-1',
      messageId: 'm-2',
      traits: { name: 'Ada Example', email: 'ada@example.com', timezone: 'Europe/Berlin' },
      context: { groupId: 'acme' },
    }),
  },
  group: {
    summary: 'Which account a contact belongs to, and what is known of the account',
    body: segmentBody(
      'Group',
      z.looseObject({ ...segmentCommon, groupId: z.string(), traits: traits.optional() }),
      {
        userId: 'u-1',
        messageId: 'm-3',
        groupId: 'acme',
        traits: { name: 'Acme' },
      },
    ),
  },
  page: {
    summary: 'A contact looked at a page: usage',
    body: segmentBody('PageCall', z.looseObject({ ...segmentCommon, name: z.string().optional() }), {
      userId: 'u-1',
      messageId: 'm-4',
      name: 'Dashboard',
      context: { groupId: 'acme' },
    }),
  },
  batch: {
    summary: "Many calls at once, as Segment's server libraries send them",
    body: segmentBody(
      'Batch',
      z.looseObject({
        batch: z.array(
          z.looseObject({ ...segmentCommon, type: z.enum(['track', 'identify', 'group', 'page']) }),
        ),
        sentAt: segmentCommon.sentAt,
        writeKey: segmentCommon.writeKey,
      }),
      {
        batch: [
          { type: 'group', userId: 'u-1', messageId: 'm-5', groupId: 'acme', traits: { name: 'Acme' } },
          {
            type: 'track',
            userId: 'u-1',
            messageId: 'm-6',
            event: 'Report Exported',
            context: { groupId: 'acme' },
          },
        ],
        sentAt: '2026-06-01T09:00:01Z',
      },
    ),
  },
};

function segmentBody(name: string, schema: z.ZodType, example: unknown): BodyDoc {
  return {
    mediaType: 'application/json',
    schema: named(`Segment${name}`, schema),
    examples: { [name]: example },
  };
}

const segmentRoutes = Object.entries(CALLS).map(
  ([call, { summary, body }]): Route => ({
    ...route(`/v1/${call}`, 'Segment', summary, [body]),
    access: 'write-key',
    async serve({ product, limits, request, admitWriteKey }) {
      const json = await readJsonBody(request, limits);
      if (typeof json !== 'object' || json === null || Array.isArray(json))
        throw new HttpProblem('malformed-request', 'a call is a JSON object');
      const { batch, writeKey } = json as { batch?: unknown; writeKey?: unknown };
      admitWriteKey(writeKey);
      if (Array.isArray(batch)) checkCount(batch, limits);
      return taken(await product.intake.segment(call as SegmentCall, json), call !== 'batch');
    },
  }),
);

const cloudEvent = named(
  'CloudEvent',
  z.looseObject({
    specversion: z.literal('1.0'),
    id: z.string(),
    source: z.string(),
    type: z.string().describe('A signal type of the rulebook'),
    account: z.string().describe('The account, an extension attribute'),
    contact: z.string().optional(),
    time: z.iso.datetime({ offset: true }),
    data: z.record(z.string(), z.unknown()).optional(),
  }),
);
const cloudEvents = named('CloudEvents', z.array(cloudEvent));

const EVENT = {
  specversion: '1.0',
  id: 'e-1',
  source: 'crm',
  type: 'contract.signed',
  account: 'acme',
  time: '2026-06-01T09:00:00Z',
  data: { plan: 'team', startsOn: '2026-06-01' },
};

const eventsRoute: Route = {
  ...route(
    '/v1/events',
    'CloudEvents',
    'CloudEvents 1.0: structured, batched, plain JSON, or binary (attributes in ce- headers, data as the body)',
    [
      { mediaType: 'application/cloudevents+json', schema: cloudEvent, examples: { structured: EVENT } },
      {
        mediaType: 'application/cloudevents-batch+json',
        schema: cloudEvents,
        examples: { batch: [EVENT, { ...EVENT, id: 'e-2' }] },
      },
      {
        mediaType: 'application/json',
        schema: z.union([cloudEvent, cloudEvents]),
        examples: { one: EVENT, many: [EVENT, { ...EVENT, id: 'e-2' }] },
      },
    ],
  ),
  access: 'write-key',
  async serve({ product, limits, request, admitWriteKey }) {
    // An event has no room for a key: without the header field there is none.
    admitWriteKey(undefined);
    const { events, single } = await readCloudEvents(request, limits);
    return taken(await product.intake.events(events), single);
  },
};

const hookRoute: Route = {
  ...route('/v1/hooks/:connector', 'webhooks', 'A signed webhook, by the rules of a connector', [
    {
      mediaType: 'application/json',
      schema: named('Webhook', z.looseObject({}).describe('Whatever the connector reads')),
      examples: { webhook: { event: 'invoice.paid' } },
    },
  ]),
  access: 'signature',
  params: { connector: { description: 'The id of the connector', example: 'billing' } },
  async serve({ product, limits, request, param }) {
    if (!isJson(mediaType(request.headers))) throw unsupported('the body has to be JSON');
    if (request.headers.has('content-encoding'))
      throw new HttpProblem(
        'unsupported-encoding',
        'a signature is over the bytes as they are: send them plain',
      );
    const bytes = await readBytes(request, limits.bodyBytes);
    parseJson(bytes, limits);
    return hookAnswer(
      await product.intake.hook(param('connector'), Object.fromEntries(request.headers), bytes),
    );
  },
};

function hookAnswer(hook: HookResult): Answer {
  if (hook.ok) return taken(hook.result, false);
  if (hook.problem === 'unknown-connector') throw new HttpProblem('not-found', hook.detail);
  // A connector without its secret can trust nobody yet.
  throw unauthorized('Signature realm="touchline"', hook.detail);
}

/** A batch is answered well whatever of it was refused: sent again, that would only be refused again. */
function taken({ accepted, duplicates, parked, refused }: IntakeResult, single: boolean): Answer {
  if (single && refused.length > 0 && accepted + duplicates + parked === 0) {
    const detail = refused[0]?.detail ?? 'see "refused"';
    throw new HttpProblem('refused', detail, { members: { refused } });
  }
  return { json: { success: true, accepted, duplicates, parked, refused } };
}

function route(
  path: string,
  tag: string,
  summary: string,
  bodies: readonly BodyDoc[],
): Omit<Route, 'access' | 'serve'> {
  return {
    method: 'POST',
    path,
    tag,
    summary,
    params: {},
    query: undefined,
    bodies,
    bodyRequired: true,
    answers: [TAKEN],
  };
}

export const INGEST_ROUTES: readonly Route[] = [...segmentRoutes, eventsRoute, hookRoute];
