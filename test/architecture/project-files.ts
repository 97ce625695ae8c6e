import { globSync } from 'node:fs';
import { PROJECT_ROOT } from './planted-tree.ts';

const NEVER = new Set(['node_modules', 'cdk.out', 'coverage', '.git', '.touchline', '.venv', 'fixtures']);

/** Paths of the project, with `/` and from its root: of files that match, generated and fixture folders left out. */
export function projectFiles(...patterns: readonly string[]): string[] {
  return globSync(patterns, {
    cwd: PROJECT_ROOT,
    withFileTypes: true,
    exclude: (entry) => NEVER.has(entry.name),
  })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(PROJECT_ROOT.length + 1))
    .sort();
}
