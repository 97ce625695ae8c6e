import type { Trace } from '../../core/conditions/compiled-condition.ts';
import type { ParamsJson } from '../../core/conditions/condition-schema.ts';
import { formatDay, formatInstant, type Instant, parseDay, parseInstant } from '../../core/time/instant.ts';

type Leaf = Extract<Trace, { fact: string }>;

const SIGNS: Readonly<Record<string, string>> = {
  equal: '=',
  notEqual: '≠',
  lessThan: '<',
  lessThanInclusive: '≤',
  greaterThan: '>',
  greaterThanInclusive: '≥',
  in: 'one of',
  notIn: 'none of',
  contains: 'contains',
  doesNotContain: 'does not contain',
  before: 'before',
  after: 'after',
};

const GAPS: Readonly<Record<string, string>> = {
  missing: 'never heard of',
  stale: 'too old to count',
  silent: 'its source has fallen silent',
  'not-heard': 'its source was never heard',
  overflowed: 'more items than are kept',
  'division-by-zero': 'there is nothing to compare with',
  undecided: 'what is known leaves it open',
};

/** A trace as indented lines, one a comparison: `✗ streak of usage.logins per week ≥ 3: got 1`. */
export function traceLines(trace: Trace, now: Instant, indent: string = ''): string[] {
  const mark = trace.result === 'true' ? '✓' : trace.result === 'false' ? '✗' : '?';
  if ('not' in trace) return [`${indent}${mark} not`, ...traceLines(trace.not, now, `${indent}  `)];
  if ('all' in trace)
    return [`${indent}${mark} all of`, ...trace.all.flatMap((part) => traceLines(part, now, `${indent}  `))];
  if ('any' in trace)
    return [`${indent}${mark} any of`, ...trace.any.flatMap((part) => traceLines(part, now, `${indent}  `))];
  return [`${indent}${mark} ${describeLeaf(trace, now)}`];
}

/** `streak of usage.logins per week ≥ 3: got 1, learnt 2 days ago`. */
export function describeLeaf(leaf: Leaf, now: Instant): string {
  const said = isTime(leaf) ? showTime : show;
  const asked = describeAsked(leaf, said);
  const learnt = leaf.asOf === undefined ? '' : `, learnt ${ageOf(now - leaf.asOf)} ago`;
  if (leaf.result === 'unknown')
    return `${asked}: unknown, ${GAPS[leaf.why ?? 'missing'] ?? leaf.why}${learnt}`;
  return `${asked}: got ${said(leaf.got)}${learnt}`;
}

/** `usage.logins < 3`, `status is not known`. */
export function describeAsked(
  leaf: {
    readonly fact: string;
    readonly params?: unknown;
    readonly operator: string;
    readonly value: unknown;
  },
  said: (value: unknown) => string = show,
): string {
  const { operator, value } = leaf;
  if (operator === 'isKnown') return `${describeFact(leaf)} ${value === true ? 'is known' : 'is not known'}`;
  return `${describeFact(leaf)} ${SIGNS[operator] ?? operator} ${said(value)}`;
}

/** Whether days or instants are compared: "before" and "after" do nothing else, and authors write them as text. */
function isTime({ operator, value, got }: Leaf): boolean {
  if (operator === 'before' || operator === 'after') return true;
  if (typeof got !== 'number') return false;
  return [value]
    .flat()
    .some((one) => typeof one === 'string' && (parseDay(one) ?? parseInstant(one)) !== undefined);
}

/** No instant of any use is so near to 1970, and no day so far from it. */
const LAST_DAY = 10_000_000;

/** Days are counted and instants are in milliseconds, both as plain numbers. */
function showTime(value: unknown): string {
  if (typeof value !== 'number') return show(value);
  return value < LAST_DAY ? formatDay(value) : formatInstant(value);
}

/** The fact with its parameters in words: `ratio of (sum of support.tickets over P7D) to …`. */
export function describeFact(leaf: { readonly fact: string; readonly params?: unknown }): string {
  const params = leaf.params as ParamsJson | undefined;
  if (params === undefined) return leaf.fact;
  const parts = [leaf.fact];
  for (const [key, value] of Object.entries(params)) {
    if (value === undefined) continue;
    if (key === 'where') parts.push(`where ${describeWhere(value)}`);
    else if (typeof value === 'object')
      parts.push(`${key} (${describeFact(value as { fact: string; params?: unknown })})`);
    else parts.push(`${key} ${String(value)}`);
  }
  return parts.join(' ');
}

function describeWhere(where: unknown): string {
  if (typeof where !== 'object' || where === null) return String(where);
  if ('all' in where && Array.isArray(where.all)) return where.all.map(describeWhere).join(' and ');
  if ('any' in where && Array.isArray(where.any)) return `(${where.any.map(describeWhere).join(' or ')})`;
  if ('not' in where) return `not ${describeWhere(where.not)}`;
  if ('condition' in where) return String(where.condition);
  const leaf = where as { fact: string; params?: unknown; operator: string; value: unknown };
  return describeAsked(leaf);
}

function show(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'number') return shortNumber(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : value.map(show).join(', ');
  if (typeof value !== 'object') return String(value);
  if ('low' in value && 'high' in value) return `${show(value.low)} to ${show(value.high)}`;
  return 'fact' in value ? describeFact(value as { fact: string; params?: unknown }) : JSON.stringify(value);
}

/** Four decimals, and four digits of what is smaller than one: never fewer digits than stand before the point. */
function shortNumber(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return String(Math.abs(value) < 1 ? Number(value.toPrecision(4)) : Math.round(value * 10_000) / 10_000);
}

/** `5 minutes`, `3 hours`, `12 days`. */
export function ageOf(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const [count, unit] =
    minutes < 120
      ? [minutes, 'minute']
      : minutes < 2880
        ? [Math.floor(minutes / 60), 'hour']
        : [Math.floor(minutes / 1440), 'day'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/**
 * The comparison that decided a condition: where it failed the first false one, where it is unknown the first unknown
 * one, where it holds the first true one. Of a negation, the one that decided what is negated.
 */
export function decidingLeaf(trace: Trace): Leaf | undefined {
  if ('fact' in trace) return trace;
  if ('not' in trace) return decidingLeaf(trace.not);
  const parts = 'all' in trace ? trace.all : trace.any;
  const part = parts.find((one) => one.result === trace.result) ?? parts[0];
  return part === undefined ? undefined : decidingLeaf(part);
}
