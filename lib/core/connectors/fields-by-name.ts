import type { SignalType } from '../signals/signal.ts';
import type { PayloadFieldJson } from '../signals/signal-schema.ts';
import { convert, toDate, toNumber } from './convert-value.ts';

/** More properties than this are not looked through for another spelling. */
const MAX_PROPERTIES = 200;

/** Letters and digits of a name, small: `Invoice Id`, `invoice_id` and `invoiceId` are one. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/**
 * Takes the fields of a signal type out of an object that was not made for it: by the field's own name, else by one
 * that differs in spelling alone. Values come near to the field's type where that is plain (digits as a number, an
 * instant as a date, an amount beside a `currency`); any other is left as it is, for the signal's own check to refuse.
 */
export function fieldsByName(
  object: unknown,
  type: SignalType,
  ownCurrency: string,
): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return data;
  const given = object as Readonly<Record<string, unknown>>;
  let spellings: Map<string, unknown> | undefined;
  const find = (name: string): unknown => {
    if (Object.hasOwn(given, name)) return given[name];
    spellings ??= bySpelling(given);
    return spellings.get(plainName(name));
  };
  for (const { name, json } of type.fields.values()) {
    const value = find(name);
    if (value === undefined || value === null) continue;
    const currency = () => find(`${name}Currency`) ?? find('currency') ?? ownCurrency;
    data[name] = near(value, json, currency);
  }
  return data;
}

function bySpelling(given: Readonly<Record<string, unknown>>): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const name of Object.keys(given).slice(0, MAX_PROPERTIES)) {
    const plain = plainName(name.slice(0, 200));
    if (!found.has(plain)) found.set(plain, given[name]);
  }
  return found;
}

function near(value: unknown, json: PayloadFieldJson, currency: () => unknown): unknown {
  const read = nearest(value, json, currency);
  return read !== undefined && 'value' in read ? read.value : value;
}

function nearest(value: unknown, json: PayloadFieldJson, currency: () => unknown) {
  switch (json.type) {
    case 'number':
      return toNumber(value);
    case 'boolean':
      return convert(value, 'boolean', json.type, undefined);
    case 'date':
      return toDate(value);
    case 'list':
      return convert(value, 'list', json.type, undefined);
    case 'string':
      return convert(value, 'text', json.type, undefined);
    case 'money':
      return typeof value === 'object' ? undefined : convert(value, 'majorUnits', json.type, currency());
    case 'instant':
    case 'url':
    case 'email':
    case 'zone':
      return undefined;
  }
}
