import { createHash } from 'node:crypto';

/** A send key as it may stand in a file name or header: itself, or a hash of one that is oddly made. */
export function safeKey(key: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,63}$/.test(key)) return key;
  return createHash('sha256').update(key).digest('hex').slice(0, 32);
}
