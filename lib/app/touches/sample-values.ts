import type { ValueType } from '../../core/accounts/catalog.ts';
import type { Rulebook } from '../../core/rulebook.ts';
import { DAY_MS, formatDay, formatInstant, type Instant } from '../../core/time/instant.ts';
import { type CompiledTemplate, declaredPath } from '../../core/touches/compiled-template.ts';
import type { TemplateValue, TemplateValues } from '../../core/touches/template-values.ts';
import { carriedTypes } from './touch-values.ts';

/** Of the type that a value has, or else of what its template does with it. */
type Kind = ValueType | 'share' | 'link';

interface Known {
  readonly kind: Kind;
  readonly in?: ReadonlySet<string> | undefined;
}

/** Reserved for examples (RFC 2606): a link that somebody follows leads nowhere. */
const LINK = 'https://example.com/sample';
/** What a reader would take for a mistake if it were any text. */
const TEXTS: Readonly<Record<string, string>> = {
  'contact.firstName': 'Alex',
  'contact.lastName': 'Sample',
  'contact.name': 'Alex Sample',
  'contact.email': 'alex@example.com',
  'account.name': 'Sample Company',
  'account.id': 'sample-account',
};
/** Dates lie ahead, as those do that people are written to about. */
const AHEAD_MS = 30 * DAY_MS;

/**
 * Made-up values for everything that a template reads, required or not, so that it can be looked at before it has
 * anybody to go to. Types come from the fact catalog and from the journeys that send the template; where neither knows,
 * from what the template does with the value. Company fields are the real ones as far as there are any.
 */
export function sampleValues(template: CompiledTemplate, rulebook: Rulebook, now: Instant): TemplateValues {
  const carried = typesCarried(template.id, rulebook);
  const values: Record<string, TemplateValue> = {};
  for (const path of template.needs.keys()) {
    const [root = '', ...names] = path.split('.');
    const name = names.join('.');
    if (root === 'links') values[path] = LINK;
    else if (root === 'company') values[path] = company(name, rulebook);
    else {
      const used = inUse(path, template);
      const known = carried.get(path) ?? inCatalog(root, name, rulebook) ?? used;
      // A share is a number and a link a text for everybody else.
      const finer = known.in === undefined && (used.kind === 'share' || used.kind === 'link');
      values[path] = sample(path, finer ? used : known, rulebook, now);
    }
  }
  return values;
}

/** Types of what the journeys of today give with this template, and carry while they send it. */
function typesCarried(id: string, rulebook: Rulebook): ReadonlyMap<string, Known> {
  const types = new Map<string, Known>();
  for (const journey of rulebook.journeys.values()) {
    for (const step of journey.steps.values()) {
      if (step.kind !== 'touch' || step.touch.template !== id) continue;
      const carried = carriedTypes(journey, step.id);
      for (const [name, kind] of carried.with) types.set(`with.${name}`, { kind });
      for (const [name, kind] of carried.run) types.set(`run.${name}`, { kind });
    }
  }
  return types;
}

function inCatalog(root: string, name: string, { catalog }: Rulebook): Known | undefined {
  const field = root === 'contact' ? catalog.contacts.fields.get(name) : undefined;
  const fact = catalog.facts.get(root === 'facts' ? name : `${root}.${name}`);
  const level = field ?? (fact?.kind === 'level' ? fact.field : undefined);
  return level && { kind: level.type, in: level.in };
}

const BY_FILTER: Readonly<Record<string, Kind>> = {
  number: 'number',
  plus: 'number',
  minus: 'number',
  times: 'number',
  divided_by: 'number',
  floor: 'number',
  ceil: 'number',
  round: 'number',
  percent: 'share',
  money: 'money',
  date: 'instant',
  join: 'list',
  first: 'list',
  last: 'list',
};

/** What the template takes the value for: text, where it only prints it. */
function inUse(path: string, { parts }: CompiledTemplate): Known {
  const name = path.replaceAll('.', '\\.');
  for (const { key, source, shape } of parts.values()) {
    const within = shape.reads.find((read) => declaredPath(read.segments, new Set([path])) !== undefined);
    if (within === undefined) continue;
    const part = within.segments.slice(path.split('.').length)[0];
    if (part === 'minor' || part === 'currency') return { kind: 'money' };
    const filter = new RegExp(`${name}\\s*\\|\\s*(?:default:[^|}]*\\|\\s*)?(\\w+)`).exec(source)?.[1] ?? '';
    const kind = Object.hasOwn(BY_FILTER, filter) ? BY_FILTER[filter] : undefined;
    if (kind !== undefined) return { kind };
    if (new RegExp(`\\bin\\s+${name}\\b`).test(source)) return { kind: 'list' };
    if (new RegExp(`${name}\\s*[<>=!]=?\\s*-?\\d`).test(source)) return { kind: 'number' };
    if (new RegExp(`href\\s*=\\s*["']?\\{\\{-?\\s*${name}\\b`).test(source)) return { kind: 'link' };
    if (key === 'card.action.url' && source.trimStart().startsWith('{{')) return { kind: 'link' };
  }
  return { kind: 'string' };
}

function sample(path: string, known: Known, { catalog }: Rulebook, now: Instant): TemplateValue {
  const [allowed] = known.in ?? [];
  if (allowed !== undefined) return known.kind === 'list' ? [allowed] : allowed;
  switch (known.kind) {
    case 'string':
      return textFor(path);
    case 'number':
      return 42;
    case 'share':
      return 0.42;
    case 'boolean':
      return true;
    case 'money':
      return { minor: 4200 * catalog.minorPerMajor, currency: catalog.currency };
    case 'date':
      return formatDay(Math.floor((now + AHEAD_MS) / DAY_MS));
    case 'instant':
      return formatInstant(now + AHEAD_MS);
    case 'list':
      return ['one sample', 'another sample'];
    case 'link':
      return LINK;
  }
}

/** A text that says what it stands for: `sample invoice`. One that is a link by its name is a link. */
function textFor(path: string): string {
  const text = Object.hasOwn(TEXTS, path) ? TEXTS[path] : undefined;
  if (text !== undefined) return text;
  const name = path.slice(path.lastIndexOf('.') + 1);
  if (/(?:url|link|href)$/i.test(name)) return LINK;
  return `sample ${name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()}`;
}

function company(name: string, { guardrails }: Rulebook): TemplateValue {
  const real = Object.entries(guardrails.company).find(([key]) => key === name)?.[1];
  if (typeof real === 'string') return real;
  if (name === 'supportAddress') return 'support@example.com';
  return /url|website/i.test(name) ? LINK : `sample ${name}`;
}
