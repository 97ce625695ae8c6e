import type { Issue } from '../../core/authoring/issue.ts';
import { hint } from '../../core/authoring/suggest.ts';
import type { ImportMap, Lookups, Table, TableShape } from './import-map.ts';
import { RowIndex } from './index-rows.ts';
import { escapeText } from './quote-text.ts';
import { type Layout, readRow } from './read-row.ts';
import { BrokenFile, fileIssue, type RowSource } from './row-source.ts';

/** One file that is to be imported, with its header checked. */
export interface TableFile {
  readonly table: Table;
  readonly source: RowSource;
  readonly layout: Layout;
}

/** What is ready to be imported; `issues` also holds warnings, and with an error among them there are no files. */
export interface OpenedTables {
  readonly files: readonly TableFile[];
  readonly lookups: Lookups;
  readonly issues: readonly Issue[];
}

/**
 * Reads every file once, before anything is given out: assigns it to its table, checks its header, finds out
 * whether it can be read to its end, and indexes what other rows look up. Files come in the order of the map's
 * tables and of their names, so that the result does not depend on the order in which they are given.
 */
export async function openTables(map: ImportMap, sources: readonly RowSource[]): Promise<OpenedTables> {
  const issues: Issue[] = [];
  const assigned = assignFiles(map, sources, issues);
  const given = new Set(assigned.map(({ table }) => table.name));
  for (const { table, source } of assigned) checkNeeds(table, given, source, issues);
  const needed = new Set(assigned.flatMap(({ table }) => [...table.needs]).map((table) => table.name));
  const indexed = map.tables.filter((table) => needed.has(table.name));
  const index = new RowIndex(indexed);
  const files: TableFile[] = [];
  for (const { table, source } of assigned) {
    try {
      const layout = await readFile(table, source, needed.has(table.name) ? index : undefined, issues);
      if (layout !== undefined) files.push({ table, source, layout });
    } catch (error) {
      if (!(error instanceof BrokenFile)) throw error;
      issues.push(error.issue);
    }
  }
  const failed = issues.some((issue) => issue.severity === 'error');
  return { files: failed ? [] : files, lookups: index, issues };
}

/** Where the columns of a table stand, by the header of one of its files. */
export function layoutOf(
  table: Table,
  file: string,
  header: readonly string[],
  line: number,
  issues: Issue[],
): Layout | undefined {
  const names = header.map((name) => name.trim());
  const unread = names.filter((name) => !table.columns.has(name) && !table.ignored.has(name)).map(escapeText);
  const before = issues.length;
  const places: number[] = [];
  for (const name of table.columns.keys()) {
    const place = names.indexOf(name);
    places.push(place);
    if (place === -1) {
      const message = `column "${name}" of table ${table.name} is missing${hint(name, unread)}`;
      issues.push(fileIssue(file, 'missing-column', message, line));
    } else if (names.indexOf(name, place + 1) !== -1) {
      issues.push(fileIssue(file, 'duplicate-column', `column "${name}" stands here twice`, line));
    }
  }
  if (issues.length > before) return undefined;
  for (const name of unread) {
    const message = `column "${name}" is not read: table ${table.name} neither has nor ignores it`;
    issues.push({ ...fileIssue(file, 'unread-column', message, line), severity: 'warning' });
  }
  return { width: header.length, places };
}

function assignFiles(
  map: ImportMap,
  sources: readonly RowSource[],
  issues: Issue[],
): readonly { readonly table: Table; readonly source: RowSource }[] {
  const order = new Map(map.tables.map((table, i) => [table, i]));
  const assigned: { table: Table; source: RowSource }[] = [];
  const seen = new Set<string>();
  for (const source of sources) {
    const name = source.file.split(/[/\\]/).at(-1) ?? source.file;
    const tables = map.tables.filter((table) => table.matches(name));
    const [table, second] = tables;
    if (seen.has(source.file))
      issues.push(fileIssue(source.file, 'duplicate-file', 'this file is given twice'));
    else if (table === undefined) {
      const names = map.tables.map((one) => one.name).join(', ');
      issues.push(
        fileIssue(source.file, 'unknown-file', `no table of the map takes "${name}" (tables: ${names})`),
      );
    } else if (second !== undefined) {
      const message = `the tables ${table.name} and ${second.name} both take "${name}"`;
      issues.push(fileIssue(source.file, 'ambiguous-file', message));
    } else assigned.push({ table, source });
    seen.add(source.file);
  }
  const rank = ({ table }: { table: Table }) => order.get(table) ?? 0;
  return assigned.sort((a, b) => rank(a) - rank(b) || (a.source.file < b.source.file ? -1 : 1));
}

/** References of references too: all that a row of this table may be followed to. */
function checkNeeds(table: Table, given: ReadonlySet<string>, source: RowSource, issues: Issue[]): void {
  const seen = new Set<string>([table.name]);
  const open: TableShape[] = [...table.needs];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next.name)) continue;
    seen.add(next.name);
    open.push(...next.needs);
    if (given.has(next.name)) continue;
    const message = `table ${table.name} looks into table ${next.name}: give its file too`;
    issues.push(fileIssue(source.file, 'missing-file', message));
  }
}

async function readFile(
  table: Table,
  source: RowSource,
  index: RowIndex | undefined,
  issues: Issue[],
): Promise<Layout | undefined> {
  let layout: Layout | undefined;
  for await (const row of source.rows(table.delimiter)) {
    if (layout === undefined) {
      layout = layoutOf(table, source.file, row.cells, row.line, issues);
      if (layout === undefined) return undefined;
    } else index?.add(table, source.file, row, readRow(table, layout, source.file, row));
  }
  if (layout === undefined)
    issues.push(fileIssue(source.file, 'empty-file', 'this file is empty, a header is expected'));
  return layout;
}
