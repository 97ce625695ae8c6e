import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AccessTokens, ROLES } from '../../../lib/app/ports/access-tokens.ts';
import { MONDAY, ODD_NAMES } from './sample-commit.ts';

export interface AccessTokensUnderTest {
  readonly tokens: AccessTokens;
  close?(): void;
}

/** What every AccessTokens does. `make` gives an empty one. */
export function describeAccessTokens(name: string, make: () => AccessTokensUnderTest): void {
  describe(`${name} as access tokens`, () => {
    let under: AccessTokensUnderTest;
    let tokens: AccessTokens;
    beforeEach(() => {
      under = make();
      tokens = under.tokens;
    });
    afterEach(() => under.close?.());

    it('let nobody in at first', async () => {
      expect(await tokens.find('h1')).toBeUndefined();
      expect(await tokens.find('')).toBeUndefined();
      expect(await tokens.list()).toEqual([]);
    });

    it.each(ROLES)('say who is behind a hash: a %s', async (role) => {
      await tokens.add('h1', { name: 'ann', role }, MONDAY);
      expect(await tokens.find('h1')).toEqual({ name: 'ann', role });
    });

    it.each(['H1', 'h', 'h1 ', 'h11', 'ann'])('do not take %j for h1', async (other) => {
      await tokens.add('h1', { name: 'ann', role: 'admin' }, MONDAY);
      expect(await tokens.find(other)).toBeUndefined();
    });

    it.each([
      ['a name', 'h2', 'ann'],
      ['a hash', 'h1', 'bob'],
    ])('refuse %s that is taken, and leave the first as it is', async (_what, hash, taken) => {
      await tokens.add('h1', { name: 'ann', role: 'viewer' }, MONDAY);
      const adding = tokens.add(hash, { name: taken, role: 'admin' }, MONDAY + 1);
      await expect(adding).rejects.toMatchObject({
        name: 'StoreError',
        code: 'already-exists',
        retryable: false,
      });
      expect(await tokens.find('h1')).toEqual({ name: 'ann', role: 'viewer' });
      expect(await tokens.find('h2')).toBeUndefined();
      expect(await tokens.list()).toEqual([{ name: 'ann', role: 'viewer', createdAt: MONDAY }]);
    });

    it('are revoked by name, at once and for good, and the name is free again', async () => {
      await tokens.add('h1', { name: 'ann', role: 'csm' }, MONDAY);
      await tokens.add('h2', { name: 'bob', role: 'csm' }, MONDAY);
      expect(await tokens.revoke('ANN')).toBe(false);
      expect(await tokens.revoke('ann')).toBe(true);
      expect(await tokens.find('h1')).toBeUndefined();
      expect(await tokens.revoke('ann')).toBe(false);
      await tokens.add('h3', { name: 'ann', role: 'viewer' }, MONDAY + 1);
      expect(await tokens.find('h1')).toBeUndefined();
      expect(await tokens.find('h2')).toEqual({ name: 'bob', role: 'csm' });
    });

    it('are listed in order of names, without their hashes', async () => {
      for (const [i, one] of ['bob', 'ann', 'Zoe', '😀', '\uff5e'].entries())
        await tokens.add(`hash-${i}`, { name: one, role: 'ops' }, MONDAY + i);
      const listed = await tokens.list();
      expect(listed.map((one) => one.name)).toEqual(['Zoe', 'ann', 'bob', '\uff5e', '😀']);
      expect(listed[1]).toEqual({ name: 'ann', role: 'ops', createdAt: MONDAY + 1 });
      expect(JSON.stringify(listed)).not.toContain('hash-');
    });

    it('are not changed by what happens to an actor outside', async () => {
      const actor = { name: 'ann', role: 'viewer' as const };
      await tokens.add('h1', actor, MONDAY);
      Object.assign(actor, { role: 'admin' });
      Object.assign((await tokens.find('h1')) ?? {}, { role: 'admin' });
      Object.assign((await tokens.list())[0] ?? {}, { role: 'admin' });
      expect(await tokens.find('h1')).toEqual({ name: 'ann', role: 'viewer' });
    });

    it.each(ODD_NAMES)('take %s as a name', async (_what, odd) => {
      await tokens.add('h1', { name: odd, role: 'csm' }, MONDAY);
      expect(await tokens.find('h1')).toEqual({ name: odd, role: 'csm' });
      expect(await tokens.revoke(odd)).toBe(true);
    });
  });
}
