import { HORIZON_MS } from '../../core/accounts/compile-catalog.ts';
import { isOwnSignal } from '../../core/connectors/outside-signals.ts';
import type { Rulebook } from '../../core/rulebook.ts';
import { ACTS_SOURCE } from '../../core/signals/derived-signals.ts';
import { type ReadContext, readSignal } from '../../core/signals/read-signal.ts';
import type { Signal } from '../../core/signals/signal.ts';
import { formatInstant, type Instant } from '../../core/time/instant.ts';
import type { NewSignal } from '../ports/signal-log.ts';
import { storedSignal } from './stored-signal.ts';

/** A signal as CloudEvents writes it, with ids that are our own. */
export type Envelope = Readonly<Record<string, unknown>>;

export interface Refusal {
  readonly reason: string;
  readonly detail: string;
}

export interface Admitted {
  readonly signal: Signal;
  readonly entry: NewSignal;
  /** Why it is not decided, though it is logged. */
  readonly refusal: Refusal | undefined;
}

/** Producers are not Touchline: a signal of its own that was logged under their hands would be taken for a repeated one. */
const OWN_SOURCES: ReadonlySet<unknown> = new Set(['touchline', ACTS_SOURCE]);

/** Why nobody outside may speak as this source; undefined where they may. */
export function ownSourceProblem(source: unknown): string | undefined {
  return OWN_SOURCES.has(source) ? `the source "${String(source)}" is Touchline itself` : undefined;
}

/**
 * Checks an envelope as of the instant of its arrival, and parts it into what the log keeps and what goes to the
 * contact's record. What is older than the horizon is logged as refused: its ids and tombstones are forgotten.
 */
export function admitSignal(
  envelope: unknown,
  receivedAt: Instant,
  rulebook: Rulebook,
  context: ReadContext,
): Admitted | Refusal {
  const { type, source, data } = (envelope ?? {}) as Envelope;
  if (typeof type === 'string' && isOwnSignal(type))
    return { reason: 'reserved-signal', detail: `only Touchline itself may say "${type}"` };
  const reserved = ownSourceProblem(source);
  if (reserved !== undefined) return { reason: 'reserved-source', detail: reserved };
  const read = readSignal(envelope, rulebook.signalTypes, receivedAt, context);
  if (!('signal' in read)) return { reason: read.rejected, detail: read.detail };
  const { signal } = read;
  const stored = storedSignal(signal, data);
  if (signal.time < receivedAt - HORIZON_MS) {
    const detail = `"time" is ${formatInstant(signal.time)}, more than 14 days before it arrived`;
    return {
      signal,
      entry: { signal: stored, personal: undefined, state: 'refused', reason: 'too-late' },
      refusal: { reason: 'too-late', detail },
    };
  }
  // There is no record for what is said of nobody.
  const personal = signal.contact === undefined ? undefined : read.personal;
  return { signal, entry: { signal: stored, personal, state: 'waiting' }, refusal: undefined };
}
