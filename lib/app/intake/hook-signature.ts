import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Hook } from '../../core/connectors/connector.ts';
import type { Instant } from '../../core/time/instant.ts';

/** A request of a webhook: headers by small name, and the body as it came, since signatures are over bytes. */
export interface SignedRequest {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
}

/** A header with more signatures than any provider sends while it changes its secret is not looked through. */
const MAX_SIGNATURES = 16;

/**
 * What is wrong with the signature, or undefined if it is one of `secrets`' (several while a secret is changed). `now`
 * is real time, whatever clock the product runs by: the time of signing is the provider's. Compares in constant time.
 */
export function signatureProblem(
  hook: Hook,
  secrets: readonly string[],
  request: SignedRequest,
  now: Instant,
): string | undefined {
  const header = request.headers.get(hook.header);
  if (header === undefined || header === '') return `the header "${hook.header}" is missing`;
  switch (hook.scheme) {
    case 'hmac': {
      if (!header.startsWith(hook.prefix)) return `"${hook.header}" does not begin with "${hook.prefix}"`;
      const given = header.slice(hook.prefix.length);
      const encoding = hook.encoding;
      return verdict(secrets.some((secret) => isSigned(secret, [request.body], encoding, [given])));
    }
    case 'stripe': {
      const parts = header.split(',', MAX_SIGNATURES).map((part) => part.trim().split('=', 2));
      const [, time = ''] = parts.find(([name]) => name === 't') ?? [];
      const given = parts.flatMap(([name, value]) => (name === 'v1' && value !== undefined ? [value] : []));
      const problem = timeProblem(time, hook.tolerance, now);
      if (problem !== undefined) return problem;
      const signed = [`${time}.`, request.body];
      return verdict(secrets.some((secret) => isSigned(secret, signed, 'hex', given)));
    }
    case 'standard-webhooks': {
      const id = request.headers.get('webhook-id') ?? '';
      const time = request.headers.get('webhook-timestamp') ?? '';
      if (id === '') return 'the header "webhook-id" is missing';
      const problem = timeProblem(time, hook.tolerance, now);
      if (problem !== undefined) return problem;
      const given = header
        .split(' ', MAX_SIGNATURES)
        .flatMap((part) => (part.startsWith('v1,') ? [part.slice('v1,'.length)] : []));
      const signed = [`${id}.${time}.`, request.body];
      return verdict(secrets.some((secret) => isSigned(keyOf(secret), signed, 'base64', given)));
    }
  }
}

function verdict(isRight: boolean): string | undefined {
  return isRight ? undefined : 'the signature is wrong';
}

function isSigned(
  key: string | Uint8Array,
  parts: readonly (string | Uint8Array)[],
  encoding: 'hex' | 'base64',
  given: readonly string[],
): boolean {
  if (key.length === 0) return false;
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  const right = hmac.digest();
  let found = false;
  for (const text of given) {
    const bytes = Buffer.from(text, encoding);
    if (bytes.length === right.length && timingSafeEqual(bytes, right)) found = true;
  }
  return found;
}

/** Seconds since 1970, not farther from now than is tolerated: an old request may have been recorded by anybody. */
function timeProblem(text: string, tolerance: number, now: Instant): string | undefined {
  if (!/^\d{1,12}$/.test(text)) return 'the time of signing is missing';
  const age = now - Number(text) * 1000;
  if (Math.abs(age) <= tolerance) return undefined;
  return age > 0 ? 'the signature is too old' : 'the time of signing lies in the future';
}

/** Standard Webhooks writes a secret as `whsec_` and base64; one without the prefix is base64 too. */
function keyOf(secret: string): Uint8Array {
  return Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
}
