import type { AccessTokens, Actor } from '../../app/ports/access-tokens.ts';
import { StoreError } from '../../app/ports/store-error.ts';
import type { Instant } from '../../core/time/instant.ts';
import { compareCodePoints } from './code-points.ts';

export class MemoryAccessTokens implements AccessTokens {
  /** By hash. */
  readonly #tokens = new Map<string, Actor & { readonly createdAt: Instant }>();

  async add(hash: string, { name, role }: Actor, at: Instant): Promise<void> {
    if (this.#tokens.has(hash) || this.#hashOf(name) !== undefined)
      throw new StoreError('already-exists', `there is a token "${name}" already`);
    this.#tokens.set(hash, { name, role, createdAt: at });
  }

  async find(hash: string): Promise<Actor | undefined> {
    const there = this.#tokens.get(hash);
    return there && { name: there.name, role: there.role };
  }

  async revoke(name: string): Promise<boolean> {
    const hash = this.#hashOf(name);
    return hash !== undefined && this.#tokens.delete(hash);
  }

  async list(): Promise<readonly (Actor & { readonly createdAt: Instant })[]> {
    return [...this.#tokens.values()]
      .sort((a, b) => compareCodePoints(a.name, b.name))
      .map((token) => ({ ...token }));
  }

  #hashOf(name: string): string | undefined {
    for (const [hash, token] of this.#tokens) if (token.name === name) return hash;
    return undefined;
  }
}
