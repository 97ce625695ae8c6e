import { describe, expect, it } from 'vitest';
import { compileAsl } from '../../../lib/core/journeys/compile-asl.ts';
import { definitionHash } from '../../../lib/core/journeys/definition-hash.ts';
import { emailStep, gettingStarted, journeyOf } from '../../support/journeys.ts';

describe('the hash of a definition', () => {
  it('is the SHA-256 of its canonical JSON', () => {
    expect(definitionHash({ b: [1, -0], a: 'x' })).toBe(
      // sha256 of {"a":"x","b":[1,0]}
      'af649295a5a04c0fe0621c667c1d89b39a7f7da3c1844a9f0d6366b7c3f38297',
    );
  });

  it('stays the same when keys change their order, and through storage as text', () => {
    const asl = compileAsl(gettingStarted);
    const { States, StartAt, Comment } = asl;
    expect(definitionHash({ States, StartAt, Comment })).toBe(definitionHash(asl));
    expect(definitionHash(JSON.parse(JSON.stringify(asl)))).toBe(definitionHash(asl));
  });

  it('changes with the smallest change of a step', () => {
    const before = journeyOf({ steps: [emailStep('a', { at: 'P1D' })] });
    const after = journeyOf({ steps: [emailStep('a', { at: 'P2D' })] });
    expect(definitionHash(before)).not.toBe(definitionHash(after));
  });
});
