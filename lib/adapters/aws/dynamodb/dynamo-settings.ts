import type { SettingName, Settings } from '../../../app/ports/settings.ts';
import { item, type Key } from './item.ts';
import { packedWhole, unpacked } from './packed.ts';
import type { Table } from './table.ts';

export class DynamoSettings implements Settings {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async get(name: SettingName): Promise<string | undefined> {
    const there = await this.#table.get(settingKey(name));
    return there && unpacked(there.j);
  }

  async set(name: SettingName, value: string): Promise<void> {
    await this.#table.write({ put: item(settingKey(name), { j: packedWhole(value, `setting ${name}`) }) });
  }
}

function settingKey(name: SettingName): Key {
  return { p: 'settings', s: name };
}
