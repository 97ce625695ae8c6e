import { readFileSync } from 'node:fs';

/** One mistake of an author: a passage of a file, what stands there instead, and every line that is told of it. */
export interface Mistake {
  readonly title: string;
  readonly path: string;
  readonly passage: string;
  readonly instead: string;
  readonly told: readonly string[];
}

const MARKS = { '-': 'passage', '+': 'instead', '>': 'told' } as const;

/**
 * Reads a file of mistakes. Each is a title, a path, and then lines that begin with `- ` (the passage), `+ ` (what
 * stands there instead, nothing if there is no such line) and `> ` (what is told). A mark alone is an empty line;
 * blank lines part the mistakes.
 */
export function readMistakes(file: string): Mistake[] {
  const blocks = readFileSync(file, 'utf8').trimEnd().split('\n\n');
  return blocks.map((block) => {
    const [title = '', path = '', ...rest] = block.split('\n');
    const lines = { passage: [] as string[], instead: [] as string[], told: [] as string[] };
    for (const line of rest) {
      const mark = MARKS[line[0] as keyof typeof MARKS];
      if (mark === undefined || !/^.(?: |$)/.test(line)) throw new Error(`${file}: "${line}" has no mark`);
      lines[mark].push(line.slice(2));
    }
    if (lines.passage.length === 0 || lines.told.length === 0)
      throw new Error(`${file}: "${title}" says too little`);
    return {
      title,
      path,
      passage: lines.passage.join('\n'),
      instead: lines.instead.join('\n'),
      told: lines.told,
    };
  });
}
