/** What an Authorization field holds: Segment's clients send `Basic base64(writeKey:)`, others a bearer token. */
export type Credentials =
  | { readonly scheme: 'basic'; readonly user: string }
  | { readonly scheme: 'bearer'; readonly token: string };

/** Longer ones are nobody's, and are not looked up. */
const MAX_LENGTH = 1024;

/** Undefined for a field that is damaged or of another scheme. */
export function readCredentials(field: string): Credentials | undefined {
  if (field.length > MAX_LENGTH) return undefined;
  const [, scheme = '', rest = ''] = /^([A-Za-z]+) +([\x21-\x7e]+)$/.exec(field) ?? [];
  if (scheme.toLowerCase() === 'bearer') return { scheme: 'bearer', token: rest };
  if (scheme.toLowerCase() !== 'basic') return undefined;
  try {
    const [user = ''] = atob(rest).split(':');
    return { scheme: 'basic', user };
  } catch {
    return undefined;
  }
}

/** Which of the keys it is, or -1. Takes as long for a key that is nearly right as for one that is wholly wrong. */
export function matchingKey(given: string, keys: readonly string[]): number {
  let found = -1;
  for (const [i, key] of keys.entries()) if (key !== '' && sameText(given, key)) found = i;
  return found;
}

/** Compares every character of `wanted`, whatever came before it. */
function sameText(given: string, wanted: string): boolean {
  let difference = given.length ^ wanted.length;
  for (let i = 0; i < wanted.length; i += 1) {
    // Past its end a text has no character; what stands in for it does not matter, since the lengths differ.
    difference |= wanted.charCodeAt(i) ^ (given.charCodeAt(i) || 0);
  }
  return difference === 0;
}
