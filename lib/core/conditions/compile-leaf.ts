import type { ValueType } from '../accounts/catalog.ts';
import type { Reporter } from '../authoring/reporter.ts';
import { describeValue, hint, numberHint, withArticle } from '../authoring/suggest.ts';
import { formatDay, formatInstant, parseDay, parseInstant } from '../time/instant.ts';
import { type CompiledCondition, type EngineLeaf, TRUTHS } from './compiled-condition.ts';
import type { LeafJson, OperandJson, Scalar } from './condition-schema.ts';
import type { ConditionEnv, Resolver } from './env.ts';
import { type Comparison, holdsUntil, type Operand } from './operand.ts';
import { operatorFor, operatorHint } from './operator-hints.ts';
import { applyOperator, OPERATORS, type OperatorDef } from './operators.ts';
import { FALSE, isRange, type Range, type Scope, TRUE, type Tri, UNKNOWN, type Value } from './scope.ts';

/** One comparison: checks operator and value against the operand's type, and compiles it to a closure. */
export function compileLeaf(
  json: LeafJson,
  env: ConditionEnv,
  report: Reporter,
  resolve: Resolver,
  leaves: EngineLeaf[],
): CompiledCondition | undefined {
  const left = resolve.operand(operandOf(json), env, report);
  const def = OPERATORS.get(json.operator);
  if (def === undefined) {
    const message = `unknown operator "${json.operator}"${operatorHint(json.operator)}`;
    report.at('operator').error('unknown-operator', message);
    return undefined;
  }
  if (left === undefined) return undefined;
  if (!def.on.has(left.type)) {
    const problem = `"${json.operator}" does not compare "${json.fact}", ${withArticle(left.type)}`;
    report.at('operator').error('wrong-operator', `${problem}${operatorFor(json.operator, left.type)}`);
    return undefined;
  }
  if (left.moving && EQUALITIES.has(def.name)) {
    const problem = `"${json.fact}" is another value at every instant, so "${def.name}" says nothing of it`;
    report.at('operator').error('wrong-operator', `${problem}: compare which is greater, or earlier`);
    return undefined;
  }
  const right = compileRight(json, def, left, env, report.at('value'), resolve);
  if (right === undefined) return undefined;
  const evaluate = evaluator(def, left, right);
  // json-rules-engine looks into the list on the right without asking whether there is one.
  const absent = def.right === 'several' ? [] : undefined;
  const number = leaves.push({ read: (scope) => definite(left.read(scope)) }) - 1;
  const rightNumber =
    right.operand === undefined
      ? undefined
      : leaves.push({ read: (scope) => definite(right.operand?.read(scope)) ?? absent }) - 1;
  const value =
    rightNumber === undefined
      ? right.constant
      : { fact: (json.value as OperandJson).fact, params: { leaf: rightNumber } };
  return {
    evaluate,
    trace: (scope) => {
      const result = TRUTHS[evaluate(scope)] ?? 'unknown';
      const about = left.about(scope);
      const rightAbout = right.operand?.about(scope);
      const got = left.read(scope);
      return {
        fact: json.fact,
        ...(json.params === undefined ? {} : { params: json.params }),
        operator: json.operator,
        value:
          right.operand === undefined ? json.value : shown(right.operand.type, right.operand.read(scope)),
        got: shown(left.type, got),
        ...(about.asOf === undefined ? {} : { asOf: about.asOf }),
        ...(result === 'unknown' ? { why: about.why ?? rightAbout?.why ?? 'undecided' } : {}),
        result,
      };
    },
    reads: [...left.reads, ...(right.operand?.reads ?? [])],
    engine: { fact: json.fact, params: { leaf: number }, operator: json.operator, value },
    leaves,
  };
}

/** A value as authors write it: days and instants as text, nothing as null. */
function shown(type: ValueType, value: Value | undefined): Value | null {
  if (typeof value !== 'number') return value ?? null;
  return type === 'date' ? formatDay(value) : type === 'instant' ? formatInstant(value) : value;
}

