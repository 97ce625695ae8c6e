import type { Field } from '../core/accounts/catalog.ts';
import type { LevelValue } from '../core/accounts/cell.ts';
import { type FieldValue, newSetCell, putItem } from '../core/accounts/item-set.ts';
import type { Reporter } from '../core/authoring/reporter.ts';
import { describeValue, hint, withArticle } from '../core/authoring/suggest.ts';
import type { Rulebook } from '../core/rulebook.ts';
import type { Signal, Update } from '../core/signals/signal.ts';
import { type Instant, parseDay, parseInstant } from '../core/time/instant.ts';
import type { GivenJson } from './test-schema.ts';

/** Sorts before every signal's `source|id`: what comes at the start itself comes after what is given. */
const GIVEN_KEY = '';

/** What a test takes as known at its start, as one signal that sets it all. Throws TestError for what has no place. */
export function givenSignal(account: string, json: GivenJson, at: Instant, rulebook: Rulebook): Signal {
  const updates: Update[] = [];
  for (const [name, value] of Object.entries(json.facts ?? {}))
    updates.push(levelUpdate(name, value, rulebook));
  const sets = { ...json.items, contacts: { ...json.items?.contacts, ...json.contacts } };
  for (const [name, items] of Object.entries(sets)) {
    for (const [key, fields] of Object.entries(items)) updates.push(itemUpdate(name, key, fields, rulebook));
  }
  const type = {
    id: 'test.given',
    source: undefined,
    fields: new Map(),
    updates,
    writes: new Set<number>(),
    defaults: [],
  };
  return {
    id: 'given',
    source: 'test',
    key: GIVEN_KEY,
    type,
    account,
    contact: undefined,
    addressKey: undefined,
    time: at,
    receivedAt: at,
    values: [],
  };
}

/** A test that cannot be run as it is written. */
export class TestError extends Error {}

/** Reports a fact that has no place in a test's accounts or expectations, or a value that it cannot have. */
export function checkGivenLevel(name: string, json: unknown, rulebook: Rulebook, at: Reporter): void {
  const fact = rulebook.catalog.facts.get(name);
  const isLevel = fact?.kind === 'level';
  tellTestError(() => levelUpdate(name, json, rulebook), at, [name], isLevel ? 'value' : 'key');
  if (isLevel) checkWords(name, json, fact.field, at.at(name));
}

/** The same for one item of a set, which stands at `key`. */
export function checkGivenItem(
  set: string,
  fields: Readonly<Record<string, unknown>>,
  rulebook: Rulebook,
  at: Reporter,
  key: string,
): void {
  const fact = rulebook.catalog.facts.get(set);
  if (fact?.kind !== 'set') {
    const sets = rulebook.catalog.slots.filter((one) => one.kind === 'set').map((one) => one.name);
    at.error('unknown-fact', `"${set}" is no set${hint(set, sets)}`, [], 'key');
    return;
  }
  for (const [name, json] of Object.entries(fields)) {
    const field = fact.fields.get(name);
    const part = field === undefined ? 'key' : 'value';
    tellTestError(() => itemUpdate(set, key, { [name]: json }, rulebook), at, [key, name], part);
    if (field !== undefined) checkWords(`${fact.item}.${name}`, json, field, at.at(key, name));
  }
}

function checkWords(name: string, json: unknown, field: Field, at: Reporter): void {
  const { in: words } = field;
  if (words === undefined) return;
  for (const [i, word] of (Array.isArray(json) ? json : [json]).entries()) {
    if (typeof word !== 'string' || words.has(word)) continue;
    const message = `"${name}" has no value "${word}"${hint(word, words)}`;
    at.error('wrong-value', message, Array.isArray(json) ? [i] : []);
  }
}

function tellTestError(run: () => unknown, at: Reporter, path: string[], part: 'key' | 'value'): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof TestError)) throw error;
    at.error('wrong-given', error.message, path, part);
  }
}

function levelUpdate(name: string, json: unknown, rulebook: Rulebook): Update {
  const fact = rulebook.catalog.facts.get(name);
  if (fact?.kind !== 'level') {
    const names = rulebook.catalog.slots.filter((one) => one.kind === 'level').map((one) => one.name);
    throw new TestError(
      fact === undefined
        ? `unknown fact "${name}"${hint(name, names)}`
        : `"${name}" is a ${fact.kind}: give it by signals or items`,
    );
  }
  const value = readField(json, fact.field, rulebook, name);
  return (account, signal, touch) => {
    account.levels[fact.index] = { value, at: signal.time, key: signal.key, before: undefined };
    touch(fact.slot);
  };
}

function itemUpdate(
  set: string,
  key: string,
  fields: Readonly<Record<string, unknown>>,
  rulebook: Rulebook,
): Update {
  const fact = rulebook.catalog.facts.get(set);
  if (fact?.kind !== 'set') throw new TestError(`"${set}" is not a set`);
  const values: FieldValue[] = [];
  for (const [name, json] of Object.entries(fields)) {
    const field = fact.fields.get(name);
    if (field === undefined)
      throw new TestError(`a ${fact.item} has no field "${name}"${hint(name, fact.fields.keys())}`);
    if (!field.pii)
      values.push({ index: field.index, value: readField(json, field, rulebook, `${fact.item}.${name}`) });
    else if (name === 'email') {
      values.push({ index: fact.fields.get('reachable')?.index ?? 0, value: true });
      values.push({ index: fact.fields.get('addressKey')?.index ?? 0, value: String(json) });
    }
  }
  return (account, signal, touch) => {
    const cell = account.sets[fact.index] ?? newSetCell();
    account.sets[fact.index] = cell;
    putItem(cell, key, values, signal.time, signal.key, fact.max, () => touch(fact.slot));
  };
}

function readField(json: unknown, field: Field, rulebook: Rulebook, name: string): LevelValue {
  const value = converted(json, field, rulebook);
  if (value === undefined)
    throw new TestError(`"${name}" is ${withArticle(field.type)}, got ${describeValue(json)}`);
  return value;
}

function converted(json: unknown, field: Field, rulebook: Rulebook): LevelValue | undefined {
  const { currency, minorPerMajor } = rulebook.catalog;
  switch (field.type) {
    case 'date':
      return typeof json === 'string' ? parseDay(json) : undefined;
    case 'instant':
      return typeof json === 'string' ? parseInstant(json) : undefined;
    case 'money': {
      if (typeof json === 'number') return { minor: Math.round(json * minorPerMajor), currency };
      if (typeof json !== 'object' || json === null || !('amount' in json) || !('currency' in json))
        return undefined;
      return { minor: Math.round(Number(json.amount) * minorPerMajor), currency: String(json.currency) };
    }
    case 'list':
      return Array.isArray(json) ? json.map(String) : undefined;
    default:
      return typeof json === field.type ? (json as LevelValue) : undefined;
  }
}
