import type { Source } from './house-style.ts';

const ROOM = /^(?:bin|lib|functions|rules|test|docs|\.ci)\//;

/**
 * Paths that a Markdown document names in inline code and that stand for nothing in the project, as `document:line
 * path`. `*` matches within one name, `**` and `…` across folders, `<name>` one name or a part of it, `{a,b}`
 * each of its alternatives; a trailing `:line:column` or `#part` is not a part of the path. Fenced blocks are left
 * out: what is shown there may be invented.
 *
 * @param known every file and folder of the project, from its root, folders without a trailing slash
 */
export function deadPaths(document: Source, known: readonly string[]): string[] {
  let fenced = false;
  return document.text.split('\n').flatMap((line, index) => {
    if (/^\s*(```|~~~)/.test(line)) fenced = !fenced;
    if (fenced) return [];
    return pathsIn(line)
      .filter((path) => alternativesOf(path).some((plain) => !known.some(matcher(plain))))
      .map((path) => `${document.path}:${index + 1} ${path}`);
  });
}

function pathsIn(line: string): string[] {
  return [...line.matchAll(/`([^`]+)`/g)]
    .flatMap((span) => (span[1] ?? '').split(/\s+/))
    .map((word) => word.replace(/^["'(]+|["'),;.]+$/g, ''))
    .map((word) => word.replace(/(?:#.*|(?::\d+)+)$/, '').replace(/\/$/, ''))
    .filter((word) => ROOM.test(word));
}

function alternativesOf(path: string): string[] {
  const group = /\{([^{}]*,[^{}]*)\}/.exec(path);
  if (group === null) return [path];
  return (group[1] ?? '').split(',').flatMap((choice) => alternativesOf(path.replace(group[0], choice)));
}

function matcher(path: string): (known: string) => boolean {
  const pattern = path.replace(/\*\*\/|\*\*|…|\.{3}|\*|<[^<>/]+>|[$()+.?[\\\]^{|}]/g, (part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**' || part === '…' || part === '...') return '.*';
    if (part === '*') return '[^/]*';
    return part.startsWith('<') ? '[^/]+' : `\\${part}`;
  });
  const whole = new RegExp(`^${pattern}$`);
  return (known) => whole.test(known);
}
