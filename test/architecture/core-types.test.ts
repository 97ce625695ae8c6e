import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PlantedTree, PROJECT_ROOT, plantTree, type ToolRun } from './planted-tree.ts';

const HOST_USES = {
  'process.ts': 'export const shell = process.argv;\n',
  'console.ts': "console.log('told');\n",
  'set-timeout.ts': 'setTimeout(() => undefined, 1);\n',
  'crypto.ts': 'export const id = crypto.randomUUID();\n',
  'fetch.ts': "export const page = fetch('https://example.com');\n",
  'buffer.ts': "export const bytes = Buffer.from('a');\n",
  'performance.ts': 'export const start = performance.now();\n',
  'node-fs.ts': "import { readFileSync } from 'node:fs';\nexport const read = readFileSync;\n",
};

const configExtending = (config: string) =>
  JSON.stringify({ extends: join(PROJECT_ROOT, config), include: ['*.ts'] });

const filesWithErrors = (run: ToolRun) =>
  [...new Set([...run.stdout.matchAll(/^([\w-]+\.ts)\(\d+,\d+\): error/gm)].map((match) => match[1]))].sort();

describe('the type check of lib/core', () => {
  let tree: PlantedTree;
  beforeAll(() => {
    tree = plantTree(
      {
        ...HOST_USES,
        'pure.ts': 'export const double = (n: number): number => Math.trunc(n) * 2;\n',
        // liquidjs asks for `types="node"`; without lib/core/.types it would let every file of the core see Node.
        'imports-liquidjs.ts': "import { Liquid } from 'liquidjs';\nexport const engine = new Liquid();\n",
        'package.json': JSON.stringify({ type: 'module' }),
        'tsconfig.core.json': configExtending('lib/core/tsconfig.json'),
        'tsconfig.root.json': configExtending('tsconfig.json'),
      },
      { linked: ['node_modules'] },
    );
  });
  afterAll(() => tree.remove());

  it('refuses every use of the host, even beside a package that asks for the types of Node', () => {
    const run = tree.run('tsc', '--noEmit', '-p', 'tsconfig.core.json');
    expect(run.exitCode).not.toBe(0);
    expect(filesWithErrors(run)).toEqual(Object.keys(HOST_USES).sort());
  });

  it('is what refuses them: the same files are fine outside the core', () => {
    const run = tree.run('tsc', '--noEmit', '-p', 'tsconfig.root.json');
    expect(run.stdout).toBe('');
    expect(run.exitCode).toBe(0);
  });

  it('reads no declaration of Node or of the browser in the live core', () => {
    const run = tree.run('tsc', '-p', join(PROJECT_ROOT, 'lib/core'), '--listFilesOnly');
    const read = run.stdout.split('\n').filter(Boolean);
    expect(read.filter((path) => path.startsWith(join(PROJECT_ROOT, 'lib/core/')))).not.toEqual([]);
    expect(read.filter((path) => /\/@types\/|\/lib\.(dom|webworker)/.test(path))).toEqual([]);
  });
});
