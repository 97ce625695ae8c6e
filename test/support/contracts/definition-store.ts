import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DefinitionStore } from '../../../lib/app/ports/definition-store.ts';
import type { JourneyDefinition } from '../../../lib/core/rulebook/journey-definition.ts';
import { ODD_NAMES } from './sample-commit.ts';

export interface DefinitionStoreUnderTest {
  readonly store: DefinitionStore;
  close?(): void;
}

function definition(id: string): JourneyDefinition {
  return {
    journey: {
      id,
      priority: 0,
      to: ['champion'],
      anchor: 'now',
      reentry: 'never',
      onChange: 'pin',
      steps: [
        { id: 'wait', wait: 'P7D' },
        { id: 'done', end: 'completed' },
      ],
    },
    conditions: { churned: { all: [{ fact: 'plan', operator: 'equal', value: 'none — «gratuit»' }] } },
    templates: {},
  };
}

/** What every DefinitionStore does. `make` gives an empty one. */
export function describeDefinitionStore(name: string, make: () => DefinitionStoreUnderTest): void {
  describe(`${name} as a definition store`, () => {
    let under: DefinitionStoreUnderTest;
    beforeEach(() => {
      under = make();
    });
    afterEach(() => under.close?.());

    it('knows nothing at first', async () => {
      expect(await under.store.get('d1')).toBeUndefined();
      expect(await under.store.hashes()).toEqual([]);
    });

    it('gives a definition back as it was put', async () => {
      await under.store.put('d1', definition('onboarding'));
      await under.store.put('d2', definition('renewal'));
      expect(await under.store.get('d1')).toEqual(definition('onboarding'));
      expect(await under.store.get('d2')).toEqual(definition('renewal'));
    });

    it('changes nothing when the same hash is put again, whatever comes with it', async () => {
      await under.store.put('d1', definition('onboarding'));
      await under.store.put('d1', definition('onboarding'));
      await under.store.put('d1', definition('other'));
      expect(await under.store.get('d1')).toEqual(definition('onboarding'));
      expect(await under.store.hashes()).toEqual(['d1']);
    });

    it('lists hashes in order', async () => {
      for (const hash of ['c0', 'a1', 'b2']) await under.store.put(hash, definition(hash));
      expect(await under.store.hashes()).toEqual(['a1', 'b2', 'c0']);
    });

    it('is not changed by what happens to a definition outside of it', async () => {
      const given = definition('onboarding');
      await under.store.put('d1', given);
      Object.assign(given.journey, { id: 'changed' });
      Object.assign((await under.store.get('d1'))!.journey.steps[0]!, { id: 'changed' });
      expect(await under.store.get('d1')).toEqual(definition('onboarding'));
    });

    it('keeps prototype-like names of conditions as plain names', async () => {
      const json = JSON.stringify(definition('onboarding')).replace('"churned"', '"__proto__"');
      await under.store.put('d1', JSON.parse(json) as JourneyDefinition);
      const found = await under.store.get('d1');
      expect(Object.keys(found!.conditions)).toEqual(['__proto__']);
      expect(JSON.stringify(found)).toBe(json);
    });

    it.each(ODD_NAMES)('takes %s for a hash', async (_what, odd) => {
      expect(await under.store.get(odd)).toBeUndefined();
      await under.store.put(odd, definition('odd'));
      expect(await under.store.get(odd)).toEqual(definition('odd'));
      expect(await under.store.hashes()).toEqual([odd]);
    });
  });
}
