import type { AccessTokens, Actor, Role } from '../../../app/ports/access-tokens.ts';
import { StoreError } from '../../../app/ports/store-error.ts';
import type { Instant } from '../../../core/time/instant.ts';
import type { LocalDatabase } from './local-database.ts';

interface TokenRow {
  readonly name: string;
  readonly role: Role;
}

const INSERT = `
  INSERT INTO access_tokens (hash, name, role, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`;
const LIST = 'SELECT name, role, created_at AS createdAt FROM access_tokens ORDER BY name';

/** Tokens are made and revoked durably: one that was shown must work, one that was revoked must not come back. */
export class SqliteAccessTokens implements AccessTokens {
  readonly #db: LocalDatabase;

  constructor(db: LocalDatabase) {
    this.#db = db;
  }

  async add(hash: string, { name, role }: Actor, at: Instant): Promise<void> {
    const added = this.#db.transactDurably(() => this.#db.run(INSERT, hash, name, role, at));
    if (added === 0) throw new StoreError('already-exists', `there is a token "${name}" already`);
  }

  async find(hash: string): Promise<Actor | undefined> {
    const row = this.#db.one<TokenRow>('SELECT name, role FROM access_tokens WHERE hash = ?', hash);
    return row && { name: row.name, role: row.role };
  }

  async revoke(name: string): Promise<boolean> {
    const sql = 'DELETE FROM access_tokens WHERE name = ?';
    return this.#db.transactDurably(() => this.#db.run(sql, name)) === 1;
  }

  async list(): Promise<readonly (Actor & { readonly createdAt: Instant })[]> {
    const rows = this.#db.all<TokenRow & { readonly createdAt: Instant }>(LIST);
    return rows.map(({ name, role, createdAt }) => ({ name, role, createdAt }));
  }
}
