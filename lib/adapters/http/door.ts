import { type Actor, ROLES, type Role } from '../../app/ports/access-tokens.ts';
import { matchingKey, readCredentials } from './credentials.ts';
import type { HttpLimits, HttpOptions } from './http-options.ts';
import { HttpProblem } from './problem.ts';
import { TokenBuckets } from './token-buckets.ts';

/** All strangers, where the runtime does not tell them apart. */
const ANYONE = 'anyone';
/** No key has this name: keys go by their number. */
const HOOKS = 'hooks';

/** Lets requests in: host, keys, tokens and rates. Everything here throws HttpProblem. */
export class Door {
  readonly #options: HttpOptions;
  readonly #hosts: ReadonlySet<string>;
  readonly #now: () => number;
  readonly #ingest: TokenBuckets;
  readonly #api: TokenBuckets;
  readonly #anyone: TokenBuckets;

  constructor(options: HttpOptions, limits: HttpLimits, now: () => number) {
    this.#options = options;
    this.#hosts = new Set(options.hosts.map((host) => host.toLowerCase()));
    this.#now = now;
    this.#ingest = new TokenBuckets(limits.ingest);
    this.#api = new TokenBuckets(limits.api);
    this.#anyone = new TokenBuckets(limits.anyone);
  }

  /** Both the address and the Host field have to be ours: a browser that was lied to about DNS sends another name. */
  checkHost(address: string, field: string | null): void {
    for (const host of field === null ? [address] : [address, field]) {
      if (!this.#hosts.has(host.toLowerCase().replace(/:\d{1,5}$/, '')))
        throw new HttpProblem(
          'wrong-host',
          'this host name is not served here; it can be added to the allowed hosts',
        );
    }
  }

  /** For what anybody may ask. */
  admitAnyone(env: unknown): void {
    charge(this.#anyone, this.#client(env), this.#now());
  }

  /** For webhooks: who may send is shown by the signature alone, so they share one rate. */
  admitHook(): void {
    charge(this.#ingest, HOOKS, this.#now());
  }

  /** Whether the field held a key. Where there is no field, the body may hold one (`admitWriteKey`). */
  admitWriteKeyField(field: string | null, env: unknown): boolean {
    if (field === null) {
      // A stranger that is over the limit is not read any further.
      const wait = this.#anyone.wait(this.#client(env), this.#now());
      if (wait > 0) throw tooMany(wait);
      return false;
    }
    const credentials = readCredentials(field);
    const key = credentials?.scheme === 'basic' ? credentials.user : credentials?.token;
    this.admitWriteKey(key, env);
    return true;
  }

  admitWriteKey(key: unknown, env: unknown): void {
    const found = typeof key === 'string' ? matchingKey(key, this.#options.writeKeys) : -1;
    if (found < 0) {
      charge(this.#anyone, this.#client(env), this.#now());
      throw unauthorized(
        'Basic realm="touchline"',
        'a write key is needed, as the user of Basic or as Bearer',
      );
    }
    charge(this.#ingest, String(found), this.#now());
  }

  async admitRole(field: string | null, role: Role, env: unknown): Promise<Actor> {
    const credentials = field === null ? undefined : readCredentials(field);
    const actor =
      credentials?.scheme === 'bearer' ? await this.#options.authenticate(credentials.token) : undefined;
    if (actor === undefined) {
      charge(this.#anyone, this.#client(env), this.#now());
      throw unauthorized('Bearer realm="touchline"', 'a bearer token is needed: `touchline token` makes one');
    }
    charge(this.#api, actor.name, this.#now());
    checkRole(actor, role);
    return actor;
  }

  #client(env: unknown): string {
    return this.#options.clientOf?.(env) ?? ANYONE;
  }
}

/** @throws HttpProblem that says which role is needed. */
export function checkRole(actor: Actor, role: Role): void {
  if (ROLES.indexOf(actor.role) < ROLES.indexOf(role))
    throw new HttpProblem('forbidden', `this needs the role ${role}, the token has ${actor.role}`);
}

/** RFC 9110: a 401 always says by what it would be let in. */
export function unauthorized(challenge: string, detail: string): HttpProblem {
  return new HttpProblem('unauthorized', detail, { headers: { 'www-authenticate': challenge } });
}

function charge(buckets: TokenBuckets, name: string, now: number): void {
  const wait = buckets.take(name, now);
  if (wait > 0) throw tooMany(wait);
}

function tooMany(wait: number): HttpProblem {
  const seconds = Math.max(1, Math.ceil(wait / 1000));
  return new HttpProblem('too-many-requests', `try again in ${seconds} s`, {
    headers: { 'retry-after': String(seconds) },
  });
}
