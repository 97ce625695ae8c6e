import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type PlantedTree, PROJECT_ROOT, plantTree, type ToolRun } from './planted-tree.ts';

/** Every edge is one violation: rule, importing file, import as written, what the report calls the target. */
const PLANTED = [
  ['core-uses-only-core', 'lib/core/a.ts', '../app/use-case.ts', 'lib/app/use-case.ts'],
  ['core-uses-no-node-builtins', 'lib/core/b.ts', 'node:fs', 'fs'],
  ['core-uses-only-listed-packages', 'lib/core/c.ts', 'commander', 'node_modules/commander/index.js'],
  ['app-uses-only-core', 'lib/app/a.ts', '../adapters/memory/store.ts', 'lib/adapters/memory/store.ts'],
  ['adapters-use-only-core-and-app', 'lib/adapters/a.ts', '../replay/world.ts', 'lib/replay/world.ts'],
  [
    'memory-adapters-stand-alone',
    'lib/adapters/memory/a.ts',
    '../local/sqlite.ts',
    'lib/adapters/local/sqlite.ts',
  ],
  ['aws-and-local-adapters-apart', 'lib/adapters/local/a.ts', '../aws/table.ts', 'lib/adapters/aws/table.ts'],
  [
    'replay-uses-only-core-app-and-memory',
    'lib/replay/a.ts',
    '../adapters/local/sqlite.ts',
    'lib/adapters/local/sqlite.ts',
  ],
  ['infra-uses-only-core', 'lib/infra/a.ts', '../app/use-case.ts', 'lib/app/use-case.ts'],
  ['run-time-never-imports-infra', 'bin/touchline.ts', '../lib/infra/stack.ts', 'lib/infra/stack.ts'],
  [
    'run-time-never-imports-infra',
    'functions/decide/handler.ts',
    '../../lib/infra/stack.ts',
    'lib/infra/stack.ts',
  ],
  ['lib-never-imports-entry-points', 'lib/app/b.ts', '../../bin/app.ts', 'bin/app.ts'],
  ['product-never-imports-tests', 'lib/app/c.ts', '../../test/support/clock.ts', 'test/support/clock.ts'],
  [
    'aws-sdk-only-in-aws-adapters',
    'lib/app/d.ts',
    '@aws-sdk/client-ses',
    'node_modules/@aws-sdk/client-ses/index.js',
  ],
  ['cdk-only-in-infra', 'lib/app/e.ts', 'aws-cdk-lib', 'node_modules/aws-cdk-lib/index.js'],
  ['no-dev-dependency-at-run-time', 'lib/app/f.ts', 'fast-check', 'node_modules/fast-check/index.js'],
  ['no-undeclared-package', 'lib/app/g.ts', 'unlisted', 'node_modules/unlisted/index.js'],
  ['no-unresolvable', 'lib/app/h.ts', './gone.ts', './gone.ts'],
] as const;

/** What the rooms may do: none of it is reported. */
const ALLOWED = {
  'bin/app.ts': "import { stack } from '../lib/infra/stack.ts';\nexport const app = stack;\n",
  'functions/take-step/handler.ts':
    "import { table } from '../../lib/adapters/aws/table.ts';\nexport const handler = table;\n",
  'lib/core/rule.ts': "import * as z from 'zod';\nexport const rule = z;\n",
  'lib/app/use-case.ts': "import type { rule } from '../core/rule.ts';\nexport type UseCase = typeof rule;\n",
  'lib/adapters/aws/table.ts': "import * as ses from '@aws-sdk/client-ses';\nexport const table = ses;\n",
  'lib/adapters/local/sqlite.ts':
    "import { DatabaseSync } from 'node:sqlite';\nexport const sqlite = DatabaseSync;\n",
  'lib/adapters/memory/store.ts':
    "import type { UseCase } from '../../app/use-case.ts';\nexport const store: UseCase[] = [];\n",
  'lib/replay/world.ts':
    "import { store } from '../adapters/memory/store.ts';\nexport const world = store;\n",
  'lib/infra/stack.ts':
    "import * as cdk from 'aws-cdk-lib';\nimport { rule } from '../core/rule.ts';\nexport const stack = [cdk, rule];\n",
  'test/support/clock.ts': 'export const clock = 1;\n',
};

const PACKAGES = {
  dependencies: ['zod', 'commander', '@aws-sdk/client-ses', 'aws-cdk-lib'],
  devDependencies: ['fast-check'],
  neither: ['unlisted'],
};

const versions = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, '1.0.0']));

