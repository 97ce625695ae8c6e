import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { SignalSpill } from '../../app/ports/signal-intake.ts';
import type { LevelValue } from '../../core/accounts/cell.ts';
import type { SignalType } from '../../core/signals/signal.ts';
import { compareSignals, type Signal } from '../../core/signals/signal.ts';

type Spilled = readonly [
  id: string,
  source: string,
  type: string,
  account: string,
  contact: string | null,
  addressKey: string | null,
  time: number,
  receivedAt: number,
  values: readonly (LevelValue | null)[],
];

/** Sorted runs in a folder of the system's temporary directory, removed by `close`. */
export class SpillFiles implements SignalSpill {
  readonly #types: ReadonlyMap<string, SignalType>;
  #folder: string | undefined;
  #runs: string[] = [];

  constructor(types: ReadonlyMap<string, SignalType>) {
    this.#types = types;
  }

  get runs(): number {
    return this.#runs.length;
  }

  async write(run: readonly Signal[]): Promise<void> {
    this.#folder ??= mkdtempSync(join(tmpdir(), 'touchline-sort-'));
    const file = join(this.#folder, `${this.#runs.length}.ndjson`);
    const lines: string[] = [];
    for (const signal of run) lines.push(`${line(spilled(signal))}\n`);
    writeFileSync(file, lines.join(''), { mode: 0o600 });
    this.#runs.push(file);
  }

  async *merged(): AsyncGenerator<Signal> {
    const readers = this.#runs.map((file) => this.#read(file));
    const heads = await Promise.all(readers.map((reader) => reader.next()));
    for (;;) {
      let least = -1;
      for (const [i, head] of heads.entries()) {
        if (head.done === true) continue;
        const best = heads[least];
        if (best === undefined || best.done === true || comesBefore(head.value, best.value)) least = i;
      }
      const head = heads[least];
      const reader = readers[least];
      if (head === undefined || reader === undefined || head.done === true) return;
      yield head.value;
      heads[least] = await reader.next();
    }
  }

  close(): void {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
    this.#runs = [];
  }

  async *#read(file: string): AsyncGenerator<Signal> {
    for await (const line of createInterface({
      input: createReadStream(file),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      yield this.#signal(JSON.parse(line) as Spilled);
    }
  }

  #signal(json: Spilled): Signal {
    const [id, source, typeId, account, contact, addressKey, time, receivedAt, values] = json;
    const type = this.#types.get(typeId);
    if (type === undefined) throw new Error(`the signal type "${typeId}" is not in the rulebook`);
    return {
      id,
      source,
      key: `${source}|${id}`,
      type,
      account,
      contact: contact ?? undefined,
      addressKey: addressKey ?? undefined,
      time,
      receivedAt,
      values: values.map((value) => value ?? undefined),
    };
  }
}

function spilled(signal: Signal): Spilled {
  const { id, source, type, account, contact, addressKey, time, receivedAt, values } = signal;
  return [
    id,
    source,
    type.id,
    account,
    contact ?? null,
    addressKey ?? null,
    time,
    receivedAt,
    Array.from(values, (value) => value ?? null),
  ];
}

/** One line for `readline`, which ends lines at U+2028 and U+2029 too; JSON lets them stand in text as they are. */
function line(json: Spilled): string {
  return JSON.stringify(json).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

function comesBefore(a: Signal, b: Signal): boolean {
  return a.account < b.account || (a.account === b.account && compareSignals(a, b) < 0);
}
