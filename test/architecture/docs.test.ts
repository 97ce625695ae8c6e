import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deadPaths } from './doc-paths.ts';
import { PROJECT_ROOT } from './planted-tree.ts';
import { projectFiles } from './project-files.ts';

const files = projectFiles('{bin,lib,functions,rules,test,docs,.ci}/**', 'lib/core/.types/**');
const folders = new Set(files.flatMap(foldersOf));
const documents = projectFiles('README.md', 'docs/**/*.md');

describe('the documents', () => {
  it('are read: README.md is among them', () => {
    expect(documents).toContain('README.md');
  });

  it.each(documents)('%s names only paths that exist', (path) => {
    const text = readFileSync(join(PROJECT_ROOT, path), 'utf8');
    expect(deadPaths({ path, text }, [...files, ...folders])).toEqual([]);
  });
});

describe('the check of paths in documents', () => {
  const known = [
    'lib',
    'lib/core',
    'lib/core/decide.ts',
    'lib/core/rules/lifecycle.ts',
    'functions',
    'functions/take-step',
    'functions/take-step/handler.ts',
  ];
  const dead = (text: string) => deadPaths({ path: 'docs/planted.md', text }, known);

  it('reports a path that does not exist, with its line', () => {
    expect(dead('# Map\n\nThe heart is `lib/core/gone.ts`, beside `lib/core/decide.ts`.')).toEqual([
      'docs/planted.md:3 lib/core/gone.ts',
    ]);
  });

  it.each([
    ['a path inside a command', '`node bin/gone.ts validate`', 'bin/gone.ts'],
    ['a wildcard that matches nothing', '`functions/*/gone.ts`', 'functions/*/gone.ts'],
    ['a wildcard that would have to cross a folder', '`lib/*/lifecycle.ts`', 'lib/*/lifecycle.ts'],
    ['a placeholder that matches nothing', '`test/<name>.test.ts`', 'test/<name>.test.ts'],
    ['one missing alternative', '`lib/core/{decide,gone}.ts`', 'lib/core/{decide,gone}.ts'],
    ['a dot that is not a wildcard', '`lib/core/decide-ts`', 'lib/core/decide-ts'],
    ['a folder that is a file', '`lib/core/decide.ts/parts`', 'lib/core/decide.ts/parts'],
  ])('reports %s', (_title, text, path) => {
    expect(dead(text)).toEqual([`docs/planted.md:1 ${path}`]);
  });

  it.each([
    ['a folder, with a slash or without', '`lib/core/` and `lib/core`'],
    ['a wildcard', '`functions/*/handler.ts`'],
    ['wildcards across folders', '`lib/**/lifecycle.ts` and `lib/**/decide.ts` and `lib/…`'],
    ['placeholders', '`functions/<verb-noun>/handler.ts` and `lib/core/<name>.ts`'],
    ['alternatives', '`lib/core/{decide,rules/lifecycle}.ts`'],
    ['a position and a part', '`lib/core/decide.ts:14:9` and `lib/core/decide.ts#decide`'],
    ['what is no path of the project', '`@scope/lib`, `liblib/gone`, lib/gone without a mark, `rules`'],
    ['a fenced block', '```\n`lib/gone.ts`\n```'],
  ])('allows %s', (_title, text) => {
    expect(dead(text)).toEqual([]);
  });
});

function foldersOf(path: string): string[] {
  const folder = dirname(path);
  return folder === '.' ? [] : [folder, ...foldersOf(folder)];
}
