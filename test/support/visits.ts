import type { SeriesFact } from '../../lib/core/accounts/catalog.ts';
import type { Rulebook } from '../../lib/core/rulebook.ts';
import { formatDay, parseDay } from '../../lib/core/time/instant.ts';
import { type RulebookParts, rulebookOf, when } from './rulebook.ts';
import { TestWorld } from './world.ts';

type Json = Readonly<Record<string, unknown>>;

/** A rule of one comparison. */
export const asking = (fact: string, operator: string, value: unknown, params: Json): Json => ({
  conditions: when(fact, operator, value, params),
});

export const CAME = {
  source: 'product',
  payload: { n: { type: 'number' }, who: { type: 'string', optional: true } },
  updates: [{ series: 'visits', add: { from: 'n' }, by: { from: 'who' } }],
};

/** A rulebook with these rules and the series `visits`, which the signal `came` adds to. */
export function visitsBook(
  rules: NonNullable<RulebookParts['rules']>,
  visits: Json = { by: 'who' },
  more: RulebookParts = {},
): Rulebook {
  const base = { type: 'series', per: 'day', gap: 'zero', source: 'product', meaning: 'A series' };
  const facts = { visits: { ...base, ...visits } };
  return rulebookOf({ ...more, facts, signals: { came: CAME, ...more.signals }, rules });
}

export function visitsOf(book: Rulebook): SeriesFact {
  const fact = book.catalog.facts.get('visits');
  if (fact?.kind !== 'series') throw new Error('the rulebook has no visits');
  return fact;
}

/** One visit at noon of each day, from the first to the last. */
export async function visited(
  book: Rulebook,
  first: string,
  last: string,
  who?: (day: number) => string,
): Promise<TestWorld> {
  const world = new TestWorld(book, `${first} 00:00`);
  for (let day = parseDay(first) ?? 0; day <= (parseDay(last) ?? 0); day += 1) {
    const data = who === undefined ? { n: 1 } : { n: 1, who: who(day) };
    await world.tell(`${formatDay(day)} 12:00`, 'came', data);
  }
  return world;
}
