import type { Reporter } from '../../core/authoring/reporter.ts';
import { compileCondition } from './compile-condition.ts';
import { compileExpression } from './compile-expression.ts';
import { compileColumnName, compilePath } from './compile-path.ts';
import type { Column, Expression, SignalTemplate, Table, TableShape } from './import-map.ts';
import type { MapSignalJson, TableJson } from './map-schema.ts';

/** Reasons for which a row is rejected whatever the map says. */
const BUILT_IN_REASONS: ReadonlySet<string> = new Set([
  'wrong-column-count',
  'empty-required',
  'too-long',
  'bad-character',
  'bad-value',
  'duplicate-key',
  'unknown-reference',
  'rejected-reference',
  'unmapped-value',
  'bad-identity',
  'no-signal',
]);

/** Compiles what a table does with its rows. Where something was reported, the result is not complete. */
export function compileTable(
  shape: TableShape,
  json: TableJson,
  zone: string,
  report: Reporter,
): Table | undefined {
  const unique: { reason: string; columns: readonly Column[] }[] = [];
  const rejects: Table['rejects'][number][] = [];
  for (const [i, rule] of (json.reject ?? []).entries()) {
    const place = report.at('reject', i);
    refuseBuiltIn(rule.reason, place.at('reason'));
    if ('unique' in rule) {
      unique.push({ reason: rule.reason, columns: uniqueColumns(rule.unique, shape, place) });
      continue;
    }
    const when = compileCondition(rule.when, { table: shape }, zone, place.at('when'));
    if (when !== undefined) rejects.push({ reason: rule.reason, when });
  }
  const contradictions: Table['contradictions'][number][] = [];
  for (const [i, check] of (json.contradictions ?? []).entries()) {
    const place = report.at('contradictions', i);
    refuseBuiltIn(check.kind, place.at('kind'));
    const when = compileCondition(check.when, { table: shape }, zone, place.at('when'));
    if (when !== undefined) contradictions.push({ kind: check.kind, when, reject: check.reject === true });
  }
  const account = compileExpression(json.account, shape, report.at('account'));
  const signals = compileSignals(json.signals, shape, zone, report.at('signals'));
  if (account === undefined) return undefined;
  return {
    ...shape,
    delimiter: json.delimiter ?? ',',
    ignored: new Set(json.ignored),
    matches: fileMatcher(json.file),
    unique,
    rejects,
    contradictions,
    account,
    signals,
  };
}

function refuseBuiltIn(reason: string, report: Reporter): void {
  if (BUILT_IN_REASONS.has(reason))
    report.error('reserved-name', `"${reason}" is a reason of its own, take another name`);
}

function uniqueColumns(unique: string | readonly string[], shape: TableShape, report: Reporter): Column[] {
  const names = typeof unique === 'string' ? [unique] : unique;
  return names.flatMap((name, i) => {
    const place = report.at(...(typeof unique === 'string' ? ['unique'] : ['unique', i]));
    return compileColumnName(name, shape, place) ?? [];
  });
}

function compileSignals(
  jsons: readonly MapSignalJson[],
  shape: TableShape,
  zone: string,
  report: Reporter,
): SignalTemplate[] {
  const names = new Set<string>();
  return jsons.flatMap((json, i) => {
    const place = report.at(i);
    const name = json.id ?? json.signal;
    if (names.has(name)) {
      place.error('duplicate-id', `"${name}" stands twice in this table: give this one an "id" of its own`);
    }
    names.add(name);
    const when = json.when && compileCondition(json.when, { table: shape }, zone, place.at('when'));
    const time = compilePath(json.time.from, { table: shape }, place.at('time', 'from'));
    if (time !== undefined && time.kind !== 'date' && time.kind !== 'instant') {
      place.error('wrong-type', `"${time.from}" is ${time.kind}: a time is a date or an instant`, [
        'time',
        'from',
      ]);
    }
    const contact =
      json.contact === undefined ? undefined : compileExpression(json.contact, shape, place.at('contact'));
    const data: (readonly [string, Expression])[] = [];
    for (const [field, expression] of Object.entries(json.data)) {
      const compiled = compileExpression(expression, shape, place.at('data', field));
      if (compiled !== undefined) data.push([field, compiled]);
    }
    return time === undefined ? [] : [{ type: json.signal, name, when, time, contact, data }];
  });
}

/** `*` stands for any characters, also none; everything else for itself. */
function fileMatcher(pattern: string): (fileName: string) => boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return (fileName) => fileName === pattern;
  return (fileName) => {
    if (!fileName.startsWith(first)) return false;
    let at = first.length;
    for (const part of rest) {
      const found = fileName.indexOf(part, at);
      if (found === -1) return false;
      at = found + part.length;
    }
    return fileName.length - at >= last.length && fileName.endsWith(last);
  };
}
