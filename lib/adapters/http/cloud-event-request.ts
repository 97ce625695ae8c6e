import { isJson, mediaType, unsupported } from './content-type.ts';
import type { HttpLimits } from './http-options.ts';
import { HttpProblem } from './problem.ts';
import { parseJson, readDecoded, readJsonBody } from './read-body.ts';

const SINGLE = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';
const ATTRIBUTE = /^ce-([a-z0-9]{1,40})$/;
/** Attributes of binary mode that come as something other than a header, or never do. */
const NOT_A_HEADER: ReadonlySet<string> = new Set(['data', 'datacontenttype']);

export interface SentEvents {
  readonly events: readonly unknown[];
  /** Whether it was one event, and not a list that happens to hold one. */
  readonly single: boolean;
}

/**
 * The CloudEvents of a request, in structured JSON, in any of the ways of the HTTP protocol binding 1.0: structured,
 * batched, or binary (attributes in `ce-` headers, data as the body); and plain JSON, an object or a list.
 *
 * @throws HttpProblem
 */
export async function readCloudEvents(request: Request, limits: HttpLimits): Promise<SentEvents> {
  const type = mediaType(request.headers);
  if (type === SINGLE) return oneEvent(await readJsonBody(request, limits));
  if (type === BATCH) return manyEvents(await readJsonBody(request, limits), limits);
  const attributes = binaryAttributes(request.headers);
  if (attributes !== undefined) {
    if (!isJson(type)) throw unsupported('the data of an event has to be JSON');
    const bytes = await readDecoded(request, limits.bodyBytes);
    const data = bytes.byteLength === 0 ? {} : { data: parseJson(bytes, limits) };
    return { events: [{ ...attributes, datacontenttype: type, ...data }], single: true };
  }
  if (type !== 'application/json')
    throw unsupported('no CloudEvent', `${SINGLE}, ${BATCH} or application/json`);
  const json = await readJsonBody(request, limits);
  return Array.isArray(json) ? manyEvents(json, limits) : oneEvent(json);
}

/** @throws HttpProblem for more events than one request may hold. */
export function checkCount(events: readonly unknown[], limits: HttpLimits): void {
  if (events.length > limits.events)
    throw new HttpProblem('too-large', `${events.length} events, at most ${limits.events} are taken at once`);
}

function oneEvent(json: unknown): SentEvents {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new HttpProblem('malformed-request', 'an event is a JSON object');
  return { events: [json], single: true };
}

function manyEvents(json: unknown, limits: HttpLimits): SentEvents {
  if (!Array.isArray(json)) throw new HttpProblem('malformed-request', 'a batch of events is a JSON list');
  checkCount(json, limits);
  return { events: json, single: false };
}

/** Attributes of binary mode; undefined for a request that has none. */
function binaryAttributes(headers: Headers): Record<string, string> | undefined {
  const attributes: Record<string, string> = Object.create(null);
  let any = false;
  for (const [field, value] of headers) {
    if (!field.startsWith('ce-')) continue;
    const [, name] = ATTRIBUTE.exec(field) ?? [];
    if (name === undefined || NOT_A_HEADER.has(name))
      throw new HttpProblem('malformed-request', 'a ce- header is none of an attribute');
    attributes[name] = decoded(name, value);
    any = true;
  }
  return any ? { ...attributes } : undefined;
}

/** Attributes are percent-encoded UTF-8, quotes around them do not count (HTTP protocol binding 1.0.2, 3.1.3.2). */
function decoded(name: string, value: string): string {
  const text = /^".*"$/.test(value) ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value;
  try {
    return decodeURIComponent(text);
  } catch {
    throw new HttpProblem('malformed-request', `the header ce-${name} is no percent-encoded UTF-8`);
  }
}
