import type { Reporter } from '../../core/authoring/reporter.ts';
import { hint } from '../../core/authoring/suggest.ts';
import { isZone } from '../../core/time/zone.ts';
import { compileColumn } from './compile-column.ts';
import { compileColumnName } from './compile-path.ts';
import { compileTable } from './compile-table.ts';
import type { Column, ImportMap, TableShape } from './import-map.ts';
import type { ImportMapJson, TableJson } from './map-schema.ts';

/** Checks everything that the shape cannot say, then translates; undefined when something was reported. */
export function compileMap(json: ImportMapJson, report: Reporter): ImportMap | undefined {
  const zone = isZone(json.zone) ? json.zone : 'UTC';
  if (!isZone(json.zone)) {
    report.error('unknown-zone', `"${json.zone}" is not an IANA time zone such as "Europe/Berlin"`, ['zone']);
  }
  const shapes = new Map<string, TableShape>();
  for (const [name, table] of Object.entries(json.tables)) {
    shapes.set(name, shapeOf(name, table, json, report.at('tables', name)));
  }
  if (shapes.size === 0) report.error('no-tables', 'a map needs at least one table', ['tables']);
  for (const [name, table] of Object.entries(json.tables)) {
    const shape = shapes.get(name);
    if (shape !== undefined) linkShape(shape, table, shapes, report.at('tables', name));
  }
  checkKinds(json, report);
  const tables = Object.entries(json.tables).flatMap(([name, table]) => {
    const shape = shapes.get(name);
    const compiled = shape && compileTable(shape, table, zone, report.at('tables', name));
    return compiled === undefined ? [] : [compiled];
  });
  return report.failed() ? undefined : { source: json.source, zone, tables };
}

function shapeOf(name: string, json: TableJson, map: ImportMapJson, report: Reporter): TableShape {
  const names = Object.keys(json.columns);
  const columns = new Map<string, Column>();
  for (const [column, given] of Object.entries(json.columns)) {
    if (column.trim() !== column) {
      report.error('wrong-value', 'the names of columns are trimmed', ['columns', column], 'key');
    }
    columns.set(column, compileColumn(column, given, names, map, report.at('columns', column)));
  }
  for (const [i, column] of (json.ignored ?? []).entries()) {
    if (columns.has(column)) report.error('wrong-value', `"${column}" is read and ignored`, ['ignored', i]);
  }
  const shape: TableShape = {
    name,
    columns,
    key: [],
    references: new Map(),
    lists: new Map(),
    needs: new Set(),
    chains: new Map(),
    kept: new Set(),
    listedBy: new Set(),
  };
  return { ...shape, key: keyOf(json, shape, report) };
}

function keyOf(json: TableJson, shape: TableShape, report: Reporter): readonly Column[] {
  const names = typeof json.key === 'string' ? [json.key] : json.key;
  return names.flatMap((name, i) => {
    const place = report.at(...(typeof json.key === 'string' ? ['key'] : ['key', i]));
    const column = compileColumnName(name, shape, place);
    if (column === undefined) return [];
    if (column.optional) place.error('wrong-value', `"${name}" is optional: a key must be there`);
    if (column.kind === 'money') place.error('wrong-type', `"${name}" is money: it is no key`);
    return [column];
  });
}

/** References and lists need the columns of every table, so they are resolved once all of those are there. */
function linkShape(
  shape: TableShape,
  json: TableJson,
  shapes: ReadonlyMap<string, TableShape>,
  report: Reporter,
): void {
  for (const [name, { column: from, table: target }] of Object.entries(json.references ?? {})) {
    const place = report.at('references', name);
    const column = compileColumnName(from, shape, place.at('column'));
    const table = tableOf(target, shapes, place.at('table'));
    if (column === undefined || table === undefined) continue;
    const [key, ...others] = table.key;
    if (key === undefined) continue;
    if (others.length > 0) {
      place.error('wrong-value', `"${target}" has a key of several columns: it cannot be referred to`, [
        'table',
      ]);
    }
    if (key.kind !== column.kind) {
      place.error('wrong-type', `"${from}" is ${column.kind}, the key of "${target}" is ${key.kind}`, [
        'column',
      ]);
    }
    const reference = { name, column, table };
    shape.references.set(name, reference);
    shape.chains.set(name, [reference]);
    shape.needs.add(table);
  }
  for (const [name, { table: target, on: onName, by: byName }] of Object.entries(json.lists ?? {})) {
    const place = report.at('lists', name);
    const table = tableOf(target, shapes, place.at('table'));
    const on = table && compileColumnName(onName, table, place.at('on'));
    if (byName === undefined && shape.key.length > 1)
      place.error('missing-key', '"by" is missing (the key has several columns)');
    const by = byName === undefined ? shape.key[0] : compileColumnName(byName, shape, place.at('by'));
    if (table === undefined || on === undefined || by === undefined) continue;
    if (on.kind !== by.kind || on.kind === 'money') {
      place.error(
        'wrong-type',
        `"${onName}" is ${on.kind} and "${by.name}" is ${by.kind}: they do not match`,
        ['on'],
      );
    }
    shape.lists.set(name, { name, table, on, by });
    shape.needs.add(table);
    table.listedBy.add(on);
  }
}

function tableOf(
  name: string,
  shapes: ReadonlyMap<string, TableShape>,
  report: Reporter,
): TableShape | undefined {
  const shape = shapes.get(name);
  if (shape === undefined)
    report.error('unknown-table', `unknown table "${name}"${hint(name, shapes.keys())}`);
  return shape;
}

/** Contradictions are counted by kind over all tables, so that a kind stands for one check. */
function checkKinds(json: ImportMapJson, report: Reporter): void {
  const seen = new Map<string, string>();
  for (const [name, table] of Object.entries(json.tables)) {
    for (const [i, { kind }] of (table.contradictions ?? []).entries()) {
      const first = seen.get(kind);
      if (first === undefined) seen.set(kind, name);
      else {
        const place = ['tables', name, 'contradictions', i, 'kind'];
        report.error(
          'duplicate-kind',
          `"${kind}" is a kind of contradiction of table ${first} already`,
          place,
        );
      }
    }
  }
}
