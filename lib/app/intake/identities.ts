import type { Directory } from '../ports/directory.ts';

/** Ids that readSignal takes as an account's. */
const PLAIN_ID = /^[\x21-\x7e]{1,200}$/;
/** What is remembered of the directory, so that a busy client does not ask it for every event. */
const MAX_KNOWN = 50_000;

export interface IdentityKeys {
  /** HMAC-SHA256 of a text with the installation's secret, in hex: ids made of it tell nothing and never change. */
  identityKey(text: string): string;
  addressKey(email: string): string;
}

/** Whose a user is: in which account, and as which contact. */
export interface Member {
  readonly account: string;
  readonly contact: string;
}

/** The account that an id leads to. */
export interface Linked {
  readonly account: string;
  /**
   * Not heard of before in this process. It may have been in the directory for long: whoever wrote it there may have
   * died before anything that waited for it was taken, so that everyone looks once.
   */
  readonly isNews: boolean;
}

/** Who is who: external ids become accounts and contacts, by the directory and by keyed hashes (DESIGN §10). */
export class Identities {
  readonly #directory: Directory;
  readonly #keys: IdentityKeys;
  /** Accounts by link. A link never changes, so that what is remembered stays right in every process. */
  readonly #links = new Map<string, string>();
  /** Contacts by user and account. The first that a user is in an account, they stay. */
  readonly #joined = new Map<string, string>();

  constructor(directory: Directory, keys: IdentityKeys) {
    this.#directory = directory;
    this.#keys = keys;
  }

  async linked(system: string, id: string): Promise<Linked | undefined> {
    const name = tuple(system, id);
    const known = this.#links.get(name);
    if (known !== undefined) return { account: known, isNews: false };
    const account = await this.#directory.accountOf(system, id);
    if (account === undefined) return undefined;
    this.#remember(name, account);
    return { account, isNews: true };
  }

  /** Whether the link is news; `taken` where the id is another account's already: accounts never merge by themselves. */
  async link(account: string, system: string, id: string): Promise<'news' | 'known' | 'taken'> {
    const there = await this.linked(system, id);
    if (there !== undefined && there.account !== account) return 'taken';
    if (there !== undefined) return there.isNews ? 'news' : 'known';
    if (!(await this.#directory.link(account, system, id))) return 'taken';
    this.#remember(tuple(system, id), account);
    return 'news';
  }

  /** The account that goes by an id of its own: made where nobody has it yet. */
  async ownAccount(system: string, id: string): Promise<Linked> {
    const there = await this.linked(system, id);
    if (there !== undefined) return there;
    const account = PLAIN_ID.test(id) ? id : `g_${this.#key('account', system, id).slice(0, 20)}`;
    const made = await this.link(account, system, id);
    if (made !== 'taken') return { account, isNews: true };
    // Another process was quicker, and linked it to an account of another name.
    return (await this.linked(system, id)) ?? { account, isNews: true };
  }

  /** The key that a user is known by. One whose id is an address is the same user in every system. */
  userKey(system: string, id: string): string {
    return id.includes('@') ? this.addressUser(id) : this.#key('user', system, id);
  }

  /** The key of a person who is known by address. */
  addressUser(email: string): string {
    return this.userOfAddress(this.#keys.addressKey(email));
  }

  userOfAddress(addressKey: string): string {
    return `address:${addressKey}`;
  }

  /** The contact that a user is in an account: a person in two companies is two contacts. */
  contactId(account: string, system: string, id: string): string {
    const isAddress = id.includes('@');
    const own = isAddress ? id.trim().toLowerCase() : id;
    return `c_${this.#key('contact', account, isAddress ? 'email' : system, own).slice(0, 20)}`;
  }

  /** The contact with this address in the account: one who was seen with it, else a new one. */
  async contactOfAddress(account: string, email: string): Promise<string | undefined> {
    if (!email.includes('@')) return undefined;
    const own = this.contactId(account, 'email', email);
    return (await this.join(this.addressUser(email), account, own)).contact;
  }

  members(user: string): Promise<readonly Member[]> {
    return this.#directory.memberships(user);
  }

  /** Makes the user a member, as the contact that they are there already if they are. News as of a link. */
  async join(
    user: string,
    account: string,
    contact: string,
  ): Promise<{ readonly contact: string; readonly isNews: boolean }> {
    const name = tuple(user, account);
    const known = this.#joined.get(name);
    if (known !== undefined) return { contact: known, isNews: false };
    const there = (await this.members(user)).find((member) => member.account === account);
    if (there === undefined) await this.#directory.join(user, account, contact);
    if (this.#joined.size >= MAX_KNOWN) this.#joined.clear();
    this.#joined.set(name, there?.contact ?? contact);
    return { contact: there?.contact ?? contact, isNews: true };
  }

  /** To be called when a request came to nothing: what it heard of is news to the next one again. */
  forget(): void {
    this.#links.clear();
    this.#joined.clear();
  }

  /** Not an id, a name: what an envelope is called that came without one, or with one that cannot be kept. */
  messageId(...parts: readonly string[]): string {
    return `m_${this.#key('message', ...parts).slice(0, 32)}`;
  }

  /** Written as a list, so that no two lists of parts are one text. */
  #key(...parts: readonly string[]): string {
    return this.#keys.identityKey(JSON.stringify(parts));
  }

  #remember(name: string, account: string): void {
    if (this.#links.size >= MAX_KNOWN) this.#links.clear();
    this.#links.set(name, account);
  }
}

function tuple(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}
