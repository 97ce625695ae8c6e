import type { ValueType } from '../accounts/catalog.ts';
import { hint, listOf } from '../authoring/suggest.ts';
import { OPERATORS } from './operators.ts';

/** How other languages write an operator. */
const SPELLINGS: Readonly<Record<string, string>> = {
  '<': 'lessThan',
  '<=': 'lessThanInclusive',
  '>': 'greaterThan',
  '>=': 'greaterThanInclusive',
  '=': 'equal',
  '==': 'equal',
  '===': 'equal',
  '!=': 'notEqual',
  '!==': 'notEqual',
  exists: 'isKnown',
};

/** What an unknown operator was meant to be. */
export function operatorHint(name: string): string {
  const meant = SPELLINGS[name];
  return meant === undefined ? hint(name, OPERATORS.keys()) : `, did you mean "${meant}"?`;
}

/** The same question, as it is asked of numbers, of times, of single values and of lists. */
const COUNTERPARTS: readonly (readonly string[])[] = [
  ['lessThan', 'before'],
  ['lessThanInclusive', 'before'],
  ['greaterThan', 'after'],
  ['greaterThanInclusive', 'after'],
  ['equal', 'contains'],
  ['in', 'contains'],
  ['notEqual', 'doesNotContain'],
  ['notIn', 'doesNotContain'],
];

/** What to use instead of an operator that does not compare this type. */
export function operatorFor(name: string, type: ValueType): string {
  const pair = COUNTERPARTS.find((one) => one.includes(name) && one.some((other) => takes(other, type)));
  const meant = pair?.find((other) => other !== name);
  if (meant !== undefined) return `, did you mean "${meant}"?`;
  return listOf([...OPERATORS.keys()].filter((one) => takes(one, type)));
}

function takes(name: string, type: ValueType): boolean {
  return OPERATORS.get(name)?.on.has(type) === true;
}
