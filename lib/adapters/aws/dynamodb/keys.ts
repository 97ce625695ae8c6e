import { createHash } from 'node:crypto';
import type { Instant } from '../../../core/time/instant.ts';

/** Partitions that a list over all accounts is spread over: each takes 1,000 writes a second. */
export const SHARDS = 8;

/** Where a name was cut; a name that holds the mark itself is cut too, so that no two names meet. */
const MARK = '~sha256~';
const DIGITS = 16;

/** What fits into a partition key (2,048 bytes), and into a sort key (1,024) behind an instant. */
const MAX_NAME_BYTES = 900;

/**
 * A name as a part of a key: itself, or when it is too long for a key its beginning and its hash. Names keep their
 * order, but for such as only differ behind the cut.
 */
export function keyName(name: string): string {
  if (!isCut(name)) return name;
  const start = Buffer.from(name).subarray(0, MAX_NAME_BYTES - MARK.length - 64);
  // A code point that the cut goes through is left out.
  const whole = new TextDecoder().decode(start).replace(/\uFFFD+$/, '');
  return `${whole}${MARK}${createHash('sha256').update(name).digest('hex')}`;
}

/** Whether the key does not hold the whole name, which is then an attribute of its own. */
export function isCut(name: string): boolean {
  return Buffer.byteLength(name) > MAX_NAME_BYTES || name.includes(MARK);
}

/** Several names as one, unlike any others. */
export function keyNames(...names: readonly string[]): string {
  return keyName(JSON.stringify(names));
}

/** An instant as a text that sorts like it, also before 1970; what lies past all instants is the last one. */
export function sortable(at: Instant): string {
  const clamped = Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, at));
  const isBefore = clamped < 0;
  const rest = isBefore ? Number.MAX_SAFE_INTEGER + Math.ceil(clamped) : Math.floor(clamped);
  return `${isBefore ? 0 : 1}${String(rest).padStart(DIGITS, '0')}`;
}

/** The instant that a text of `sortable` begins with. */
export function instantOf(sorted: string): Instant {
  const rest = Number(sorted.slice(1, 1 + DIGITS));
  return sorted.startsWith('0') ? rest - Number.MAX_SAFE_INTEGER : rest;
}

/** The place of a row in a list by instant, then by id. */
export function placeKey(at: Instant, id: string): string {
  return `${sortable(at)}#${keyName(id)}`;
}

/** The shard of a name, always the same. */
export function shardOf(name: string, shards: number = SHARDS): number {
  return createHash('sha256').update(name).digest().readUInt32BE(0) % shards;
}

/** The names of all partitions of a sharded list. */
export function shardsOf(list: string): readonly string[] {
  return Array.from({ length: SHARDS }, (_, i) => `${list}#${i}`);
}
