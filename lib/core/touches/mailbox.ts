/** An address as it may stand in an envelope and a header: one mailbox, no route, comment, quoting or second address. */
const LOCAL = /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~.-]{1,64}$/u;
const DOMAIN =
  /^(?=.{1,253}$)[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?)+$/u;
/** What ends a display name, starts an address, or turns the reading order. */
const UNSAFE_NAME = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029<>"@,;:\\()[\]]|\/\/|www\./iu;
const MAX_NAME_LENGTH = 100;

/** Whether mail may be sent to this text as it stands: `ann@example.com`, and nothing that a header reads otherwise. */
export function isMailbox(text: string): boolean {
  const at = text.lastIndexOf('@');
  if (at < 1 || text.length > 254) return false;
  const local = text.slice(0, at);
  return LOCAL.test(local) && !local.startsWith('-') && DOMAIN.test(text.slice(at + 1));
}

/** The name for a header's mailbox; undefined for one that no header should carry, and then the address stands alone. */
export function mailboxName(...parts: readonly unknown[]): string | undefined {
  const words = parts.filter((part) => typeof part === 'string').map((part) => part.trim());
  const name = words.filter((part) => part !== '').join(' ');
  return name === '' || name.length > MAX_NAME_LENGTH || UNSAFE_NAME.test(name) ? undefined : name;
}
