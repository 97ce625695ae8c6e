import { elapsedAt } from '../authoring/elapsed.ts';
import type { Reporter } from '../authoring/reporter.ts';
import { hint, nearest } from '../authoring/suggest.ts';
import { DAY_MS } from '../time/instant.ts';
import { elapsedMs, parseSpan } from '../time/span.ts';
import { isZone } from '../time/zone.ts';
import type { Catalog, Fact, Field, SetFact, Source, ValueType } from './catalog.ts';
import { CONTACT_FIELDS, DERIVED_FACTS } from './derived-facts.ts';
import type { FactJson, FactsJson, FieldJson } from './facts-schema.ts';

/** Signals older than this are refused live, so that tombstones and ids need no longer memory (DESIGN §10). */
export const HORIZON_MS = 14 * DAY_MS;
const DEFAULT_KEEP = 400 * DAY_MS;
const DEFAULT_KEEP_KEYS = 200;
const PERIOD_MS = { day: DAY_MS, week: 7 * DAY_MS, month: 28 * DAY_MS };

/** First words of names that conditions read from elsewhere than the catalog. */
const RESERVED_HEADS: ReadonlySet<string> = new Set(['signal', 'run', 'step', 'target', 'now']);

/**
 * Lays the facts of `facts.json`, and Touchline's own, out in slots. Reports what does not fit together. `words` are
 * what facts of Touchline's own can hold, where authors choose the words: segments, stages.
 */
export function compileCatalog(
  doc: FactsJson,
  report: Reporter,
  zone?: string,
  words: Readonly<Record<string, readonly string[]>> = {},
): Catalog {
  if (!isZone(doc.zone)) {
    const near = nearest(doc.zone, Intl.supportedValuesOf('timeZone'));
    const rest = near === undefined ? ' such as "Europe/Berlin"' : `, did you mean "${near}"?`;
    report.at('zone').error('unknown-zone', `"${doc.zone}" is not an IANA time zone${rest}`);
  }
  const sources = compileSources(doc, report);
  const facts = new Map<string, Fact>();
  const slots: Fact[] = [];
  const counts = { level: 0, log: 0, set: 0, series: 0 };
  // Fields of items have slots after those of all facts.
  let slotCount = Object.keys(DERIVED_FACTS).length + Object.keys(doc.facts).length;
  const add = (name: string, json: FactJson, at: Reporter, derived: boolean) => {
    const kind = kindOf(json);
    const base = { name, slot: slots.length, index: counts[kind], meaning: json.meaning, derived };
    counts[kind] += 1;
    const fact = compileFact(base, json, sources, slotCount, at);
    if (fact.kind === 'set') slotCount += fact.fields.size;
    facts.set(name, fact);
    slots.push(fact);
  };
  for (const [name, json] of Object.entries(DERIVED_FACTS)) {
    const own = words[name];
    add(name, own === undefined ? json : ({ ...json, in: [...own] } as FactJson), report, true);
  }
  for (const [name, json] of Object.entries(doc.facts)) {
    const at = report.at('facts', name);
    const [head = ''] = name.split('.');
    if (facts.has(name)) {
      const message = `the fact "${name}" is set by Touchline itself: choose another name`;
      at.error('reserved-name', message, [], 'key');
    } else if (RESERVED_HEADS.has(head))
      at.error(
        'reserved-name',
        `"${head}" means something else in conditions: choose another name`,
        [],
        'key',
      );
    else add(name, json, at, false);
  }
  const items = new Map<string, SetFact>();
  for (const fact of slots) {
    if (fact.kind === 'set') {
      const other = items.get(fact.item);
      if (other !== undefined) {
        report
          .at('facts', fact.name, 'item')
          .error(
            'duplicate-item',
            `"${fact.item}" is already an item of "${other.name}": choose another word`,
          );
      } else items.set(fact.item, fact);
    }
  }
  const contacts = items.get('contact');
  if (contacts?.name !== 'contacts') {
    report.error('missing-fact', 'a set "contacts" with "item": "contact" is missing', ['facts']);
  }
  return {
    facts,
    slots,
    slotCount,
    sources,
    items,
    contacts: contacts as SetFact,
    currency: doc.currency,
    minorPerMajor: minorUnits(doc.currency, report),
    zone: zone ?? doc.zone,
  };
}

function compileSources(doc: FactsJson, report: Reporter): Map<string, Source> {
  const sources = new Map<string, Source>();
  for (const [name, json] of Object.entries(doc.sources)) {
    const at = report.at('sources', name);
    sources.set(name, {
      name,
      index: sources.size,
      maxSilence: spanMs(json.maxSilence, at.at('maxSilence')),
      lateness: spanMs(json.lateness, at.at('lateness')) ?? 0,
    });
  }
  return sources;
}

function kindOf(json: FactJson): Fact['kind'] {
  if (json.type === 'set' || json.type === 'series') return json.type;
  return 'item' in json ? 'log' : 'level';
}

type Base = Pick<Fact, 'name' | 'slot' | 'index' | 'meaning' | 'derived'>;

