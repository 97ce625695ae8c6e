import { createHash } from 'node:crypto';
import type { Instant } from '../../../core/time/instant.ts';

/** A signal that was decided: the first ten bytes of its key's SHA-256 in hex, and the instant of the commit. */
export interface SeenKey {
  readonly hash: string;
  readonly at: Instant;
}

/** 80 bits: among the signals of one account two meet by chance once in 10^17 accounts. */
const HASH_BYTES = 10;
/** Whole milliseconds until the year 6429. */
const AT_BYTES = 6;
const RECORD_BYTES = HASH_BYTES + AT_BYTES;

export function seenHash(key: string): string {
  return createHash('sha256').update(key).digest().subarray(0, HASH_BYTES).toString('hex');
}

export function writeSeen(keys: readonly SeenKey[]): Uint8Array {
  const written = Buffer.alloc(keys.length * RECORD_BYTES);
  for (const [i, { hash, at }] of keys.entries()) {
    written.writeIntBE(at, i * RECORD_BYTES, AT_BYTES);
    written.write(hash, i * RECORD_BYTES + AT_BYTES, 'hex');
  }
  return written;
}

export function readSeen(written: Uint8Array): SeenKey[] {
  const read = Buffer.from(written.buffer, written.byteOffset, written.byteLength);
  return Array.from({ length: Math.floor(read.length / RECORD_BYTES) }, (_, i) => {
    const start = i * RECORD_BYTES;
    return {
      at: read.readIntBE(start, AT_BYTES),
      hash: read.toString('hex', start + AT_BYTES, start + RECORD_BYTES),
    };
  });
}
