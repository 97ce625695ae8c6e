import { defaultOperators, Liquid, type Template, Tokenizer, TypeGuards } from 'liquidjs';
import { hint } from '../authoring/suggest.ts';
import { FILTERS, FilterMisuse, MissingValue } from './liquid-filters.ts';

/** How printed values are made safe: HTML entities, plain text as it is, Slack's three control characters. */
export type Escaping = 'html' | 'text' | 'mrkdwn';

/** A mistake of the author; `line` and `column` count from 1 inside the text that was parsed. */
export interface LiquidProblem {
  readonly code: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

export interface ParsedLiquid {
  readonly source: string;
  readonly escaping: Escaping;
  readonly templates: Template[];
}

export type LiquidResult =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: 'missing-data' | 'render-failed'; readonly detail: string };

/** Author text longer than this is refused before it is read. */
export const MAX_SOURCE_LENGTH = 200_000;

/** Characters that values may add to one rendered part: far over what any channel takes. */
const MAX_PRINTED = 500_000;

const TAGS: ReadonlySet<string> = new Set([
  'if',
  'unless',
  'case',
  'for',
  'assign',
  'capture',
  'comment',
  'raw',
]);
/** Parts of those tags, which the engine reads together with them. */
const TAG_PARTS = ['else', 'elsif', 'when', 'endif', 'endunless', 'endcase', 'endfor', 'endcapture'];

interface FilterContext {
  readonly context: { readonly globals: object; readonly memoryLimit: { use(count: number): void } };
}

/** Text made safe for HTML content and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => HTML_ENTITIES[character] ?? '');
}

/** Parses one part of a template. All problems at once; `parsed` is undefined as soon as there is one. */
export function parseLiquid(
  source: string,
  escaping: Escaping,
): { parsed: ParsedLiquid | undefined; problems: LiquidProblem[] } {
  if (source.length > MAX_SOURCE_LENGTH) {
    const message = `this text has ${source.length} characters, at most ${MAX_SOURCE_LENGTH} are read`;
    return { parsed: undefined, problems: [{ code: 'template-too-large', message, line: 1, column: 1 }] };
  }
  try {
    return { parsed: { source, escaping, templates: ENGINES[escaping].parse(source) }, problems: [] };
  } catch (error) {
    return { parsed: undefined, problems: problemsOf(error) };
  }
}

/**
 * Renders with values that have been made safe (see `scopeOf`). Nothing is printed for a value that is not there:
 * the result is then `missing-data`. `zone` is the recipient's, for dates. No detail repeats a value.
 */
export function renderLiquid(parsed: ParsedLiquid, scope: object, zone: string): LiquidResult {
  try {
    const text: unknown = ENGINES[parsed.escaping].renderSync(parsed.templates, scope, {
      globals: Object.assign(Object.create(null) as object, { [ZONE]: zone }),
    });
    return { ok: true, text: String(text) };
  } catch (error) {
    const cause = firstCause(error);
    const place = placeOf(error);
    const at = `line ${place.line}, column ${place.column}`;
    if (cause.name === 'UndefinedVariableError' || cause instanceof MissingValue) {
      return { ok: false, reason: 'missing-data', detail: `a value is missing (${at})` };
    }
    const detail = cause instanceof FilterMisuse ? cause.message : 'the template could not be rendered';
    return { ok: false, reason: 'render-failed', detail: `${detail} (${at})` };
  }
}

/** Where each tag and output stands, in order; what `raw` and its end enclose is text. */
export function liquidTokens(source: string): { begin: number; end: number; isOutput: boolean }[] {
  return new Tokenizer(source)
    .readTopLevelTokens(ENGINES.text.options)
    .filter((token) => !TypeGuards.isHTMLToken(token))
    .map((token) => ({ begin: token.begin, end: token.end, isOutput: TypeGuards.isOutputToken(token) }));
}

/** In JavaScript `null < 3` is true: here a comparison with a value that is not there is false. */
const ordered = (holds: (sign: number) => boolean) => (left: unknown, right: unknown) => {
  if (left === undefined || left === null || right === undefined || right === null) return false;
  const comparable = typeof left === 'number' ? typeof right === 'number' : isText(left) && isText(right);
  if (!comparable) throw new FilterMisuse('only two numbers, or two texts, can be compared by size');
  return holds(left < right ? -1 : left > right ? 1 : 0);
};

const OPERATORS = {
  ...defaultOperators,
  '<': ordered((sign) => sign < 0),
  '<=': ordered((sign) => sign <= 0),
  '>': ordered((sign) => sign > 0),
  '>=': ordered((sign) => sign >= 0),
};

