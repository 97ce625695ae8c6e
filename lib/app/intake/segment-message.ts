import { readId } from '../../core/connectors/compile-mapping.ts';
import { kindOf } from '../../core/signals/read-value.ts';
import { type Instant, parseInstant } from '../../core/time/instant.ts';
import { IntakeError, type SegmentCall } from '../product/intake.ts';

/** One call of Segment's tracking API, read as far as every call is alike. Ids are as they came. */
export interface SegmentMessage {
  readonly type: 'track' | 'identify' | 'group' | 'page' | 'screen';
  readonly messageId: string | undefined;
  /** How long before it was sent it happened, in milliseconds. */
  readonly age: number;
  /** Whether that was said by the client, and not taken to be just now. */
  readonly isTimed: boolean;
  readonly userId: string | undefined;
  readonly anonymousId: string | undefined;
  readonly groupId: string | undefined;
  /** The message with its type: what mappings read. */
  readonly body: Readonly<Record<string, unknown>>;
}

export type ReadMessage = { readonly message: SegmentMessage } | { readonly problem: string };

const TYPES: ReadonlySet<string> = new Set(['track', 'identify', 'group', 'page', 'screen']);
/** A longer name would be kept as the key of a series. */
const MAX_EVENT_NAME = 200;

/** The messages of a request, each with what the request says for all. Throws IntakeError for a body that is none. */
export function readMessages(call: SegmentCall, body: unknown, now: Instant): readonly ReadMessage[] {
  if (!isObject(body)) throw new IntakeError(`expected a JSON object, got ${kindOf(body)}`);
  if (call !== 'batch') return [readMessage({ ...body, type: call }, undefined, now)];
  const { batch, sentAt } = body;
  if (!Array.isArray(batch)) throw new IntakeError(`"batch" must be a list, got ${kindOf(batch)}`);
  return batch.map((one: unknown) => readMessage(one, sentAt, now));
}

/** `now` is real time, for a message that does not say when it was sent. */
export function readMessage(json: unknown, batchSentAt: unknown, now: Instant): ReadMessage {
  if (!isObject(json)) return { problem: `expected an object, got ${kindOf(json)}` };
  const { type } = json;
  if (typeof type !== 'string' || !TYPES.has(type))
    return { problem: `"type" must be one of ${[...TYPES].join(', ')}, got ${kindOf(type)}` };
  if (type === 'track' && !isName(json.event))
    return { problem: `"event" must be 1 to ${MAX_EVENT_NAME} characters, got ${kindOf(json.event)}` };
  const age = readAge(json, json.sentAt ?? batchSentAt, now);
  if (typeof age === 'string') return { problem: age };
  const context = isObject(json.context) ? json.context : {};
  const groupId = type === 'group' ? json.groupId : (context.groupId ?? undefined);
  const ids = { userId: json.userId, anonymousId: json.anonymousId, groupId, messageId: json.messageId };
  for (const [name, value] of Object.entries(ids)) {
    if (!isAbsent(value) && readId(value) === undefined)
      return { problem: `"${name}" must be an id of at most 1000 characters, got ${kindOf(value)}` };
  }
  if (type === 'group' && isAbsent(groupId)) return { problem: '"groupId" is missing' };
  return {
    message: {
      type: type as SegmentMessage['type'],
      messageId: readId(json.messageId),
      age: age ?? 0,
      isTimed: age !== undefined,
      userId: readId(json.userId),
      anonymousId: readId(json.anonymousId),
      groupId: readId(groupId),
      body: json,
    },
  };
}

/**
 * How long ago it happened by the client's own clock, which may be wrong, but was wrong alike when it sent the
 * message. Undefined where the message does not say; never in the future.
 */
function readAge(
  json: Readonly<Record<string, unknown>>,
  sentAt: unknown,
  now: Instant,
): number | string | undefined {
  const stated = json.originalTimestamp ?? json.timestamp;
  const happened = readTime('timestamp', stated);
  if (typeof happened === 'string') return happened;
  const sent = readTime('sentAt', sentAt);
  if (typeof sent === 'string') return sent;
  return happened === undefined ? undefined : Math.max(0, (sent ?? now) - happened);
}

function readTime(name: string, value: unknown): Instant | string | undefined {
  if (isAbsent(value)) return undefined;
  const at = typeof value === 'string' ? parseInstant(value) : undefined;
  return at ?? `"${name}" must be an instant such as "2026-06-01T09:00:00.000Z", got ${kindOf(value)}`;
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '' && value.length <= MAX_EVENT_NAME;
}

/** Clients send empty ids where they have none. */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
