import type { Suppression, SuppressionList } from '../../../app/ports/suppression-list.ts';
import type { Instant } from '../../../core/time/instant.ts';
import { item, type Key, number, numberOf, someTextOf, text } from './item.ts';
import { keyName } from './keys.ts';
import type { Table } from './table.ts';
import { IF_ABSENT } from './write.ts';

export class DynamoSuppressionList implements SuppressionList {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async add(addressKey: string, reason: string, at: Instant): Promise<void> {
    const put = item(suppressionKey(addressKey), { re: text(reason), at: number(at) });
    await this.#table.write({ put, when: IF_ABSENT });
  }

  async has(addressKey: string): Promise<boolean> {
    return (await this.find(addressKey)) !== undefined;
  }

  async find(addressKey: string): Promise<Suppression | undefined> {
    const there = await this.#table.get(suppressionKey(addressKey));
    return there && { reason: someTextOf(there, 're'), at: numberOf(there, 'at') ?? 0 };
  }
}

function suppressionKey(addressKey: string): Key {
  return { p: `suppressed#${keyName(addressKey)}`, s: 'address' };
}
