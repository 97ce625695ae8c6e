import { describe, expect, it } from 'vitest';
import { formatIssue, type Issue } from '../../../lib/core/authoring/issue.ts';
import { readJson } from '../../../lib/core/authoring/read-json.ts';
import { reporterOf } from '../../../lib/core/authoring/reporter.ts';
import { compilePattern } from '../../../lib/core/patterns/compile-pattern.ts';
import type { PatternJson } from '../../../lib/core/patterns/pattern-schema.ts';
import { checkRuleLimits } from '../../../lib/core/patterns/rule-limits.ts';

function told(json: PatternJson): string[] {
  const issues: Issue[] = [];
  const document = readJson('pattern.json', JSON.stringify(json, undefined, 1), issues);
  if (document === undefined) throw new Error('no JSON');
  const report = reporterOf(document, issues);
  checkRuleLimits(json, compilePattern(json, report), report);
  return issues.map(formatIssue);
}

describe('the pattern of a rule on a bus', () => {
  it('has at most 2048 characters without its blanks', () => {
    const ofLength = (length: number) => ({ a: ['x'.repeat(length - '{"a":[""]}'.length)] });
    expect(told(ofLength(2048))).toEqual([]);
    expect(told(ofLength(2049))).toEqual([
      'pattern.json:1:1 error this pattern has 2049 characters, EventBridge takes at most 2048: match less here, and more with "when"',
    ]);
  });

  it.each<[string, number, boolean]>([
    ['the most', 5e9, true],
    ['the least', -5e9, true],
    ['more than the most', 5e9 + 1, false],
    ['less than the least', -5e9 - 1, false],
    ['six digits behind the point', 4999.123456, true],
    ['seven digits behind the point', 0.1234567, false],
    ['a power of ten', 1e-6, true],
    ['a smaller one', 1e-7, false],
  ])('compares with numbers that EventBridge documents: %s', (_title, limit, isTaken) => {
    const lines = told({ a: [1, { numeric: ['>', limit] }] });
    const message = `EventBridge compares numbers from -5000000000 to 5000000000 with at most 6 digits behind the point, got ${limit}`;
    expect(lines).toEqual(isTaken ? [] : [`pattern.json:7:5 error ${message}`]);
  });

  it('takes any number as a value', () => {
    expect(told({ a: [123456789012, 0.1234567] })).toEqual([]);
  });

  it('is warned of for wildcards that EventBridge may find too complex', () => {
    const wildcards = (count: number) => ({
      a: Array.from({ length: count }, (_, i) => ({ wildcard: `*:${i}/\\*` })),
      b: [{ 'anything-but': { wildcard: ['x*', 'y*'] } }],
    });
    expect(told(wildcards(4))).toEqual([]);
    expect(told(wildcards(5))).toEqual([
      'pattern.json:1:1 warning this pattern has 7 "*": EventBridge refuses rules that it finds too complex, and may refuse this one; "prefix" and "suffix" cost nothing',
    ]);
  });
});
