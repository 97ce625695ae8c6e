import { type AccountJson, storedLevel } from '../../core/accounts/account-json.ts';
import { isAlive } from '../../core/accounts/item-set.ts';
import { openAccount } from '../../core/accounts/open-account.ts';
import { comparable } from '../../core/conditions/level-operand.ts';
import { ContactView } from '../../core/journeys/contact-view.ts';
import type { Rulebook } from '../../core/rulebook.ts';
import { formatInstant } from '../../core/time/instant.ts';
import { shownAs } from '../explain/shown-as.ts';
import type { AccountDetail } from '../product/lists.ts';
import { accountRow } from './list-accounts.ts';
import type { ListPorts } from './list-ports.ts';

/** More than any account should have under way at once. */
const UNDER_WAY = 200;

/** One account whole, by our own id; undefined for one that is not stored. */
export async function showAccount(
  ports: ListPorts,
  rulebook: Rulebook,
  id: string,
): Promise<AccountDetail | undefined> {
  const stored = await ports.accounts.load(id);
  if (stored === undefined) return undefined;
  const underWay = { account: id, status: 'open' as const, limit: UNDER_WAY };
  return {
    ...accountRow(stored.account),
    facts: factsOf(stored.account, rulebook),
    links: await ports.directory.links(id),
    contacts: contactsOf(stored.account, rulebook),
    runs: (await ports.book.runs(underWay)).items,
    tasks: (await ports.book.tasks(underWay)).items,
  };
}

/** Level facts as authors write their values: days and instants as text, money in major units where it can be. */
function factsOf(account: AccountJson, { catalog }: Rulebook): AccountDetail['facts'] {
  const facts: Record<string, AccountDetail['facts'][string]> = {};
  for (const fact of catalog.slots) {
    const level = fact.kind === 'level' ? storedLevel(account, fact.name) : undefined;
    if (fact.kind !== 'level' || level === undefined) continue;
    const { value, at } = level;
    const shown = shownAs(comparable(value, { catalog }) ?? value, fact.field.type);
    facts[fact.name] = { value: shown, asOf: formatInstant(at) };
  }
  return facts;
}

/** Contacts that have not been removed, by opaque id and without anything that is personal. */
function contactsOf(account: AccountJson, rulebook: Rulebook): AccountDetail['contacts'] {
  const { catalog } = rulebook;
  const items = openAccount(account, rulebook).sets[catalog.contacts.index]?.items.values() ?? [];
  return [...items].filter(isAlive).map((item) => {
    const about = new ContactView(catalog, item);
    return {
      id: item.key,
      roles: about.words('roles'),
      zone: about.zone(),
      reachable: about.isReachable(),
    };
  });
}
