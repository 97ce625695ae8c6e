import { openDatabase } from '../../lib/adapters/local/sqlite/open-database.ts';
import { SqliteAccountStore } from '../../lib/adapters/local/sqlite/sqlite-account-store.ts';
import { SqliteContactBook } from '../../lib/adapters/local/sqlite/sqlite-contact-book.ts';
import { SqliteLedgerReader } from '../../lib/adapters/local/sqlite/sqlite-ledger-reader.ts';
import { SqliteLedgerWriter } from '../../lib/adapters/local/sqlite/sqlite-ledger-writer.ts';
import { SqliteSendLedger } from '../../lib/adapters/local/sqlite/sqlite-send-ledger.ts';
import { SqliteSuppressionList } from '../../lib/adapters/local/sqlite/sqlite-suppression-list.ts';
import { SqliteTouchStore } from '../../lib/adapters/local/sqlite/sqlite-touch-store.ts';
import { MemoryAccountStore } from '../../lib/adapters/memory/memory-account-store.ts';
import { MemoryBook } from '../../lib/adapters/memory/memory-book.ts';
import { MemoryContactBook } from '../../lib/adapters/memory/memory-contact-book.ts';
import { MemorySendLedger } from '../../lib/adapters/memory/memory-send-ledger.ts';
import { MemorySuppressionList } from '../../lib/adapters/memory/memory-suppression-list.ts';
import { deliverDue } from '../../lib/app/delivery/deliver-due.ts';
import type { DeliveryPorts } from '../../lib/app/delivery/delivery-ports.ts';
import type { AccountStore } from '../../lib/app/ports/account-store.ts';
import { ChannelGates } from '../../lib/app/touches/channel-gates.ts';
import type { Notice } from '../../lib/app/touches/send-notice.ts';
import type { Send } from '../../lib/app/touches/send-touch.ts';
import type { LedgerEntry, LedgerKind } from '../../lib/core/ledger.ts';
import type { Instant } from '../../lib/core/time/instant.ts';
import type { KillSwitch } from '../../lib/core/touches/plan-delivery.ts';
import { outsideOf } from './decision-stores.ts';
import { TEN, TouchScene, touchParts } from './touch-scene.ts';

type Stores = Pick<
  DeliveryPorts,
  'ledger' | 'ledgerWriter' | 'sends' | 'suppressions' | 'contacts' | 'touches'
> & {
  readonly accounts: AccountStore;
  close(): void;
};

/** Every kind of store that the outbox is delivered from. */
export const DELIVERY_STORES: readonly (readonly [name: string, make: () => Stores])[] = [
  ['memory', memoryDelivery],
  ['SQLite', sqliteDelivery],
];

export function memoryDelivery(): Stores {
  const book = new MemoryBook();
  const accounts = new MemoryAccountStore(book);
  return {
    accounts,
    ledger: accounts,
    ledgerWriter: accounts,
    touches: book.touches,
    sends: new MemorySendLedger(),
    suppressions: new MemorySuppressionList(),
    contacts: new MemoryContactBook(),
    close: () => undefined,
  };
}

function sqliteDelivery(): Stores {
  const db = openDatabase(':memory:');
  return {
    accounts: new SqliteAccountStore(db),
    ledger: new SqliteLedgerReader(db),
    ledgerWriter: new SqliteLedgerWriter(db),
    touches: new SqliteTouchStore(db),
    sends: new SqliteSendLedger(db),
    suppressions: new SqliteSuppressionList(db),
    contacts: new SqliteContactBook(db),
    close: () => db.close(),
  };
}

const PARTS = touchParts('Hello {{ contact.firstName }} of {{ account.name }}', {
  templates: {
    'note/team': {
      channel: 'slack',
      text: 'Look at {{ account.name }}',
      needs: { 'account.name': 'required' },
    },
  },
});

const LINKS = { unsubscribe: 'https://app.example.com/u/1.abc.def' };

