import type { JsonPath } from '../authoring/read-json.ts';
import { withoutCodes } from '../authoring/reporter.ts';
import { compileCondition } from '../conditions/compile-condition.ts';
import type { ConditionJson } from '../conditions/condition-schema.ts';
import type { ConditionEnv } from '../conditions/env.ts';
import type { Document, Documents } from './read-documents.ts';

/** What only a signal, a run or a subject gives (`signal.x`) is checked where a named condition is used. */
const WHERE_USED: ReadonlySet<string> = new Set(['not-in-scope']);

/**
 * Checks every named condition where it stands, with the items of every set readable, and that none uses itself.
 * Returns them by id, undefined where there is a mistake: that has been told, and not again where it is used.
 */
export function checkNamed(documents: Documents, env: ConditionEnv): Map<string, ConditionJson | undefined> {
  const named = new Map<string, ConditionJson | undefined>();
  for (const id of documents.broken.condition) named.set(id, undefined);
  for (const { id } of documents.condition) named.set(id, undefined);
  const right: Document<'condition'>[] = [];
  for (const document of documents.condition) {
    // All others count as right here, whatever is wrong inside them.
    const { json, report } = document;
    const alone = { ...env, named, items: [...env.catalog.items.values()] };
    compileCondition(json.conditions, alone, withoutCodes(report.at('conditions'), WHERE_USED));
    if (!report.failed()) right.push(document);
  }
  const inCircle = checkCircles(right);
  for (const { id, json } of right) if (!inCircle.has(id)) named.set(id, json.conditions);
  return named;
}

interface Use {
  readonly name: string;
  readonly path: JsonPath;
}

/** Reports each circle once, at the first of its members in file order; returns all members. */
function checkCircles(documents: readonly Document<'condition'>[]): ReadonlySet<string> {
  const uses = new Map(documents.map(({ id, json }) => [id, usesIn(json.conditions, ['conditions'])]));
  const told = new Set<string>();
  for (const { id, report } of documents) {
    if (told.has(id)) continue;
    const circle = circleFrom(id, id, uses, new Set());
    if (circle === undefined) continue;
    const [first] = circle;
    const names = [id, ...circle.map((use) => use.name)];
    const message = `the condition "${id}" uses itself: ${names.join(' → ')}`;
    report.error('circular-condition', message, first?.path);
    for (const name of names) told.add(name);
  }
  return told;
}

/** The uses that lead from one condition back to `target`, if any do. */
function circleFrom(
  id: string,
  target: string,
  uses: ReadonlyMap<string, readonly Use[]>,
  seen: Set<string>,
): Use[] | undefined {
  seen.add(id);
  for (const use of uses.get(id) ?? []) {
    if (use.name === target) return [use];
    const rest = seen.has(use.name) ? undefined : circleFrom(use.name, target, uses, seen);
    if (rest !== undefined) return [use, ...rest];
  }
  return undefined;
}

function usesIn(value: unknown, path: JsonPath): Use[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]): Use[] => {
    const place = [...path, Array.isArray(value) ? Number(key) : key];
    return key === 'condition' && typeof inner === 'string'
      ? [{ name: inner, path: place }]
      : usesIn(inner, place);
  });
}
