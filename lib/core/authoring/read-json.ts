import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Issue } from './issue.ts';

export type JsonPath = readonly (string | number)[];

/** One author's file: its plain value, and where each part of it stands. */
export interface JsonDocument {
  readonly file: string;
  readonly value: unknown;
  /** Line and column (from 1) of the value at `path`, or of its key; of the nearest parent that exists otherwise. */
  positionOf(path: JsonPath, part?: 'key' | 'value'): { line: number; column: number };
}

/** Deeper nesting than any rule needs; keeps recursion over author text bounded. */
const MAX_DEPTH = 64;
/** No rule, journey or catalog comes near a megabyte. */
const MAX_BYTES = 1_000_000;
/** Names that reach an object's prototype: refused as keys wherever author or signal text becomes an object. */
const PROTOTYPE_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads strict JSON (no comments, no trailing commas) and keeps positions. Every syntax error, duplicate key and
 * prototype key becomes an issue in `issues`; the result is undefined when the text cannot be used at all.
 */
export function readJson(file: string, text: string, issues: Issue[]): JsonDocument | undefined {
  const lines = lineStarts(text);
  const at = (offset: number) => position(lines, offset);
  const problem = (offset: number, code: string, message: string) => {
    issues.push({ severity: 'error', code, file, ...at(offset), path: '', message });
  };
  if (text.length > MAX_BYTES) {
    problem(0, 'file-too-large', `this file has ${text.length} characters, at most ${MAX_BYTES} are read`);
    return undefined;
  }
  const tooDeep = depthBeyond(text, MAX_DEPTH);
  if (tooDeep !== undefined) {
    problem(tooDeep, 'too-deep', `nested more than ${MAX_DEPTH} levels deep`);
    return undefined;
  }
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const first = errors[0];
  if (first !== undefined) {
    problem(first.offset, 'syntax', syntaxMessage(first, text));
    return undefined;
  }
  if (tree === undefined) {
    problem(0, 'syntax', 'this file is empty, a JSON object is expected');
    return undefined;
  }
  const before = issues.length;
  const value = plainValue(tree, problem);
  if (issues.length > before) return undefined;
  return {
    file,
    value,
    positionOf: (path, part = 'value') => at(offsetOf(tree, path, part)),
  };
}

function plainValue(node: Node, problem: (offset: number, code: string, message: string) => void): unknown {
  if (node.type === 'array') return (node.children ?? []).map((child) => plainValue(child, problem));
  if (node.type !== 'object') return node.value;
  const object: Record<string, unknown> = {};
  for (const property of node.children ?? []) {
    const [key, value] = property.children ?? [];
    if (key === undefined || value === undefined) continue;
    const name = String(key.value);
    if (PROTOTYPE_KEYS.has(name)) problem(key.offset, 'reserved-key', `the key "${name}" is reserved`);
    else if (Object.hasOwn(object, name))
      problem(key.offset, 'duplicate-key', `the key "${name}" stands here twice`);
    else object[name] = plainValue(value, problem);
  }
  return object;
}

function offsetOf(tree: Node, path: JsonPath, part: 'key' | 'value'): number {
  let node = tree;
  let offset = node.offset;
  for (const [depth, segment] of path.entries()) {
    const last = depth === path.length - 1;
    if (node.type === 'array' && typeof segment === 'number') {
      const child = node.children?.[segment];
      if (child === undefined) return offset;
      node = child;
      offset = child.offset;
    } else if (node.type === 'object') {
      const property = node.children?.find((candidate) => candidate.children?.[0]?.value === String(segment));
      const [key, value] = property?.children ?? [];
      if (key === undefined || value === undefined) return offset;
      offset = last && part === 'key' ? key.offset : value.offset;
      node = value;
    } else {
      return offset;
    }
  }
  return offset;
}

/** The offset at which brackets nest deeper than `limit`, outside strings. */
function depthBeyond(text: string, limit: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i];
    if (inString) {
      if (char === '\\') i += 1;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{' || char === '[') {
      depth += 1;
      if (depth > limit) return i;
    } else if (char === '}' || char === ']') depth -= 1;
  }
  return undefined;
}

function syntaxMessage(error: ParseError, text: string): string {
  const got = text.slice(error.offset, error.offset + Math.max(1, error.length)).split('\n')[0] ?? '';
  const found = got.trim() === '' ? 'the end of the text' : `"${got.trim().slice(0, 20)}"`;
  switch (printParseErrorCode(error.error)) {
    case 'InvalidCommentToken':
      return 'comments are not allowed in JSON';
    case 'PropertyNameExpected':
      return `expected a key in double quotes, got ${found} (a comma too many?)`;
    case 'ValueExpected':
      return `expected a value, got ${found} (a comma too many?)`;
    case 'ColonExpected':
      return `expected ":" after the key, got ${found}`;
    case 'CommaExpected':
      return `expected "," or the end of the list or object, got ${found} (a comma missing?)`;
    case 'CloseBraceExpected':
      return `expected "}", got ${found}`;
    case 'CloseBracketExpected':
      return `expected "]", got ${found}`;
    case 'EndOfFileExpected':
      return `expected the end of the file, got ${found}`;
    case 'UnexpectedEndOfString':
      return 'this string has no closing quote';
    default:
      return `this is not JSON: ${found}`;
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return starts;
}

function position(lines: readonly number[], offset: number): { line: number; column: number } {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (lines[low] ?? 0) + 1 };
}