/** Not a name that a template can write, so that no template reads it. */
const ZONE = ' zone';

const HTML_ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
};

const ENGINES: Readonly<Record<Escaping, Liquid>> = {
  html: createLiquid(escapeHtml),
  text: createLiquid((text) => text),
  mrkdwn: createLiquid((text) => text.replace(/[&<>]/g, (character) => HTML_ENTITIES[character] ?? '')),
};

function createLiquid(madeSafe: (text: string) => string): Liquid {
  const print = function (this: FilterContext, value: unknown): string {
    const text = madeSafe(printed(value));
    this.context.memoryLimit.use(text.length);
    return text;
  };
  const engine = new Liquid({
    outputEscape: print,
    operators: OPERATORS,
    strictVariables: true,
    strictFilters: true,
    // Without it `if` and `default` could not ask for a value that may be absent.
    lenientIf: true,
    ownPropertyOnly: true,
    catchAllErrors: true,
    // An in-memory file system without files: `render` and its like are not even tags here.
    templates: {},
    parseLimit: MAX_SOURCE_LENGTH,
    memoryLimit: MAX_PRINTED,
    locale: 'en',
  });
  for (const name of Object.keys(engine.tags)) if (!TAGS.has(name)) delete engine.tags[name];
  for (const name of Object.keys(engine.filters)) engine.unregisterFilter(name);
  for (const [name, filter] of FILTERS) {
    engine.registerFilter(name, function (this: FilterContext, value: unknown, ...args: unknown[]) {
      const result = filter(value, args, zoneOf(this));
      if (typeof result === 'string') this.context.memoryLimit.use(result.length);
      return result;
    });
  }
  engine.registerFilter('escape', { raw: true, handler: print });
  return engine;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function zoneOf(filter: FilterContext): string {
  const zone: unknown = (filter.context.globals as Record<string, unknown>)[ZONE];
  return typeof zone === 'string' ? zone : 'UTC';
}

function printed(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (value === undefined || value === null) throw new MissingValue('nothing to print');
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return String(value);
    throw new FilterMisuse('a calculation gave no number');
  }
  const fix = Array.isArray(value) ? 'a list is printed with "join"' : 'an amount is printed with "money"';
  throw new FilterMisuse(`only text and numbers are printed: ${fix}`);
}

/** LiquidJS wraps: a list of errors, then an error with its token, then what was thrown. */
function firstCause(error: unknown): Error {
  let cause = asError(error);
  for (let depth = 0; depth < 20; depth += 1) {
    const { errors, originalError } = cause as { errors?: unknown[]; originalError?: unknown };
    if (cause.name === 'UndefinedVariableError') return cause;
    if (Array.isArray(errors) && errors.length > 0) cause = asError(errors[0]);
    else if (originalError instanceof Error) cause = originalError;
    else return cause;
  }
  return cause;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('unknown');
}

function placeOf(error: unknown): { line: number; column: number } {
  const { errors, token } = error as { errors?: unknown[]; token?: { getPosition(): number[] } };
  if (Array.isArray(errors) && errors.length > 0) return placeOf(errors[0]);
  const [line = 1, column = 1] = token?.getPosition() ?? [];
  return { line, column };
}

function problemsOf(error: unknown): LiquidProblem[] {
  const { errors } = error as { errors?: unknown[] };
  const problems = (errors ?? [error]).map((one) => ({ ...problemText(one), ...placeOf(one) }));
  // After a mistake inside a block its other tags are left over, and not the author's fault.
  return problems.filter(({ code }, index) => index === 0 || code !== 'tag-left-over');
}

function problemText(error: unknown): { code: string; message: string } {
  const plain = asError(error).message.replace(/, (?:file:[^,]*, )?line:\d+, col:\d+$/, '');
  const filter = /^undefined filter: (.*)$/.exec(plain)?.[1];
  if (filter !== undefined) {
    const allowed = [...FILTERS.keys(), 'escape'].sort();
    const listed = `${hint(filter, allowed) || ` (allowed: ${allowed.join(', ')})`}`;
    return { code: 'unknown-filter', message: `unknown filter "${filter}"${listed}` };
  }
  const tag = /^tag "(.*)" not found$/.exec(plain)?.[1];
  if (tag !== undefined) {
    if (TAG_PARTS.includes(tag))
      return { code: 'tag-left-over', message: `"${tag}" has no tag that it belongs to` };
    return { code: 'unknown-tag', message: `unknown tag "${tag}"${hint(tag, TAGS)}` };
  }
  return { code: 'liquid-syntax', message: plain };
}
