import * as z from 'zod';

/** Where a stage says how many of its tests passed: in a vitest report, in a rulebook report, or not at all. */
export type CountedBy = 'vitest' | 'rulebook' | 'exit code';

export interface Stage {
  readonly command: string;
  readonly countedBy: CountedBy;
}

export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

// Named in full: outside an npm script, `node` may be the system's older one.
const RULEBOOK_TESTS = 'node_modules/.bin/node bin/touchline.ts test --json';

/**
 * The stages of one CI run, each once: the README's commands, `npm run check`, the slow tests, and the rulebook's
 * tests with their counts. A script that only strings npm scripts together is replaced by them, so that every part
 * is a stage of its own and `npm test` does not run again inside `npm run check`.
 */
export function planStages(
  readmeCommands: readonly string[],
  scripts: Readonly<Record<string, string>>,
): Stage[] {
  const commands = [...readmeCommands, 'npm run check', 'npm run test:slow'].flatMap((command) =>
    partsOf(command, scripts),
  );
  return [...new Set([...commands, RULEBOOK_TESTS])].map((command) => ({
    command,
    countedBy: countedBy(command, scripts),
  }));
}

/**
 * What a finished stage adds to the closing line. A stage that failed without one failed test counts as one: it
 * crashed, or it is a gate that has no tests. So does a test stage whose report is missing, unreadable or empty.
 */
export function countStage(stage: Stage, exitCode: number | null, report: string | undefined): Counts {
  const counts = readReport(stage.countedBy, report);
  const silent = stage.countedBy !== 'exit code' && counts.passed + counts.failed === 0;
  const mute = exitCode !== 0 && counts.failed === 0;
  return silent || mute ? { ...counts, failed: 1 } : counts;
}

function partsOf(command: string, scripts: Readonly<Record<string, string>>): string[] {
  const parts = scriptOf(command, scripts)?.split(' && ') ?? [];
  const onlyScripts = parts.length > 1 && parts.every((part) => scriptOf(part, scripts) !== undefined);
  return onlyScripts ? parts.flatMap((part) => partsOf(part, scripts)) : [command];
}

function scriptOf(command: string, scripts: Readonly<Record<string, string>>): string | undefined {
  const name = /^npm (?:run )?([\w:-]+)$/.exec(command)?.[1];
  return name === undefined ? undefined : scripts[name];
}

function countedBy(command: string, scripts: Readonly<Record<string, string>>): CountedBy {
  if (command === RULEBOOK_TESTS) return 'rulebook';
  return /\bvitest\b/.test(scriptOf(command, scripts) ?? command) ? 'vitest' : 'exit code';
}

const vitestReport = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
});

const rulebookReport = z.object({ cases: z.int(), passed: z.int(), failed: z.int() });

function readReport(by: CountedBy, report: string | undefined): Counts {
  const json = parse(report);
  if (by === 'vitest') {
    const read = vitestReport.safeParse(json);
    if (!read.success) return { passed: 0, failed: 0 };
    // A file that does not load has no tests to fail: the file itself is counted.
    const unloaded = read.data.testResults.filter(
      (file) => file.status === 'failed' && file.assertionResults.length === 0,
    );
    return { passed: read.data.numPassedTests, failed: read.data.numFailedTests + unloaded.length };
  }
  if (by === 'rulebook') {
    const read = rulebookReport.safeParse(json);
    return read.success ? { passed: read.data.passed, failed: read.data.failed } : { passed: 0, failed: 0 };
  }
  return { passed: 0, failed: 0 };
}

function parse(report: string | undefined): unknown {
  try {
    return report === undefined ? undefined : JSON.parse(report);
  } catch {
    return undefined;
  }
}
