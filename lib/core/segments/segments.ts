import type { Account } from '../accounts/account.ts';
import type { LevelFact, ValueType } from '../accounts/catalog.ts';
import { elapsedAt } from '../authoring/elapsed.ts';
import type { Reporter } from '../authoring/reporter.ts';
import { hint } from '../authoring/suggest.ts';
import { compileCondition, compileOperand } from '../conditions/compile-condition.ts';
import type { CompiledCondition } from '../conditions/compiled-condition.ts';
import type { ConditionEnv } from '../conditions/env.ts';
import type { Operand } from '../conditions/operand.ts';
import { type Scope, TRUE } from '../conditions/scope.ts';
import type { SegmentsJson } from './segments-schema.ts';

export const UNASSIGNED = 'unassigned';

export interface Segment {
  readonly id: string;
  readonly when: CompiledCondition;
  readonly people: ReadonlyMap<string, string | Operand>;
}

/** The segments in file order: the first that matches wins, unknown does not match. */
export interface Segments {
  readonly fact: LevelFact;
  readonly list: readonly Segment[];
  readonly byId: ReadonlyMap<string, Segment>;
  /** Milliseconds that a change must hold. */
  readonly holds: number;
  /** Share by which the margin's fact is scaled down and up; 0 for none. */
  readonly margin: number;
  readonly reads: ReadonlySet<number>;
}

/** Names and values that segments give to conditions elsewhere: `target.x` by segment. */
export function targetsOf(json: SegmentsJson): Map<string, Map<string, number>> {
  const targets = new Map<string, Map<string, number>>();
  for (const segment of json.segments) {
    for (const [name, value] of Object.entries(segment.targets)) {
      const bySegment = targets.get(name) ?? new Map<string, number>();
      targets.set(name, bySegment.set(segment.id, value));
    }
  }
  return targets;
}

export function compileSegments(json: SegmentsJson, env: ConditionEnv, report: Reporter): Segments {
  const fact = env.catalog.facts.get('segment') as LevelFact;
  const scaled = checkMargin(json, env, report.at('margin'));
  const list: Segment[] = [];
  const seen = new Set<string>();
  for (const [i, segment] of json.segments.entries()) {
    const at = report.at('segments', i);
    if (segment.id === UNASSIGNED) {
      const message = `"${UNASSIGNED}" are the accounts of no segment: choose another id`;
      at.at('id').error('reserved-name', message);
    } else if (seen.has(segment.id))
      at.at('id').error('duplicate-id', `the segment "${segment.id}" stands here twice: rename one`);
    seen.add(segment.id);
    const when = compileCondition(segment.when, { ...env, scaled }, at.at('when'));
    const people = new Map<string, string | Operand>();
    for (const [word, person] of Object.entries(segment.people)) {
      const found = typeof person === 'string' ? person : compileOperand(person, env, at.at('people', word));
      if (found !== undefined) people.set(word, found);
    }
    if (when?.reads.includes(fact.slot))
      at.at('when').error(
        'circular-condition',
        'a segment cannot depend on the segment: compare the facts that make it',
      );
    if (when !== undefined) list.push({ id: segment.id, when, people });
  }
  const holds = json.holds === undefined ? 0 : elapsedAt(json.holds, report.at('holds'));
  return {
    fact,
    list,
    byId: new Map(list.map((segment) => [segment.id, segment])),
    holds: holds ?? 0,
    margin: json.margin?.share ?? 0,
    reads: new Set(list.flatMap((segment) => [...segment.when.reads])),
  };
}

function checkMargin(json: SegmentsJson, env: ConditionEnv, report: Reporter): string | undefined {
  if (json.margin === undefined) return undefined;
  const name = json.margin.fact;
  const numbers = env.catalog.slots
    .filter((fact) => fact.kind === 'level' && isNumber(fact.field.type))
    .map((fact) => fact.name);
  if (numbers.includes(name)) return name;
  report
    .at('fact')
    .error('unknown-fact', `a margin is round a number or money, "${name}" is neither${hint(name, numbers)}`);
  return undefined;
}

function isNumber(type: ValueType): boolean {
  return type === 'number' || type === 'money';
}

/**
 * The segment that the account should have now, given the one it has. A change must have held for `holds`, or be
 * clear of the border by the margin on both sides; the first assignment is immediate. Keeps `segmentPending` and
 * `segmentDue` of the account up to date.
 */
export function segmentNow(segments: Segments, account: Account, scope: Scope): string {
  scope.until = Number.POSITIVE_INFINITY;
  scope.silentAt = Number.POSITIVE_INFINITY;
  const current = account.levels[segments.fact.index]?.value;
  const matched = match(segments, scope, 1);
  account.segmentDue = Math.min(scope.until, scope.silentAt);
  if (current === undefined || current === matched) {
    account.segmentPending = undefined;
    return matched;
  }
  if (current === UNASSIGNED || isClear(segments, scope, matched)) {
    account.segmentPending = undefined;
    return matched;
  }
  if (account.segmentPending?.to !== matched) account.segmentPending = { to: matched, since: scope.now };
  const ripe = account.segmentPending.since + segments.holds;
  if (scope.now >= ripe) {
    account.segmentPending = undefined;
    return matched;
  }
  account.segmentDue = Math.min(scope.until, scope.silentAt, ripe);
  return String(current);
}

function match(segments: Segments, scope: Scope, scale: number): string {
  scope.scale = scale;
  let found = UNASSIGNED;
  for (const segment of segments.list) {
    if (segment.when.evaluate(scope) === TRUE) {
      found = segment.id;
      break;
    }
  }
  scope.scale = 1;
  return found;
}

function isClear(segments: Segments, scope: Scope, matched: string): boolean {
  if (segments.holds === 0) return true;
  if (segments.margin === 0) return false;
  return (
    match(segments, scope, 1 - segments.margin) === matched &&
    match(segments, scope, 1 + segments.margin) === matched
  );
}
