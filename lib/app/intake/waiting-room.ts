import { HORIZON_MS } from '../../core/accounts/compile-catalog.ts';
import { formatInstant, type Instant } from '../../core/time/instant.ts';
import type { AuditEntry, AuditLog } from '../ports/audit-log.ts';
import type { Directory, Parked } from '../ports/directory.ts';

const CHUNK = 500;

/** What an envelope waits for: an account that goes by this id in the system. */
export function linkWait(system: string, id: string): string {
  return `link:${system}:${id}`;
}

/** What an envelope waits for: that the user is a member of one account. */
export function memberWait(user: string): string {
  return `member:${user}`;
}

/**
 * Envelopes that wait until it is known whom they are about. There is an end to it: in number, since whoever holds a
 * write key could fill the disk, and in time, since after 14 days they would be too late.
 */
export class WaitingRoom {
  readonly #directory: Directory;
  readonly #audit: AuditLog;
  readonly #max: number;
  #count: Promise<number> | undefined;
  #change = 0;

  constructor(directory: Directory, audit: AuditLog, max: number) {
    this.#directory = directory;
    this.#audit = audit;
    this.#max = max;
  }

  /** Durable when it resolves. Takes as many as there is room for, the first ones, and returns how many. */
  async park(parked: readonly Omit<Parked, 'number'>[]): Promise<number> {
    if (parked.length === 0) return 0;
    this.#count ??= this.#directory.countParked();
    const room = Math.max(0, this.#max - (await this.#count) - this.#change);
    const taken = parked.slice(0, room);
    if (taken.length > 0) await this.#directory.park(...taken);
    this.#change += taken.length;
    return taken.length;
  }

  /** At most 500 of them, the first that came. */
  waitingFor(what: string): Promise<readonly Parked[]> {
    return this.#directory.waitingFor(what, CHUNK);
  }

  async release(numbers: readonly number[]): Promise<void> {
    if (numbers.length === 0) return;
    await this.#directory.unpark(numbers);
    this.#change -= numbers.length;
  }

  /** Puts on record why something is none after all: nobody is there any more to be told. */
  noteRefused(connector: string, reason: string, at: Instant): Promise<void> {
    return this.#audit.append({ ...RECORD, at, act: 'parked.refuse', target: connector, reason });
  }

  /** Drops what has waited for more than 14 days, each with a record of how much it was. Returns how many. */
  async dropExpired(now: Instant): Promise<number> {
    let dropped = 0;
    for (;;) {
      const expired = await this.#directory.parkedBefore(now - HORIZON_MS, CHUNK);
      if (expired.length === 0) return dropped;
      for (const entry of recordsOf(expired, now)) await this.#audit.append(entry);
      await this.release(expired.map(({ number }) => number));
      dropped += expired.length;
    }
  }
}

const RECORD = { by: 'touchline', role: 'system', account: undefined, before: undefined, after: undefined };

/** One record for each link that nobody made, and one a connector for all people whom nobody identified. */
function recordsOf(expired: readonly Parked[], now: Instant): AuditEntry[] {
  const groups = new Map<string, Parked[]>();
  for (const parked of expired) {
    const name = JSON.stringify([parked.connector, targetOf(parked.waitsFor)]);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [parked]);
    else group.push(parked);
  }
  return [...groups.values()].map((group) => {
    const [first] = group;
    return {
      ...RECORD,
      at: now,
      act: 'parked.drop',
      target: targetOf(first?.waitsFor ?? ''),
      before: {
        connector: first?.connector,
        count: group.length,
        since: formatInstant(first?.receivedAt ?? now),
      },
      reason: 'for 14 days nobody said whom it is about',
    };
  });
}

/** Which link is worth knowing, unless its id is an address; who the people are, nobody knows. */
function targetOf(waitsFor: string): string {
  const [kind = '', system = ''] = waitsFor.split(':', 2);
  if (kind !== 'link') return kind;
  return waitsFor.includes('@') ? `${kind}:${system}` : waitsFor;
}
