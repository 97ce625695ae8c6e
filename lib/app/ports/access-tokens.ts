import type { Instant } from '../../core/time/instant.ts';

/** Each role may do what the ones before it may. */
export const ROLES = ['viewer', 'csm', 'ops', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Who does something: a person or a system behind a token, or the command line's user. */
export interface Actor {
  readonly name: string;
  readonly role: Role;
}

/** Bearer tokens, kept as hashes: a token itself is shown once, when it is made. */
export interface AccessTokens {
  /** Durable when it resolves. Throws StoreError `already-exists` when the name or the token is taken. */
  add(hash: string, actor: Actor, at: Instant): Promise<void>;
  find(hash: string): Promise<Actor | undefined>;
  /** Whether there was one of that name. */
  revoke(name: string): Promise<boolean>;
  /** In order of names. */
  list(): Promise<readonly (Actor & { readonly createdAt: Instant })[]>;
}
