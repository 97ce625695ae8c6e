import type { KillSwitch } from '../../core/touches/plan-delivery.ts';
import type { AccessTokens } from '../ports/access-tokens.ts';
import type { AccountStore } from '../ports/account-store.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { BookReader } from '../ports/book-reader.ts';
import type { Clock } from '../ports/clock.ts';
import type { ContactBook } from '../ports/contact-book.ts';
import type { Directory } from '../ports/directory.ts';
import type { RuleWatch } from '../ports/rule-watch.ts';
import type { Settings } from '../ports/settings.ts';
import type { SignalLog } from '../ports/signal-log.ts';
import type { SuppressionList } from '../ports/suppression-list.ts';
import type { TouchStore } from '../ports/touch-store.ts';
import type { KillState } from '../product/acts.ts';

/** What the acts of people need. */
export interface ActPorts {
  readonly log: SignalLog;
  readonly accounts: AccountStore;
  readonly book: BookReader;
  readonly touches: TouchStore;
  readonly contacts: ContactBook;
  readonly directory: Directory;
  readonly suppressions: SuppressionList;
  readonly ruleWatch: RuleWatch;
  readonly tokens: AccessTokens;
  readonly settings: Settings;
  readonly audit: AuditLog;
  readonly clock: Clock;
  /** Decides what is in the log for an account, before it resolves. */
  decideNow(account: string): Promise<void>;
  /** An id that nobody can guess, of at least 128 bits. */
  newId(): string;
  hashToken(token: string): string;
  /** The key of an address, by which caps and suppression count a person. */
  addressKey(email: string): string;
  /** Deletes what was written of messages outside of the store. */
  forgetMessages(touches: readonly string[]): Promise<void>;
  readUnsubscribe(
    token: string,
  ): { readonly account: string; readonly contact: string; readonly topic: string } | undefined;
}

const NOTHING: KillState = { everything: false, journeys: [], topics: [] };

/** What people have stopped, as it is kept. */
export async function readKill(settings: Settings): Promise<KillState> {
  const text = await settings.get('kill');
  return text === undefined ? NOTHING : (JSON.parse(text) as KillState);
}

export function killSwitchOf(state: KillState): KillSwitch {
  return {
    everything: state.everything,
    journeys: new Set(state.journeys),
    topics: new Set(state.topics),
  };
}
