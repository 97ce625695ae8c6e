import { openRulebook } from '../../lib/adapters/local/open-rulebook.ts';
import { formatIssue } from '../../lib/core/authoring/issue.ts';
import type { Rulebook } from '../../lib/core/rulebook.ts';
import { type FormatFlags, formatOf, printJson, type RulesFlags } from './options.ts';

/** The rulebook of the folder; undefined when it is invalid, after telling why (as JSON: `{"error", "issues"}`). */
export async function openValidRulebook(flags: RulesFlags & FormatFlags): Promise<Rulebook | undefined> {
  const { rulebook, issues } = await openRulebook(flags.rules);
  if (rulebook !== undefined) return rulebook;
  if (formatOf(flags) === 'json') printJson({ error: 'the rulebook is invalid', issues });
  for (const issue of issues) process.stderr.write(`${formatIssue(issue)}\n`);
  return undefined;
}