const installed = Object.fromEntries(
  Object.values(PACKAGES)
    .flat()
    .flatMap((name) => [
      [`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' })],
      [`node_modules/${name}/index.js`, 'export const it = 1;\n'],
    ]),
);

const manifest = JSON.stringify({
  type: 'module',
  dependencies: versions(PACKAGES.dependencies),
  devDependencies: versions(PACKAGES.devDependencies),
});

const importing = (target: string) => `import * as target from '${target}';\nexport const used = target;\n`;

/** The first line of each complaint, `rule: from -> to`. */
const complaintsOf = (run: ToolRun) =>
  run.stderr
    .split('\n')
    .filter((line) => /^[\w-]+: /.test(line))
    .sort();

describe('the import boundaries', () => {
  let tree: PlantedTree | undefined;
  afterEach(() => tree?.remove());

  const check = (files: Readonly<Record<string, string>>, copied = ['.dependency-cruiser.mjs']) => {
    tree = plantTree({ 'package.json': manifest, ...installed, ...files }, { copied });
    return tree.run('.ci/boundaries.ts');
  };

  it('hold for rooms that use what they may', () => {
    const run = check(ALLOWED);
    expect(complaintsOf(run)).toEqual([]);
    expect(run.stdout).toBe('boundaries: 9 files, 10 imports, 0 violations\n');
    expect(run.exitCode).toBe(0);
  });

  it('report each planted violation under its own name, and every rule is broken by one', async () => {
    const cycle = {
      'lib/core/egg.ts': "import { hen } from './hen.ts';\nexport const egg = (): unknown => hen;\n",
      'lib/core/hen.ts': "import { egg } from './egg.ts';\nexport const hen = (): unknown => egg;\n",
    };
    const planted = Object.fromEntries(PLANTED.map(([, from, target]) => [from, importing(target)]));
    const run = check({ ...ALLOWED, ...planted, ...cycle, 'lib/core/alone.ts': 'export const alone = 1;\n' });

    const complaints = complaintsOf(run);
    expect(run.exitCode).toBe(1);
    for (const [rule, from, , to] of PLANTED) expect(complaints).toContain(`${rule}: ${from} -> ${to}`);
    expect(complaints).toContain('no-orphans: lib/core/alone.ts -> lib/core/alone.ts');
    expect(complaints).toContain('no-circular: lib/core/egg.ts -> lib/core/hen.ts -> lib/core/egg.ts');

    const broken = new Set(complaints.map((line) => line.split(':')[0]));
    expect([...broken].sort()).toEqual((await namesOfRules()).sort());
  });

  it.each([
    ['a type', "import type { UseCase } from '../app/use-case.ts';\nexport type Used = UseCase;\n"],
    ['a late import', "export const late = () => import('../app/use-case.ts');\n"],
    ['a re-export', "export { useCase } from '../app/use-case.ts';\n"],
  ])('see %s as an import', (_title, text) => {
    const run = check({ ...ALLOWED, 'lib/core/a.ts': text });
    expect(complaintsOf(run)).toEqual(['core-uses-only-core: lib/core/a.ts -> lib/app/use-case.ts']);
  });

  it('let infra and type-only imports use development packages', () => {
    const run = check({
      ...ALLOWED,
      'lib/infra/uses-tool.ts': importing('fast-check'),
      'lib/app/typed.ts': "import type { it } from 'fast-check';\nexport type It = typeof it;\n",
    });
    expect(complaintsOf(run)).toEqual([]);
  });

  it('fail when the cruiser sees no module', () => {
    const config = "export default { forbidden: [], options: { exclude: '[.]ts$' } };\n";
    const run = check({ ...ALLOWED, '.dependency-cruiser.mjs': config }, []);
    expect(complaintsOf(run)).toContainEqual(
      expect.stringMatching(/^modules-missing: 9 of 9 files were not cruised/),
    );
    expect(run.exitCode).toBe(1);
  });

  it('fail when the cruiser sees modules and no import between them', () => {
    const config = "export default { forbidden: [], options: { moduleSystems: ['amd'] } };\n";
    const run = check({ ...ALLOWED, '.dependency-cruiser.mjs': config }, []);
    expect(complaintsOf(run)).toEqual([
      'dependencies-missing: files import each other, and not one import was cruised',
    ]);
    expect(run.exitCode).toBe(1);
  });

  it('fail when there is nothing to check', () => {
    expect(check({}).exitCode).not.toBe(0);
  });
});

async function namesOfRules(): Promise<string[]> {
  const config: unknown = await import(pathToFileURL(join(PROJECT_ROOT, '.dependency-cruiser.mjs')).href);
  const shape = z.object({ default: z.object({ forbidden: z.array(z.object({ name: z.string() })) }) });
  return shape.parse(config).default.forbidden.map((rule) => rule.name);
}
