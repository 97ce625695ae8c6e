import * as fc from 'fast-check';
import { type Account, newAccount } from '../../lib/core/accounts/account.ts';
import type { LevelValue } from '../../lib/core/accounts/cell.ts';
import type { Item } from '../../lib/core/accounts/item-set.ts';
import type { Reporter } from '../../lib/core/authoring/reporter.ts';
import { compileCondition } from '../../lib/core/conditions/compile-condition.ts';
import type { CompiledCondition } from '../../lib/core/conditions/compiled-condition.ts';
import type { ConditionJson } from '../../lib/core/conditions/condition-schema.ts';
import { newScope, type Scope } from '../../lib/core/conditions/scope.ts';
import { DAY_MS, type Instant, parseDay, parseInstant } from '../../lib/core/time/instant.ts';
import { rulebookOf } from './rulebook.ts';
import { ALIVE, at } from './world.ts';

/** Random conditions over plain facts of every type, and accounts for them: what two evaluators are compared on. */

export type FactType = 'number' | 'string' | 'boolean' | 'money' | 'date' | 'instant' | 'list';

/** Two facts and a field of the subject for each type; numbers and money compare with each other. */
export const FACTS: Readonly<Record<string, FactType>> = {
  'plain.one': 'number',
  two: 'number',
  'contact.age': 'number',
  word: 'string',
  'other.word': 'string',
  'contact.mood': 'string',
  yes: 'boolean',
  no: 'boolean',
  price: 'money',
  cost: 'money',
  day: 'date',
  'next.day': 'date',
  moment: 'instant',
  'contact.since': 'instant',
  tags: 'list',
  'contact.tags': 'list',
};

const fieldOf = (type: FactType) => (type === 'list' ? { type } : { type, maxAge: 'P10D' });
const levels = Object.entries(FACTS).filter(([name]) => !name.startsWith('contact.'));
const fields = Object.entries(FACTS).filter(([name]) => name.startsWith('contact.'));

export const rulebook = rulebookOf({
  facts: {
    ...Object.fromEntries(levels.map(([name, type]) => [name, { ...fieldOf(type), meaning: 'A fact' }])),
    contacts: {
      type: 'set',
      item: 'contact',
      max: 5,
      source: 'crm',
      meaning: 'People',
      fields: {
        ...Object.fromEntries(fields.map(([name, type]) => [name.slice('contact.'.length), fieldOf(type)])),
        persona: { type: 'string' },
        nps: { type: 'number' },
      },
    },
  },
});

export const NOW: Instant = at('2026-06-15 12:00');

/** Few values of each type, so that comparisons are often close and sometimes equal. As an author writes them. */
export const VALUES: Readonly<Record<FactType, readonly (string | number | boolean | readonly string[])[]>> =
  {
    number: [-1, 0, 0.5, 3, 3.0000001, 5, 1e9],
    string: ['', '3', 'a', 'b', 'true'],
    boolean: [true, false],
    money: [0, 0.01, 3, 5, 99.99],
    date: ['2026-06-01', '2026-06-02', '2027-01-01'],
    instant: ['2026-06-01T00:00:00Z', '2026-06-01T00:00:00.001Z', '2026-07-01T12:00:00+02:00'],
    list: [[], ['a'], ['a', 'b'], ['b', 'a', '3']],
  };

const OPERATORS: Readonly<Record<FactType, readonly string[]>> = {
  number: [
    'equal',
    'notEqual',
    'in',
    'notIn',
    'lessThan',
    'lessThanInclusive',
    'greaterThan',
    'greaterThanInclusive',
  ],
  money: [
    'equal',
    'notEqual',
    'in',
    'notIn',
    'lessThan',
    'lessThanInclusive',
    'greaterThan',
    'greaterThanInclusive',
  ],
  string: ['equal', 'notEqual', 'in', 'notIn'],
  boolean: ['equal', 'notEqual', 'in', 'notIn'],
  date: ['equal', 'notEqual', 'in', 'notIn', 'before', 'after'],
  instant: ['equal', 'notEqual', 'in', 'notIn', 'before', 'after'],
  list: ['contains', 'doesNotContain'],
};

const factOf = (...types: readonly FactType[]) =>
  fc.constantFrom(
    ...Object.entries(FACTS)
      .filter(([, type]) => types.includes(type))
      .map(([name]) => name),
  );
const scalarOf = (type: FactType) => fc.constantFrom(...(VALUES[type] as (string | number | boolean)[]));

const leaf: fc.Arbitrary<ConditionJson> = fc.constantFrom(...Object.entries(FACTS)).chain(([fact, type]) =>
  fc.constantFrom(...OPERATORS[type], 'isKnown').chain((operator) => {
    const of = (value: fc.Arbitrary<unknown>) =>
      value.map((one) => ({ fact, operator, value: one }) as ConditionJson);
    const asFact = (...types: readonly FactType[]) => factOf(...types).map((name) => ({ fact: name }));
    if (operator === 'isKnown') return of(fc.boolean());
    if (type === 'list')
      return of(
        fc.oneof({ weight: 3, arbitrary: scalarOf('string') }, { weight: 1, arbitrary: asFact('string') }),
      );
    if (operator === 'in' || operator === 'notIn') {
      const several = fc.array(scalarOf(type), { minLength: 1, maxLength: 3 });
      return of(
        type === 'string'
          ? fc.oneof({ weight: 3, arbitrary: several }, { weight: 1, arbitrary: asFact('list') })
          : several,
      );
    }
    const right = type === 'number' || type === 'money' ? asFact('number', 'money') : asFact(type);
    return of(fc.oneof({ weight: 2, arbitrary: scalarOf(type) }, { weight: 1, arbitrary: right }));
  }),
);

