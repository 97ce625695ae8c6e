import {
  AssignTag,
  analyzeSync,
  CaptureTag,
  CaseTag,
  type Expression,
  ForTag,
  IfTag,
  Output,
  type Template,
  type Token,
  TypeGuards,
  toValueSync,
  UnlessTag,
  type Value,
  Variable,
} from 'liquidjs';
import type { LiquidProblem, ParsedLiquid } from './liquid.ts';
import { FILTERS } from './liquid-filters.ts';
import { VALUE_ROOTS } from './template-schema.ts';

/** One place where a template reads a value that it did not make itself: `['facts', 'seats', 'used']`. */
export interface VariableRead {
  readonly segments: readonly string[];
  readonly line: number;
  readonly column: number;
}

/** One `{{ … }}`: its place in the source, and the last filter that the author wrote. */
export interface LiquidOutput {
  readonly begin: number;
  readonly end: number;
  readonly lastFilter: string | undefined;
}

export interface LiquidShape {
  readonly reads: readonly VariableRead[];
  /** Reads that are printed or looped over with nothing that provides for their absence. */
  readonly bare: readonly VariableRead[];
  readonly outputs: readonly LiquidOutput[];
  readonly problems: readonly LiquidProblem[];
}

/** Rounds of one loop; a longer list belongs behind a link. */
const MAX_ROUNDS = 50;

/** What a parsed part reads and prints, with the mistakes that the parser lets pass. */
export function analyzeLiquid(parsed: ParsedLiquid): LiquidShape {
  const shape = { reads: [], bare: [], outputs: [], problems: [] } as Collected;
  for (const variables of Object.values(analyzeSync(parsed.templates).globals)) {
    for (const variable of variables) addRead(variable, shape);
  }
  for (const template of parsed.templates) visit(template, { guards: [], inLoop: false }, shape);
  return shape;
}

interface Collected {
  readonly reads: VariableRead[];
  readonly bare: VariableRead[];
  readonly outputs: LiquidOutput[];
  readonly problems: LiquidProblem[];
}

interface Surroundings {
  /** Paths that an enclosing `if`, `unless` or `case` asks about. */
  readonly guards: readonly string[];
  readonly inLoop: boolean;
}

function addRead(variable: Variable, shape: Collected): void {
  const { row: line, col: column } = variable.location;
  const segments: string[] = [];
  for (const segment of variable.segments) {
    if (segment instanceof Variable) {
      const message = 'a name in brackets is written out, it cannot come from another variable';
      shape.problems.push({ code: 'dynamic-variable', message, line, column });
      return;
    }
    segments.push(String(segment));
  }
  shape.reads.push({ segments, line, column });
}

function visit(template: Template, around: Surroundings, shape: Collected): void {
  const inside = { guards: [...around.guards], inLoop: around.inLoop };
  if (template instanceof Output) {
    const { begin, end } = template.token;
    const names = template.value.filters.map((filter) => filter.name);
    const written = names.filter((name) => FILTERS.has(name) || name === 'escape');
    shape.outputs.push({ begin, end, lastFilter: written.at(-1) });
    checkValue(template, template.value, shape);
    if (written[0] !== 'default') addBare(template.value.initial.postfix, around, shape);
  } else if (template instanceof IfTag || template instanceof UnlessTag) {
    for (const { value } of template.branches) {
      checkValue(template, value, shape);
      inside.guards.push(...pathsOf(value.initial));
    }
  } else if (template instanceof CaseTag) {
    checkValue(template, template.value, shape);
    inside.guards.push(...pathsOf(template.value.initial));
  } else if (template instanceof ForTag) {
    checkLoop(template, around, shape);
    inside.inLoop = true;
  } else if (template instanceof AssignTag || template instanceof CaptureTag) {
    for (const name of template.localScope()) checkLocalName(template, nameOf(name), shape);
  }
  if (template.children === undefined) return;
  for (const child of toValueSync(template.children(false, true)) as Template[]) visit(child, inside, shape);
}

/** LiquidJS evaluates the first of several operands and drops the rest without a word. */
function checkValue(template: Template, value: Value, shape: Collected): void {
  let operands = 0;
  for (const token of value.initial.postfix) {
    if (!TypeGuards.isOperatorToken(token)) operands += 1;
    else if (token.operator !== 'not') operands -= 1;
  }
  if (operands === 1) return;
  problem(
    template,
    'liquid-syntax',
    'one value or comparison stands here, with "|" before each filter',
    shape,
  );
}

function checkLoop(loop: ForTag, around: Surroundings, shape: Collected): void {
  const limit = loop.hash.hash.limit;
  const rounds = limit !== undefined && TypeGuards.isNumberToken(limit) ? limit.content : Number.NaN;
  if (!(Number.isInteger(rounds) && rounds >= 1 && rounds <= MAX_ROUNDS)) {
    problem(
      loop,
      'unbounded-loop',
      `a loop says how long it may be: "limit: 10", at most ${MAX_ROUNDS}`,
      shape,
    );
  }
  if (around.inLoop) problem(loop, 'nested-loop', 'a loop may not stand inside another', shape);
  if (TypeGuards.isRangeToken(loop.collection)) {
    problem(loop, 'loop-over-range', 'a loop goes over a list, not over a range of numbers', shape);
  }
  checkLocalName(loop, loop.variable, shape);
  addBare([loop.collection], around, shape);
}

function checkLocalName(template: Template, name: string, shape: Collected): void {
  const taken: readonly string[] = VALUE_ROOTS;
  if (!taken.includes(name)) return;
  problem(
    template,
    'reserved-name',
    `"${name}" is the name of what a template is given, choose another`,
    shape,
  );
}

function nameOf(name: string | { readonly content: string }): string {
  return typeof name === 'string' ? name : name.content;
}

function addBare(tokens: readonly Token[], around: Surroundings, shape: Collected): void {
  for (const token of tokens) {
    const segments = segmentsOf(token);
    if (segments === undefined) continue;
    const path = segments.join('.');
    if (around.guards.some((guard) => path === guard || path.startsWith(`${guard}.`))) continue;
    const [line = 1, column = 1] = token.getPosition();
    shape.bare.push({ segments, line, column });
  }
}

function pathsOf(expression: Expression): string[] {
  return expression.postfix.flatMap((token) => segmentsOf(token)?.join('.') ?? []);
}

function segmentsOf(token: Token): string[] | undefined {
  if (!TypeGuards.isPropertyAccessToken(token) || token.variable !== undefined) return undefined;
  return token.props.map((prop) => ('content' in prop ? String(prop.content) : ''));
}

function problem(template: Template, code: string, message: string, shape: Collected): void {
  const [line = 1, column = 1] = template.token.getPosition();
  shape.problems.push({ code, message, line, column });
}
