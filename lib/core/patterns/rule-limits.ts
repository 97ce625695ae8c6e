import type { Reporter } from '../authoring/reporter.ts';
import type { Pattern } from './compile-pattern.ts';
import type { MatcherJson, PatternJson } from './pattern-schema.ts';

/** EventBridge's quota for the pattern of a rule, in characters of its JSON without blanks. */
const MOST_CHARACTERS = 2048;
/**
 * EventBridge refuses a rule that its wildcards make too complex, and does not say by which measure: rules with six `*`
 * have been taken, one with eight was refused.
 */
const SAFE_WILDCARDS = 6;
/** What EventBridge's documentation gives for numeric matching: ±5.0e9, six digits behind the point. */
const MAX_NUMBER = 5e9;
const MOST_DECIMALS = 6;

/** What EventBridge does not take as the pattern of a rule on a bus, though it is a pattern. */
export function checkRuleLimits(json: PatternJson, pattern: Pattern, report: Reporter): void {
  const { length } = JSON.stringify(json);
  if (length > MOST_CHARACTERS) {
    const message = `this pattern has ${length} characters, EventBridge takes at most ${MOST_CHARACTERS}: match less here, and more with "when"`;
    report.error('pattern-too-long', message);
  }
  let wildcards = 0;
  for (const { wanted, at } of pattern.fields) {
    for (const [i, one] of wanted.entries()) {
      wildcards += wildcardsOf(one);
      if (typeof one === 'object' && one !== null && 'numeric' in one)
        checkNumbers(one.numeric, report.at(...at, i, 'numeric'));
    }
  }
  if (wildcards > SAFE_WILDCARDS) {
    const message = `this pattern has ${wildcards} "*": EventBridge refuses rules that it finds too complex, and may refuse this one; "prefix" and "suffix" cost nothing`;
    report.warn('pattern-complex', message);
  }
}

function checkNumbers(parts: readonly unknown[], report: Reporter): void {
  for (const [i, part] of parts.entries()) {
    if (typeof part !== 'number') continue;
    const isExact = Number(part.toFixed(MOST_DECIMALS)) === part;
    if (Math.abs(part) <= MAX_NUMBER && isExact) continue;
    const message = `EventBridge compares numbers from ${-MAX_NUMBER} to ${MAX_NUMBER} with at most ${MOST_DECIMALS} digits behind the point, got ${part}`;
    report.error('number-out-of-range', message, [i]);
  }
}

function wildcardsOf(json: MatcherJson): number {
  if (typeof json !== 'object' || json === null) return 0;
  const inner = 'anything-but' in json ? json['anything-but'] : json;
  if (typeof inner !== 'object' || !('wildcard' in inner)) return 0;
  return [inner.wildcard]
    .flat()
    .reduce((sum, text) => sum + text.replaceAll(/\\./g, '').split('*').length - 1, 0);
}
