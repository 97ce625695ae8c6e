import { describe, expect, it } from 'vitest';
import { checkUntil } from '../../support/until-property.ts';

describe('how long a condition says that it holds', () => {
  it('is never too long, for 400 random conditions in 30 quiet days each', async () => {
    expect(await checkUntil(400)).toBeGreaterThan(80);
  });
});
