import { readFile } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import type { ImportMap } from '../../app/import/import-map.ts';
import { formatSummary, SummaryCount } from '../../app/import/import-summary.ts';
import { importTables, type RowOutcome } from '../../app/import/import-tables.ts';
import { type OpenedTables, openTables } from '../../app/import/open-tables.ts';
import { readMap } from '../../app/import/read-map.ts';
import { BrokenFile, fileIssue } from '../../app/import/row-source.ts';
import { formatIssue, type Issue, sortIssues } from '../../core/authoring/issue.ts';
import { LineWriter, ReaderGone } from './line-writer.ts';
import { csvSource } from './read-csv.ts';

export type ImportFormat = 'text' | 'json';

export interface ImportOptions {
  /** Path of the map file. */
  readonly map: string;
  /** Paths of the CSV files, in any order. */
  readonly files: readonly string[];
  /** How the report on stderr is written; signals are NDJSON always. */
  readonly format: ImportFormat;
}

export interface ImportIo {
  readonly stdout: Writable;
  readonly stderr: Writable;
}

const DONE = 0;
const INVALID = 2;

/**
 * Writes the signals of the files to stdout, and refused rows, contradictions and, as the last line, the summary to
 * stderr. Returns the exit code: 0 also where rows were refused, 2 where the map or a file is invalid (then nothing
 * is written to stdout). A reader that goes away ends it quietly, with 0.
 */
export async function runImport(options: ImportOptions, io: ImportIo): Promise<number> {
  const out = new LineWriter(io.stdout);
  const report = new LineWriter(io.stderr);
  try {
    const code = await importFiles(options, out, report);
    await out.flush();
    await report.flush();
    return code;
  } catch (error) {
    if (error instanceof ReaderGone) return DONE;
    throw error;
  }
}

async function importFiles(options: ImportOptions, out: LineWriter, report: LineWriter): Promise<number> {
  const issues: Issue[] = [];
  const map = await readMapFile(options.map, issues);
  const opened =
    map &&
    (await openTables(
      map,
      options.files.map((file) => csvSource(file)),
    ));
  issues.push(...(opened?.issues ?? []));
  for (const issue of sortIssues(issues)) await report.write(issueLine(issue, options.format));
  const failed = issues.some((issue) => issue.severity === 'error');
  if (map === undefined || opened === undefined || failed) return INVALID;
  try {
    await writeOutcomes(map, opened, options.format, out, report);
    return DONE;
  } catch (error) {
    if (!(error instanceof BrokenFile)) throw error;
    await report.write(issueLine(error.issue, options.format));
    return INVALID;
  }
}

async function writeOutcomes(
  map: ImportMap,
  opened: OpenedTables,
  format: ImportFormat,
  out: LineWriter,
  report: LineWriter,
): Promise<void> {
  const count = new SummaryCount(map, new Set(opened.files.map(({ table }) => table.name)));
  for await (const outcome of importTables(map, opened)) {
    count.add(outcome);
    for (const signal of outcome.signals) await out.write(JSON.stringify(signal));
    for (const line of reportLines(outcome, format)) await report.write(line);
  }
  const summary = count.summary();
  await report.write(format === 'json' ? JSON.stringify(summary) : formatSummary(summary));
}

function reportLines({ file, line, refusal, contradictions }: RowOutcome, format: ImportFormat): string[] {
  if (format === 'json') {
    const found = contradictions.map((contradiction) =>
      JSON.stringify({ file, line, contradiction: contradiction.kind, detail: contradiction.detail }),
    );
    const refused =
      refusal && JSON.stringify({ file, line, rejected: refusal.reason, detail: refusal.detail });
    return refused === undefined ? found : [...found, refused];
  }
  const found = contradictions.map(({ kind, detail }) => `${file}:${line} contradiction ${kind} ${detail}`);
  return refusal === undefined ? found : [...found, `${file}:${line} ${refusal.reason} ${refusal.detail}`];
}

function issueLine(issue: Issue, format: ImportFormat): string {
  return format === 'json' ? JSON.stringify(issue) : formatIssue(issue);
}

async function readMapFile(file: string, issues: Issue[]): Promise<ImportMap | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    issues.push(fileIssue(file, 'broken-file', `this map cannot be read (${why})`));
    return undefined;
  }
  return readMap(file, text, issues);
}
