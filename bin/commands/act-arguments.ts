import { InvalidArgumentError } from 'commander';
import type { LevelValue } from '../../lib/core/accounts/cell.ts';
import type { Rulebook } from '../../lib/core/rulebook.ts';
import { timeProblem } from '../../lib/core/signals/plausible-time.ts';
import { type Instant, parseInstant } from '../../lib/core/time/instant.ts';
import { addSpan, parseSpan, type Span } from '../../lib/core/time/span.ts';

/** When something is to be: an instant, or so much later than now. */
export type Until = { readonly at: Instant } | { readonly span: Span };

const MAX_LENGTH = 500;
const FIELD_NAME = /^[A-Za-z][\w.-]{0,99}$/;
/** As JSON writes a number; what begins with a zero ("00420") is a text that happens to be of digits. */
const NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/;

/** `2026-06-08T09:00:00Z`, `P3D` or `2 business days`. */
export function untilArgument(text: string): Until {
  const at = parseInstant(text);
  if (at !== undefined) {
    const implausible = timeProblem(at);
    if (implausible !== undefined) throw new InvalidArgumentError(`the instant ${implausible}.`);
    return { at };
  }
  const span = parseSpan(text);
  if (span === undefined || !isAhead(span))
    throw new InvalidArgumentError(
      'until is an instant such as "2026-06-01T09:00:00Z", or a span from now such as "P3D" or "2 business days".',
    );
  return { span };
}

function isAhead(span: Span): boolean {
  return 'businessDays' in span ? span.businessDays > 0 : span.months + span.days + span.ms > 0;
}

/** Spans are counted on the calendar of the rulebook, in its zone. Undefined past the years that can be written. */
export function instantOf(until: Until, now: Instant, { calendar, catalog }: Rulebook): Instant | undefined {
  const at = 'at' in until ? until.at : addSpan(catalog.zone, now, until.span, calendar);
  return timeProblem(at) === undefined ? at : undefined;
}

/** Collects `--field name=value`, given as often as there are fields. Numbers and true or false are such; else text. */
export function fieldArgument(
  text: string,
  before: Readonly<Record<string, LevelValue>> = {},
): Readonly<Record<string, LevelValue>> {
  const [, name = '', value = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  if (!FIELD_NAME.test(name))
    throw new InvalidArgumentError('a field is name=value, and its name one word such as "cause".');
  if (Object.hasOwn(before, name)) throw new InvalidArgumentError(`the field "${name}" stands here twice.`);
  return Object.fromEntries([...Object.entries(before), [name, fieldValue(lineArgument(value))]]);
}

function fieldValue(text: string): LevelValue {
  if (text === 'true' || text === 'false') return text === 'true';
  return NUMBER.test(text) ? Number(text) : text;
}

/** A line that a person writes: a reason, an outcome. */
export function lineArgument(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('there is nothing in it.');
  if (text.length > MAX_LENGTH) throw new InvalidArgumentError(`at most ${MAX_LENGTH} characters are kept.`);
  if (/[\p{Cc}\u2028\u2029]/u.test(text))
    throw new InvalidArgumentError('line breaks and control characters have no place here.');
  return text;
}