const EQUALITIES: ReadonlySet<string> = new Set(['equal', 'notEqual', 'in', 'notIn']);

function operandOf(json: LeafJson): OperandJson {
  return json.params === undefined ? { fact: json.fact } : { fact: json.fact, params: json.params };
}

interface Right {
  readonly constant: Value | readonly Value[] | undefined;
  readonly operand: Operand | undefined;
}

function evaluator(def: OperatorDef, left: Operand, right: Right): (scope: Scope) => Tri {
  if (def.name === 'isKnown') {
    const wanted = right.constant === true;
    const known = left.known ?? ((scope: Scope) => knownOf(left, scope));
    return (scope) => {
      const there = known(scope);
      return there === UNKNOWN ? UNKNOWN : (there === TRUE) === wanted ? TRUE : FALSE;
    };
  }
  const { constant, operand } = right;
  if (operand !== undefined) return comparingWith(def, left, operand);
  if (typeof constant === 'number') {
    const exact = left.compare?.(def.name);
    if (exact !== undefined) return (scope) => exact(scope, constant);
  }
  const fixed = constant as Value | readonly Value[];
  const test = left.test?.(def.name, fixed);
  if (test !== undefined) return test;
  const { holds, onRange } = def;
  return (scope) => {
    const got = left.read(scope);
    if (got === undefined) return UNKNOWN;
    if (typeof got === 'object' && isRange(got)) return onRange(got, fixed);
    return holds(got, fixed) ? TRUE : FALSE;
  };
}

/** Whether there is a value. Where a source is silent or was never heard, that there is none is not known. */
function knownOf(operand: Operand, scope: Scope): Tri {
  const value = operand.read(scope);
  // A source that falls silent may take a value away that is known now.
  holdsUntil(scope, scope.silentAt);
  if (value !== undefined) return TRUE;
  const { why } = operand.about(scope);
  return why === 'silent' || why === 'not-heard' ? UNKNOWN : FALSE;
}

/** The same comparison, seen from its right side. */
const MIRRORED: Readonly<Record<string, string>> = {
  lessThan: 'greaterThan',
  lessThanInclusive: 'greaterThanInclusive',
  greaterThan: 'lessThan',
  greaterThanInclusive: 'lessThanInclusive',
  before: 'after',
  after: 'before',
};

/**
 * Compares with another fact. Where one side knows when it flips against a number, the other side's present value
 * serves as one: it can change only when something is heard, or at its own `until`.
 */
function comparingWith(def: OperatorDef, left: Operand, right: Operand): (scope: Scope) => Tri {
  const exact = left.compare?.(def.name);
  const mirrored = right.compare?.(MIRRORED[def.name] ?? '');
  // Of two sides that know, the one that moves at every instant is told exactly, and the other one read.
  if (mirrored !== undefined && (exact === undefined || (right.moving && !left.moving)))
    return (scope) => withEnds(mirrored, scope, left.read(scope));
  if (exact !== undefined) return (scope) => withEnds(exact, scope, right.read(scope));
  return (scope) => applyOperator(def, left.read(scope), right.read(scope));
}

/** Of a range, an ordering is decided when it says the same of both ends. */
function withEnds(exact: Comparison, scope: Scope, value: Value | undefined): Tri {
  if (value === undefined) return UNKNOWN;
  if (!isRange(value)) return exact(scope, value as number);
  const low = exact(scope, value.low);
  return low === exact(scope, value.high) ? low : UNKNOWN;
}

/** json-rules-engine knows no ranges: either end serves, since a range that decides does so at both. */
function definite(value: Value | undefined): Value | undefined {
  return value !== undefined && isRange(value) ? (value as Range).low : value;
}

