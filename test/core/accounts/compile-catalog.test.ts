import { describe, expect, it } from 'vitest';
import { firingSlot } from '../../../lib/core/conditions/env.ts';
import { rulebookOf } from '../../support/rulebook.ts';

describe('the slots of a catalog', () => {
  const { catalog } = rulebookOf({});

  it('are one for every fact and one for every field of an item, none of them twice', () => {
    const slots = catalog.slots.map((fact) => fact.slot);
    for (const fact of catalog.slots) if (fact.kind === 'set') slots.push(...fact.fieldSlots.slice(1));
    expect(new Set(slots).size).toBe(slots.length);
    expect(Math.max(...slots)).toBeLessThan(catalog.slotCount);
  });

  it('of a set have its own first, and one for each of its fields', () => {
    const { contacts } = catalog;
    expect(contacts.fieldSlots[0]).toBe(contacts.slot);
    expect(contacts.fieldSlots).toHaveLength(contacts.fields.size + 1);
  });

  it('end before those of rules that fire', () => {
    expect(firingSlot(catalog, 0)).toBe(catalog.slotCount);
  });
});
