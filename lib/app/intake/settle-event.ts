import type { AccountName, ContactName, MappedSignal } from '../../core/connectors/connector.ts';
import { formatInstant, type Instant } from '../../core/time/instant.ts';
import type { Identities } from './identities.ts';
import type { Item, Place, Settling } from './intake-ports.ts';
import { linkWait, memberWait } from './waiting-room.ts';

/** An id that leaves room for what may be added, and fits into an envelope. */
const FITTING_ID = /^[\x21-\x7e]{1,120}$/;

/** Settles an event of a bus or a hook: its mappings say whom it is about. */
export async function settleEvent(
  item: Item,
  signals: readonly MappedSignal[],
  settling: Settling,
): Promise<string | undefined> {
  let waitsFor: string | undefined;
  let linksOf: string | undefined;
  for (const [i, signal] of signals.entries()) {
    const { account: name, contact } = signal;
    if (name === undefined) {
      settling.refuse(item, 'missing-account', `${signal.type} does not say whom it is about`);
      continue;
    }
    const account = await accountOf(name, item, settling);
    if (account === undefined) {
      waitsFor ??= linkWait(name.system ?? item.connector.id, name.id);
      continue;
    }
    linksOf ??= account;
    const who = contact && (await contactOf(contact, account, settling));
    settling.emit(item, envelopeOf(item, signal, i, account, who, settling.identities));
  }
  if (linksOf !== undefined) await takeLinks(item, linksOf, item.connector.links(item.event), settling);
  return waitsFor;
}

/** Links the account to ids that it goes by elsewhere; what waited for one of them is taken. */
export async function takeLinks(
  place: Place,
  account: string,
  links: readonly { readonly system: string; readonly id: string }[],
  settling: Settling,
): Promise<void> {
  for (const { system, id } of links) {
    const made = await settling.identities.link(account, system, id);
    if (made === 'news') settling.learn(linkWait(system, id));
    if (made === 'taken')
      settling.refuse(place, 'link-taken', `this id of "${system}" is another account's already`);
  }
}

/** The envelope of one of an item's signals; `place` is its place among them. */
export function envelopeOf(
  item: Item,
  signal: MappedSignal,
  place: number,
  account: string,
  contact: string | undefined,
  identities: Identities,
): Readonly<Record<string, unknown>> {
  const id = fittingId(item.id ?? signal.id ?? '', identities);
  return {
    specversion: '1.0',
    // One event may be several signals, which must not be taken for one that was repeated.
    id: place === 0 ? id : `${id}:${signal.type}`,
    source: item.connector.id,
    type: signal.type,
    account,
    ...(contact === undefined ? {} : { contact }),
    time: formatInstant(item.at ?? shifted(signal.time ?? 0, item.shift)),
    data: signal.data,
  };
}

export function fittingId(id: string, identities: Identities): string {
  return FITTING_ID.test(id) ? id : identities.messageId('id', id);
}

/** Kept within what can be written: how far off a time may be is judged where all are. */
export function shifted(at: Instant, shift: number): Instant {
  return Math.min(Math.max(at + shift, 0), LATEST);
}

const LATEST: Instant = Date.UTC(9999, 0, 1);

async function accountOf(name: AccountName, item: Item, settling: Settling): Promise<string | undefined> {
  const { identities } = settling;
  const system = name.system ?? item.connector.id;
  const known =
    name.system === undefined
      ? await identities.ownAccount(system, name.id)
      : await identities.linked(system, name.id);
  if (known?.isNews === true) settling.learn(linkWait(system, name.id));
  return known?.account;
}

function contactOf(name: ContactName, account: string, settling: Settling): Promise<string | undefined> {
  if ('email' in name) return contactOfAddress(name.email, account, settling);
  const { identities } = settling;
  const user = identities.userKey(name.system, name.id);
  return joinAs(user, account, identities.contactId(account, name.system, name.id), settling);
}

/** The contact with this address in the account: one who was seen with it, else a new one. */
export async function contactOfAddress(
  email: string,
  account: string,
  settling: Settling,
): Promise<string | undefined> {
  if (!email.includes('@')) return undefined;
  const { identities } = settling;
  return joinAs(
    identities.addressUser(email),
    account,
    identities.contactId(account, 'email', email),
    settling,
  );
}

/** Makes the user a member of the account, as that contact unless they are another one there; says as whom. */
export async function joinAs(
  user: string,
  account: string,
  contact: string,
  settling: Settling,
): Promise<string> {
  const joined = await settling.identities.join(user, account, contact);
  if (joined.isNews) settling.learn(memberWait(user));
  return joined.contact;
}
