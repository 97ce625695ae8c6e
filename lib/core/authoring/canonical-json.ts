import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** Far deeper than any document of a rulebook (author files end at 64); a cycle ends here too. */
const MAX_DEPTH = 256;

/**
 * JSON text that depends on the value alone: no spaces, keys in the order of their UTF-16 units, -0 as 0, keys
 * whose value is undefined left out. Throws TypeError, naming the place, for what JSON cannot say: NaN, infinities,
 * undefined (as the whole or in a list), bigint, functions, symbols, dates and other instances, cycles.
 */
export function canonicalJson(value: unknown): string {
  return written(value, []);
}

/** SHA-256 of the text's UTF-8 bytes, as 64 lower-case hex digits. */
export function sha256Hex(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

function written(value: unknown, path: readonly (string | number)[]): string {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw notJson(String(value), path);
      return JSON.stringify(value);
    case 'object':
      if (value === null) return 'null';
      if (path.length > MAX_DEPTH) throw notJson(`a value more than ${MAX_DEPTH} levels deep`, []);
      return Array.isArray(value) ? writtenList(value, path) : writtenObject(value, path);
    default:
      throw notJson(typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`, path);
  }
}

function writtenList(list: readonly unknown[], path: readonly (string | number)[]): string {
  // `Array.from` turns the holes of a sparse list into undefined, which is then refused.
  return `[${Array.from(list, (item, index) => written(item, [...path, index])).join(',')}]`;
}

function writtenObject(object: object, path: readonly (string | number)[]): string {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) {
    throw notJson(`an instance of ${object.constructor.name}`, path);
  }
  const parts: string[] = [];
  for (const [key, item] of Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (item !== undefined) parts.push(`${JSON.stringify(key)}:${written(item, [...path, key])}`);
  }
  return `{${parts.join(',')}}`;
}

function notJson(what: string, path: readonly (string | number)[]): TypeError {
  return new TypeError(`${what} is not JSON${path.length === 0 ? '' : ` (at ${path.join('.')})`}`);
}
