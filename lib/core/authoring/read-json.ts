import { type Node, type ParseError, parseTree } from 'jsonc-parser';
import type { Issue } from './issue.ts';
import { syntaxProblems } from './syntax-problems.ts';

export type JsonPath = readonly (string | number)[];

/** One author's file: its plain value, and where each part of it stands. */
export interface JsonDocument {
  readonly file: string;
  readonly value: unknown;
  /** Whether the text has mistakes that have been told, and was understood all the same. */
  readonly failed: boolean;
  /** Line and column (from 1) of the value at `path`, or of its key; of the nearest parent that exists otherwise. */
  positionOf(path: JsonPath, part?: 'key' | 'value'): { line: number; column: number };
}

/** Deeper nesting than any rule needs; keeps recursion over author text bounded. */
const MAX_DEPTH = 64;
/** No rule, journey or catalog comes near a megabyte. */
const MAX_CHARACTERS = 1_000_000;
/** Names that reach an object's prototype: refused as keys wherever author or signal text becomes an object. */
const PROTOTYPE_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads strict JSON (no comments, no trailing commas) and keeps positions; a byte order mark is passed over. Every
 * syntax error, duplicate key and prototype key becomes an issue in `issues`. The result is undefined when the text
 * was not understood; of one that was (a comma too many, a key twice), the rest can be checked too.
 */
export function readJson(file: string, source: string, issues: Issue[]): JsonDocument | undefined {
  const text = source.replace(/^\ufeff/, '');
  const lines = lineStarts(text);
  const at = (offset: number) => position(lines, offset);
  const before = issues.length;
  const problem: Problem = (offset, code, message) => {
    issues.push({ severity: 'error', code, file, ...at(offset), path: '', message });
  };
  if (text.length > MAX_CHARACTERS) {
    const message = `this file has ${text.length} characters, at most ${MAX_CHARACTERS} are read`;
    problem(0, 'file-too-large', message);
    return undefined;
  }
  if (text.trim() === '') {
    problem(0, 'syntax', 'this file is empty, a JSON object is expected');
    return undefined;
  }
  const tooDeep = depthBeyond(text, MAX_DEPTH);
  if (tooDeep !== undefined) {
    problem(
      tooDeep,
      'too-deep',
      `brackets nest deeper than ${MAX_DEPTH} levels here, at most ${MAX_DEPTH} are read`,
    );
    return undefined;
  }
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const { problems, understood } = syntaxProblems(errors, text, (offset) => at(offset).line);
  for (const { offset, message } of problems) problem(offset, 'syntax', message);
  if (tree === undefined || !understood) return undefined;
  const value = plainValue(tree, problem, at);
  return {
    file,
    value,
    failed: issues.length > before,
    positionOf: (path, part = 'value') => at(offsetOf(tree, path, part)),
  };
}

type Problem = (offset: number, code: string, message: string) => void;
type At = (offset: number) => { line: number; column: number };

function plainValue(node: Node, problem: Problem, at: At): unknown {
  if (node.type === 'array') return (node.children ?? []).map((child) => plainValue(child, problem, at));
  if (node.type !== 'object') return node.value;
  const object: Record<string, unknown> = {};
  const first = new Map<string, number>();
  for (const property of node.children ?? []) {
    const [key, value] = property.children ?? [];
    if (key === undefined || value === undefined) continue;
    const name = String(key.value);
    const earlier = first.get(name);
    if (PROTOTYPE_KEYS.has(name)) {
      problem(key.offset, 'reserved-key', `the key "${name}" is reserved, choose another name`);
    } else if (earlier !== undefined) {
      const message = `the key "${name}" stands here twice, first on line ${at(earlier).line}: keep one`;
      problem(key.offset, 'duplicate-key', message);
    } else {
      first.set(name, key.offset);
      object[name] = plainValue(value, problem, at);
    }
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
