import type { Catalog, Fact, Field, ValueType } from '../accounts/catalog.ts';
import type { LevelValue } from '../accounts/cell.ts';

/** Where a value in an update comes from, checked: a payload field, something of the envelope, or a literal. */
export type ValueSource =
  | { readonly kind: 'field'; readonly index: number; readonly type: ValueType; readonly pii: boolean }
  | { readonly kind: 'time' }
  | { readonly kind: 'contact' }
  | { readonly kind: 'literal'; readonly value: LevelValue };

/** Whether a value kept as `got` may be stored in `field`. */
export function fits(got: ValueType, field: Field): boolean {
  return got === field.type;
}

/** Names of the facts of one kind, for a hint. */
export function namesOf(catalog: Catalog, kind: Fact['kind']): string[] {
  return catalog.slots.filter((fact) => fact.kind === kind && !fact.derived).map((fact) => fact.name);
}
