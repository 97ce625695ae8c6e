import { describe, expect, it } from 'vitest';
import { checkQuietDays } from '../../support/quiet-days.ts';

describe('30 quiet days', () => {
  it('go on record the same whether an account is woken when it is due or looked at in every hour: 600 rulebooks', async () => {
    const { quiet, wakes } = await checkQuietDays(600, (woken, watched) => expect(woken).toEqual(watched));
    expect(quiet).toBeGreaterThan(2400);
    expect(wakes / 600).toBeLessThan(120);
  });
});
