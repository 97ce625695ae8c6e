import type { Catalog, ValueType } from '../../core/accounts/catalog.ts';
import { isMoney, type LevelValue } from '../../core/accounts/cell.ts';
import type { Item } from '../../core/accounts/item-set.ts';
import type { CompiledJourney } from '../../core/journeys/journey.ts';
import { formatDay, formatInstant } from '../../core/time/instant.ts';
import type { Guardrails } from '../../core/touches/guardrails.ts';
import type { TemplateValue, TemplateValues } from '../../core/touches/template-values.ts';
import type { Work } from '../../core/work.ts';
import type { ContactRecord } from '../ports/contact-book.ts';

/** What a touch is rendered from, besides the account itself. */
export interface TouchContext {
  /** Personal data, read at the last moment and kept nowhere else. */
  readonly contact: ContactRecord | undefined;
  /** What else is known of the contact, kept with the account. */
  readonly item: Item | undefined;
  /** What the step gave with the touch, and what its run carries. */
  readonly with: Readonly<Record<string, LevelValue>>;
  readonly run: Readonly<Record<string, LevelValue>>;
  readonly types: CarriedTypes;
  readonly links: Readonly<Record<string, string>>;
}

/** Types of the values that a touch and its run carry, by name: dates and instants are plain numbers in them. */
export interface CarriedTypes {
  readonly with: ReadonlyMap<string, ValueType>;
  readonly run: ReadonlyMap<string, ValueType>;
}

export function carriedTypes(definition: CompiledJourney, stepId: string): CarriedTypes {
  const run = new Map(definition.needs);
  for (const step of definition.steps.values()) {
    if (step.kind === 'waitFor') for (const [name, { type }] of step.waitFor.keep) run.set(name, type);
  }
  const step = definition.steps.get(stepId);
  const given = step?.kind === 'touch' ? [...step.touch.with] : [];
  return { with: new Map(given.map(([name, { type }]) => [name, type])), run };
}

/** The values that a template may read, by path: only the paths that it needs are looked at. */
export function touchValues(needs: Iterable<string>, work: Work, context: TouchContext): TemplateValues {
  const values: Record<string, TemplateValue> = {};
  for (const path of needs) values[path] = valueAt(path, work, context);
  return values;
}

function valueAt(path: string, work: Work, context: TouchContext): TemplateValue {
  const dot = path.indexOf('.');
  const name = path.slice(dot + 1);
  const { catalog, guardrails } = work.rulebook;
  switch (path.slice(0, dot)) {
    case 'contact':
      return own(context.contact?.fields, name) ?? itemValue(name, context.item, catalog);
    case 'account':
      return name === 'id' ? work.account.id : factValue(`account.${name}`, work, catalog);
    case 'facts':
      return factValue(name, work, catalog);
    case 'run':
      return own(context.run, name, context.types.run);
    case 'with':
      return own(context.with, name, context.types.with);
    case 'links':
      return Object.hasOwn(context.links, name) ? context.links[name] : undefined;
    case 'company':
      return companyValue(guardrails, name);
    default:
      return undefined;
  }
}

function own(
  values: Readonly<Record<string, LevelValue>> | undefined,
  name: string,
  types?: ReadonlyMap<string, ValueType>,
): TemplateValue {
  const value = values !== undefined && Object.hasOwn(values, name) ? values[name] : undefined;
  return shown(value, types?.get(name));
}

function itemValue(name: string, item: Item | undefined, catalog: Catalog): TemplateValue {
  const field = catalog.contacts.fields.get(name);
  return field === undefined ? undefined : shown(item?.fields[field.index]?.value, field.type);
}

function factValue(name: string, work: Work, catalog: Catalog): TemplateValue {
  const fact = catalog.facts.get(name);
  if (fact?.kind !== 'level') return undefined;
  return shown(work.account.levels[fact.index]?.value, fact.field.type);
}

function shown(value: LevelValue | undefined, type: ValueType | undefined): TemplateValue {
  if (typeof value === 'number' && type === 'date') return formatDay(value);
  if (typeof value === 'number' && type === 'instant') return formatInstant(value);
  return typeof value === 'object' && isMoney(value) ? { ...value } : value;
}

function companyValue(guardrails: Guardrails, name: string): TemplateValue {
  const value = Object.entries(guardrails.company).find(([key]) => key === name)?.[1];
  return typeof value === 'string' ? value : undefined;
}
