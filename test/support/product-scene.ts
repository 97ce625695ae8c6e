import { Decider } from '../../lib/adapters/local/runtime/decider.ts';
import { FairShare } from '../../lib/adapters/local/runtime/fair-share.ts';
import { MemoryAccessTokens } from '../../lib/adapters/memory/memory-access-tokens.ts';
import { MemoryAccountStore } from '../../lib/adapters/memory/memory-account-store.ts';
import { MemoryAuditLog } from '../../lib/adapters/memory/memory-audit-log.ts';
import { MemoryBook } from '../../lib/adapters/memory/memory-book.ts';
import { MemoryChannel } from '../../lib/adapters/memory/memory-channel.ts';
import { MemoryContactBook } from '../../lib/adapters/memory/memory-contact-book.ts';
import { MemoryDirectory } from '../../lib/adapters/memory/memory-directory.ts';
import { MemoryRuleWatch } from '../../lib/adapters/memory/memory-rule-watch.ts';
import { MemorySendLedger } from '../../lib/adapters/memory/memory-send-ledger.ts';
import { MemorySettings } from '../../lib/adapters/memory/memory-settings.ts';
import { MemorySignalLog } from '../../lib/adapters/memory/memory-signal-log.ts';
import { MemorySuppressionList } from '../../lib/adapters/memory/memory-suppression-list.ts';
import { MemoryWatermarkStore } from '../../lib/adapters/memory/memory-watermark-store.ts';
import { killSwitchOf, readKill } from '../../lib/app/acts/act-ports.ts';
import { newActs } from '../../lib/app/acts/new-acts.ts';
import { deliverDue } from '../../lib/app/delivery/deliver-due.ts';
import { storedSignal } from '../../lib/app/intake/stored-signal.ts';
import type { HourlyWatermarks } from '../../lib/app/kept/hourly-watermarks.ts';
import { liveRules } from '../../lib/app/kept/live-rules.ts';
import { storedWatermarks } from '../../lib/app/kept/stored-watermarks.ts';
import type { PlayPorts } from '../../lib/app/play/play-account.ts';
import { RuleLimiter } from '../../lib/app/play/rule-limiter.ts';
import type { Actor } from '../../lib/app/ports/access-tokens.ts';
import type { PausedRule } from '../../lib/app/ports/rule-watch.ts';
import type { NewSignal } from '../../lib/app/ports/signal-log.ts';
import type { Acts } from '../../lib/app/product/acts.ts';
import { ChannelGates } from '../../lib/app/touches/channel-gates.ts';
import { Confirmer } from '../../lib/core/conditions/confirm.ts';
import type { LedgerEntry, LedgerKind } from '../../lib/core/ledger.ts';
import type { Rulebook } from '../../lib/core/rulebook.ts';
import { readSignal } from '../../lib/core/signals/read-signal.ts';
import { formatInstant, type Instant } from '../../lib/core/time/instant.ts';
import type { Outside } from '../../lib/core/work.ts';
import { at, type Envelope, short } from './world.ts';

export const SAM: Actor = { name: 'sam', role: 'csm' };

function memoryStores() {
  const book = new MemoryBook();
  const accounts = new MemoryAccountStore(book);
  const contacts = new MemoryContactBook();
  return {
    accounts,
    ledger: accounts,
    ledgerWriter: accounts,
    book,
    touches: book.touches,
    contacts,
    log: new MemorySignalLog(contacts),
    directory: new MemoryDirectory(),
    sends: new MemorySendLedger(),
    suppressions: new MemorySuppressionList(),
    ruleWatch: new MemoryRuleWatch(),
    tokens: new MemoryAccessTokens(),
    settings: new MemorySettings(),
    audit: new MemoryAuditLog(),
    watermarks: new MemoryWatermarkStore(),
  };
}

/** `ann@example.com` is `a4...`, as long as a real key. */
export function addressKeyOf(email: string): string {
  return Buffer.from(email.trim().toLowerCase()).toString('hex').padEnd(64, '0').slice(0, 64);
}

