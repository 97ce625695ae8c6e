import type { Reporter } from '../../core/authoring/reporter.ts';
import { hint } from '../../core/authoring/suggest.ts';
import type { Column, Operand, Reference, TableShape } from './import-map.ts';

/** Where a path stands: in a table, or in a list's `where`, which calls the row that has the list `this`. */
export interface PathScope {
  readonly table: TableShape;
  readonly outer?: TableShape;
}

const OUTER = 'this.';

/**
 * Resolves `column`, `reference.column`, `reference.reference.column` and, in a `where`, `this.column`. A column
 * whose own name has dots in it wins. Reports what it does not find, and notes what look-ups it will need.
 */
export function compilePath(path: string, scope: PathScope, report: Reporter): Operand | undefined {
  const { table, outer } = scope;
  if (outer !== undefined && path.startsWith(OUTER) && !table.columns.has(path)) {
    const inner = compilePath(path.slice(OUTER.length), { table: outer }, report);
    if (inner === undefined) return undefined;
    return {
      ...inner,
      from: path,
      read: (_row, lookups, outerRow) => (outerRow === undefined ? undefined : inner.read(outerRow, lookups)),
    };
  }
  const found = resolve(path, table, report);
  if (found === undefined) return undefined;
  const { column, chain } = found;
  // A `where` looks at rows of another table, which answer for their own references.
  if (outer === undefined) noteChains(table, chain);
  else table.kept.add(chain[0]?.column ?? column);
  noteReads(table, chain, column);
  return {
    from: path,
    kind: column.kind,
    pii: column.pii,
    read: (row, lookups) => {
      let at = row;
      for (const reference of chain) {
        const key = at.values[reference.column.index];
        const next = key === undefined ? undefined : lookups.rowOf(reference.table, key);
        if (next === undefined) return undefined;
        at = next;
      }
      return at.values[column.index];
    },
  };
}

/** Finds a column by its name, or reports that the table has none of it. */
export function compileColumnName(name: string, table: TableShape, report: Reporter): Column | undefined {
  const column = table.columns.get(name);
  if (column === undefined) {
    report.error(
      'unknown-column',
      `unknown column "${name}" of table ${table.name}${hint(name, table.columns.keys())}`,
    );
  }
  return column;
}

function resolve(
  path: string,
  start: TableShape,
  report: Reporter,
): { column: Column; chain: readonly Reference[] } | undefined {
  const chain: Reference[] = [];
  let table = start;
  let rest = path;
  for (;;) {
    const column = table.columns.get(rest);
    if (column !== undefined) return { column, chain };
    const dot = rest.indexOf('.');
    const name = dot === -1 ? rest : rest.slice(0, dot);
    const reference = dot === -1 ? undefined : table.references.get(name);
    if (reference === undefined) {
      const dotted = dot !== -1 && table.references.size > 0;
      const what = dotted ? 'reference' : 'column';
      const names = dotted ? table.references.keys() : table.columns.keys();
      report.error('unknown-column', `unknown ${what} "${name}" of table ${table.name}${hint(name, names)}`);
      return undefined;
    }
    chain.push(reference);
    table = reference.table;
    rest = rest.slice(dot + 1);
  }
}

function noteChains(table: TableShape, chain: readonly Reference[]): void {
  for (let length = 1; length <= chain.length; length += 1) {
    const part = chain.slice(0, length);
    table.chains.set(part.map((reference) => reference.name).join('.'), part);
  }
}

/** Every step but the first reads a row of another table: that column must be kept there. */
function noteReads(start: TableShape, chain: readonly Reference[], column: Column): void {
  for (const [i, reference] of chain.entries()) {
    start.needs.add(reference.table);
    reference.table.kept.add(chain[i + 1]?.column ?? column);
  }
}
