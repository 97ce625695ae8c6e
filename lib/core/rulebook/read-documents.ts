import type * as z from 'zod';
import { factsSchema } from '../accounts/facts-schema.ts';
import { checkShape } from '../authoring/check-shape.ts';
import type { Issue } from '../authoring/issue.ts';
import { readJson } from '../authoring/read-json.ts';
import { type Reporter, reporterOf } from '../authoring/reporter.ts';
import { healthSchema } from '../health/health-schema.ts';
import { journeySchema } from '../journeys/journey-schema.ts';
import { namedConditionSchema, ruleSchema } from '../rules/rule-schema.ts';
import { segmentsSchema } from '../segments/segments-schema.ts';
import { stagesSchema } from '../segments/stages-schema.ts';
import { signalTypeSchema } from '../signals/signal-schema.ts';
import { guardrailsSchema } from '../touches/guardrails-schema.ts';
import { templateSchema } from '../touches/template-schema.ts';
import { type FileKind, idOfFile, kindOfFile, misplaced, type RulebookFile } from './rulebook-file.ts';

/** The schema of every kind of file that an author writes, by which it is read and completed in editors. */
export const SCHEMAS = {
  facts: factsSchema,
  segments: segmentsSchema,
  stages: stagesSchema,
  guardrails: guardrailsSchema,
  signal: signalTypeSchema,
  condition: namedConditionSchema,
  health: healthSchema,
  journey: journeySchema,
  template: templateSchema,
  rule: ruleSchema,
} as const;
export type DocumentKind = keyof typeof SCHEMAS;

/** One file whose shape is right: its value, and where to report what does not fit. */
export interface Document<K extends DocumentKind> {
  readonly path: string;
  readonly id: string;
  readonly json: z.infer<(typeof SCHEMAS)[K]>;
  readonly report: Reporter;
}

export type Documents = { readonly [K in DocumentKind]: readonly Document<K>[] } & {
  /** Ids of files whose shape is not right, by their names. */
  readonly broken: Readonly<Record<DocumentKind, ReadonlySet<string>>>;
};

/** Reads every JSON file of a rulebook; mistakes go to `issues`, all of them. `root` is how authors name the folder. */
export function readDocuments(files: readonly RulebookFile[], root: string, issues: Issue[]): Documents {
  const found: { [K in DocumentKind]: Document<K>[] } = {
    facts: [],
    segments: [],
    stages: [],
    guardrails: [],
    signal: [],
    condition: [],
    health: [],
    journey: [],
    template: [],
    rule: [],
  };
  const broken = Object.fromEntries(Object.keys(SCHEMAS).map((kind) => [kind, new Set<string>()])) as Record<
    DocumentKind,
    Set<string>
  >;
  const seen = new Map<string, string>();
  for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const kind = kindOfFile(file.path);
    const name = `${root}/${file.path}`;
    if (kind === undefined) {
      issues.push({
        severity: 'error',
        code: 'misplaced-file',
        file: name,
        line: 1,
        column: 1,
        path: '',
        message: misplaced(file.path),
      });
    } else if (isDocument(kind)) {
      const document = readOne(kind, file, name, seen, issues);
      if (document === undefined) broken[kind].add(idOfFile(file.path, kind));
      else (found[kind] as Document<typeof kind>[]).push(document);
    }
  }
  return { ...found, broken };
}

function isDocument(kind: FileKind): kind is DocumentKind {
  return Object.hasOwn(SCHEMAS, kind);
}

function readOne<K extends DocumentKind>(
  kind: K,
  file: RulebookFile,
  name: string,
  seen: Map<string, string>,
  issues: Issue[],
): Document<K> | undefined {
  const document = readJson(name, file.text, issues);
  if (document === undefined) return undefined;
  const report = reporterOf(document, issues);
  const other = otherKind(document.value, kind);
  if (other !== undefined) {
    const message = `"$schema" says that this is a ${other}, and where it stands it is a ${kind}: move the file, or name the schema ${kind}.json`;
    report.at('$schema').error('misplaced-file', message);
    return undefined;
  }
  const schema = SCHEMAS[kind] as unknown as z.ZodType<z.infer<(typeof SCHEMAS)[K]>>;
  const json = checkShape(schema, document.value, report);
  if (json === undefined) return undefined;
  const got = (json as { id: string }).id;
  const id = idOfFile(file.path, kind);
  if (got !== id) report.at('id').error('wrong-id', `the id is "${got}", the file's name asks for "${id}"`);
  const first = seen.get(`${kind}|${id}`);
  if (first !== undefined)
    report.at('id').error('duplicate-id', `the ${kind} "${id}" is already in ${first}: rename one of them`);
  seen.set(`${kind}|${id}`, name);
  return { path: file.path, id, json, report };
}

/** The kind that `$schema` names (`../schema/signal.json`), where it is another one than the file's place makes it. */
function otherKind(value: unknown, kind: DocumentKind): DocumentKind | undefined {
  const schema =
    typeof value === 'object' && value !== null && '$schema' in value ? value.$schema : undefined;
  const named = /([a-z]+)\.json$/.exec(String(schema))?.[1] ?? kind;
  return named !== kind && Object.hasOwn(SCHEMAS, named) ? (named as DocumentKind) : undefined;
}
