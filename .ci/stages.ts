/**
 * Runs the stages of CI one after the other and adds up their tests. Called by .ci/run once set-up is done:
 * `node .ci/stages.ts COMMANDS COUNTS` reads the README's test commands, a line each, from the file COMMANDS and
 * writes `passed failed` to the file COUNTS. A stage that fails does not keep the next one from running.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Counts, countStage, planStages, type Stage } from './counts.ts';

const MAX_REPORT_BYTES = 64 * 1024 * 1024;

function runStage(stage: Stage): Counts {
  const work = mkdtempSync(join(tmpdir(), 'touchline-ci-'));
  const reportFile = join(work, 'vitest.json');
  try {
    const run = spawnSync('bash', ['-c', stage.command], {
      env: { ...process.env, VITEST_JSON_REPORT: reportFile },
      stdio: ['ignore', stage.countedBy === 'rulebook' ? 'pipe' : 'inherit', 'inherit'],
      maxBuffer: MAX_REPORT_BYTES,
      encoding: 'utf8',
    });
    if (stage.countedBy === 'rulebook') process.stdout.write(run.stdout);
    const fileReport = existsSync(reportFile) ? readFileSync(reportFile, 'utf8') : undefined;
    return countStage(stage, run.status, stage.countedBy === 'rulebook' ? run.stdout : fileReport);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const [commandsFile, countsFile] = process.argv.slice(2);
if (commandsFile === undefined || countsFile === undefined)
  throw new Error('usage: stages.ts COMMANDS COUNTS');
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
const commands = readFileSync(commandsFile, 'utf8').split('\n').filter(Boolean);

let total: Counts = { passed: 0, failed: 0 };
for (const stage of planStages(commands, scripts)) {
  console.log(`\n==> ${stage.command}`);
  const start = performance.now();
  const { passed, failed } = runStage(stage);
  total = { passed: total.passed + passed, failed: total.failed + failed };
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`<== ${stage.command}: ${passed} passed, ${failed} failed in ${seconds} s`);
}
writeFileSync(countsFile, `${total.passed} ${total.failed}\n`);
