import { checkShape } from '../../../lib/core/authoring/check-shape.ts';
import type { Issue } from '../../../lib/core/authoring/issue.ts';
import { readJson } from '../../../lib/core/authoring/read-json.ts';
import { reporterOf } from '../../../lib/core/authoring/reporter.ts';
import { compilePattern, type Pattern } from '../../../lib/core/patterns/compile-pattern.ts';
import { type PatternJson, patternSchema } from '../../../lib/core/patterns/pattern-schema.ts';
import type { Asked } from './oracle.ts';

/** A pattern as an author's file would have it, with what is wrong. */
export function readPattern(text: string): {
  readonly pattern: Pattern | undefined;
  readonly issues: Issue[];
} {
  const issues: Issue[] = [];
  const document = readJson('pattern.json', text, issues);
  if (document === undefined) return { pattern: undefined, issues };
  const report = reporterOf(document, issues);
  const isShaped = checkShape(patternSchema, document.value, report) !== undefined;
  // As it was written, and not as zod hands it on, which puts "$or" first: of a field that stands twice the last counts.
  const pattern = isShaped ? compilePattern(document.value as PatternJson, report) : undefined;
  return { pattern, issues };
}

/** What we answer to the oracle's question, and by which codes we refuse. */
export function ourAnswer(asked: Asked): {
  readonly answer: 'match' | 'none' | 'refused';
  readonly codes: string[];
} {
  const { pattern, issues } = readPattern(asked.pattern);
  if (pattern === undefined || issues.length > 0)
    return { answer: 'refused', codes: issues.map(({ code }) => code) };
  return { answer: pattern.takes(JSON.parse(asked.event)) ? 'match' : 'none', codes: [] };
}
