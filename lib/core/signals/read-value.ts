import type { LevelValue } from '../accounts/cell.ts';
import { parseDay, parseInstant } from '../time/instant.ts';
import { isZone } from '../time/zone.ts';
import type { PayloadFieldJson } from './signal-schema.ts';

export type Read = { readonly value: LevelValue } | { readonly problem: string };

const MAX_TEXT = 10_000;
const MAX_WORDS = 100;

/** Turns one payload value into its kept form, or says what was expected and what came. */
export function readValue(
  json: PayloadFieldJson,
  value: unknown,
  minorPerMajor: (currency: string) => number,
): Read {
  switch (json.type) {
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value)) return expected('a number', value);
      if (json.min !== undefined && value < json.min) return expected(`at least ${json.min}`, value);
      if (json.max !== undefined && value > json.max) return expected(`at most ${json.max}`, value);
      return { value };
    case 'boolean':
      return typeof value === 'boolean' ? { value } : expected('true or false', value);
    case 'date':
      return fromText(value, parseDay, 'a date such as "2026-06-01"');
    case 'instant':
      return fromText(value, parseInstant, 'an instant such as "2026-06-01T09:00:00Z"');
    case 'money':
      return readMoney(value, minorPerMajor);
    case 'list':
      return readWords(json, value);
    case 'zone':
      return typeof value === 'string' && isZone(value) ? { value } : expected('an IANA time zone', value);
    case 'url':
      return typeof value === 'string' && /^https:\/\/[^\s<>"]{1,2000}$/.test(value)
        ? { value }
        : expected('an https address', value);
    case 'email':
      return typeof value === 'string' && /^[^\s@<>",;:]{1,64}@[^\s@<>",;:]{1,255}$/.test(value)
        ? { value }
        : expected('an email address', value);
    case 'string':
      if (typeof value !== 'string') return expected('text', value);
      if (value.length > MAX_TEXT)
        return { problem: `expected at most ${MAX_TEXT} characters, got ${value.length}` };
      return json.in === undefined || json.in.includes(value)
        ? { value }
        : expected(`one of ${json.in.join(', ')}`, value);
  }
}

function readMoney(value: unknown, minorPerMajor: (currency: string) => number): Read {
  const wanted = 'money such as {"amount": 12000, "currency": "USD"}';
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return expected(wanted, value);
  const { amount, currency } = value as { amount?: unknown; currency?: unknown };
  if (typeof amount !== 'number' || !Number.isFinite(amount)) return expected(wanted, amount);
  if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency))
    return expected('an ISO 4217 currency', currency);
  const minor = Math.round(amount * minorPerMajor(currency));
  if (!Number.isSafeInteger(minor)) return expected('an amount that is exact in minor units', amount);
  return { value: { minor, currency } };
}

function readWords(json: PayloadFieldJson, value: unknown): Read {
  if (!Array.isArray(value) || value.length > MAX_WORDS)
    return expected(`a list of at most ${MAX_WORDS} words`, value);
  const words: string[] = [];
  for (const word of value) {
    if (typeof word !== 'string' || word.length > 200) return expected('a list of words', word);
    if (json.in !== undefined && !json.in.includes(word))
      return expected(`words of ${json.in.join(', ')}`, word);
    words.push(word);
  }
  return { value: words };
}

function fromText(value: unknown, parse: (text: string) => number | undefined, wanted: string): Read {
  const parsed = typeof value === 'string' ? parse(value) : undefined;
  return parsed === undefined ? expected(wanted, value) : { value: parsed };
}

/** Names what was wanted, and of what came only the kind and length: a value may be personal, and this is logged. */
function expected(wanted: string, got: unknown): Read {
  return { problem: `expected ${wanted}, got ${kindOf(got)}` };
}

/** `text of 23 characters`, `a number`, `a list of 3`: what a value is without saying it. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return `text of ${value.length} characters`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
