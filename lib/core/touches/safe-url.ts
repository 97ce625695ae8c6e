/** Longer links are cut by mail clients and proxies. */
const MAX_URL_LENGTH = 2048;

/** Host and port only: a user part (`https://bank.example@evil.example`) hides where a link leads. */
const HTTPS = /^https:\/\/[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?(?:[/?#]|$)/;
const MAILTO = /^mailto:[A-Za-z0-9.!#$%&*+/=?_~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?:\?|$)/;
/** Whitespace, controls, quotes and brackets end a link in one reader and not in another. */
const UNSAFE = /[\s\p{Cc}\p{Cf}\p{Cs}"'<>\\^`{|}]/u;
const ENCODED_LINE_BREAK = /%0[ad]/i;

/**
 * Why a link may not be sent, or undefined if it may: `https:` with a plain host name, or `mailto:` with one
 * address. `javascript:`, `data:`, `http:`, `//host`, relative links, user parts and odd characters are refused.
 */
export function urlProblem(url: string): string | undefined {
  if (url === '') return 'the link is empty';
  if (url.length > MAX_URL_LENGTH)
    return `the link has ${url.length} characters, at most ${MAX_URL_LENGTH} are sent`;
  if (UNSAFE.test(url)) return 'the link has a character that must be percent-encoded';
  if (HTTPS.test(url)) return undefined;
  if (!MAILTO.test(url))
    return 'a link starts with "https://" and a host name, or with "mailto:" and an address';
  return ENCODED_LINE_BREAK.test(url) ? 'the link has an encoded line break' : undefined;
}

/** Where a link's host is fixed, so that what follows cannot change where it leads. */
const FIXED_HOST = /^(?:https:\/\/[A-Za-z0-9][A-Za-z0-9.:-]*[/?#]|mailto:[^\s@]+@[A-Za-z0-9.-]+\?)/;

/** Whether a link that begins with this text leads to the same host whatever is appended. */
export function fixesHost(start: string): boolean {
  return FIXED_HOST.test(start);
}
