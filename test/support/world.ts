import type { AccountJson } from '../../lib/core/accounts/account-json.ts';
import { closeAccount } from '../../lib/core/accounts/close-account.ts';
import { sha256Hex } from '../../lib/core/authoring/canonical-json.ts';
import { Confirmer } from '../../lib/core/conditions/confirm.ts';
import type { Watermarks } from '../../lib/core/conditions/scope.ts';
import type { LedgerEntry, LedgerKind } from '../../lib/core/ledger.ts';
import type { Rulebook } from '../../lib/core/rulebook.ts';
import { readSignal } from '../../lib/core/signals/read-signal.ts';
import type { Signal } from '../../lib/core/signals/signal.ts';
import { formatInstant, HOUR_MS, type Instant, parseInstant } from '../../lib/core/time/instant.ts';
import type { Outside } from '../../lib/core/work.ts';
import { AccountWorld } from '../../lib/replay/account-world.ts';
import { newSharedSends } from '../../lib/replay/shared-sends.ts';
import { givenSignal } from '../../lib/replay/test-given.ts';
import type { GivenJson } from '../../lib/replay/test-schema.ts';

/** The instant of an RFC 3339 text; `2026-06-01 09:00` is short for that minute in UTC, `2026-06-01` for its start. */
export function at(text: string): Instant {
  const [day = '', time = '00:00'] = text.split(' ');
  const full = text.includes('T') ? text : `${day}T${time.length === 5 ? `${time}:00` : time}Z`;
  const parsed = parseInstant(full);
  if (parsed === undefined) throw new Error(`"${text}" is no instant`);
  return parsed;
}

/** Short for the ledger: `06-01 09:00`, with seconds and below only where there are any. */
export function short(instant: Instant): string {
  const text = formatInstant(instant).slice(5, -1).replace('T', ' ');
  return text.endsWith(':00') ? text.slice(0, -3) : text;
}

/** Everything that was heard an hour ago, whenever one looks. */
export const ALIVE: Watermarks = {
  lastHeard: (_source, instant) => Math.floor(instant / HOUR_MS) * HOUR_MS - HOUR_MS,
};
/** Nobody was ever heard, but for the account's own signals. */
export const UNHEARD: Watermarks = { lastHeard: () => undefined };

/** Heard every hour up to `last`, and never again. */
export function heardUntil(last: Instant): Watermarks {
  return { lastHeard: (source, instant) => ALIVE.lastHeard(source, Math.min(instant, last + HOUR_MS)) };
}

export interface Envelope {
  readonly id?: string;
  readonly contact?: string;
  /** Event time; when it is received if nothing is said. */
  readonly time?: Instant;
  readonly account?: string;
  readonly source?: string;
}

const CONTEXT = {
  minorPerMajor: (currency: string) => (currency === 'JPY' ? 1 : 100),
  addressKey: (email: string) => sha256Hex(email).slice(0, 32),
};

let made = 0;

/** A signal as ingest would make it of a CloudEvents envelope. Throws for what ingest would refuse. */
export function signalOf(
  rulebook: Rulebook,
  receivedAt: Instant,
  type: string,
  data: unknown = {},
  envelope: Envelope = {},
): Signal {
  made += 1;
  const read = readSignal(
    {
      specversion: '1.0',
      id: envelope.id ?? `n${made}`,
      source: envelope.source ?? 'test',
      type,
      time: formatInstant(envelope.time ?? receivedAt),
      account: envelope.account ?? 'acme',
      ...(envelope.contact === undefined ? {} : { contact: envelope.contact }),
      data,
    },
    rulebook.signalTypes,
    receivedAt,
    CONTEXT,
  );
  if ('rejected' in read) throw new Error(`${read.rejected}: ${read.detail}`);
  return read.signal;
}

/** One account under a virtual clock, with everything that it has on record. */
export class TestWorld {
  readonly rulebook: Rulebook;
  readonly world: AccountWorld;
  readonly ledger: LedgerEntry[] = [];

  constructor(rulebook: Rulebook, start: string | Instant, outside: Partial<Outside> = {}) {
    this.rulebook = rulebook;
    const instant = typeof start === 'string' ? at(start) : start;
    const full = {
      watermarks: ALIVE,
      pausedRules: new Set<string>(),
      confirmer: new Confirmer(),
      recordMisses: false,
      ...outside,
    };
    const onLedger = (entry: LedgerEntry) => this.ledger.push(entry);
    this.world = new AccountWorld('acme', instant, rulebook, full, newSharedSends(), onLedger);
  }

  /** A signal comes in. */
  async tell(
    when: string | Instant,
    type: string,
    data: unknown = {},
    envelope: Envelope = {},
  ): Promise<void> {
    const received = typeof when === 'string' ? at(when) : when;
    await this.world.take(signalOf(this.rulebook, received, type, data, envelope));
  }

  /** Facts become known, as if a signal had brought them. */
  async know(
    when: string | Instant,
    facts: GivenJson['facts'],
    more: Omit<GivenJson, 'facts'> = {},
  ): Promise<void> {
    const received = typeof when === 'string' ? at(when) : when;
    await this.world.take(givenSignal('acme', { facts, ...more }, received, this.rulebook));
  }

  async pass(until: string | Instant): Promise<void> {
    await this.world.passTo(typeof until === 'string' ? at(until) : until);
  }

  entries(...kinds: readonly LedgerKind[]): LedgerEntry[] {
    return this.ledger.filter((entry) => kinds.includes(entry.kind));
  }

  /** `06-01 09:00 fired low-usage` for each entry of these kinds: when, what, about what, why. */
  said(...kinds: readonly LedgerKind[]): string[] {
    return this.entries(...kinds).map((entry) => {
      const about = entry.step ?? entry.journey ?? entry.rule ?? entry.task ?? '';
      const parts = [short(entry.at), entry.kind, about, entry.subject ?? entry.contact, entry.reason];
      return parts.filter((part) => part !== undefined && part !== '').join(' ');
    });
  }

  get json(): AccountJson {
    return closeAccount(this.world.account, this.rulebook);
  }

  /** State of a rule for a subject. */
  stateOf(rule: string, subject: string = ''): string | undefined {
    const index = this.rulebook.rules.find((one) => one.id === rule)?.index ?? -1;
    return this.world.account.firings[index]?.get(subject)?.state;
  }

  /** The value of a level fact, as it is kept. */
  levelOf(name: string): unknown {
    const fact = this.rulebook.catalog.facts.get(name);
    return fact?.kind === 'level' ? this.world.account.levels[fact.index]?.value : undefined;
  }
}
