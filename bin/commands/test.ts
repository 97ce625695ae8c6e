import type { Command } from 'commander';
import { openRulebook, selectFiles } from '../../lib/adapters/local/open-rulebook.ts';
import { formatIssue, type Issue, sortIssues } from '../../lib/core/authoring/issue.ts';
import { compileRulebook } from '../../lib/core/rulebook/compile-rulebook.ts';
import type { Rulebook } from '../../lib/core/rulebook.ts';
import { readTests, runTestFile, type TestOutcome } from '../../lib/replay/run-tests.ts';
import {
  colour,
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
Tests are the *.test.json files beside the rules: signals at offsets from a start, and what must (and must not) have
happened at given instants. In a test every rule and journey counts as live; nothing is ever sent.
Exit code: 0 when all pass, 1 when one fails, 2 when the rulebook or a test is invalid.

JSON: {"cases", "passed", "failed", "byId" (cases by rule and journey id),
       "failures": [{"file", "name", "error"?, "at": [{"at", "mismatches": [{"what", "expected", "got"}]}]}],
       "issues"? (what is invalid, as of validate)}

Examples:
  $ touchline test
  $ touchline test rules/risk
  $ touchline test rules/risk/wau-drop-20.json
  $ touchline test rules/journeys/smb-onboarding.test.json --json`;

/** Adds `touchline test`. */
export function testCommand(program: Command): void {
  const command = program
    .command('test')
    .summary("run the rulebook's own tests")
    .description("Runs the rulebook's own tests, the *.test.json files beside the rules.")
    .argument('[path...]', 'run only the tests in these files or folders')
    .addHelpText('after', EXAMPLES);
  withFormat(withRules(command)).action(async (paths: string[], flags: RulesFlags & FormatFlags) => {
    const opened = await openRulebook(flags.rules, { status: 'live' });
    const selected = selectFiles(opened, flags.rules, paths.map(testsBeside));
    const issues: Issue[] = opened.issues.filter((issue) => issue.severity === 'error');
    const files = opened.files.filter((file) => file.path.endsWith('.test.json') && selected(file.path));
    if (files.length === 0) {
      process.stderr.write(
        `error: there is no test in ${paths.length === 0 ? opened.root : paths.join(', ')}\n`,
      );
      process.exitCode = EXIT.invalid;
      return;
    }
    const read = files.map((file) => ({
      name: `${opened.root}/${file.path}`,
      json: readTests(file, opened.root, issues, opened.rulebook),
    }));
    if (issues.length > 0 || opened.rulebook === undefined) {
      for (const issue of sortIssues(issues)) process.stderr.write(`${formatIssue(issue)}\n`);
      process.stderr.write('the rulebook is invalid, no test was run\n');
      if (formatOf(flags) === 'json') printJson({ ...summaryOf([]), issues: sortIssues(issues) });
      process.exitCode = EXIT.invalid;
      return;
    }
    const rulebookFor = rulebooksByZone(opened.rulebook, opened.files, opened.root);
    const outcomes: TestOutcome[] = [];
    for (const { name, json } of read)
      if (json !== undefined) outcomes.push(...(await runTestFile(name, json, rulebookFor)));
    const failed = outcomes.filter((outcome) => !outcome.passed);
    if (formatOf(flags) === 'json') printJson(summaryOf(outcomes));
    else printText(outcomes);
    process.exitCode = failed.length === 0 ? EXIT.ok : EXIT.failed;
  });
}

/** A rule's file stands for the tests beside it. */
function testsBeside(path: string): string {
  return path.endsWith('.json') && !path.endsWith('.test.json')
    ? path.replace(/\.json$/, '.test.json')
    : path;
}

/** A test file may have a zone of its own, for which the rulebook is compiled once more. */
function rulebooksByZone(rulebook: Rulebook, files: Parameters<typeof compileRulebook>[0], root: string) {
  const byZone = new Map<string | undefined, Rulebook>([
    [undefined, rulebook],
    [rulebook.catalog.zone, rulebook],
  ]);
  return (zone: string | undefined): Rulebook => {
    const known = byZone.get(zone);
    if (known !== undefined || zone === undefined) return known ?? rulebook;
    const compiled = compileRulebook(files, { root, zone, status: 'live' }).rulebook ?? rulebook;
    byZone.set(zone, compiled);
    return compiled;
  };
}

function summaryOf(outcomes: readonly TestOutcome[]) {
  const byId: Record<string, number> = {};
  for (const outcome of outcomes) for (const id of outcome.about) byId[id] = (byId[id] ?? 0) + 1;
  const failures = outcomes
    .filter((outcome) => !outcome.passed)
    .map(({ file, name, error, failures: at }) => ({
      file,
      name,
      ...(error === undefined ? {} : { error }),
      at,
    }));
  return {
    cases: outcomes.length,
    passed: outcomes.length - failures.length,
    failed: failures.length,
    byId: Object.fromEntries(Object.entries(byId).sort(([a], [b]) => (a < b ? -1 : 1))),
    failures,
  };
}

function printText(outcomes: readonly TestOutcome[]): void {
  const out = process.stdout;
  const files = [...new Set(outcomes.map((outcome) => outcome.file))];
  for (const file of files) {
    const own = outcomes.filter((outcome) => outcome.file === file);
    const failed = own.filter((outcome) => !outcome.passed);
    out.write(
      `${failed.length === 0 ? colour('green', 'ok  ') : colour('red', 'FAIL')} ${file} (${plural(own.length, 'test')})\n`,
    );
    for (const outcome of failed) {
      out.write(`  ${colour('bold', outcome.name)}\n`);
      if (outcome.error !== undefined) out.write(`    ${outcome.error}\n`);
      for (const failure of outcome.failures) {
        for (const { what, expected, got } of failure.mismatches) {
          out.write(
            `    at ${failure.at}, ${what}\n      exp: ${JSON.stringify(expected)}\n      got: ${JSON.stringify(got)}\n`,
          );
        }
      }
    }
  }
  const passed = outcomes.filter((outcome) => outcome.passed).length;
  out.write(`${plural(outcomes.length, 'test')}: ${passed} passed, ${outcomes.length - passed} failed\n`);
}
