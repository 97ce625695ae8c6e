import type { Rulebook } from '../../core/rulebook.ts';
import type { Channel } from '../../core/touches/channel.ts';
import type { KillSwitch } from '../../core/touches/plan-delivery.ts';
import type { Outside } from '../../core/work.ts';
import type { AccountStore } from '../ports/account-store.ts';
import type { ChannelPort } from '../ports/channel.ts';
import type { ContactBook } from '../ports/contact-book.ts';
import type { LedgerReader } from '../ports/ledger-reader.ts';
import type { LedgerWriter } from '../ports/ledger-writer.ts';
import type { SendLedger } from '../ports/send-ledger.ts';
import type { SuppressionList } from '../ports/suppression-list.ts';
import type { TouchStore } from '../ports/touch-store.ts';
import type { ChannelGates } from '../touches/channel-gates.ts';

/** What bringing the outbox on its way needs. */
export interface DeliveryPorts {
  readonly accounts: Pick<AccountStore, 'load' | 'outbox' | 'nextOutbox' | 'settle' | 'postpone'>;
  readonly ledger: LedgerReader;
  readonly ledgerWriter: LedgerWriter;
  readonly sends: SendLedger;
  readonly suppressions: SuppressionList;
  readonly contacts: ContactBook;
  readonly touches: TouchStore;
  readonly channels: Partial<Readonly<Record<Channel, ChannelPort>>>;
  readonly gates: ChannelGates;
  /** Today's rulebook, with every definition that stored runs still need. */
  readonly rulebook: Rulebook;
  readonly outside: Outside;
  /** What people have stopped, as it stands at this moment. */
  kill(): KillSwitch | Promise<KillSwitch>;
  /** Links for one contact and topic: see `newLinks`. */
  links(account: string, contact: string, topic: string): Readonly<Record<string, string>>;
  /** Deletes what was written of messages outside of the store. */
  forgetMessages(touches: readonly string[]): Promise<void>;
  /** Told of an effect that could not be handled, by its id, and why. Never personal data. */
  onTrouble(what: string, error: unknown): void;
}
