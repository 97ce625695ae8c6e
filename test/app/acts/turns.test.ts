import { describe, expect, it } from 'vitest';
import { Turns } from '../../../lib/app/acts/turns.ts';

describe('turns', () => {
  it('follow each other on one thing, in the order in which they were asked for', async () => {
    const turns = new Turns();
    const done: string[] = [];
    const slow = Promise.withResolvers<void>();
    const first = turns.take('a', async () => {
      await slow.promise;
      done.push('first');
    });
    const second = turns.take('a', async () => void done.push('second'));
    await turns.take('b', async () => void done.push('other thing'));
    expect(done).toEqual(['other thing']);
    slow.resolve();
    await Promise.all([first, second]);
    expect(done).toEqual(['other thing', 'first', 'second']);
  });

  it('give back what was made, and the error of what went wrong to whoever asked, and to nobody else', async () => {
    const turns = new Turns();
    const wrong = turns.take('a', () => Promise.reject(new Error('mine')));
    const right = turns.take('a', async () => 7);
    await expect(wrong).rejects.toThrow('mine');
    expect(await right).toBe(7);
  });
});
