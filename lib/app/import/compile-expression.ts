import type { Reporter } from '../../core/authoring/reporter.ts';
import { hint } from '../../core/authoring/suggest.ts';
import { compilePath } from './compile-path.ts';
import type { Expression, Operand, TableShape } from './import-map.ts';
import type { ExpressionJson, ScalarJson } from './map-schema.ts';
import { outputOf, plainText, writeValue } from './write-value.ts';

type MappedJson = Extract<ExpressionJson, { readonly from: string }>;
type JoinJson = Extract<ExpressionJson, { readonly join: readonly unknown[] }>;

/** Compiles what a signal carries: a literal, a column (mapped, if the author says so), or texts and columns joined. */
export function compileExpression(
  json: ExpressionJson,
  table: TableShape,
  report: Reporter,
): Expression | undefined {
  if (typeof json !== 'object' || Array.isArray(json)) {
    const literal = { output: json };
    return () => literal;
  }
  return 'join' in json ? compileJoin(json, table, report) : compileMapped(json, table, report);
}

function compileJoin(json: JoinJson, table: TableShape, report: Reporter): Expression | undefined {
  const parts: (string | Operand)[] = [];
  for (const [i, part] of json.join.entries()) {
    const compiled =
      typeof part === 'string' ? part : compilePath(part.from, { table }, report.at('join', i, 'from'));
    if (compiled !== undefined) parts.push(compiled);
  }
  if (parts.length < json.join.length) return undefined;
  return (row, lookups) => {
    let text = '';
    for (const part of parts) {
      if (typeof part === 'string') {
        text += part;
        continue;
      }
      const value = part.read(row, lookups);
      if (value === undefined) return { output: undefined };
      text += plainText(value, part.kind);
    }
    return { output: text };
  };
}

function compileMapped(json: MappedJson, table: TableShape, report: Reporter): Expression | undefined {
  const operand = compilePath(json.from, { table }, report.at('from'));
  if (json.map === undefined) {
    if (json.otherwise !== undefined)
      report.error('wrong-option', '"otherwise" needs a "map"', ['otherwise'], 'key');
    if (operand === undefined) return undefined;
    return (row, lookups) => {
      const value = operand.read(row, lookups);
      return { output: value === undefined ? undefined : outputOf(value, operand.kind) };
    };
  }
  if (operand === undefined) return undefined;
  return mapping(operand, new Map(Object.entries(json.map)), json.otherwise);
}

function mapping(
  operand: Operand,
  values: ReadonlyMap<string, ScalarJson>,
  otherwise: ScalarJson | null | undefined,
): Expression {
  return (row, lookups) => {
    const value = operand.read(row, lookups);
    if (value === undefined) return { output: undefined };
    const mapped = values.get(plainText(value, operand.kind));
    if (mapped !== undefined) return { output: mapped };
    if (otherwise !== undefined) return { output: otherwise ?? undefined };
    const got = operand.pii ? '' : ` ${writeValue(value, operand.kind)}${hint(String(value), values.keys())}`;
    return { reason: 'unmapped-value', detail: `the map has no value for "${operand.from}"${got}` };
  };
}
