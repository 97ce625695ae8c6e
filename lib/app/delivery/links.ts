/** What a link says: who stops what. Opaque ids, and a topic or `marketing` for all of it. */
export interface LinkSubject {
  readonly account: string;
  readonly contact: string;
  readonly topic: string;
}

/** A keyed hash of a text, such as HMAC-SHA256 in base64url, with a key that nobody else has. */
export type Sign = (text: string) => string;

const VERSION = '1';
const MAX_TOKEN_LENGTH = 2000;
/** What consent knows as all topics of that kind. */
const ALL_MARKETING = 'marketing';

/**
 * Makes the links of a contact's messages. `unsubscribe` stops the topic with one click (RFC 8058: the page shows, a
 * POST acts); `preferences` leads to the same page for all marketing. Throws RangeError for a public URL that is
 * neither `https:` nor the reader's own machine: no message may carry it.
 */
export function newLinks(
  publicUrl: string,
  sign: Sign,
): (account: string, contact: string, topic: string) => Readonly<Record<string, string>> {
  const base = baseOf(publicUrl);
  return (account, contact, topic) => ({
    unsubscribe: `${base}/u/${linkToken({ account, contact, topic }, sign)}`,
    preferences: `${base}/u/${linkToken({ account, contact, topic: ALL_MARKETING }, sign)}`,
  });
}

export function linkToken({ account, contact, topic }: LinkSubject, sign: Sign): string {
  const payload = Buffer.from(JSON.stringify([account, contact, topic]), 'utf8').toString('base64url');
  return `${VERSION}.${payload}.${signature(payload, sign)}`;
}

/** Undefined for a token that is forged, damaged, or of another version. */
export function readLinkToken(token: string, sign: Sign): LinkSubject | undefined {
  if (token.length > MAX_TOKEN_LENGTH) return undefined;
  const [version, payload = '', signed = '', ...rest] = token.split('.');
  if (version !== VERSION || rest.length > 0 || !isSame(signed, signature(payload, sign))) return undefined;
  const [account, contact, topic] = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  return { account, contact, topic };
}

/** Nothing else that is signed with the same key can be taken for a link. */
function signature(payload: string, sign: Sign): string {
  return sign(`touchline-link|${VERSION}|${payload}`);
}

/** In a time that does not tell how much of it is right. */
function isSame(given: string, right: string): boolean {
  let different = given.length ^ right.length;
  for (let i = 0; i < right.length; i += 1) different |= given.charCodeAt(i) ^ right.charCodeAt(i);
  return different === 0;
}

function baseOf(publicUrl: string): string {
  const url = URL.canParse(publicUrl) ? new URL(publicUrl) : undefined;
  const isOwnMachine = url?.protocol === 'http:' && OWN_MACHINE.has(url.hostname);
  if (url === undefined || (url.protocol !== 'https:' && !isOwnMachine) || url.username !== '')
    throw new RangeError('the public URL is "https://…", or "http://" and 127.0.0.1 or localhost');
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

const OWN_MACHINE: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);
