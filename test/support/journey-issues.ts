import type { Issue } from '../../lib/core/authoring/issue.ts';
import { readJson } from '../../lib/core/authoring/read-json.ts';
import { type Reporter, reporterOf } from '../../lib/core/authoring/reporter.ts';
import type { JourneyJson } from '../../lib/core/journeys/journey-schema.ts';

type Check = (journey: JourneyJson, report: Reporter) => void;

/** What a check reports about a journey that is written out as its author would have it. */
export function issuesOf(journey: JourneyJson, check: Check): Issue[] {
  const issues: Issue[] = [];
  const document = readJson('rules/journeys/sample.json', JSON.stringify(journey, undefined, 1), issues);
  if (document === undefined) throw new Error('the journey of this test is not JSON');
  check(journey, reporterOf(document, issues));
  return issues;
}

/** `path code message`, which is all that a table of refusals states. */
export function told(issues: readonly Issue[]): string[] {
  return issues.map((issue) => `${issue.path} ${issue.code} ${issue.message}`);
}
