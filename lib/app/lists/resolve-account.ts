import type { AccountStore } from '../ports/account-store.ts';
import type { Directory } from '../ports/directory.ts';

/**
 * The account that a person means. Our own id comes first, so that nothing outside can take its place; then
 * `system:id`, an external id with the system that it is of; then an external id alone, where all systems that have it
 * mean one account by it. Undefined for anything else.
 */
export async function resolveAccount(
  accounts: Pick<AccountStore, 'version'>,
  directory: Pick<Directory, 'accountOf' | 'accountsOf'>,
  name: string,
): Promise<string | undefined> {
  if ((await accounts.version(name)) > 0) return name;
  const colon = name.indexOf(':');
  const linked =
    colon === -1 ? undefined : await directory.accountOf(name.slice(0, colon), name.slice(colon + 1));
  if (linked !== undefined) return linked;
  const [account, other] = await directory.accountsOf(name);
  return other === undefined ? account : undefined;
}