/** Nested lists, negations and names; the top is what json-rules-engine takes there. */
export interface RandomRule {
  readonly top: ConditionJson;
  readonly named: Readonly<Record<string, ConditionJson>>;
}

const { group } = fc.letrec<{ node: ConditionJson; group: ConditionJson }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    { weight: 3, arbitrary: leaf },
    { weight: 2, arbitrary: tie('group') },
    {
      weight: 1,
      arbitrary: fc.constantFrom('calm', 'deep').map((condition): ConditionJson => ({ condition })),
    },
  ),
  group: fc.oneof(
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((all): ConditionJson => ({ all })),
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((any): ConditionJson => ({ any })),
    tie('node').map((not): ConditionJson => ({ not })),
  ),
}));
/** `calm` names nothing; `deep` may use `calm`. */
const calm = fc.oneof(
  fc.array(leaf, { minLength: 1, maxLength: 2 }).map((any): ConditionJson => ({ any })),
  leaf.map((one): ConditionJson => ({ not: one })),
);
const deep = fc.oneof(
  calm,
  fc.constant<ConditionJson>({ not: { condition: 'calm' } }),
  leaf.map((one): ConditionJson => ({ all: [{ condition: 'calm' }, one] })),
);

export const randomRule: fc.Arbitrary<RandomRule> = fc
  .tuple(
    fc.oneof(
      { weight: 9, arbitrary: group },
      { weight: 1, arbitrary: fc.constant<ConditionJson>({ condition: 'deep' }) },
    ),
    calm,
    deep,
  )
  .map(([top, one, two]) => ({ top, named: { calm: one, deep: two } }));

/** What is known by name, as an author writes it; undefined is unknown, for the reason given. */
export type Gap = 'missing' | 'stale' | 'wrong currency';
export type Known = Readonly<
  Record<string, { readonly value: string | number | boolean | readonly string[] } | { readonly gap: Gap }>
>;

const known = (type: FactType) => fc.constantFrom(...VALUES[type]).map((value) => ({ value }));
const gap = (type: FactType) =>
  fc
    .constantFrom<Gap>(
      ...(type === 'money'
        ? (['missing', 'stale', 'wrong currency'] as const)
        : type === 'list'
          ? (['missing'] as const)
          : (['missing', 'stale'] as const)),
    )
    .map((one) => ({ gap: one }));

export const completeFacts: fc.Arbitrary<Known> = fc.record(
  Object.fromEntries(Object.entries(FACTS).map(([name, type]) => [name, known(type)])),
);
export const someFacts: fc.Arbitrary<Known> = fc.record(
  Object.fromEntries(
    Object.entries(FACTS).map(([name, type]) => [
      name,
      fc.oneof({ weight: 3, arbitrary: known(type) }, { weight: 2, arbitrary: gap(type) }),
    ]),
  ),
);

function kept(type: FactType, value: unknown, currency: string): LevelValue {
  if (type === 'money') return { minor: Math.round(Number(value) * 100), currency };
  if (type === 'date') return parseDay(String(value)) ?? 0;
  if (type === 'instant') return parseInstant(String(value)) ?? 0;
  return value as LevelValue;
}

/** A scope on an account that knows just that, with the contact as its subject. */
export function scopeWith(facts: Known): Scope {
  const { catalog } = rulebook;
  const account: Account = newAccount('acme', NOW - 100 * DAY_MS, 0);
  const item: Item = { key: 'ann', fields: [], since: NOW, removed: undefined };
  for (const [name, one] of Object.entries(facts)) {
    const type = FACTS[name] ?? 'number';
    if ('gap' in one && one.gap === 'missing') continue;
    const stale = 'gap' in one && one.gap === 'stale';
    const currency = 'gap' in one && one.gap === 'wrong currency' ? 'EUR' : 'USD';
    const value = kept(type, 'value' in one ? one.value : VALUES[type][0], currency);
    const cell = {
      value,
      at: stale ? NOW - 10 * DAY_MS - 1 : NOW - 10 * DAY_MS,
      key: 'test|1',
      before: undefined,
    };
    const fact = catalog.facts.get(name);
    if (fact?.kind === 'level') account.levels[fact.index] = cell;
    else item.fields[catalog.contacts.fields.get(name.slice('contact.'.length))?.index ?? 0] = cell;
  }
  const scope = newScope(account, NOW, 'UTC', ALIVE);
  scope.items[0] = item;
  return scope;
}

const THROWING: Reporter = {
  error: (_code, message) => {
    throw new Error(message);
  },
  warn: () => undefined,
  at: () => THROWING,
  failed: () => false,
};

export function compiled(rule: RandomRule): CompiledCondition {
  const { catalog } = rulebook;
  const env = {
    catalog,
    named: new Map(Object.entries(rule.named)),
    rules: new Map(),
    targets: new Map(),
    items: [catalog.contacts],
  };
  const condition = compileCondition(rule.top, env, THROWING);
  if (condition === undefined) throw new Error('the condition does not compile');
  return condition;
}

/** A value as a number where the type is one of time: `2026-06-01` in days, instants in milliseconds. */
export function comparableOf(type: FactType, value: unknown): unknown {
  if (type === 'date') return Date.parse(`${String(value)}T00:00:00Z`) / DAY_MS;
  if (type === 'instant') return Date.parse(String(value));
  return value;
}
