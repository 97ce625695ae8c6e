import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ReadEmail, readEmail } from './read-email.ts';

export interface Answered<Body> {
  readonly status: number;
  /** Parsed where it is JSON. */
  readonly body: Body;
}

/** What an answer holds that nobody has looked into yet. */
type Json = Readonly<Record<string, unknown>>;

/** What ingest answers. */
export interface IntakeJson {
  readonly accepted: number;
  readonly duplicates: number;
  readonly parked: number;
  readonly refused: readonly unknown[];
}

/** A line of the ledger, as far as tests look at it. */
export interface LedgerJson {
  readonly at: string;
  readonly kind: string;
  readonly reason?: string;
  readonly from?: string;
  readonly to?: string;
  readonly detail?: string;
  readonly run?: string;
  readonly signal?: string;
}

/** A file of the outbox: an email, or what an application would show. */
export interface OutboxFile {
  /** When the touch was decided, by the product's clock. */
  readonly at: number;
  readonly name: string;
  readonly text: string;
}

/** Everything that people and clients reach of a product that runs on a folder: its HTTP interface and its outbox. */
export class ProductClient {
  readonly data: string;
  readonly url: string;

  constructor(data: string, url: string) {
    this.data = data;
    this.url = url;
  }

  /** What the product has written for whoever runs it. */
  get logs(): string {
    return '';
  }

  get keys(): { readonly writeKey: string; readonly adminToken: string } {
    return JSON.parse(readFileSync(join(this.data, 'keys.json'), 'utf8'));
  }

  /** With the admin's token unless another is given, and without any for an empty one. */
  async get<Body = Json>(path: string, token?: string): Promise<Answered<Body>> {
    return this.#call(path, { method: 'GET', headers: this.#bearer(token) });
  }

  async post<Body = Json>(path: string, body: unknown = {}, token?: string): Promise<Answered<Body>> {
    const headers = { ...this.#bearer(token), 'content-type': 'application/json' };
    return this.#call(path, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  /** As a client with the write key. */
  async ingest(path: string, body: unknown, type = 'application/json'): Promise<Answered<IntakeJson>> {
    const authorization = `Basic ${Buffer.from(`${this.keys.writeKey}:`).toString('base64')}`;
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return this.#call(path, { method: 'POST', headers: { authorization, 'content-type': type }, body: text });
  }

  async #call<Body>(path: string, init: RequestInit): Promise<Answered<Body>> {
    const response = await fetch(this.url + path, init);
    return { status: response.status, body: (await response.json()) as Body };
  }

  #bearer(token = this.keys.adminToken): Record<string, string> {
    return token === '' ? {} : { authorization: `Bearer ${token}` };
  }

  /** All pages of a list. */
  async all<Item>(path: string): Promise<Item[]> {
    const items: Item[] = [];
    for (let cursor = ''; ; ) {
      const { status, body } = await this.get<{ items: Item[]; next: string | null }>(
        `${path}${path.includes('?') ? '&' : '?'}limit=200${cursor}`,
      );
      if (status !== 200) throw new Error(`${path}: ${JSON.stringify(body)}`);
      items.push(...body.items);
      if (body.next === null) return items;
      cursor = `&cursor=${encodeURIComponent(body.next)}`;
    }
  }

  /** Looks again and again until there is something other than undefined, false or an empty list. */
  async eventually<Found>(what: string, look: () => Found | Promise<Found>): Promise<NonNullable<Found>> {
    return (await until(look, () => `${what}\n${this.logs}`)) as NonNullable<Found>;
  }

  outbox(): OutboxFile[] {
    return outboxOf(this.data);
  }
}

/** Files of the outbox, oldest first. */
function outboxOf(data: string): OutboxFile[] {
  let names: string[];
  try {
    names = readdirSync(join(data, 'outbox')).filter((name) => !name.startsWith('.'));
  } catch {
    return [];
  }
  return names.sort().map((name) => ({
    at: instantOf(name),
    name,
    text: readFileSync(join(data, 'outbox', name), 'utf8'),
  }));
}

export function emailOf({ text }: OutboxFile): ReadEmail {
  return readEmail(text);
}

function instantOf(name: string): number {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-/.exec(name) ?? [];
  return Date.UTC(Number(y), Number(mo) - 1, Number(d), Number(h), Number(mi), Number(s));
}

/** Asks again and again, every so many milliseconds. Throws Error where it takes too long. */
export async function until<Found>(
  look: () => Found | Promise<Found>,
  what: () => string,
  { every = 25, patience = 30_000 } = {},
): Promise<Found> {
  const end = performance.now() + patience;
  for (;;) {
    const found = await look();
    const isEmpty = Array.isArray(found) && found.length === 0;
    if (found !== undefined && found !== false && found !== null && !isEmpty) return found;
    if (performance.now() > end) throw new Error(`there never was ${what()}`);
    await new Promise((done) => setTimeout(done, every));
  }
}
