import type { AccessTokens, Actor, Role } from '../../../app/ports/access-tokens.ts';
import { StoreError } from '../../../app/ports/store-error.ts';
import type { Instant } from '../../../core/time/instant.ts';
import { compareCodePoints } from '../../memory/code-points.ts';
import { type Item, item, type Key, number, numberOf, someTextOf, text } from './item.ts';
import { keyName } from './keys.ts';
import type { Table } from './table.ts';
import { IF_ABSENT } from './write.ts';

const NAMES = 'tokens';

/** Two items a token: by its hash, which every request asks for, and by its name, which is taken once. */
export class DynamoAccessTokens implements AccessTokens {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async add(hash: string, { name, role }: Actor, at: Instant): Promise<void> {
    const attributes = { na: text(name), ro: text(role), at: number(at), ha: text(hash) };
    const outcome = await this.#table.transact([
      { put: item(nameKey(name), attributes), when: IF_ABSENT },
      { put: item(hashKey(hash), attributes), when: IF_ABSENT },
    ]);
    if (!outcome.done) throw new StoreError('already-exists', `there is a token "${name}" already`);
  }

  async find(hash: string): Promise<Actor | undefined> {
    const there = await this.#table.get(hashKey(hash));
    return there && { name: someTextOf(there, 'na'), role: roleOf(there) };
  }

  async revoke(name: string): Promise<boolean> {
    const there = await this.#table.get(nameKey(name));
    if (there === undefined) return false;
    const hash = someTextOf(there, 'ha');
    const same = { expression: '#ha = :hash', values: { ':hash': text(hash) } };
    const outcome = await this.#table.transact([
      { delete: nameKey(name), when: same },
      { delete: hashKey(hash) },
    ]);
    return outcome.done;
  }

  async list(): Promise<readonly (Actor & { readonly createdAt: Instant })[]> {
    const tokens = await this.#table.queryAll({ partition: NAMES });
    return tokens
      .map((one) => ({
        name: someTextOf(one, 'na'),
        role: roleOf(one),
        createdAt: numberOf(one, 'at') ?? 0,
      }))
      .sort((a, b) => compareCodePoints(a.name, b.name));
  }
}

function roleOf(there: Item): Role {
  return someTextOf(there, 'ro') as Role;
}

function nameKey(name: string): Key {
  return { p: NAMES, s: keyName(name) };
}

function hashKey(hash: string): Key {
  return { p: `token#${keyName(hash)}`, s: 'token' };
}