/** A product on memory whose clock goes where the test says: signals, time, acts of people, messages sent. */
export class ProductScene {
  readonly stores = memoryStores();
  readonly channel = new MemoryChannel();
  readonly troubles: string[] = [];
  readonly pauses: PausedRule[] = [];
  readonly forgotten: string[] = [];
  now: Instant;
  rulebook: Rulebook;
  outside!: Outside;
  limiter!: RuleLimiter;
  decider!: Decider;
  play!: PlayPorts;
  acts!: Acts;
  watermarks!: HourlyWatermarks;
  #made = 0;

  private constructor(rulebook: Rulebook, now: Instant) {
    this.rulebook = rulebook;
    this.now = now;
  }

  static async of(rulebook: Rulebook, start: string | Instant = '2026-06-01'): Promise<ProductScene> {
    const scene = new ProductScene(rulebook, typeof start === 'string' ? at(start) : start);
    await scene.restart(rulebook);
    return scene;
  }

  /** Starts the product anew on what is stored, with this rulebook. */
  async restart(rulebook: Rulebook = this.rulebook): Promise<void> {
    const { stores } = this;
    this.rulebook = rulebook;
    const clock = { now: () => this.now };
    this.limiter = new RuleLimiter(
      stores.ruleWatch,
      rulebook.guardrails,
      () => stores.accounts.count(),
      (paused) => void this.pauses.push(paused),
    );
    await this.limiter.refresh();
    this.watermarks = await storedWatermarks(rulebook, stores.watermarks);
    this.outside = {
      watermarks: this.watermarks,
      pausedRules: this.limiter.paused,
      confirmer: new Confirmer(),
      liveSince: await liveRules(rulebook, stores.settings, this.now, true),
      recordMisses: true,
    };
    let kill = killSwitchOf(await readKill(stores.settings));
    this.play = { ...stores, kill: () => kill, limiter: this.limiter };
    this.decider = new Decider({
      log: stores.log,
      play: this.play,
      rulebook,
      outside: this.outside,
      watermarks: this.watermarks,
      watermarkStore: stores.watermarks,
      settings: stores.settings,
      share: new FairShare(),
      onTrouble: (what) => this.troubles.push(what),
    });
    let ids = 0;
    this.acts = newActs(
      {
        ...stores,
        clock,
        decideNow: async (account) => {
          await this.limiter.refresh();
          kill = killSwitchOf(await readKill(stores.settings));
          while (await this.decider.takeWaiting(this.now, account)) {
            // A batch at a time.
          }
        },
        // Downwards, so that what comes later does not win by its id.
        newId: () => {
          ids += 1;
          return `act-${String(999_999 - ids)}-${this.now}`;
        },
        hashToken: (token) => `hash of ${token}`,
        addressKey: addressKeyOf,
        forgetMessages: async (touches) => void this.forgotten.push(...touches),
        readUnsubscribe: (text) => {
          const [account = '', contact, topic] = text.split('/');
          return contact === undefined || topic === undefined ? undefined : { account, contact, topic };
        },
      },
      rulebook,
    );
  }

  /** Logs a signal at the scene's instant, as intake would. */
  async log(
    type: string,
    data: unknown = {},
    envelope: Envelope = {},
    state: 'waiting' | 'backfill' = 'waiting',
  ) {
    this.#made += 1;
    const { id = `n${this.#made}`, account = 'acme', contact, source = 'test', time = this.now } = envelope;
    const json = {
      specversion: '1.0',
      id,
      source,
      type,
      time: formatInstant(time),
      account,
      ...(contact === undefined ? {} : { contact }),
      data,
    };
    const read = readSignal(json, this.rulebook.signalTypes, state === 'backfill' ? undefined : this.now, {
      minorPerMajor: () => 100,
      addressKey: addressKeyOf,
    });
    if ('rejected' in read) throw new Error(`${read.rejected}: ${read.detail}`);
    const signal: NewSignal = { signal: storedSignal(read.signal, data), personal: read.personal, state };
    await this.stores.log.append([signal]);
  }

