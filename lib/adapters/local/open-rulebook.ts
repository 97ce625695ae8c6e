import { relative, resolve, sep } from 'node:path';
import { type Issue, sortIssues } from '../../core/authoring/issue.ts';
import { compileRulebook, type RulebookOptions } from '../../core/rulebook/compile-rulebook.ts';
import type { RulebookFile } from '../../core/rulebook/rulebook-file.ts';
import type { Rulebook } from '../../core/rulebook.ts';
import { loadRulebookFiles, RulebookFolderError } from './load-rulebook.ts';

/** A rulebook as read from a folder. `root` is how the author names the folder, in messages. */
export interface OpenedRulebook {
  readonly root: string;
  readonly files: readonly RulebookFile[];
  readonly rulebook: Rulebook | undefined;
  readonly issues: readonly Issue[];
}

/** Reads and compiles the folder. Throws RulebookFolderError when it is not there. */
export async function openRulebook(folder: string, options: RulebookOptions = {}): Promise<OpenedRulebook> {
  const root = folder.split(sep).join('/').replace(/\/+$/, '');
  const mjml: Issue[] = [];
  const files = await loadRulebookFiles(folder, root, mjml);
  const compiled = compileRulebook(files, { ...options, root });
  const { rulebook } = compiled;
  const failed = mjml.some((issue) => issue.severity === 'error');
  // That no HTML was made of broken MJML has been told with what is wrong with it.
  const broken = new Set(mjml.map((issue) => issue.file));
  const issues = compiled.issues.filter(({ code, file }) => code !== 'not-compiled' || !broken.has(file));
  return { root, files, rulebook: failed ? undefined : rulebook, issues: sortIssues([...mjml, ...issues]) };
}

/**
 * Which of the rulebook's files the paths mean: a file, or all below a folder; everything when no path is given.
 * Throws RulebookFolderError for a path that meets no file.
 */
export function selectFiles(
  opened: Pick<OpenedRulebook, 'files'>,
  folder: string,
  paths: readonly string[],
): (path: string) => boolean {
  if (paths.length === 0) return () => true;
  const wanted = paths.map((path) => {
    const below = relative(resolve(folder), resolve(path)).split(sep).join('/');
    const met =
      below === '' || opened.files.some((file) => file.path === below || file.path.startsWith(`${below}/`));
    if (!met) throw new RulebookFolderError(`"${path}" is no file or folder of the rulebook "${folder}"`);
    return below;
  });
  return (path) => wanted.some((below) => below === '' || path === below || path.startsWith(`${below}/`));
}
