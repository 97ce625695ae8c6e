import type { Connector, MappedSignal } from '../../core/connectors/connector.ts';
import type { Rulebook } from '../../core/rulebook.ts';
import type { Instant } from '../../core/time/instant.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Directory } from '../ports/directory.ts';
import type { SignalLog } from '../ports/signal-log.ts';
import type { Identities, IdentityKeys } from './identities.ts';

/** What taking signals in needs. */
export interface IntakePorts extends IdentityKeys {
  readonly log: Pick<SignalLog, 'append' | 'lastReceived'>;
  readonly directory: Directory;
  /** Takes the records of what was dropped, or refused after it had waited. */
  readonly audit: AuditLog;
  /** The product's time. */
  readonly clock: Clock;
  /** Real time, by which others sign and date; the same clock unless the product's runs fast. */
  readonly realClock: Clock;
  /** The secrets of a connector's webhook, several while one is being changed. They are never in the rulebook. */
  hookSecrets(connector: string): readonly string[];
}

/** Where something stands in a request, and what it came through. */
export interface Place {
  /** Undefined for what had been parked. */
  readonly index: number | undefined;
  readonly source: string;
}

/** One event of a connector, on its way to being signals. */
export interface Item extends Place {
  readonly connector: Connector;
  /** Id of the first signal that it becomes; undefined where the mapping reads it. */
  readonly id: string | undefined;
  /** When it happened by the product's clock; undefined where the mapping reads it, to which `shift` is added then. */
  readonly at: Instant | undefined;
  /** Milliseconds from the sender's clock to the product's. */
  readonly shift: number;
  readonly event: unknown;
}

/** What settling an item may do: all of it takes effect when the request is finished. */
export interface Settling {
  readonly rulebook: Rulebook;
  readonly identities: Identities;
  /** A signal whose account and contact are known. */
  emit(place: Place, envelope: Readonly<Record<string, unknown>>): void;
  refuse(place: Place, reason: string, detail: string): void;
  /** It is taken, though it may be no signal. */
  note(place: Place): void;
  /** Something became known: what waits for it is looked at. */
  learn(what: string): void;
}

/** Settles whom an item is about that becomes these signals, or says what has to be known first. */
export type Settle = (
  item: Item,
  signals: readonly MappedSignal[],
  settling: Settling,
) => Promise<string | undefined>;
