import type { LevelValue } from '../accounts/cell.ts';
import { hint } from '../authoring/suggest.ts';
import { type Instant, parseInstant } from '../time/instant.ts';
import { kindOf, readValue } from './read-value.ts';
import type { Signal, SignalType } from './signal.ts';

/** Personal values of a signal by field of the contact's record; they never enter the account or the signal log. */
export type Personal = Readonly<Record<string, LevelValue>>;

export type RejectReason =
  | 'wrong-envelope'
  | 'unknown-signal'
  | 'wrong-payload'
  | 'missing-account'
  | 'too-late';

export type ReadSignal =
  | { readonly signal: Signal; readonly personal: Personal | undefined }
  | { readonly rejected: RejectReason; readonly detail: string };

/** What reading needs besides the signal types. */
export interface ReadContext {
  minorPerMajor(currency: string): number;
  /** The key of an address: a hash, so that caps and suppression can count a person without knowing one. */
  addressKey(email: string): string;
}

const ID = /^[\x21-\x7e]{1,200}$/;

/**
 * Checks a CloudEvents 1.0 envelope (structured JSON, with the extensions `account` and `contact`) and types its
 * payload. `receivedAt` is the instant of durable ingest, or undefined in replay, where it is the recorded
 * `receivedat`, else the event time. An event time in the future of `receivedAt` is clamped to it.
 */
export function readSignal(
  json: unknown,
  types: ReadonlyMap<string, SignalType>,
  receivedAt: Instant | undefined,
  context: ReadContext,
): ReadSignal {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return wrongEnvelope(`expected a CloudEvents object, got ${kindOf(json)}`);
  }
  const event = json as Record<string, unknown>;
  if (event.specversion !== '1.0')
    return wrongEnvelope(`"specversion" must be "1.0", got ${kindOf(event.specversion)}`);
  const { id, source, type, account, contact } = event;
  if (typeof id !== 'string' || !ID.test(id))
    return wrongEnvelope(`"id" must be 1 to 200 visible characters, got ${kindOf(id)}`);
  if (typeof source !== 'string' || !ID.test(source))
    return wrongEnvelope(`"source" must be 1 to 200 visible characters, got ${kindOf(source)}`);
  if (typeof type !== 'string') return wrongEnvelope(`"type" must be a signal type, got ${kindOf(type)}`);
  const signalType = types.get(type);
  if (signalType === undefined)
    return {
      rejected: 'unknown-signal',
      detail: `unknown signal type "${type.slice(0, 64)}"${hint(type.slice(0, 64), types.keys())}`,
    };
  if (account === undefined) return { rejected: 'missing-account', detail: '"account" is missing' };
  if (typeof account !== 'string' || !ID.test(account))
    return wrongEnvelope(`"account" must be 1 to 200 visible characters, got ${kindOf(account)}`);
  if (contact !== undefined && (typeof contact !== 'string' || !ID.test(contact)))
    return wrongEnvelope(`"contact" must be 1 to 200 visible characters, got ${kindOf(contact)}`);
  const time = typeof event.time === 'string' ? parseInstant(event.time) : undefined;
  if (time === undefined)
    return wrongEnvelope(`"time" must be an RFC 3339 instant, got ${kindOf(event.time)}`);
  const recorded = typeof event.receivedat === 'string' ? parseInstant(event.receivedat) : undefined;
  const received = receivedAt ?? recorded ?? time;
  const payload = readPayload(event.data, signalType, context.minorPerMajor);
  if ('problem' in payload) return { rejected: 'wrong-payload', detail: payload.problem };
  const email = payload.personal?.email;
  return {
    signal: {
      id,
      source,
      key: `${source}|${id}`,
      type: signalType,
      account,
      contact: contact as string | undefined,
      addressKey: typeof email === 'string' ? context.addressKey(email) : undefined,
      time: Math.min(time, received),
      receivedAt: received,
      values: payload.values,
    },
    personal: payload.personal,
  };
}

function wrongEnvelope(detail: string): ReadSignal {
  return { rejected: 'wrong-envelope', detail };
}

type Payload =
  | { readonly values: (LevelValue | undefined)[]; readonly personal: Personal | undefined }
  | { readonly problem: string };

function readPayload(data: unknown, type: SignalType, minorPerMajor: (currency: string) => number): Payload {
  if (data !== undefined && (typeof data !== 'object' || data === null || Array.isArray(data))) {
    return { problem: `"data" must be an object, got ${kindOf(data)}` };
  }
  const object = (data ?? {}) as Record<string, unknown>;
  const values = [...type.defaults];
  let personal: Record<string, LevelValue> | undefined;
  for (const field of type.fields.values()) {
    const value = Object.hasOwn(object, field.name) ? object[field.name] : undefined;
    if (value === undefined || value === null) {
      if (field.json.optional !== true && values[field.index] === undefined)
        return { problem: `"data.${field.name}" is missing` };
      continue;
    }
    const read = readValue(field.json, value, minorPerMajor);
    if ('problem' in read) return { problem: `"data.${field.name}": ${read.problem}` };
    if (field.personalField === undefined) values[field.index] = read.value;
    else {
      personal ??= {};
      personal[field.personalField] = read.value;
    }
  }
  for (const name in object) {
    if (!type.fields.has(name))
      return {
        problem: `unknown field "data.${name.slice(0, 64)}"${hint(name.slice(0, 64), type.fields.keys())}`,
      };
  }
  return { values, personal };
}
