import { OutboxFolder } from '../../lib/adapters/local/channels/outbox-folder.ts';
import { SqliteAccountStore } from '../../lib/adapters/local/sqlite/sqlite-account-store.ts';
import { SqliteDirectory } from '../../lib/adapters/local/sqlite/sqlite-directory.ts';
import { SqliteLedgerWriter } from '../../lib/adapters/local/sqlite/sqlite-ledger-writer.ts';
import { SqliteRuleWatch } from '../../lib/adapters/local/sqlite/sqlite-rule-watch.ts';
import { SqliteSendLedger } from '../../lib/adapters/local/sqlite/sqlite-send-ledger.ts';
import { SqliteSettings } from '../../lib/adapters/local/sqlite/sqlite-settings.ts';
import { SqliteSignalLog } from '../../lib/adapters/local/sqlite/sqlite-signal-log.ts';
import { SqliteTouchStore } from '../../lib/adapters/local/sqlite/sqlite-touch-store.ts';
import { SqliteWatermarkStore } from '../../lib/adapters/local/sqlite/sqlite-watermark-store.ts';
import { PLACES, type PortName, type PortPoint } from './kill-plan.ts';

const ADAPTERS = {
  log: SqliteSignalLog,
  accounts: SqliteAccountStore,
  directory: SqliteDirectory,
  ruleWatch: SqliteRuleWatch,
  watermarks: SqliteWatermarkStore,
  sends: SqliteSendLedger,
  touches: SqliteTouchStore,
  ledger: SqliteLedgerWriter,
  settings: SqliteSettings,
  channel: OutboxFolder,
} as const satisfies Record<PortName, unknown>;

/** Does something beside a call of a port, in this process alone. `call` makes it. */
export type Around = (call: () => Promise<unknown>, args: readonly unknown[]) => Promise<unknown>;

/** Puts `around` about a method of an adapter. The product is the shipped one but for what is put about its ports. */
export function putAround(port: PortName, method: string, around: Around): void {
  const { prototype } = ADAPTERS[port];
  const original: unknown = Reflect.get(prototype, method);
  if (typeof original !== 'function') throw new Error(`the port ${port} has no method "${method}"`);
  Object.defineProperty(prototype, method, {
    configurable: true,
    value(this: unknown, ...args: unknown[]) {
      return around(() => Reflect.apply(original, this, args) as Promise<unknown>, args);
    },
  });
}

/** Counts what the ports are called for, and stands still for good when a point is met, having told `onHalt`. */
export class PortPoints {
  readonly #calls = new Map<string, number>();
  readonly #onHalt: () => void;
  #armed: PortPoint | undefined;

  constructor(onHalt: () => void) {
    this.#onHalt = onHalt;
    for (const { port, method } of PLACES)
      putAround(port, method, (call) => this.#around(port, method, call));
  }

  /** Counts from here. Where a point is named, whoever kills the process finds it exactly there. */
  begin(point: PortPoint | undefined): void {
    this.#calls.clear();
    this.#armed = point;
  }

  /** By `port.method`, the calls since the beginning. */
  get calls(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#calls);
  }

  async #around(port: PortName, method: string, call: () => Promise<unknown>): Promise<unknown> {
    const name = `${port}.${method}`;
    const count = (this.#calls.get(name) ?? 0) + 1;
    this.#calls.set(name, count);
    const point = this.#armed;
    const isMet = point?.port === port && point.method === method && point.nth === count;
    if (isMet && point.side === 'before') this.#halt();
    const result = await call();
    if (isMet && point.side === 'after') this.#halt();
    return result;
  }

  #halt(): void {
    this.#onHalt();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  }
}
