import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { DefinitionStore } from '../../../app/ports/definition-store.ts';
import type { JourneyDefinition } from '../../../core/rulebook/journey-definition.ts';
import { compareCodePoints } from '../../memory/code-points.ts';
import { numberKey } from './arrival.ts';
import { bytes, type Item, item, type Key, number, numberOf, someTextOf, text } from './item.ts';
import { keyName } from './keys.ts';
import type { Table } from './table.ts';
import { IF_ABSENT } from './write.ts';

const NAMES = 'definitions';
/** Of one item: a definition carries its templates as HTML, and may be larger than an item can be. */
const PART_BYTES = 350_000;

/** The parts of a definition, deflated, and an item with its hash that is written when all of them are there. */
export class DynamoDefinitionStore implements DefinitionStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async put(hash: string, definition: JourneyDefinition): Promise<void> {
    const deflated = deflateRawSync(JSON.stringify(definition));
    if ((await this.#table.get(nameKey(hash))) !== undefined) return;
    const parts = Math.ceil(deflated.byteLength / PART_BYTES);
    for (let i = 0; i < parts; i += 1) {
      const part = deflated.subarray(i * PART_BYTES, (i + 1) * PART_BYTES);
      await this.#table.write({ put: item(partKey(hash, i), { b: bytes(part) }) });
    }
    await this.#table.write({
      put: item(nameKey(hash), { ha: text(hash), n: number(parts) }),
      when: IF_ABSENT,
    });
  }

  async get(hash: string): Promise<JourneyDefinition | undefined> {
    const there = await this.#table.get(nameKey(hash));
    if (there === undefined) return undefined;
    const count = numberOf(there, 'n') ?? 0;
    const parts = await this.#table.getAll(Array.from({ length: count }, (_, i) => partKey(hash, i)));
    return JSON.parse(inflated(parts)) as JourneyDefinition;
  }

  async hashes(): Promise<readonly string[]> {
    const names = await this.#table.queryAll({ partition: NAMES });
    return names.map((one) => someTextOf(one, 'ha')).sort(compareCodePoints);
  }
}

function inflated(parts: readonly (Item | undefined)[]): string {
  const whole = Buffer.concat(parts.map((part) => part?.b?.B ?? new Uint8Array()));
  return inflateRawSync(whole).toString('utf8');
}

function nameKey(hash: string): Key {
  return { p: NAMES, s: keyName(hash) };
}

function partKey(hash: string, place: number): Key {
  return { p: `definition#${keyName(hash)}`, s: numberKey(place) };
}
