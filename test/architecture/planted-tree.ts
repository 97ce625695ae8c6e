import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The project's root; gates are proven with its own configuration files and its own installed tools. */
export const PROJECT_ROOT = join(import.meta.dirname, '..', '..');

export interface ToolRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A throw-away project in which a test plants violations, so that the live tree never holds one. */
export interface PlantedTree {
  readonly root: string;
  /** Runs a script of `node_modules/.bin`, or a project file, on the Node that runs the test. */
  run(script: string, ...args: string[]): ToolRun;
  remove(): void;
}

/**
 * @param files path in the tree -> text
 * @param copied files and folders of the project that the tree gets as they are
 * @param linked files and folders of the project that the tree only points to
 */
export function plantTree(
  files: Readonly<Record<string, string>>,
  { copied = [], linked = [] }: { copied?: readonly string[]; linked?: readonly string[] } = {},
): PlantedTree {
  const root = mkdtempSync(join(realpathSync(tmpdir()), 'touchline-planted-'));
  for (const path of copied) cpSync(join(PROJECT_ROOT, path), join(root, path), { recursive: true });
  for (const path of linked) symlinkSync(join(PROJECT_ROOT, path), join(root, path));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return {
    root,
    run: (script, ...args) => {
      const path = join(PROJECT_ROOT, script.includes('/') ? script : join('node_modules', '.bin', script));
      const run = spawnSync(process.execPath, [path, ...args], { cwd: root, encoding: 'utf8' });
      if (run.error !== undefined) throw run.error;
      return { exitCode: run.status, stdout: run.stdout, stderr: run.stderr };
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
