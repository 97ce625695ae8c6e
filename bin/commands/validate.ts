import type { Command } from 'commander';
import { openRulebook, selectFiles } from '../../lib/adapters/local/open-rulebook.ts';
import { formatIssue, type Issue, sortIssues } from '../../lib/core/authoring/issue.ts';
import { readTests } from '../../lib/replay/run-tests.ts';
import {
  EXIT,
  type FormatFlags,
  formatOf,
  plural,
  printJson,
  type RulesFlags,
  withFormat,
  withRules,
} from './options.ts';

const EXAMPLES = `
Every mistake is reported at once, as file:line:column, with what is allowed and the likely fix.
Exit code: 0 when there is no error, 2 otherwise.

JSON: {"valid", "rulebook" (hash, null when any file of it is invalid), "files", "errors", "warnings",
       "issues": [{"severity", "code", "file", "line", "column", "path", "message"}]}

Examples:
  $ touchline validate
  $ touchline validate rules/risk rules/journeys/smb-onboarding.json
  $ touchline validate --rules my-rules --json`;

/** Adds `touchline validate`. */
export function validateCommand(program: Command): void {
  const command = program
    .command('validate')
    .summary('check every file of the rulebook')
    .description('Checks every file of the rulebook: shape, names, types, and that it all fits together.')
    .argument('[path...]', 'report only what stands in these files or folders')
    .addHelpText('after', EXAMPLES);
  withFormat(withRules(command)).action(async (paths: string[], flags: RulesFlags & FormatFlags) => {
    const opened = await openRulebook(flags.rules);
    const selected = selectFiles(opened, flags.rules, paths);
    const tests: Issue[] = [];
    for (const file of opened.files)
      if (file.path.endsWith('.test.json')) readTests(file, opened.root, tests, opened.rulebook);
    const issues = sortIssues([...opened.issues, ...tests]).filter(
      (issue) => paths.length === 0 || selected(issue.file.slice(opened.root.length + 1)),
    );
    const errors = issues.filter((issue) => issue.severity === 'error').length;
    const files = opened.files.filter((file) => selected(file.path)).length;
    const warnings = issues.length - errors;
    if (formatOf(flags) === 'json') {
      printJson({
        valid: errors === 0,
        rulebook: opened.rulebook?.hash ?? null,
        files,
        errors,
        warnings,
        issues,
      });
    } else {
      for (const issue of issues) process.stdout.write(`${formatIssue(issue)}\n`);
      process.stdout.write(
        `${plural(files, 'file')}, ${plural(errors, 'error')}, ${plural(warnings, 'warning')}\n`,
      );
    }
    process.exitCode = errors === 0 ? EXIT.ok : EXIT.invalid;
  });
}
