import type { Actor } from '../../app/ports/access-tokens.ts';
import type { Rate } from './token-buckets.ts';

export interface HttpLimits {
  /** Bytes of a body, as it comes and decoded. */
  readonly bodyBytes: number;
  /** Events in one request. */
  readonly events: number;
  readonly depth: number;
  /** Keys in one object. */
  readonly keysPerObject: number;
  /** Keys in the whole body. */
  readonly keys: number;
  /** Characters of one text. */
  readonly textLength: number;
  /** Characters of path and query. */
  readonly targetLength: number;
  /** Requests with a write key, by key; and all webhooks together. */
  readonly ingest: Rate;
  /** Requests with a token, by its name. */
  readonly api: Rate;
  /** Requests without either, and those with a wrong one, by client. */
  readonly anyone: Rate;
}

/**
 * Segment's own limits are 500 kB a batch and 32 kB an event; twice that leaves room for 1,000 events of a kilobyte.
 * The rates stop a client that runs wild, and lie above what one process can take durably.
 */
export const DEFAULT_LIMITS: HttpLimits = {
  bodyBytes: 1_048_576,
  events: 2000,
  depth: 32,
  keysPerObject: 1000,
  keys: 100_000,
  textLength: 65_536,
  targetLength: 4096,
  ingest: { perSecond: 20_000, burst: 40_000 },
  api: { perSecond: 200, burst: 400 },
  anyone: { perSecond: 50, burst: 200 },
};

/** A request and what became of it, without any id: for logs and metrics. */
export interface RequestSeen {
  readonly method: string;
  /** The route's pattern, such as `/api/tasks/:id`; `(none)` where no route was met. */
  readonly route: string;
  readonly status: number;
  readonly ms: number;
}

/** What the place where the application runs hands in. */
export interface HttpOptions {
  /** Names by which it is reached, without port: any other is a DNS rebinding attack, or a mistake. */
  readonly hosts: readonly string[];
  readonly writeKeys: readonly string[];
  authenticate(token: string): Promise<Actor | undefined>;
  readonly limits?: Partial<HttpLimits>;
  /** Who asks, from what the runtime passes beside the request; without it all strangers share one rate. */
  clientOf?(env: unknown): string | undefined;
  /** Milliseconds of a clock that never goes back, for rates and durations. Default: `performance.now`. */
  elapsed?(): number;
  /** Told of what answered 500. The error may hold anything: it is for whoever runs this. */
  onError?(error: unknown, route: string): void;
  onRequest?(seen: RequestSeen): void;
}