  /** A signal comes in and is decided. */
  async tell(type: string, data: unknown = {}, envelope: Envelope = {}): Promise<void> {
    await this.log(type, data, envelope);
    await this.decide();
  }

  /** A contact whose address is known. */
  contact(id: string, data: Readonly<Record<string, unknown>> = {}, envelope: Envelope = {}): Promise<void> {
    return this.tell(
      'contact.identified',
      { email: `${id}@example.com`, ...data },
      { contact: id, ...envelope },
    );
  }

  /** Decides all that waits or is due, and sends all that is due. */
  async decide(): Promise<void> {
    await this.limiter.refresh();
    for (;;) {
      const took = await this.decider.takeWaiting(this.now);
      const woke = await this.decider.wakeDue(this.now);
      if (!took && !woke) break;
    }
    await this.#deliver();
  }

  /** Lets time pass up to an instant, stopping wherever something is due. */
  async pass(until: string | Instant): Promise<void> {
    const end = typeof until === 'string' ? at(until) : until;
    for (;;) {
      await this.decide();
      const next = Math.min(
        await this.decider.nextDue(),
        (await this.stores.accounts.nextOutbox()) ?? Number.POSITIVE_INFINITY,
      );
      if (next > end) break;
      this.now = Math.max(this.now, next);
    }
    this.now = end;
    await this.decide();
  }

  async #deliver(): Promise<void> {
    const { stores } = this;
    await deliverDue(
      {
        ...stores,
        channels: { email: this.channel, 'in-app': this.channel, slack: this.channel },
        gates: new ChannelGates({ rates: {} }),
        rulebook: this.rulebook,
        outside: this.outside,
        kill: async () => killSwitchOf(await readKill(stores.settings)),
        links: () => ({ unsubscribe: 'https://app.example.com/u/1' }),
        forgetMessages: async (touches) => void this.forgotten.push(...touches),
        onTrouble: (what) => this.troubles.push(what),
      },
      this.now,
    );
  }

  async entries(...kinds: readonly LedgerKind[]): Promise<LedgerEntry[]> {
    return this.entriesOf('acme', ...kinds);
  }

  async entriesOf(account: string, ...kinds: readonly LedgerKind[]): Promise<LedgerEntry[]> {
    const all = await this.stores.ledger.entries({ account, limit: 100_000 });
    return all.map(({ entry }) => entry).filter(({ kind }) => kinds.includes(kind));
  }

  /** `06-01 09:00 fired low-usage`. */
  async said(...kinds: readonly LedgerKind[]): Promise<string[]> {
    return (await this.entries(...kinds)).map((entry) => {
      const about = entry.step ?? entry.journey ?? entry.rule ?? '';
      const parts = [short(entry.at), entry.kind, about, entry.subject ?? entry.contact];
      return parts.filter((part) => part !== undefined && part !== '').join(' ');
    });
  }

  async audited() {
    return (await this.stores.audit.list({ limit: 200 })).items;
  }

  /** The only open task, or the first one. */
  async task() {
    const { items } = await this.stores.book.tasks({ status: 'open', limit: 10 });
    const [task] = items;
    if (task === undefined) throw new Error('there is no open task');
    return task;
  }

  async run() {
    const { items } = await this.stores.book.runs({ status: 'open', limit: 10 });
    const [run] = items;
    if (run === undefined) throw new Error('there is no open run');
    return run;
  }

  async account(id: string = 'acme') {
    const stored = await this.stores.accounts.load(id);
    if (stored === undefined) throw new Error(`there is no account ${id}`);
    return stored.account;
  }

  async stateOf(rule: string, subject: string = '', account: string = 'acme') {
    return (await this.account(account)).firings[rule]?.[subject]?.state;
  }
}
