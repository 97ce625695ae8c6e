export const MAX_LINES = 300;

/** A source file: its path from the root, and its text. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** Each file that is longer than MAX_LINES, as `path: n lines`. */
export function overlong(sources: readonly Source[]): string[] {
  return sources
    .map(({ path, text }) => ({ path, lines: text.replace(/\n$/, '').split('\n').length }))
    .filter(({ lines }) => lines > MAX_LINES)
    .map(({ path, lines }) => `${path}: ${lines} lines`);
}

/** Paths with a folder or file named for nothing in particular: such a name attracts whatever has no place. */
export function vaguelyNamed(paths: readonly string[]): string[] {
  const vague = /^(utils?|helpers?|common|misc|types)(\.test)?(\.ts)?$/;
  return paths.filter((path) => path.split('/').some((name) => vague.test(name)));
}

/**
 * Tests that are left out, as `path:line`: `skip`, `todo`, `skipIf`, `runIf` and `fails` need a comment on their
 * line or the line before that says why; `only` has no good reason.
 */
export function unexplainedSkips(sources: readonly Source[]): string[] {
  const call = /\b(?:it|test|describe|suite|bench)(?:\.\w+)*\.(skip|only|todo|skipIf|runIf|fails)\b/;
  return placesOf(sources, (line, before) => {
    const found = call.exec(line)?.[1];
    if (found === undefined) return false;
    return found === 'only' || !(saysWhy(line) || saysWhy(before));
  });
}

/**
 * Comments that switch a gate off, as `path:line`: the compiler for a file or a line, Biome for a whole file, and
 * Biome's rule against `any` anywhere. (The type itself is refused by that rule.)
 */
export function switchedOffGates(sources: readonly Source[]): string[] {
  const never =
    /@ts-(?:ignore|nocheck)\b|biome-ignore-(?:all|start)\b|biome-ignore lint\/suspicious\/noExplicitAny\b/;
  const bare = /@ts-expect-error\W*$/;
  return placesOf(sources, (line) => never.test(line) || bare.test(line));
}

function placesOf(sources: readonly Source[], hit: (line: string, before: string) => boolean): string[] {
  return sources.flatMap(({ path, text }) => {
    const lines = text.split('\n');
    return lines.flatMap((line, index) =>
      hit(line, lines[index - 1] ?? '') ? [`${path}:${index + 1}`] : [],
    );
  });
}

/** A comment of two words at least: a reason, not a label. */
function saysWhy(line: string): boolean {
  return /(?:\/\/|\/\*|^\s*\*)\s*\S*\w{2,}\S*\s+\S+/.test(line);
}
