import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type PlantedTree, plantTree } from '../../architecture/planted-tree.ts';

const README = `# Planted

<!-- ci:setup -->
\`\`\`sh
# what an install leaves behind
touch installed
\`\`\`

<!-- ci:test -->
\`\`\`sh
npm test        # unit tests
npm run check   # everything
\`\`\`
`;

const SCRIPTS = {
  check: 'npm run check:lint && npm test',
  'check:lint': 'test -f installed',
  test: 'vitest run --project unit',
  'test:slow': 'vitest run --project slow',
};

const twoTests = (second: string) =>
  `import { expect, it } from 'vitest';\nit('a', () => expect(1).toBe(1));\nit('b', () => expect(1).toBe(${second}));\n`;

const FILES = {
  'README.md': README,
  'package.json': JSON.stringify({ type: 'module', scripts: SCRIPTS }),
  'bin/touchline.ts': 'console.log(JSON.stringify({ cases: 3, passed: 3, failed: 0 }));\n',
  'test/unit.test.ts': twoTests('1'),
  'test/slow/slow.test.ts': twoTests('1'),
};

describe('.ci/run', () => {
  let tree: PlantedTree | undefined;
  afterEach(() => tree?.remove());

  /** The exit code, and the closing line without what was printed before it. */
  const run = (files: Readonly<Record<string, string>>) => {
    tree = plantTree(
      { ...FILES, ...files },
      { copied: ['.ci', 'vitest.config.ts'], linked: ['node_modules'] },
    );
    const { VITEST_JSON_REPORT: _ours, VITEST: _inside, ...env } = process.env;
    const ran = spawnSync(join(tree.root, '.ci', 'run'), { env, encoding: 'utf8' });
    return [ran.status, ran.stdout.trimEnd().split('\n').at(-1)];
  };

  it('adds up unit, slow and rulebook tests, the unit tests once', () => {
    expect(run({})).toEqual([0, '7 passed, 0 failed']);
  });

  it('counts a failing test, a test file that does not load and a failing rulebook case', () => {
    const files = {
      'test/unit.test.ts': twoTests('2'),
      'test/slow/unloadable.test.ts': "import './gone.ts';\n",
      'bin/touchline.ts':
        'console.log(JSON.stringify({ cases: 3, passed: 2, failed: 1 }));\nprocess.exitCode = 1;\n',
    };
    expect(run(files)).toEqual([1, '5 passed, 3 failed']);
  });

  it('fails when the README leaves out the step that everything needs', () => {
    expect(run({ 'README.md': README.replace('touch installed', 'true') })).toEqual([
      1,
      '7 passed, 1 failed',
    ]);
  });

  it('stops at a set-up that fails', () => {
    expect(run({ 'README.md': README.replace('touch installed', 'false') })).toEqual([
      1,
      '0 passed, 1 failed',
    ]);
  });

  it.each(['setup', 'test'])('fails when the README marks no %s commands', (block) => {
    expect(run({ 'README.md': README.replace(`ci:${block}`, 'ci:gone') })).toEqual([1, '0 passed, 1 failed']);
  });

  it('counts a stage that crashes, and the stages themselves crashing', () => {
    expect(run({ 'bin/touchline.ts': "throw new Error('crashed');\n" })).toEqual([1, '4 passed, 1 failed']);
    tree?.remove();
    expect(run({ 'package.json': '{' })).toEqual([1, '0 passed, 1 failed']);
  });
});
