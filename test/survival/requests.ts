import { formatInstant, type Instant } from '../../lib/core/time/instant.ts';

/** `source|id`, under which the ledger knows a signal. */
export type SignalKey = string;

/** One request of a client: sent again, as it is, until it was answered with a 2xx. */
export interface ClientRequest {
  readonly path: '/v1/events' | '/v1/batch';
  readonly contentType: string;
  readonly body: string;
  /** Signals in it. */
  readonly signals: number;
  /** Under which the ledger knows them; a `group` that tells no more than who belongs where is no signal. */
  readonly keys: readonly SignalKey[];
}

/** A CloudEvent as a producer sends it. */
export interface Event {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly account: string;
  readonly contact?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A message of Segment's clients; `timestamp` by the clock of whoever sends it. */
export interface Message {
  readonly type: 'track' | 'identify' | 'group';
  readonly messageId: string;
  readonly userId: string;
  readonly timestamp: string;
  readonly event?: string;
  readonly groupId?: string;
  readonly traits?: Readonly<Record<string, unknown>>;
  readonly context?: { readonly groupId: string };
}

export function eventsRequest(events: readonly Event[]): ClientRequest {
  return {
    path: '/v1/events',
    contentType: 'application/cloudevents-batch+json',
    body: JSON.stringify(events.map((event) => ({ specversion: '1.0', ...event }))),
    signals: events.length,
    keys: events.map(({ source, id }) => `${source}|${id}`),
  };
}

export function batchRequest(messages: readonly Message[], sentAt: Instant): ClientRequest {
  return {
    path: '/v1/batch',
    contentType: 'application/json',
    body: JSON.stringify({ batch: messages, sentAt: formatInstant(sentAt) }),
    signals: messages.length,
    keys: messages.filter(({ type }) => type !== 'group').map(({ messageId }) => `segment|${messageId}`),
  };
}

export function countSignals(requests: Iterable<ClientRequest>): number {
  let count = 0;
  for (const { signals } of requests) count += signals;
  return count;
}
