import { type Instant, parseInstant } from '../../core/time/instant.ts';
import type { StoredSignal } from './signal-log.ts';

/** By what a signal is known in the log, and when it happened and came. */
export interface SignalStamp {
  /** `source|id`. */
  readonly key: string;
  /** Event time, clamped to `receivedAt` as `readSignal` does. */
  readonly at: Instant;
  readonly receivedAt: Instant;
}

/** Throws Error when `time` or `receivedat` is no RFC 3339 instant. */
export function stampOf(signal: StoredSignal): SignalStamp {
  const key = `${signal.source}|${signal.id}`;
  const receivedAt = instant(signal.receivedat, 'receivedat', key);
  return { key, at: Math.min(instant(signal.time, 'time', key), receivedAt), receivedAt };
}

function instant(text: string, name: string, key: string): Instant {
  const at = parseInstant(text);
  if (at === undefined) throw new Error(`"${name}" of signal ${key} is no RFC 3339 instant`);
  return at;
}
