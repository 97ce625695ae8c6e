import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type PlantedTree, plantTree } from './planted-tree.ts';

const CLOCK = 'The core has no clock: take the instant as an argument.';
const DICE = 'The core has no randomness: take the seed or the id as an argument.';
const SETTING = 'The core has no environment: take the setting as an argument.';
const ZONE = "This reads the machine's zone or language: the core takes an IANA zone as an argument.";

/** Refused by .biome/pure-core.grit in lib/core, and nowhere else: title, code, message. */
const IMPURE = [
  ['Date.now', 'export const t = Date.now();', CLOCK],
  ['Date.now handed on', 'export const clock = Date.now;', CLOCK],
  ["Date['now']", "export const t = Date['now']();", CLOCK],
  ['Date taken apart', 'export const { now } = Date;', CLOCK],
  ['new Date without an argument', 'export const t = new Date();', CLOCK],
  ['new Date without parentheses', 'export const t = new Date;', CLOCK],
  ['Date as a function', 'export const t = Date();', CLOCK],
  ['Temporal.Now', 'export const t = Temporal.Now.instant();', CLOCK],
  ['Math.random', 'export const n = Math.random();', DICE],
  ['Math.random handed on', 'export const ids = [1].map(Math.random);', DICE],
  ['Math taken apart', 'export const { floor, random } = Math;', DICE],
  ['process.env', 'export const e = process.env.HOME;', SETTING],
  ['a local hour', 'export const h = new Date(5).getHours();', ZONE],
  ['the local offset', 'export const o = new Date(5).getTimezoneOffset();', ZONE],
  ['the default locale', 'export const f = new Intl.DateTimeFormat();', ZONE],
] as const;

/** Refused by a rule of biome.json: rule, path, code. Words that a search for bad habits would find are split. */
const REFUSED = [
  ['lint/style/noRestrictedImports', 'lib/app/named-zod.ts', "import { z } from 'zod';\nexport const s = z;"],
  ['lint/style/noRestrictedImports', 'lib/core/default-zod.ts', "import z from 'zod';\nexport const s = z;"],
  ['lint/correctness/noNodejsModules', 'lib/core/reads.ts', "export { readFileSync } from 'node:fs';"],
  ['lint/correctness/noProcessGlobal', 'lib/core/argv.ts', 'export const a = process.argv;'],
  ['lint/style/noRestrictedGlobals', 'lib/core/told.ts', "console.log('told');"],
  ['lint/style/noRestrictedGlobals', 'lib/core/ambient.ts', 'export const d = globalThis.Date;'],
  ['lint/performance/noReExportAll', 'lib/app/everything.ts', "export * from './reads.ts';"],
  ['lint/performance/noBarrelFile', 'lib/app/barrel.ts', "export { a } from './reads.ts';"],
  ['lint/style/noDefaultExport', 'lib/app/by-default.ts', 'export default 3;'],
  [
    'lint/style/useImportType',
    'lib/app/typed.ts',
    "import { T } from './t.ts';\nexport const a = (t: T) => t;",
  ],
  [
    'lint/suspicious/noExplicitAny',
    'lib/app/cast.ts',
    `export const n: number = JSON.parse("1") as ${'any'};`,
  ],
  ['lint/suspicious/noExplicitAny', 'test/loose.ts', `export const f = (n: ${'any'}): void => n;`],
  [
    'lint/suspicious/noTsIgnore',
    'lib/app/hush.ts',
    `// @ts-${'ignore'}: it is fine\nexport const n: number = "1";`,
  ],
  [
    'lint/suspicious/noFocusedTests',
    'test/one.test.ts',
    `import { it } from 'vitest';\nit.${'only'}('x', () => {});`,
  ],
  [
    'lint/nursery/noFloatingPromises',
    'lib/app/floats.ts',
    'const save = async (): Promise<number> => 1;\nexport function go(): void {\n  save();\n}',
  ],
  [
    'lint/correctness/useImportExtensions',
    'lib/app/bare.ts',
    "import { a } from './cast';\nexport const b = a;",
  ],
  ['lint/style/useFilenamingConvention', 'lib/app/camelCase.ts', 'export const n = 1;'],
  ['lint/style/noEnum', 'lib/app/listed.ts', 'export enum Band {\n  green,\n}'],
] as const;

const PURE = `export const at = (instant: number): string => new Date(instant).toISOString();
export const day = (instant: number): number => new Date(instant).getUTCDay();
export const inZone = (zone: string) => new Intl.DateTimeFormat('en', { timeZone: zone });
export const half = (n: number): number => Math.floor(n / 2);
`;

const report = z.object({
  diagnostics: z.array(
    z.object({ category: z.string(), message: z.string(), location: z.object({ path: z.string() }) }),
  ),
});

describe('the linter', () => {
  let tree: PlantedTree;
  let found: readonly { readonly path: string; readonly rule: string; readonly message: string }[];

  beforeAll(() => {
    const impure = IMPURE.flatMap(([, code], index) => [
      [`lib/core/impure-${index}.ts`, `${code}\n`],
      [`lib/app/impure-${index}.ts`, `${code}\n`],
    ]);
    const refused = REFUSED.map(([, path, code]) => [path, `${code}\n`]);
    tree = plantTree(
      { ...Object.fromEntries([...impure, ...refused]), 'lib/core/pure.ts': PURE },
      { copied: ['biome.json', '.biome'] },
    );
    const run = tree.run('biome', 'lint', '--reporter=json', '--max-diagnostics=none');
    expect(run.exitCode).not.toBe(0);
    found = report.parse(JSON.parse(run.stdout)).diagnostics.map((diagnostic) => ({
      path: diagnostic.location.path,
      rule: diagnostic.category,
      message: diagnostic.message,
    }));
  });
  afterAll(() => tree.remove());

  it.each(IMPURE.map(([title, , message], index) => ({ title, message, file: `impure-${index}.ts` })))(
    'refuses $title in lib/core and allows it outside',
    ({ message, file }) => {
      const plugin = found.filter((diagnostic) => diagnostic.rule === 'plugin');
      expect(plugin).toContainEqual({ path: `lib/core/${file}`, rule: 'plugin', message });
      expect(plugin.filter((diagnostic) => diagnostic.path === `lib/app/${file}`)).toEqual([]);
    },
  );

  it.each(REFUSED.map(([rule, path]) => ({ rule, path })))('reports $rule in $path', ({ rule, path }) => {
    expect(found.filter((diagnostic) => diagnostic.path === path).map(({ rule }) => rule)).toContain(rule);
  });

  it('has nothing to say about pure code in lib/core', () => {
    expect(found.filter((diagnostic) => diagnostic.path === 'lib/core/pure.ts')).toEqual([]);
  });
});
