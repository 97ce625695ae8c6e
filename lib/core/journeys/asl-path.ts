import type { AslTemplate } from './asl.ts';

/** A plain reference path: own properties only, no indexes, no filters, no functions. */
const PATH = /^\$(?:\.[A-Za-z_][A-Za-z0-9_]*)*$/;
const PROTOTYPE_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
const TOKEN_PATH = '$$.Task.Token';

/** Whether the stepper reads or writes at this path. */
export function isPlainPath(path: string): boolean {
  return PATH.test(path) && !segmentsOf(path).some((segment) => PROTOTYPE_KEYS.has(segment));
}

/** Whether a template may refer to this: the data, or the token of the task. */
export function isTemplatePath(path: string): boolean {
  return path === TOKEN_PATH || isPlainPath(path);
}

/** What stands at a path, in a box so that a stored `undefined` cannot be mistaken; nothing if there is no such place. */
export function readPath(path: string, data: unknown): { readonly value: unknown } | undefined {
  let value = data;
  for (const segment of segmentsOf(path)) {
    if (!isObject(value) || !Object.hasOwn(value, segment)) return undefined;
    value = value[segment];
  }
  return { value };
}

/**
 * A copy of `data` with `result` at `path`: null leaves the data as it is, `$` or undefined replaces it. Objects on
 * the way are made as needed. Undefined where something on the way is not an object, so that the path does not fit.
 */
export function insertAt(
  path: string | null | undefined,
  data: unknown,
  result: unknown,
): { readonly value: unknown } | undefined {
  if (path === null) return { value: data };
  return insert(segmentsOf(path ?? '$'), data, result);
}

function insert(segments: readonly string[], data: unknown, result: unknown): { value: unknown } | undefined {
  const [head, ...rest] = segments;
  if (head === undefined) return { value: result };
  if (!isObject(data)) return undefined;
  const inner = insert(rest, Object.hasOwn(data, head) ? data[head] : {}, result);
  return inner === undefined ? undefined : { value: { ...data, [head]: inner.value } };
}

/** A template with its paths filled in, or the first path that leads nowhere. */
export function fillTemplate(
  template: AslTemplate,
  data: unknown,
  token: string,
): { readonly value: Record<string, unknown> } | { readonly missing: string } {
  const value: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(template)) {
    if (key.endsWith('.$')) {
      const path = String(part);
      const found = path === TOKEN_PATH ? { value: token } : readPath(path, data);
      if (found === undefined) return { missing: path };
      value[key.slice(0, -2)] = found.value;
    } else if (typeof part === 'object' && part !== null) {
      const inner = fillTemplate(part, data, token);
      if ('missing' in inner) return inner;
      value[key] = inner.value;
    } else {
      value[key] = part;
    }
  }
  return { value };
}

function segmentsOf(path: string): string[] {
  return path === '$' ? [] : path.slice(2).split('.');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
