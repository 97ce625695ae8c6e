import { openDatabase } from '../../lib/adapters/local/sqlite/open-database.ts';
import { SqliteContactBook } from '../../lib/adapters/local/sqlite/sqlite-contact-book.ts';
import { SqliteSendLedger } from '../../lib/adapters/local/sqlite/sqlite-send-ledger.ts';
import { SqliteSuppressionList } from '../../lib/adapters/local/sqlite/sqlite-suppression-list.ts';
import { MemoryChannel } from '../../lib/adapters/memory/memory-channel.ts';
import { MemoryContactBook } from '../../lib/adapters/memory/memory-contact-book.ts';
import { MemorySendLedger } from '../../lib/adapters/memory/memory-send-ledger.ts';
import { MemorySuppressionList } from '../../lib/adapters/memory/memory-suppression-list.ts';
import type { ContactBook } from '../../lib/app/ports/contact-book.ts';
import type { SendLedger } from '../../lib/app/ports/send-ledger.ts';
import type { SuppressionList } from '../../lib/app/ports/suppression-list.ts';
import { type Send, type SendPorts, sendTouch } from '../../lib/app/touches/send-touch.ts';
import type { Rulebook } from '../../lib/core/rulebook.ts';
import { sendKey } from '../../lib/core/touches/send-key.ts';
import { mail, way } from './journey-worlds.ts';
import { BASE_FACTS, type RulebookParts, rulebookOf } from './rulebook.ts';
import { at, TestWorld } from './world.ts';

export interface TouchStores {
  readonly sends: SendLedger;
  readonly suppressions: SuppressionList;
  readonly contacts: ContactBook;
  close(): void;
}

/** Every kind of store that touches are sent from. */
export const TOUCH_STORES: readonly (readonly [name: string, make: () => TouchStores])[] = [
  [
    'memory',
    () => ({
      sends: new MemorySendLedger(),
      suppressions: new MemorySuppressionList(),
      contacts: new MemoryContactBook(),
      close: () => undefined,
    }),
  ],
  [
    'SQLite',
    () => {
      const db = openDatabase(':memory:');
      return {
        sends: new SqliteSendLedger(db),
        suppressions: new SqliteSuppressionList(db),
        contacts: new SqliteContactBook(db),
        close: () => db.close(),
      };
    },
  ],
];

/** Monday 1 June 2026, 10:00 UTC: no quiet hour. */
export const TEN = at('2026-06-01 10:00');

/** Hashes of the addresses of ann and bob. */
export const ADDRESS = { ann: 'ann-hash', bob: 'bob-hash' };
const LINKS = { unsubscribe: 'https://mail.example.com/u/1' };

/** A journey `way` of one email, at most one a day to an address, with a text that names contact and account. */
export function touchParts(
  subject: string,
  more: RulebookParts = {},
  hello: Parameters<typeof mail>[2] = {},
): RulebookParts {
  const contacts = BASE_FACTS.contacts ?? {};
  return way(
    { steps: [mail('hello', {}, hello), { id: 'over', end: 'completed' }] },
    {
      ...more,
      facts: {
        'account.name': { type: 'string', meaning: 'Name of the company' },
        contacts: {
          ...contacts,
          fields: { ...(contacts.fields as object), firstName: { type: 'string', pii: true } },
        },
        ...more.facts,
      },
      guardrails: {
        caps: { contact: [{ per: 'day', max: 1 }], account: [], kinds: ['marketing'], channels: ['email'] },
        ...more.guardrails,
      },
      templates: {
        'note/hello': {
          channel: 'email',
          from: 'success',
          subject,
          mjml: 'page.mjml',
          text: 'page.txt',
          needs: { 'contact.firstName': 'required', 'account.name': 'required' },
        },
        ...more.templates,
      },
    },
  );
}

const GREETING = touchParts('Hello {{ contact.firstName }} of {{ account.name }}');

/** One account with ann, whom everything is known of, and a channel that leads nowhere. */
export class TouchScene {
  readonly rulebook: Rulebook;
  readonly stores: TouchStores;
  readonly channel = new MemoryChannel();
  readonly world: TestWorld;

  private constructor(stores: TouchStores, parts: RulebookParts) {
    this.stores = stores;
    this.rulebook = rulebookOf(parts);
    this.world = new TestWorld(this.rulebook, '2026-06-01');
  }

  static async of(stores: TouchStores, parts: RulebookParts = GREETING): Promise<TouchScene> {
    const scene = new TouchScene(stores, parts);
    for (const id of ['ann', 'bob']) {
      const email = `${id}@example.com`;
      const roles = id === 'ann' ? ['champion'] : [];
      await scene.world.tell('2026-06-01', 'contact.identified', { email, roles }, { contact: id });
      await stores.contacts.put('acme', id, { email, firstName: `the ${id}` }, TEN, 'crm|1');
    }
    await scene.world.know('2026-06-01', { 'account.name': 'Acme Inc' });
    return scene;
  }

  /** What the step `hello` asks for, in a run on today's definition of the journey. */
  send(over: Partial<Send> = {}): Send {
    const definition = this.rulebook.journeys.get('way')?.hash ?? '';
    return {
      kind: 'send',
      key: sendKey('run-1', 'hello', 1, 'ann', 'email'),
      status: 'live',
      run: 'run-1',
      journey: 'way',
      definition,
      step: 'hello',
      contact: 'ann',
      addressKey: ADDRESS.ann,
      channel: 'email',
      template: 'note/hello',
      topic: 'news',
      counted: true,
      with: {},
      runValues: {},
      at: TEN,
      ...over,
    };
  }

  ports(over: Partial<SendPorts> = {}): SendPorts {
    const { sends, suppressions, contacts } = this.stores;
    return {
      sends,
      suppressions,
      contacts,
      channels: { email: this.channel },
      kill: { everything: false, journeys: new Set(), topics: new Set() },
      links: () => LINKS,
      ...over,
    };
  }

  /** Over the account as it stands, with this scene's rulebook if no other is given. */
  sendTouch(send: Send = this.send(), now = TEN, ports: SendPorts = this.ports(), rulebook = this.rulebook) {
    return sendTouch(ports, { ...this.world.world.work, rulebook }, send, now);
  }

  record(key: string = this.send().key) {
    return this.stores.sends.get(key);
  }

  /** Subjects of the messages that the provider took. */
  get subjects(): string[] {
    return this.channel.taken.map(({ message }) => (message.channel === 'email' ? message.subject : ''));
  }
}
