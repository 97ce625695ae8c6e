import { readId } from '../../core/connectors/compile-mapping.ts';
import type { MappedSignal } from '../../core/connectors/connector.ts';
import type { Rulebook } from '../../core/rulebook.ts';
import type { Member } from './identities.ts';
import type { Item, Settling } from './intake-ports.ts';
import { readMessage, type SegmentMessage } from './segment-message.ts';
import { envelopeOf, joinAs, takeLinks } from './settle-event.ts';
import { linkWait, memberWait } from './waiting-room.ts';

/** Segment's ids of groups and users are one system, whatever its connector is called. */
const SYSTEM = 'segment';
const ANONYMOUS = 'segment-anonymous';
const MAX_EXTERNAL_IDS = 20;

/** Settles a message of Segment's tracking API: the account is its group, the contact its user. */
export async function settleSegment(
  item: Item,
  signals: readonly MappedSignal[],
  settling: Settling,
): Promise<string | undefined> {
  const read = readMessage(item.event, undefined, 0);
  if ('problem' in read) {
    settling.refuse(item, 'wrong-envelope', read.problem);
    return undefined;
  }
  const { message } = read;
  const who = await whoIs(item, message, signals, settling);
  if (who === undefined || 'waitsFor' in who) return who?.waitsFor;
  const { account, contact } = who;
  if (message.type === 'group') {
    await takeLinks(
      item,
      account,
      [...item.connector.links(message.body), ...externalIds(message)],
      settling,
    );
    settling.note(item);
  }
  for (const [i, signal] of signals.entries())
    settling.emit(item, envelopeOf(item, signal, i, account, contact, settling.identities));
  return undefined;
}

type Who = { readonly account: string; readonly contact: string | undefined } | { readonly waitsFor: string };

/** `context.groupId`, else the only membership, else it waits; a known user becomes a member (DESIGN §10). */
async function whoIs(
  item: Item,
  message: SegmentMessage,
  signals: readonly MappedSignal[],
  settling: Settling,
): Promise<Who | undefined> {
  const { identities } = settling;
  const { userId, anonymousId, groupId } = message;
  const user = userId === undefined ? undefined : identities.userKey(SYSTEM, userId);
  const visitor = anonymousId === undefined ? undefined : identities.userKey(ANONYMOUS, anonymousId);
  const key = user ?? visitor;
  let account: string;
  let contact: string | undefined;
  if (groupId !== undefined) account = await accountOfGroup(groupId, settling);
  else {
    if (key === undefined) {
      settling.refuse(
        item,
        'missing-account',
        'it has none of "userId", "anonymousId" and "context.groupId"',
      );
      return undefined;
    }
    const only = onlyOne(await identities.members(key));
    if (only === undefined) return { waitsFor: memberWait(key) };
    ({ account, contact } = only);
  }
  if (user !== undefined && userId !== undefined) {
    contact = await joinAs(user, account, identities.contactId(account, SYSTEM, userId), settling);
    if (visitor !== undefined) await joinAs(visitor, account, contact, settling);
  } else if (visitor !== undefined && contact === undefined) {
    contact = (await identities.members(visitor)).find((member) => member.account === account)?.contact;
    if (contact === undefined && signals.some((one) => isOfPerson(one, settling.rulebook)))
      return { waitsFor: memberWait(visitor) };
  }
  return { account, contact };
}

async function accountOfGroup(groupId: string, settling: Settling): Promise<string> {
  const { account, isNews } = await settling.identities.ownAccount(SYSTEM, groupId);
  if (isNews) settling.learn(linkWait(SYSTEM, groupId));
  return account;
}

/** Whether a signal changes anything about a person: only then is it worth waiting for who they are. */
function isOfPerson(signal: MappedSignal, rulebook: Rulebook): boolean {
  const type = rulebook.signalTypes.get(signal.type);
  return type?.writes.has(rulebook.catalog.contacts.slot) === true;
}

/** The account's ids in other systems, as the trait `externalIds` gives them by system. */
function externalIds({ body }: SegmentMessage): { readonly system: string; readonly id: string }[] {
  const traits = body.traits as { readonly externalIds?: unknown } | null | undefined;
  const ids = typeof traits === 'object' ? traits?.externalIds : undefined;
  if (typeof ids !== 'object' || ids === null || Array.isArray(ids)) return [];
  return Object.entries(ids)
    .slice(0, MAX_EXTERNAL_IDS)
    .flatMap(([system, value]) => {
      const id = readId(value);
      return id !== undefined && /^[a-z0-9]+(?:[-.][a-z0-9]+)*$/.test(system) ? [{ system, id }] : [];
    });
}

function onlyOne(members: readonly Member[]): Member | undefined {
  return members.length === 1 ? members[0] : undefined;
}
