import { describe, expect, it } from 'vitest';
import { SlotSet } from '../../lib/core/slot-set.ts';

function slotsOf(set: SlotSet): number[] {
  const slots: number[] = [];
  set.each((slot) => slots.push(slot));
  return slots;
}

describe('a set of slots', () => {
  it('holds each slot once, in the order in which they were added', () => {
    const set = new SlotSet();
    for (const slot of [7, 0, 7, 3, 0]) set.add(slot);
    expect(slotsOf(set)).toEqual([7, 0, 3]);
    expect(set.size).toBe(3);
    expect([0, 3, 7, 1].map((slot) => set.has(slot))).toEqual([true, true, true, false]);
  });

  it('holds nothing of what it held before it was emptied', () => {
    const set = new SlotSet();
    for (const slot of [7, 0, 3]) set.add(slot);
    set.clear();
    expect(set.size).toBe(0);
    expect(set.has(7)).toBe(false);
    expect(set.meets(new Set([0, 3, 7]))).toBe(false);
    set.add(3);
    expect(slotsOf(set)).toEqual([3]);
    expect(set.has(0)).toBe(false);
  });

  it('meets what reads at least one of its slots', () => {
    const set = new SlotSet();
    expect(set.meets(new Set([1]))).toBe(false);
    set.add(1);
    set.add(2);
    expect(set.meets(new Set([9, 2]))).toBe(true);
    expect(set.meets(new Set([9]))).toBe(false);
    expect(set.meets(new Set())).toBe(false);
  });

  it('goes on to slots that are added while it is gone through', () => {
    const set = new SlotSet();
    set.add(1);
    const seen: number[] = [];
    set.each((slot) => {
      seen.push(slot);
      if (slot < 4) set.add(slot + 1);
    });
    expect(seen).toEqual([1, 2, 3, 4]);
  });
});
