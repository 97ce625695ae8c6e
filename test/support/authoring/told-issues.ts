import { formatIssue, type Issue } from '../../../lib/core/authoring/issue.ts';
import { compileRulebook } from '../../../lib/core/rulebook/compile-rulebook.ts';
import { readTests } from '../../../lib/replay/run-tests.ts';
import { asRulebook, RULEBOOK_FILES } from './rulebook-files.ts';

/** What an author of these files is told, line by line. */
export function toldOf(files: Readonly<Record<string, string>>): string[] {
  return compileRulebook(asRulebook(files)).issues.map(formatIssue);
}

/** What an author is told of one test file of the rulebook, by its text. */
export function toldOfTests(path: string, text: string): string[] {
  const { rulebook } = compileRulebook(asRulebook(RULEBOOK_FILES), { status: 'live' });
  const issues: Issue[] = [];
  readTests({ path, text }, 'rules', issues, rulebook);
  return issues.map(formatIssue);
}