function compileRight(
  leaf: LeafJson,
  def: OperatorDef,
  left: Operand,
  env: ConditionEnv,
  report: Reporter,
  resolve: Resolver,
): Right | undefined {
  const { value: json, fact: name } = leaf;
  if (typeof json === 'object' && !Array.isArray(json)) {
    return rightOperand(json as OperandJson, def, left, env, report, resolve);
  }
  if (def.right === 'several') {
    if (!Array.isArray(json)) {
      report.error('wrong-type', `"${def.name}" takes a list of values, got ${describeValue(json)}`);
      return undefined;
    }
    const values = json.map((one, i) => constantOf(one, name, left, report.at(i)));
    return values.some((value) => value === undefined)
      ? undefined
      : { constant: values as Value[], operand: undefined };
  }
  if (Array.isArray(json)) {
    const several = def.name === 'notEqual' ? 'notIn' : 'in';
    const rest = def.right === 'same' && def.on.has('string') ? `, did you mean "${several}"?` : '';
    report.error('wrong-type', `"${def.name}" takes one value, got a list${rest}`);
    return undefined;
  }
  if (def.right === 'boolean') {
    if (typeof json === 'boolean') return { constant: json, operand: undefined };
    report.error('wrong-type', `"${def.name}" takes true or false, got ${describeValue(json)}`);
    return undefined;
  }
  const constant =
    def.right === 'word'
      ? wordOf(json as Scalar, name, left, report)
      : constantOf(json as Scalar, name, left, report);
  return constant === undefined ? undefined : { constant, operand: undefined };
}

function rightOperand(
  json: OperandJson,
  def: OperatorDef,
  left: Operand,
  env: ConditionEnv,
  report: Reporter,
  resolve: Resolver,
): Right | undefined {
  const operand = resolve.operand(json, env, report);
  if (operand === undefined) return undefined;
  const wanted = def.right === 'several' ? 'list' : def.right === 'word' ? 'string' : left.type;
  const numbers = (type: string) => type === 'number' || type === 'money';
  if (operand.type === wanted || (numbers(operand.type) && numbers(wanted)))
    return { constant: undefined, operand };
  report.error(
    'wrong-type',
    `"${def.name}" compares with ${withArticle(wanted)} here, "${json.fact}" is ${withArticle(operand.type)}`,
  );
  return undefined;
}

function wordOf(value: Scalar, name: string, left: Operand, report: Reporter): Value | undefined {
  if (typeof value !== 'string') {
    report.error('wrong-type', `"${name}" is a list of words, got ${describeValue(value)}`);
    return undefined;
  }
  return inWords(value, name, left, report);
}

/** The author's constant in the form that the operand's values have. */
function constantOf(value: Scalar, name: string, left: Operand, report: Reporter): Value | undefined {
  const wrong = (wanted: string): undefined => {
    const rest = left.type === 'number' || left.type === 'money' ? numberHint(value) : '';
    report.error('wrong-type', `"${name}" compares with ${wanted}, got ${describeValue(value)}${rest}`);
  };
  switch (left.type) {
    case 'number':
    case 'money':
      return typeof value === 'number' ? value : wrong('a number');
    case 'boolean':
      return typeof value === 'boolean' ? value : wrong('true or false');
    case 'date':
      return (
        (typeof value === 'string' ? parseDay(value) : undefined) ?? wrong('a date such as "2026-06-01"')
      );
    case 'instant':
      return (
        (typeof value === 'string' ? parseInstant(value) : undefined) ??
        wrong('an instant such as "2026-06-01T09:00:00Z"')
      );
    default:
      return typeof value === 'string' ? inWords(value, name, left, report) : wrong('a string');
  }
}

function inWords(value: string, name: string, left: Operand, report: Reporter): Value | undefined {
  if (left.words === undefined || left.words.has(value)) return value;
  report.error('wrong-value', `"${name}" has no value "${value}"${hint(value, left.words)}`);
  return undefined;
}
