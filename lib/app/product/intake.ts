/** Why something that came in was not taken, by its place in the request. Never personal data. */
export interface Refused {
  readonly index: number;
  readonly reason: string;
  readonly detail: string;
}

/** What became of one request. What is `accepted`, `duplicate` or `parked` is durable. */
export interface IntakeResult {
  readonly accepted: number;
  readonly duplicates: number;
  /** Waits until it is known whom it is about. */
  readonly parked: number;
  readonly refused: readonly Refused[];
}

export type SegmentCall = 'track' | 'identify' | 'group' | 'page' | 'batch';

export type HookResult =
  | { readonly ok: true; readonly result: IntakeResult }
  /** No such connector, or a signature that is missing, wrong, or too old. */
  | {
      readonly ok: false;
      readonly problem: 'unknown-connector' | 'not-configured' | 'bad-signature';
      readonly detail: string;
    };

/** Where signals come in. Everything resolves only when it is durable. Throws IntakeBusyError when too much waits. */
export interface Intake {
  /**
   * CloudEvents in structured JSON. `clock` says whose clock their times are by: the sender's, which is real time, or
   * the product's own, as those of a sample book are; they differ where the product's clock runs fast.
   */
  events(events: readonly unknown[], clock?: 'sender' | 'own'): Promise<IntakeResult>;
  /** A call of Segment's HTTP tracking API; `batch` holds many. Throws IntakeError for a body that is none. */
  segment(call: SegmentCall, body: unknown): Promise<IntakeResult>;
  /** A webhook by the rules of a connector. `body` is the request's body as it came: signatures are over bytes. */
  hook(connector: string, headers: Readonly<Record<string, string>>, body: Uint8Array): Promise<HookResult>;
}

/** A request that is malformed as a whole. */
export class IntakeError extends Error {
  override readonly name = 'IntakeError';
}

/** More comes in than can be decided: nothing of this request was taken, and it may be sent again. */
export class IntakeBusyError extends Error {
  override readonly name = 'IntakeBusyError';
  /** How long to wait before that (milliseconds). */
  readonly retryAfter: number;

  constructor(message: string, retryAfter: number) {
    super(message);
    this.retryAfter = retryAfter;
  }
}
