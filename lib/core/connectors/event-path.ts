import * as z from 'zod';

/** Reads a value out of an event; undefined where there is none. */
export type ReadPath = (event: unknown) => unknown;

/** Names joined by dots, from the top of the event: `detail.data.object.id`. A list's items are `0`, `1`, and so on. */
export const pathSchema = z
  .string()
  .max(200)
  .regex(/^[^.$][^.]*(?:\.[^.]+)*$/, {
    error: (issue) =>
      String(issue.input).startsWith('$')
        ? 'a path is names joined by ".", from the top of the event and without "$"'
        : 'a path is names joined by ".", such as "detail.id"',
  });

/** Own properties only, whatever a name is: nothing that an event does not carry itself can be reached. */
export function compilePath(path: string): ReadPath {
  const names = path.split('.');
  return (event) => {
    let value = event;
    for (const name of names) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
      value = (value as Record<string, unknown>)[name];
    }
    return value;
  };
}

/** The first of several paths that leads to something other than null. */
export function compilePaths(paths: string | readonly string[]): ReadPath {
  if (typeof paths === 'string') return compilePath(paths);
  const reads = paths.map(compilePath);
  return (event) => {
    for (const read of reads) {
      const value = read(event);
      if (value !== undefined && value !== null) return value;
    }
    return undefined;
  };
}
