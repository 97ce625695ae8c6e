import { describe, expect, it } from 'vitest';
import { countStage, planStages, type Stage } from '../../.ci/counts.ts';

const SCRIPTS = {
  check: 'npm run check:types && npm run check:lint && npm test',
  'check:types': 'tsc --noEmit -p . && tsc --noEmit -p lib/core',
  'check:lint': 'biome check .',
  test: 'vitest run --project unit',
  'test:slow': 'vitest run --project slow',
};

describe('the stages of CI', () => {
  it('start with the commands of the README and end with the counted rulebook tests', () => {
    expect(planStages(['npm test'], SCRIPTS).map((stage) => stage.command)).toEqual([
      'npm test',
      'npm run check:types',
      'npm run check:lint',
      'npm run test:slow',
      'node_modules/.bin/node bin/touchline.ts test --json',
    ]);
  });

  it('run each part of a script of scripts once, and leave other chains whole', () => {
    const commands = planStages(['npm run check', 'npm test'], SCRIPTS).map((stage) => stage.command);
    expect(commands.filter((command) => command === 'npm test')).toHaveLength(1);
    expect(commands).not.toContain('npm run check');
    expect(commands).toContain('npm run check:types');
  });

  it('keep a command of the README that is no script of the project', () => {
    expect(planStages(['npx touchline validate'], SCRIPTS)[0]).toEqual({
      command: 'npx touchline validate',
      countedBy: 'exit code',
    });
  });

  it('know which of them report their tests, and how', () => {
    const by = new Map(planStages([], SCRIPTS).map((stage) => [stage.command, stage.countedBy]));
    expect(by.get('npm test')).toBe('vitest');
    expect(by.get('npm run test:slow')).toBe('vitest');
    expect(by.get('npm run check:lint')).toBe('exit code');
    expect(by.get('node_modules/.bin/node bin/touchline.ts test --json')).toBe('rulebook');
  });
});

describe('the counts of a stage', () => {
  const vitest: Stage = { command: 'npm test', countedBy: 'vitest' };
  const rulebook: Stage = { command: 'touchline test --json', countedBy: 'rulebook' };
  const gate: Stage = { command: 'npm run check:lint', countedBy: 'exit code' };
  const report = (passed: number, failed: number, files: unknown[] = []) =>
    JSON.stringify({ numPassedTests: passed, numFailedTests: failed, testResults: files });

  it.each([
    ['tests that passed', vitest, 0, report(41, 0), { passed: 41, failed: 0 }],
    ['tests that failed', vitest, 1, report(39, 2), { passed: 39, failed: 2 }],
    [
      'a file that does not load',
      vitest,
      1,
      report(5, 0, [{ status: 'failed', assertionResults: [] }]),
      { passed: 5, failed: 1 },
    ],
    [
      'a failed file once when its tests are counted',
      vitest,
      1,
      report(5, 1, [{ status: 'failed', assertionResults: [{}] }]),
      { passed: 5, failed: 1 },
    ],
    ['a run that fails outside its tests', vitest, 1, report(5, 0), { passed: 5, failed: 1 }],
    ['a run that was killed', vitest, null, undefined, { passed: 0, failed: 1 }],
    ['a run that found no tests', vitest, 0, report(0, 0), { passed: 0, failed: 1 }],
    ['a run without a report', vitest, 0, undefined, { passed: 0, failed: 1 }],
    ['a report that is cut off', vitest, 0, '{"numPassedTests": 4', { passed: 0, failed: 1 }],
    ['rulebook cases', rulebook, 0, '{"cases": 12, "passed": 12, "failed": 0}', { passed: 12, failed: 0 }],
    [
      'rulebook cases that failed',
      rulebook,
      1,
      '{"cases": 12, "passed": 9, "failed": 3}',
      { passed: 9, failed: 3 },
    ],
    ['a rulebook that does not load', rulebook, 2, 'rules/risk/x.json:14:9 error', { passed: 0, failed: 1 }],
    [
      'a rulebook without cases',
      rulebook,
      0,
      '{"cases": 0, "passed": 0, "failed": 0}',
      { passed: 0, failed: 1 },
    ],
    ['a gate that holds', gate, 0, undefined, { passed: 0, failed: 0 }],
    ['a gate that does not', gate, 1, undefined, { passed: 0, failed: 1 }],
  ])('of %s', (_title, stage, exitCode, text, counts) => {
    expect(countStage(stage, exitCode, text)).toEqual(counts);
  });
});