function compileFact(
  base: Base,
  json: FactJson,
  sources: ReadonlyMap<string, Source>,
  fieldSlotsFrom: number,
  at: Reporter,
): Fact {
  if (json.type !== 'series' && !('item' in json)) {
    // A level's source is its field's.
    return { ...base, kind: 'level', field: compileField(base.name, base.index, json, sources, at) };
  }
  const source = sourceOf(json.source, sources, at.at('source'));
  if (json.type === 'series') {
    const keep = spanMs(json.keep, at.at('keep')) ?? DEFAULT_KEEP;
    if (json.last === true && json.distinct === true) {
      at.error('two-styles', 'a series is "last" or "distinct", not both', ['distinct'], 'key');
    }
    if (json.gap === 'carry' && json.last !== true) {
      at.error('wrong-value', '"carry" goes with a series of last values ("last": true)', ['gap']);
    }
    if (json.by !== undefined && (json.last === true || json.distinct === true)) {
      at.error('wrong-value', '"by" goes with a series that adds', ['by'], 'key');
    }
    return {
      ...base,
      kind: 'series',
      per: json.per,
      gap: json.gap,
      style: json.last === true ? 'last' : json.distinct === true ? 'distinct' : 'add',
      by: json.by,
      keepKeys: json.keepKeys ?? (json.distinct === true ? 10_000 : DEFAULT_KEEP_KEYS),
      keepPeriods: Math.ceil((keep + HORIZON_MS) / PERIOD_MS[json.per]) + 1,
      source,
    };
  }
  const keep = spanMs(json.keep, at.at('keep'));
  const fields = compileFields(
    base.name === 'contacts' ? { ...CONTACT_FIELDS, ...json.fields } : json.fields,
    sources,
    at,
  );
  for (const [name, field] of Object.entries(json.fields)) {
    if (json.item !== 'contact' && 'pii' in field && field.pii === true) {
      const message = '"pii" goes with fields of contacts: personal data is kept in their records alone';
      at.error('wrong-value', message, ['fields', name, 'pii'], 'key');
    }
  }
  if (base.name === 'contacts') {
    for (const name of Object.keys(json.fields)) {
      if (Object.hasOwn(CONTACT_FIELDS, name) && name !== 'roles') {
        at.error(
          'reserved-name',
          `the field "${name}" of a contact is set by Touchline itself`,
          ['fields', name],
          'key',
        );
      }
    }
  }
  const common = { ...base, item: json.item, fields, max: json.max, source: source as Source };
  const fieldSlots = [base.slot, ...Array.from({ length: fields.size }, (_, i) => fieldSlotsFrom + i)];
  return json.type === 'set'
    ? { ...common, kind: 'set', keep, fieldSlots }
    : { ...common, kind: 'log', keep: keep ?? DEFAULT_KEEP };
}

function compileFields(
  fields: Readonly<Record<string, FieldJson>>,
  sources: ReadonlyMap<string, Source>,
  at: Reporter,
): Map<string, Field> {
  const compiled = new Map<string, Field>();
  // Index 0 is the presence of the item itself.
  for (const [name, json] of Object.entries(fields)) {
    compiled.set(name, compileField(name, compiled.size + 1, json, sources, at.at('fields', name)));
  }
  return compiled;
}

function compileField(
  name: string,
  index: number,
  json: FieldJson | Extract<FactJson, { meaning: string }>,
  sources: ReadonlyMap<string, Source>,
  at: Reporter,
): Field {
  const type = json.type === 'contact' ? 'string' : json.type;
  const words = 'in' in json ? json.in : undefined;
  if (words !== undefined && type !== 'string' && type !== 'list') {
    at.error('wrong-value', `"in" goes with a string or a list of words, not with ${type}`, ['in'], 'key');
  }
  return {
    name,
    index,
    type: type as ValueType,
    in: words === undefined ? undefined : new Set(words),
    maxAge: 'maxAge' in json ? spanMs(json.maxAge, at.at('maxAge')) : undefined,
    source: 'source' in json ? sourceOf(json.source, sources, at.at('source')) : undefined,
    pii: 'pii' in json && json.pii === true,
  };
}

function sourceOf(
  name: string | undefined,
  sources: ReadonlyMap<string, Source>,
  at: Reporter,
): Source | undefined {
  if (name === undefined) return undefined;
  const source = sources.get(name);
  if (source === undefined)
    at.error('unknown-source', `unknown source "${name}"${hint(name, sources.keys())}`);
  return source;
}

function spanMs(text: string | undefined, at: Reporter): number | undefined {
  if (text === undefined) return undefined;
  const span = parseSpan(text);
  const isNothing = span !== undefined && elapsedMs(span) === 0;
  return isNothing ? 0 : elapsedAt(text, at);
}

/** ISO 4217 minor units as the platform's own currency data has them; any three letters would format as money. */
function minorUnits(currency: string, report: Reporter): number {
  const known = Intl.supportedValuesOf('currency');
  if (!known.includes(currency)) {
    const near = nearest(currency, known);
    const rest = near === undefined ? ' such as "USD"' : `, did you mean "${near}"?`;
    report.at('currency').error('wrong-value', `"${currency}" is not an ISO 4217 currency${rest}`);
    return 100;
  }
  const { maximumFractionDigits } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions();
  return 10 ** (maximumFractionDigits ?? 2);
}