/** One account whose touches to ann, and notices to people inside, wait in the outbox. */
export class DeliveryScene {
  readonly scene: TouchScene;
  readonly stores: Stores;
  readonly troubles: unknown[] = [];
  /** Touches whose copies were deleted. */
  readonly forgotten: string[] = [];
  gates = new ChannelGates({ rates: {} });
  kill: KillSwitch = { everything: false, journeys: new Set(), topics: new Set() };

  private constructor(stores: Stores, scene: TouchScene) {
    this.stores = stores;
    this.scene = scene;
  }

  static async of(stores: Stores): Promise<DeliveryScene> {
    return new DeliveryScene(stores, await TouchScene.of(stores, PARTS));
  }

  get channel() {
    return this.scene.channel;
  }

  send(over: Partial<Send> = {}): Send {
    return this.scene.send(over);
  }

  /** The same on a topic that a contract asks for. */
  billing(over: Partial<Send> = {}): Send {
    return this.send({ topic: 'billing', counted: false, ...over });
  }

  notice(over: Partial<Notice> = {}): Notice {
    return {
      kind: 'notify',
      key: 'e'.repeat(32),
      status: 'live',
      who: 'manager',
      channel: 'slack',
      template: 'note/team',
      rule: 'low-usage',
      at: TEN,
      ...over,
    };
  }

  /** Commits the account as it stands now, with these effects decided. */
  async decide(...effects: readonly (Send | Notice)[]): Promise<void> {
    const account = this.scene.world.json;
    const { accounts } = this.stores;
    const ledger = effects.flatMap((effect) => (effect.kind === 'send' ? [decided(effect)] : []));
    const expected = await accounts.version(account.id);
    await accounts.commit({ account, expected, seen: [], at: TEN, ledger, outbox: effects, due: undefined });
  }

  ports(over: Partial<DeliveryPorts> = {}): DeliveryPorts {
    return {
      ...this.stores,
      channels: { email: this.channel, slack: this.channel },
      gates: this.gates,
      rulebook: this.scene.rulebook,
      outside: outsideOf(),
      kill: () => this.kill,
      links: () => LINKS,
      forgetMessages: async (touches) => {
        this.forgotten.push(...touches);
      },
      onTrouble: (_what, error) => this.troubles.push(error),
      ...over,
    };
  }

  deliver(now: Instant = TEN, ports: DeliveryPorts = this.ports()) {
    return deliverDue(ports, now);
  }

  /** Delivers whenever something is due, until nothing is or `end` has come. Every pass brings one entry further. */
  async deliverUntil(end: Instant, ports: DeliveryPorts = this.ports()): Promise<void> {
    for (let at = await ports.accounts.nextOutbox(); at !== undefined && at <= end; ) {
      const { next } = await deliverDue(ports, at);
      at = next === undefined ? undefined : Math.max(at, next);
    }
  }

  touch(key: string = this.send().key) {
    return this.stores.touches.get(key);
  }

  record(key: string = this.send().key) {
    return this.stores.sends.get(key);
  }

  /** What the ledger says of sends, in its order. */
  async entries(...kinds: readonly LedgerKind[]): Promise<LedgerEntry[]> {
    const all = await this.stores.ledger.entries({ account: 'acme', limit: 1000 });
    const wanted = kinds.length === 0 ? (kind: string) => kind.startsWith('sen') : undefined;
    return all
      .map(({ entry }) => entry)
      .filter(({ kind }) => (wanted === undefined ? kinds.includes(kind) : wanted(kind)));
  }

  /** `sent`, `send-skipped expired:late`: kinds and reasons. */
  async said(): Promise<string[]> {
    return (await this.entries()).map(({ kind, reason }) => [kind, reason].filter(Boolean).join(' '));
  }
}

function decided(send: Send): LedgerEntry {
  const { status, journey, run, step, contact, channel, template, topic, key, at } = send;
  return { at, kind: 'touch', status, journey, run, step, contact, channel, template, topic, key };
}
