import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Settings } from '../../../lib/app/ports/settings.ts';

export interface SettingsUnderTest {
  readonly settings: Settings;
  close?(): void;
}

/** What every Settings does. `make` gives an empty one. */
export function describeSettings(name: string, make: () => SettingsUnderTest): void {
  describe(`${name} as settings`, () => {
    let under: SettingsUnderTest;
    beforeEach(() => {
      under = make();
    });
    afterEach(() => under.close?.());

    it('remember nothing at first', async () => {
      expect(await under.settings.get('now')).toBeUndefined();
    });

    it('give back what was set, each name its own', async () => {
      await under.settings.set('now', '2026-06-01T09:00:00Z');
      await under.settings.set('rulebook', 'ünï 👩🏽‍🚀');
      expect(await under.settings.get('now')).toBe('2026-06-01T09:00:00Z');
      expect(await under.settings.get('rulebook')).toBe('ünï 👩🏽‍🚀');
      expect(await under.settings.get('origin')).toBeUndefined();
    });

    it('keep the last value that was set, an empty one too', async () => {
      await under.settings.set('origin', 'replay');
      await under.settings.set('origin', '');
      expect(await under.settings.get('origin')).toBe('');
    });
  });
}
