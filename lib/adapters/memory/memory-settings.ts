import type { SettingName, Settings } from '../../app/ports/settings.ts';

/** Settings in memory. */
export class MemorySettings implements Settings {
  readonly #values = new Map<SettingName, string>();

  async get(name: SettingName): Promise<string | undefined> {
    return this.#values.get(name);
  }

  async set(name: SettingName, value: string): Promise<void> {
    this.#values.set(name, value);
  }
}
