import type { WatermarkStore } from '../../../app/ports/watermark-store.ts';
import { HOUR_MS, type Instant } from '../../../core/time/instant.ts';
import { keyItem, someTextOf } from './item.ts';
import { instantOf, keyName, sortable } from './keys.ts';
import type { Table } from './table.ts';

export class DynamoWatermarkStore implements WatermarkStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async hear(source: string, at: Instant): Promise<void> {
    const hour = Math.floor(at / HOUR_MS) * HOUR_MS;
    await this.#table.write({ put: keyItem({ p: partitionOf(source), s: sortable(hour) }) });
  }

  async hours(source: string, since: Instant): Promise<readonly Instant[]> {
    const where = { expression: '#s >= :since', values: { ':since': sortable(since) } };
    const hours = await this.#table.queryAll({ partition: partitionOf(source), where });
    return hours.map((hour) => instantOf(someTextOf(hour, 's')));
  }
}

function partitionOf(source: string): string {
  return `heard#${keyName(source)}`;
}
