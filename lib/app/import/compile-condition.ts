import type { Reporter } from '../../core/authoring/reporter.ts';
import { hint } from '../../core/authoring/suggest.ts';
import { compileComparison } from './compile-comparison.ts';
import type { PathScope } from './compile-path.ts';
import type { Condition, RowList } from './import-map.ts';
import type { MapConditionJson } from './map-schema.ts';

/** Three-valued: what is unknown neither holds nor fails. */
type Truth = boolean | undefined;

/**
 * Compiles a condition over the rows of a table. `zone` is where its days begin. Undefined when something in it
 * was reported as wrong.
 */
export function compileCondition(
  json: MapConditionJson,
  scope: PathScope,
  zone: string,
  report: Reporter,
): Condition | undefined {
  if ('all' in json) return several(json.all, 'all', false, scope, zone, report);
  if ('any' in json) return several(json.any, 'any', true, scope, zone, report);
  if ('not' in json) return negation(compileCondition(json.not, scope, zone, report.at('not')));
  if ('some' in json) return inList(json.some, json.where, scope, zone, report, 'some');
  if ('none' in json) return negation(inList(json.none, json.where, scope, zone, report, 'none'));
  return compileComparison(json, scope, zone, report);
}

function several(
  parts: readonly MapConditionJson[],
  word: 'all' | 'any',
  decisive: boolean,
  scope: PathScope,
  zone: string,
  report: Reporter,
): Condition | undefined {
  const compiled: Condition[] = [];
  for (const [i, part] of parts.entries()) {
    const condition = compileCondition(part, scope, zone, report.at(word, i));
    if (condition !== undefined) compiled.push(condition);
  }
  if (compiled.length < parts.length) return undefined;
  return {
    test: (row, lookups, outer) => {
      let truth: Truth = !decisive;
      for (const condition of compiled) {
        const part = condition.test(row, lookups, outer);
        if (part === decisive) return decisive;
        if (part === undefined) truth = undefined;
      }
      return truth;
    },
    evidence: (row, lookups) => [...new Set(compiled.flatMap((part) => part.evidence(row, lookups)))],
  };
}

function negation(condition: Condition | undefined): Condition | undefined {
  if (condition === undefined) return undefined;
  return {
    test: (row, lookups, outer) => {
      const truth = condition.test(row, lookups, outer);
      return truth === undefined ? undefined : !truth;
    },
    evidence: condition.evidence,
  };
}

function inList(
  name: string,
  where: MapConditionJson | undefined,
  scope: PathScope,
  zone: string,
  report: Reporter,
  word: 'some' | 'none',
): Condition | undefined {
  if (scope.outer !== undefined) {
    report.error('nested-list', `"${word}" cannot stand inside another list's "where"`, [word]);
    return undefined;
  }
  const list = scope.table.lists.get(name);
  if (list === undefined) {
    report.error('unknown-list', `unknown list "${name}"${hint(name, scope.table.lists.keys())}`, [word]);
    return undefined;
  }
  const whereScope = { table: list.table, outer: scope.table };
  const matches = where && compileCondition(where, whereScope, zone, report.at('where'));
  if (where !== undefined && matches === undefined) return undefined;
  return listCondition(list, matches);
}

function listCondition(list: RowList, where: Condition | undefined): Condition {
  return {
    test: (row, lookups) => {
      const key = row.values[list.by.index];
      if (key === undefined) return undefined;
      let truth: Truth = false;
      for (const other of lookups.rowsOf(list, key)) {
        if (other.line === row.line && other.file === row.file) continue;
        const matched = where === undefined ? true : where.test(other, lookups, row);
        if (matched === true) return true;
        if (matched === undefined) truth = undefined;
      }
      return truth;
    },
    evidence: (row, lookups) => {
      const key = row.values[list.by.index];
      const rows = key === undefined ? [] : lookups.rowsOf(list, key);
      const others = rows.filter((other) => other.line !== row.line || other.file !== row.file);
      const first = others.find((other) => where === undefined || where.test(other, lookups, row) === true);
      return [first === undefined ? `no such ${list.name}` : `${list.name} has ${first.file}:${first.line}`];
    },
  };
}
