import { startOfDay } from '../../core/time/zone.ts';
import type {
  Expression,
  ImportedSignal,
  ImportMap,
  Lookups,
  Output,
  Refusal,
  SignalTemplate,
  Table,
  TableRow,
} from './import-map.ts';
import { outputOf, writeValue } from './write-value.ts';

export interface Contradiction {
  readonly kind: string;
  readonly detail: string;
}

/** What became of a row: at least one signal, or a refusal. Contradictions come with either. */
export interface Conversion {
  readonly signals: readonly ImportedSignal[];
  readonly refusal: Refusal | undefined;
  readonly contradictions: readonly Contradiction[];
}

/** What the envelope of a signal takes as id, account and contact. */
const IDENTITY = /^[\x21-\x7e]{1,200}$/;

/**
 * Converts one typed row. References are followed first, then the table's `reject` rules and contradictions are
 * tried, then its signals are made: all that apply, or none.
 */
export function convertRow(
  map: ImportMap,
  table: Table,
  row: TableRow,
  key: readonly string[],
  lookups: Lookups,
): Conversion {
  const refused = brokenReference(table, row, lookups) ?? ruledOut(table, row, lookups);
  if (refused !== undefined) return { signals: [], refusal: refused, contradictions: [] };
  const contradictions: Contradiction[] = [];
  let refusal: Refusal | undefined;
  for (const { kind, when, reject } of table.contradictions) {
    if (when.test(row, lookups) !== true) continue;
    const detail = when.evidence(row, lookups).join(', ');
    contradictions.push({ kind, detail });
    if (reject) refusal ??= { reason: kind, detail };
  }
  if (refusal !== undefined) return { signals: [], refusal, contradictions };
  const made = signalsOf(map, table, row, key, lookups);
  return 'reason' in made
    ? { signals: [], refusal: made, contradictions }
    : { signals: made, refusal: undefined, contradictions };
}

function brokenReference(table: Table, row: TableRow, lookups: Lookups): Refusal | undefined {
  for (const chain of table.chains.values()) {
    let at = row;
    for (const { column, table: target } of chain) {
      const key = at.values[column.index];
      if (key === undefined) break;
      const next = lookups.rowOf(target, key);
      if (next === undefined) {
        const where = at === row ? '' : ` of ${at.file}:${at.line}`;
        const what = `${column.name}${column.pii ? '' : ` ${writeValue(key, column.kind)}`}${where}`;
        const lost = lookups.unreadable(target, key);
        if (lost === undefined)
          return { reason: 'unknown-reference', detail: `${what} is not in ${target.name}` };
        return {
          reason: 'rejected-reference',
          detail: `${what} is ${lost.file}:${lost.line}, rejected for ${lost.reason}`,
        };
      }
      at = next;
    }
  }
  return undefined;
}

function ruledOut(table: Table, row: TableRow, lookups: Lookups): Refusal | undefined {
  for (const { reason, when } of table.rejects) {
    if (when.test(row, lookups) === true) return { reason, detail: when.evidence(row, lookups).join(', ') };
  }
  return undefined;
}

function signalsOf(
  map: ImportMap,
  table: Table,
  row: TableRow,
  key: readonly string[],
  lookups: Lookups,
): readonly ImportedSignal[] | Refusal {
  const account = identity(table.account, 'account', row, lookups);
  if ('reason' in account) return account;
  if (account.text === undefined) return { reason: 'empty-required', detail: 'no account' };
  const id = [table.name, ...key.map((part) => encodeURIComponent(part.toWellFormed()))].join('/');
  const signals: ImportedSignal[] = [];
  for (const template of table.signals) {
    if (template.when !== undefined && template.when.test(row, lookups) !== true) continue;
    const made = signalOf(template, `${id}/${template.name}`, account.text, map, row, lookups);
    if ('reason' in made) return made;
    signals.push(made);
  }
  if (signals.length > 0) return signals;
  const detail = `none of the map's signals for ${table.name} applies to this row`;
  return { reason: 'no-signal', detail };
}

function signalOf(
  template: SignalTemplate,
  id: string,
  account: string,
  map: ImportMap,
  row: TableRow,
  lookups: Lookups,
): ImportedSignal | Refusal {
  if (!IDENTITY.test(id))
    return { reason: 'bad-identity', detail: 'the key makes an id of more than 200 characters' };
  const { type, time: operand } = template;
  const at = operand.read(row, lookups);
  if (typeof at !== 'number')
    return { reason: 'empty-required', detail: `${type} has no time: "${operand.from}" is empty` };
  const time = String(outputOf(operand.kind === 'date' ? startOfDay(map.zone, at) : at, 'instant'));
  const contact = template.contact && identity(template.contact, 'contact', row, lookups);
  if (contact !== undefined && 'reason' in contact) return contact;
  const data: Record<string, Output> = {};
  for (const [field, expression] of template.data) {
    const result = expression(row, lookups);
    if ('reason' in result) return result;
    if (result.output !== undefined) data[field] = result.output;
  }
  const { source } = map;
  const envelope = { specversion: '1.0', id, source, type, time, account } as const;
  return contact?.text === undefined ? { ...envelope, data } : { ...envelope, contact: contact.text, data };
}

function identity(
  expression: Expression,
  what: 'account' | 'contact',
  row: TableRow,
  lookups: Lookups,
): { readonly text: string | undefined } | Refusal {
  const result = expression(row, lookups);
  if ('reason' in result) return result;
  if (result.output === undefined) return { text: undefined };
  const text = String(result.output);
  if (IDENTITY.test(text)) return { text };
  return {
    reason: 'bad-identity',
    detail: `the ${what} is not 1 to 200 visible ASCII characters without spaces`,
  };
}
