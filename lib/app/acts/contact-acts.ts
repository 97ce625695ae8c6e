import { storedItem } from '../../core/accounts/account-json.ts';
import type { Actor } from '../ports/access-tokens.ts';
import type { Touch } from '../ports/touch-store.ts';
import { ActError, type Feedback } from '../product/acts.ts';
import type { ActPorts } from './act-ports.ts';
import { forgetParked } from './forget-parked.ts';
import { note, submit } from './submit.ts';

/** Who acts when a contact follows a link. */
const CONTACT: Actor = { name: 'contact', role: 'viewer' };

type UnsubscribeLink = NonNullable<ReturnType<ActPorts['readUnsubscribe']>>;

const ADDRESS = /^[^\s@<>",;:]{1,64}@[^\s@<>",;:]{1,255}$/;

/** What concerns one contact: what became of a touch, consent, suppression, erasure. */
export class ContactActs {
  readonly #ports: ActPorts;

  constructor(ports: ActPorts) {
    this.#ports = ports;
  }

  /** A bounce or complaint keeps everybody from writing to the address again. */
  async feedback(by: Actor, id: string, type: Feedback, detail?: string): Promise<Touch> {
    const { touches } = this.#ports;
    const touch = await touches.get(id);
    if (touch === undefined) throw new ActError('not-found', `there is no touch "${id.slice(0, 80)}"`);
    if (!WENT.has(touch.status) || touch.contact === undefined)
      throw new ActError('conflict', `the touch is ${touch.status}: it never went`);
    const { account, contact } = touch;
    if (type === 'bounced' || type === 'complained') await this.#suppress(account, contact, type);
    await touches.advance(id, type, this.#ports.clock.now(), withoutAddresses(detail ?? type));
    const data = { touch: id, topic: touch.topic, template: touch.template };
    await submit(this.#ports, by, { account, contact, type: `touch.${type}`, data });
    const after = (await touches.get(id)) ?? touch;
    await note(this.#ports, by, {
      act: 'touch.feedback',
      account,
      target: id,
      before: touch.status,
      after: after.status,
      reason: type,
    });
    return after;
  }

  /**
   * Deletes all that is personal and keeps the hash of the address from being written to. Each step can be taken
   * again: an erasure that was cut short is finished by asking once more.
   */
  async erase(by: Actor, contact: string, named?: string) {
    const { contacts, touches } = this.#ports;
    const account = await this.#accountOf(contact, named);
    await this.#suppress(account, contact, 'erased');
    await submit(this.#ports, by, { account, contact, type: 'contact.erased', data: {} });
    // Before the record, which tells the address.
    const address = await this.#addressOf(account, contact);
    await forgetParked(this.#ports.directory, { account, contact, address });
    await contacts.erase(account, contact);
    const messages = await touches.eraseMessages(account, contact);
    await this.#ports.forgetMessages(messages);
    const erased = { account, contact, messages: messages.length };
    await note(this.#ports, by, {
      act: 'contact.erase',
      account,
      target: contact,
      before: 'known',
      after: 'erased',
    });
    return erased;
  }

  async suppressAddresses(by: Actor, addresses: Iterable<string>, reason: string) {
    let added = 0;
    let refused = 0;
    for (const line of addresses) {
      const address = line.trim();
      if (!ADDRESS.test(address)) {
        refused += 1;
        continue;
      }
      const key = this.#ports.addressKey(address);
      if (await this.#ports.suppressions.has(key)) continue;
      await this.#ports.suppressions.add(key, reason, this.#ports.clock.now());
      added += 1;
    }
    await note(this.#ports, by, {
      act: 'suppress',
      target: 'addresses',
      before: undefined,
      after: { added, refused },
      reason,
    });
    return { added, refused };
  }

  /** Withdraws consent for the topic of the link. Once more does nothing. */
  async unsubscribe({ account, contact, topic }: UnsubscribeLink): Promise<{ readonly topic: string }> {
    await this.#ports.decideNow(account);
    const before = await this.#withdrawn(account, contact);
    if (before.includes(topic)) return { topic };
    const withdrawn = [...before, topic].sort();
    await submit(this.#ports, CONTACT, { account, contact, type: 'consent.changed', data: { withdrawn } });
    await note(this.#ports, CONTACT, {
      act: 'unsubscribe',
      account,
      target: contact,
      before,
      after: withdrawn,
      reason: topic,
    });
    return { topic };
  }

  /** Of somebody of whom nothing personal was ever heard, the account alone knows. */
  async #knows(account: string, contact: string): Promise<boolean> {
    const stored = await this.#ports.accounts.load(account);
    return stored !== undefined && storedItem(stored.account, 'contacts', contact) !== undefined;
  }

  async #withdrawn(account: string, contact: string): Promise<readonly string[]> {
    const stored = await this.#ports.accounts.load(account);
    const withdrawn = stored && storedItem(stored.account, 'contacts', contact)?.withdrawn;
    return Array.isArray(withdrawn) ? withdrawn : [];
  }

  async #suppress(account: string, contact: string, reason: string): Promise<void> {
    const email = await this.#addressOf(account, contact);
    if (email === undefined) return;
    await this.#ports.suppressions.add(this.#ports.addressKey(email), reason, this.#ports.clock.now());
  }

  async #addressOf(account: string, contact: string): Promise<string | undefined> {
    const email = (await this.#ports.contacts.get(account, contact))?.fields.email;
    return typeof email === 'string' ? email : undefined;
  }

  async #accountOf(contact: string, named: string | undefined): Promise<string> {
    const accounts = await this.#ports.contacts.accountsOf(contact);
    const [only] = accounts;
    if (named !== undefined) {
      if (accounts.includes(named) || (await this.#knows(named, contact))) return named;
      throw new ActError(
        'not-found',
        `the account "${named.slice(0, 80)}" has no contact "${contact.slice(0, 80)}"`,
      );
    }
    if (only === undefined) throw new ActError('not-found', `there is no contact "${contact.slice(0, 80)}"`);
    if (accounts.length === 1) return only;
    throw new ActError('invalid', `${accounts.length} accounts have a contact of that id: name the account`);
  }
}

/** Providers quote the address in what they say of a bounce, and a touch holds no personal data. */
function withoutAddresses(text: string): string {
  return text.replaceAll(/[^\s<>"']*@[^\s<>"']*/g, '(address)');
}

const WENT: ReadonlySet<string> = new Set([
  'sent',
  'ambiguous',
  'delivered',
  'opened',
  'clicked',
  'bounced',
  'complained',
]);
