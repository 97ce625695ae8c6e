import type { Pattern } from '../patterns/compile-pattern.ts';
import type { PatternJson } from '../patterns/pattern-schema.ts';
import type { Instant } from '../time/instant.ts';
import type { HookJson } from './connector-schema.ts';
import type { ReadPath } from './event-path.ts';

/** An account as an event names it: by our own id, or by a system's. */
export interface AccountName {
  readonly system: string | undefined;
  readonly id: string;
}

/** A person as an event names them: by a system's id, or by address. */
export type ContactName =
  | { readonly system: string; readonly id: string }
  /** As it came, in any case and with blanks around it. */
  | { readonly email: string };

/** One signal that an event becomes, before anybody knows whose it is. Names are undefined where an ingest knows them. */
export interface MappedSignal {
  readonly type: string;
  readonly id: string | undefined;
  readonly time: Instant | undefined;
  readonly account: AccountName | undefined;
  readonly contact: ContactName | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

/** `problem` never quotes a value: it may be personal. */
export type Mapped = { readonly signal: MappedSignal } | { readonly problem: string; readonly type: string };

/**
 * Why a mapping makes nothing of an event: it is `not-matched`, it names `no-signal` that there is, or it names `nobody`
 * where all that it says would be about a person.
 */
export type Passed = 'not-matched' | 'no-signal' | 'nobody';

export interface Mapping {
  /** The signal type, or undefined where the event names it. */
  readonly type: string | undefined;
  readonly otherwise: boolean;
  /** Undefined where it takes every event. */
  readonly when: Pattern | undefined;
  read(event: unknown): Mapped | Passed;
}

export interface Hook {
  readonly scheme: HookJson['scheme'];
  /** Name of the header with the signature, in small letters. */
  readonly header: string;
  readonly prefix: string;
  readonly encoding: 'hex' | 'base64';
  /** Milliseconds that the time of signing may be away, in both directions. */
  readonly tolerance: number;
  readonly detailType: ReadPath | undefined;
  /** The headers that mappings read; an event carries no other. */
  readonly headers: ReadonlySet<string>;
}

/** A bus that events come by, and which of them. */
export interface Bus extends Pick<Pattern, 'takes' | 'mismatch'> {
  readonly name: string;
  readonly pattern: PatternJson;
}

/** Maps an outside event shape to signals. */
export interface Connector {
  readonly id: string;
  readonly bus: Bus | undefined;
  readonly hook: Hook | undefined;
  readonly ingest: 'segment' | undefined;
  readonly mappings: readonly Mapping[];
  /** What an event becomes: nothing where no mapping takes it. */
  read(event: unknown): readonly Mapped[];
  /** Ids of the account in other systems that the event brings along. */
  links(event: unknown): readonly { readonly system: string; readonly id: string }[];
}
