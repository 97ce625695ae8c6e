import type { Catalog } from '../../core/accounts/catalog.ts';
import { isMoney, type LevelValue } from '../../core/accounts/cell.ts';
import { formatDay, formatInstant } from '../../core/time/instant.ts';
import type { Guardrails } from '../../core/touches/guardrails.ts';
import type { TemplateValue, TemplateValues } from '../../core/touches/template-values.ts';
import type { Work } from '../../core/work.ts';
import type { ContactRecord } from '../ports/contact-book.ts';

/** What a touch is rendered from, besides the account itself. */
export interface TouchContext {
  /** Personal data, read at the last moment and kept nowhere else. */
  readonly contact: ContactRecord | undefined;
  /** What the step gave with the touch, and what its run carries. */
  readonly with: Readonly<Record<string, LevelValue>>;
  readonly run: Readonly<Record<string, LevelValue>>;
  readonly links: Readonly<Record<string, string>>;
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
      return own(context.contact?.fields, name);
    case 'account':
      return name === 'id' ? work.account.id : factValue(`account.${name}`, work, catalog);
    case 'facts':
      return factValue(name, work, catalog);
    case 'run':
      return own(context.run, name);
    case 'with':
      return own(context.with, name);
    case 'links':
      return Object.hasOwn(context.links, name) ? context.links[name] : undefined;
    case 'company':
      return companyValue(guardrails, name);
    default:
      return undefined;
  }
}

function own(values: Readonly<Record<string, LevelValue>> | undefined, name: string): TemplateValue {
  const value = values !== undefined && Object.hasOwn(values, name) ? values[name] : undefined;
  return typeof value === 'object' && isMoney(value) ? { ...value } : value;
}

function factValue(name: string, work: Work, catalog: Catalog): TemplateValue {
  const fact = catalog.facts.get(name);
  const value = fact?.kind === 'level' ? work.account.levels[fact.index]?.value : undefined;
  if (fact?.kind !== 'level' || value === undefined) return undefined;
  if (typeof value === 'number' && fact.field.type === 'date') return formatDay(value);
  if (typeof value === 'number' && fact.field.type === 'instant') return formatInstant(value);
  return typeof value === 'object' && isMoney(value) ? { ...value } : value;
}

function companyValue(guardrails: Guardrails, name: string): TemplateValue {
  const value = Object.entries(guardrails.company).find(([key]) => key === name)?.[1];
  return typeof value === 'string' ? value : undefined;
}
