import type { Reporter } from '../../core/authoring/reporter.ts';
import { describeValue } from '../../core/authoring/suggest.ts';
import {
  areComparable,
  COMPARISONS,
  type Compare,
  comparableReader,
  differInCurrency,
  literalOf,
} from './compare-values.ts';
import { compilePath, type PathScope } from './compile-path.ts';
import type { Condition, Operand } from './import-map.ts';
import type { ComparisonJson } from './map-schema.ts';
import { writeValue } from './write-value.ts';

/** Compiles a comparison of a column with a literal, a list of literals or another column. */
export function compileComparison(
  json: ComparisonJson,
  scope: PathScope,
  zone: string,
  report: Reporter,
): Condition | undefined {
  const left = compilePath(json.from, scope, report.at('from'));
  if (left === undefined) return undefined;
  if (json.operator === 'isKnown') {
    if (typeof json.value !== 'boolean') {
      report.error('wrong-value', `"isKnown" compares with true or false, got ${describeValue(json.value)}`, [
        'value',
      ]);
      return undefined;
    }
    const wanted = json.value;
    return {
      test: (...at) => (left.read(...at) !== undefined) === wanted,
      evidence: (...at) => [shown(left, ...at)],
    };
  }
  if (json.operator === 'in' || json.operator === 'notIn') return membership(json, left, report);

  const { kinds, compare } = COMPARISONS[json.operator];
  if (kinds !== 'all' && !kinds.includes(left.kind)) {
    const message = `"${json.operator}" compares ${kinds.join(' or ')}, "${json.from}" is ${left.kind}`;
    report.error('wrong-operator', message, ['operator']);
    return undefined;
  }
  return typeof json.value === 'object' && 'from' in json.value
    ? withColumn(left, json.value.from, compare, scope, zone, report.at('value', 'from'))
    : withLiteral(left, json.value, compare, zone, report.at('value'));
}

function withColumn(
  left: Operand,
  path: string,
  compare: Compare,
  scope: PathScope,
  zone: string,
  report: Reporter,
): Condition | undefined {
  const right = compilePath(path, scope, report);
  if (right === undefined) return undefined;
  if (!areComparable(left.kind, right.kind)) {
    report.error(
      'wrong-type',
      `"${left.from}" is ${left.kind} and "${path}" is ${right.kind}: they do not compare`,
    );
    return undefined;
  }
  const toLeft = comparableReader(left.kind, right.kind, zone);
  const toRight = comparableReader(right.kind, left.kind, zone);
  return {
    test: (...at) => {
      const one = left.read(...at);
      const other = right.read(...at);
      if (one === undefined || other === undefined || differInCurrency(one, other)) return undefined;
      return compare(toLeft(one), toRight(other));
    },
    evidence: (...at) => [shown(left, ...at), shown(right, ...at)],
  };
}

function withLiteral(
  left: Operand,
  literal: ComparisonJson['value'],
  compare: Compare,
  zone: string,
  report: Reporter,
): Condition | undefined {
  const value = typeof literal === 'object' ? undefined : literalOf(left.kind, literal);
  if (value === undefined) {
    report.error(
      'wrong-type',
      `"${left.from}" is ${left.kind}: it does not compare with ${describeValue(literal)}`,
    );
    return undefined;
  }
  const toLeft = comparableReader(left.kind, left.kind, zone);
  return {
    test: (...at) => {
      const one = left.read(...at);
      return one === undefined ? undefined : compare(toLeft(one), value);
    },
    evidence: (...at) => [shown(left, ...at)],
  };
}

function membership(json: ComparisonJson, left: Operand, report: Reporter): Condition | undefined {
  if (!Array.isArray(json.value)) {
    report.error('wrong-type', `"${json.operator}" takes a list, got ${describeValue(json.value)}`, [
      'value',
    ]);
    return undefined;
  }
  const wanted = new Set<unknown>();
  for (const [i, literal] of json.value.entries()) {
    const value = literalOf(left.kind, literal);
    if (value !== undefined) wanted.add(value);
    else
      report.error('wrong-type', `"${left.from}" is ${left.kind}, got ${describeValue(literal)}`, [
        'value',
        i,
      ]);
  }
  const toLeft = comparableReader(left.kind, left.kind, 'UTC');
  const expected = json.operator === 'in';
  return {
    test: (...at) => {
      const one = left.read(...at);
      return one === undefined ? undefined : wanted.has(toLeft(one)) === expected;
    },
    evidence: (...at) => [shown(left, ...at)],
  };
}

function shown(operand: Operand, ...at: Parameters<Operand['read']>): string {
  const value = operand.read(...at);
  if (value === undefined) return `${operand.from} absent`;
  return operand.pii ? operand.from : `${operand.from} ${writeValue(value, operand.kind)}`;
}
