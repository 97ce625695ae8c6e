import type { Directory, Parked } from '../../app/ports/directory.ts';
import type { Instant } from '../../core/time/instant.ts';
import { compareCodePoints } from './code-points.ts';

interface Link {
  readonly system: string;
  readonly id: string;
}

/** Bodies are kept as JSON text: nobody outside can change them. */
interface Kept extends Omit<Parked, 'body'> {
  readonly text: string;
}

export class MemoryDirectory implements Directory {
  /** Account by system and id. */
  readonly #links = new Map<string, Map<string, string>>();
  /** Contact by user and account; a Map keeps the order of joining. */
  readonly #members = new Map<string, Map<string, string>>();
  readonly #parked = new Map<number, Kept>();
  #lastParked = 0;

  async link(account: string, system: string, id: string): Promise<boolean> {
    const ids = this.#links.get(system) ?? new Map<string, string>();
    this.#links.set(system, ids);
    const there = ids.get(id);
    if (there === undefined) ids.set(id, account);
    return there === undefined || there === account;
  }

  async accountOf(system: string, id: string): Promise<string | undefined> {
    return this.#links.get(system)?.get(id);
  }

  async accountsOf(id: string): Promise<readonly string[]> {
    const accounts = [...this.#links.values()].flatMap((ids) => ids.get(id) ?? []);
    return [...new Set(accounts)].sort(compareCodePoints);
  }

  async links(account: string): Promise<readonly Link[]> {
    const found: Link[] = [];
    for (const [system, ids] of this.#links)
      for (const [id, linked] of ids) if (linked === account) found.push({ system, id });
    return found.sort((a, b) => compareCodePoints(a.system, b.system) || compareCodePoints(a.id, b.id));
  }

  async join(userKey: string, account: string, contact: string): Promise<void> {
    const accounts = this.#members.get(userKey) ?? new Map<string, string>();
    this.#members.set(userKey, accounts);
    if (!accounts.has(account)) accounts.set(account, contact);
  }

  async memberships(
    userKey: string,
  ): Promise<readonly { readonly account: string; readonly contact: string }[]> {
    return [...(this.#members.get(userKey) ?? [])].map(([account, contact]) => ({ account, contact }));
  }

  async park(...parked: readonly Omit<Parked, 'number'>[]): Promise<void> {
    const texts = parked.map(({ body }) => JSON.stringify(body ?? null));
    for (const [i, { waitsFor, receivedAt, connector }] of parked.entries()) {
      this.#lastParked += 1;
      const number = this.#lastParked;
      this.#parked.set(number, { number, waitsFor, receivedAt, connector, text: texts[i] ?? 'null' });
    }
  }

  async waitingFor(what: string, limit: number): Promise<readonly Parked[]> {
    return this.#found(limit, ({ waitsFor }) => waitsFor === what);
  }

  async unpark(numbers: readonly number[]): Promise<void> {
    for (const number of numbers) this.#parked.delete(number);
  }

  async parkedBefore(
    before: Instant,
    limit: number,
    since: Instant = Number.NEGATIVE_INFINITY,
  ): Promise<readonly Parked[]> {
    return this.#found(
      limit,
      ({ receivedAt }) => receivedAt >= since && receivedAt < before,
      (a, b) => a.receivedAt - b.receivedAt,
    );
  }

  async countParked(): Promise<number> {
    return this.#parked.size;
  }

  /** Those of one place in the order stay in order of number. */
  #found(
    limit: number,
    wanted: (kept: Kept) => boolean,
    order = (_a: Kept, _b: Kept) => 0,
  ): readonly Parked[] {
    return [...this.#parked.values()]
      .filter(wanted)
      .sort(order)
      .slice(0, limit)
      .map(({ text, ...kept }) => ({ ...kept, body: JSON.parse(text) as unknown }));
  }
}
