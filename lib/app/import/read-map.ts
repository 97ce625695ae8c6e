import { checkShape } from '../../core/authoring/check-shape.ts';
import type { Issue } from '../../core/authoring/issue.ts';
import { readJson } from '../../core/authoring/read-json.ts';
import { reporterOf } from '../../core/authoring/reporter.ts';
import { compileMap } from './compile-map.ts';
import type { ImportMap } from './import-map.ts';
import { importMapSchema } from './map-schema.ts';

/** Reads a map file; all its mistakes are put into `issues`, and the result is undefined when there are errors. */
export function readMap(file: string, text: string, issues: Issue[]): ImportMap | undefined {
  const document = readJson(file, text, issues);
  if (document === undefined) return undefined;
  const report = reporterOf(document, issues);
  const json = checkShape(importMapSchema, document.value, report);
  if (json === undefined) return undefined;
  const name = nameOf(file);
  if (json.id !== name) {
    report.error('wrong-id', `the id is the file's name: "${name}", got "${json.id}"`, ['id']);
  }
  return compileMap(json, report);
}

/** `docs/ravenstack.map.json` is `ravenstack`. */
function nameOf(file: string): string {
  const base = file.split(/[/\\]/).at(-1) ?? file;
  return base.replace(/(?:\.map)?\.json$/, '');
}
