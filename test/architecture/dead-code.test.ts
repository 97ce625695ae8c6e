import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PlantedTree, plantTree, type ToolRun } from './planted-tree.ts';

const USED = `export const used = 1;
export const unusedExport = 2;
/** Exported because the signature of \`limits\` names it. */
export interface Limits {
  readonly most: number;
}
export const limits = (): Limits => ({ most: used });
`;

describe('the check for dead code', () => {
  let tree: PlantedTree;
  let run: ToolRun;
  beforeAll(() => {
    tree = plantTree(
      {
        'package.json': JSON.stringify({
          type: 'module',
          dependencies: { 'never-imported': '1.0.0' },
        }),
        'bin/touchline.ts':
          "import { limits, used } from '../lib/core/used.ts';\nconsole.log(limits(), used);\n",
        'functions/decide/handler.ts':
          "import { decide } from '../../lib/app/decide.ts';\nexport const handler = decide;\n",
        'lib/app/decide.ts': "import { missing } from 'not-listed';\nexport const decide = missing;\n",
        'lib/core/used.ts': USED,
        'lib/core/unused-file.ts': 'export const dead = 1;\n',
        'test/support/unused-support.ts': 'export const dead = 1;\n',
      },
      { copied: ['knip.json'] },
    );
    run = tree.run('knip', '--no-config-hints', '--reporter', 'compact');
  });
  afterAll(() => tree.remove());

  it('reports what was planted, and nothing else', () => {
    expect(run.exitCode).toBe(1);
    expect(
      run.stdout
        .split('\n')
        .filter((line) => /^\S+(\.ts|\.json)/.test(line))
        .sort(),
    ).toEqual([
      'lib/app/decide.ts: not-listed',
      'lib/core/unused-file.ts: lib/core/unused-file.ts',
      'lib/core/used.ts: unusedExport',
      'package.json: never-imported',
      'test/support/unused-support.ts: test/support/unused-support.ts',
    ]);
  });
});
