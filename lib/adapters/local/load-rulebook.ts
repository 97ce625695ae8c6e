import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Issue } from '../../core/authoring/issue.ts';
import type { RulebookFile } from '../../core/rulebook/rulebook-file.ts';

/** More files than any rulebook has; a wrong folder is noticed before it is read through. */
const MAX_FILES = 5_000;

/** A folder that cannot be read as a rulebook. */
export class RulebookFolderError extends Error {}

/**
 * Reads every file under `folder`, MJML compiled to HTML. Problems of MJML become issues. HTML is kept under
 * `node_modules/.cache/touchline` by content, since compiling takes most of a start.
 */
export async function loadRulebookFiles(
  folder: string,
  root: string,
  issues: Issue[],
): Promise<RulebookFile[]> {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new RulebookFolderError(`there is no folder "${folder}"`);
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  if (entries.length > MAX_FILES)
    throw new RulebookFolderError(`"${folder}" has ${entries.length} files, which is no rulebook`);
  const paths = entries
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
  const files: RulebookFile[] = [];
  for (const path of paths) {
    if (path.startsWith('schema/') || path.split('/').some((part) => part.startsWith('.'))) continue;
    const text = readFileSync(join(folder, path), 'utf8');
    if (!path.endsWith('.mjml')) files.push({ path, text });
    else files.push({ path, text, html: await htmlOf(`${root}/${path}`, text, issues) });
  }
  return files;
}

async function htmlOf(file: string, source: string, issues: Issue[]): Promise<string> {
  const cache = join('node_modules', '.cache', 'touchline');
  const kept = join(cache, `${createHash('sha256').update(source).digest('hex')}.html`);
  if (existsSync(kept)) return readFileSync(kept, 'utf8');
  // Loaded only when something is to be compiled: MJML alone takes longer to load than a whole rulebook to check.
  const { compileMjml } = await import('./compile-mjml.ts');
  const { html, problems } = await compileMjml(file, source);
  for (const { line, message } of problems)
    issues.push({ severity: 'error', code: 'mjml', file, line, column: 1, path: '', message });
  if (problems.length === 0 && existsSync('node_modules')) {
    mkdirSync(cache, { recursive: true });
    // Another process may look for it at this moment, and must never find half of it.
    const part = `${kept}.${randomUUID()}`;
    writeFileSync(part, html);
    renameSync(part, kept);
  }
  return html;
}
