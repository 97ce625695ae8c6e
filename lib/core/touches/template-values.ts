/**
 * A value for a template. Days and instants come as text (`2026-11-26`, `2026-11-26T09:00:00Z`), money as
 * `{ minor, currency }`, items of sets as objects of the rest. What is null, undefined or blank text is absent.
 */
export type TemplateValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly TemplateValue[]
  | { readonly [name: string]: TemplateValue };

/** By the path under which a template reads it: `contact.firstName`, `facts.seats.used`. */
export type TemplateValues = Readonly<Record<string, TemplateValue>>;

export type ScopeResult =
  | { readonly ok: true; readonly scope: object }
  | { readonly ok: false; readonly reason: 'missing-data' | 'unsafe-value'; readonly detail: string };

const MAX_TEXT_LENGTH = 4000;
const MAX_ITEMS = 200;
const MAX_DEPTH = 3;
const MAX_FIELDS = 40;

/** Controls but for tab and line breaks, line separators, half characters: nothing that a person typed on purpose. */
const CONTROLS = /(?![\t\n\r])[\p{Cc}\p{Cs}\u2028\u2029\ufff9-\ufffb]/u;
/** Marks that turn the order of what follows around, so that a text reads as another than it is. */
const BIDI_OVERRIDES = /[\u202a-\u202e\u2066-\u2069]/u;
const NONCHARACTERS = /\p{Noncharacter_Code_Point}/u;
/** Links that run or carry content. They mean harm even where they would stand as mere text. */
const ACTIVE_LINK = /^(?:(?:javascript|vbscript|livescript|view-source|blob):|data:[a-z]*[/,;]|file:\/)/i;
/** A name that says "https://…" would become a link in most readers, in a message with the company's own name on it. */
const ANY_LINK = /:\/\/|\bwww\./i;

/**
 * Lays out the values that a template needs, and nothing else, as nested objects without prototypes. `missing-data`
 * when a required value is absent, `unsafe-value` when any value is one that no template should show; the detail
 * names paths and never a value.
 */
export function scopeOf(
  needs: ReadonlyMap<string, 'required' | 'optional'>,
  values: TemplateValues,
): ScopeResult {
  const scope = bare();
  const missing: string[] = [];
  for (const [path, need] of needs) {
    const given = Object.hasOwn(values, path) ? values[path] : undefined;
    const value = cleaned(given, path, 0);
    if (value instanceof Unsafe)
      return { ok: false, reason: 'unsafe-value', detail: `${path}: ${value.why}` };
    if (value !== undefined) put(scope, path.split('.'), value);
    else if (need === 'required') missing.push(path);
  }
  if (missing.length === 0) return { ok: true, scope };
  return { ok: false, reason: 'missing-data', detail: `no value for ${missing.join(', ')}` };
}

class Unsafe {
  readonly why: string;
  constructor(why: string) {
    this.why = why;
  }
}

type Clean = string | number | boolean | readonly Clean[] | Bare;
interface Bare {
  [name: string]: Clean;
}

function bare(): Bare {
  return Object.create(null) as Bare;
}

function put(scope: Bare, path: readonly string[], value: Clean): void {
  let place = scope;
  for (const name of path.slice(0, -1)) {
    const inner = place[name];
    const next = typeof inner === 'object' && !Array.isArray(inner) ? (inner as Bare) : bare();
    place[name] = next;
    place = next;
  }
  place[path.at(-1) ?? ''] = value;
}

function cleaned(value: TemplateValue, path: string, depth: number): Clean | undefined | Unsafe {
  switch (typeof value) {
    case 'string':
      return cleanedText(value, path);
    case 'number':
      return Number.isFinite(value) ? value : undefined;
    case 'boolean':
      return value;
    case 'object':
      if (value === null) return undefined;
      if (depth >= MAX_DEPTH) return new Unsafe('nested too deep');
      return isList(value) ? cleanedList(value, path, depth) : cleanedObject(value, path, depth);
    default:
      return undefined;
  }
}

function cleanedText(text: string, path: string): string | undefined | Unsafe {
  if (text.length > MAX_TEXT_LENGTH) {
    return new Unsafe(`${text.length} characters long, at most ${MAX_TEXT_LENGTH} are sent`);
  }
  if (CONTROLS.test(text) || NONCHARACTERS.test(text)) return new Unsafe('has control characters');
  if (BIDI_OVERRIDES.test(text)) return new Unsafe('turns the direction of writing');
  if (ACTIVE_LINK.test(text.replace(/\s/g, ''))) return new Unsafe('is a link that runs or carries content');
  const said = path.startsWith('contact.') || path.startsWith('account.');
  if (said && ANY_LINK.test(text)) return new Unsafe('holds a link, where a customer speaks of themself');
  return text.trim() === '' ? undefined : text;
}

function cleanedList(list: readonly TemplateValue[], path: string, depth: number): Clean | Unsafe {
  if (list.length > MAX_ITEMS) return new Unsafe(`${list.length} items, at most ${MAX_ITEMS} are sent`);
  const items: Clean[] = [];
  for (const item of list) {
    const clean = cleaned(item, path, depth + 1);
    if (clean instanceof Unsafe) return clean;
    if (clean !== undefined) items.push(clean);
  }
  return items;
}

function cleanedObject(
  object: { readonly [name: string]: TemplateValue },
  path: string,
  depth: number,
): Clean | Unsafe {
  const names = Object.keys(object);
  if (names.length > MAX_FIELDS) return new Unsafe(`${names.length} fields, at most ${MAX_FIELDS} are sent`);
  const fields = bare();
  for (const name of names) {
    const clean = cleaned(object[name], path, depth + 1);
    if (clean instanceof Unsafe) return clean;
    if (clean !== undefined) fields[name] = clean;
  }
  return fields;
}

function isList(value: readonly TemplateValue[] | object): value is readonly TemplateValue[] {
  return Array.isArray(value);
}
