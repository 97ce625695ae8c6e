import { comparable } from '../core/conditions/level-operand.ts';
import { UNKNOWN } from '../core/conditions/scope.ts';
import { healthModelOf } from '../core/health/derive-health.ts';
import { driversOf, scoreHealth } from '../core/health/health.ts';
import type { LedgerEntry } from '../core/ledger.ts';
import { truthOf } from '../core/rules/evaluate-rules.ts';
import { formatDay, formatInstant } from '../core/time/instant.ts';
import { scopeOf } from '../core/work.ts';
import type { AccountWorld } from './account-world.ts';
import type { Recorded } from './recorded.ts';
import type { ExpectationJson } from './test-schema.ts';

/** One part of an expectation that was not met: what was expected and what came, as they would be written. */
export interface Mismatch {
  readonly what: string;
  readonly expected: unknown;
  readonly got: unknown;
}

type Worlds = ReadonlyMap<string, AccountWorld>;

/** Holds what happened so far against an expectation; every part that differs is named. */
export function checkExpectation(
  expected: ExpectationJson | 'nothing',
  worlds: Worlds,
  recorded: Recorded,
): Mismatch[] {
  if (expected === 'nothing') return checkNothing(recorded);
  const mismatches: Mismatch[] = [];
  for (const [what, value] of Object.entries(expected)) {
    const check = CHECKS[what as keyof ExpectationJson];
    if (value === undefined) continue;
    const got = check(value as never, worlds, recorded);
    if (!sameJson(got, value)) mismatches.push({ what, expected: value, got });
  }
  return mismatches;
}

const SOMETHING: readonly LedgerEntry['kind'][] = [
  'fired',
  'disagreed',
  'task-created',
  'run-started',
  'touch',
  'notice',
  'opportunity',
];

function checkNothing(recorded: Recorded): Mismatch[] {
  const happened = recorded.of(...SOMETHING);
  if (happened.length === 0) return [];
  const got = happened.map(
    ({ account, entry }) =>
      `${entry.kind} ${entry.rule ?? entry.journey ?? entry.template ?? ''} (${account}, ${formatInstant(entry.at)})`,
  );
  return [{ what: 'nothing', expected: 'nothing', got }];
}

type Checks = {
  readonly [K in keyof Required<ExpectationJson>]: (
    expected: NonNullable<ExpectationJson[K]>,
    worlds: Worlds,
    recorded: Recorded,
  ) => unknown;
};

const CHECKS: Checks = {
  firing: (expected, worlds) => {
    const got: Record<string, string[]> = {};
    for (const [id, world] of worlds) {
      const rules = world.work.rulebook.rules.filter((rule) =>
        [...(world.account.firings[rule.index]?.values() ?? [])].some((one) => one.state === 'firing'),
      );
      if (rules.length > 0 || Object.hasOwn(expected, id)) got[id] = rules.map((rule) => rule.id);
    }
    return onlyNamed(expected, got);
  },
  fired: (expected, _worlds, recorded) => {
    const got: Record<string, string[]> = {};
    for (const id of Object.keys(expected)) got[id] = [];
    for (const { account, entry } of recorded.of('fired')) {
      const rules = got[account] ?? [];
      got[account] = rules;
      if (entry.rule !== undefined && !rules.includes(entry.rule)) rules.push(entry.rule);
    }
    for (const rules of Object.values(got)) rules.sort();
    return onlyNamed(expected, got);
  },
  unknown: (expected, worlds) => {
    const got: Record<string, string[]> = {};
    for (const [id, wanted] of Object.entries(expected)) {
      const world = worlds.get(id);
      got[id] = wanted.filter((rule) => world !== undefined && isUnknown(world, rule));
    }
    return got;
  },
  tasks: (expected, _worlds, recorded) =>
    recorded.of('task-created').map(({ account, entry }, i) =>
      likeExpected(expected[i], {
        reason: entry.reason,
        assign: entry.to,
        account,
        due: instantOf(entry.until),
        title: entry.detail,
      }),
    ),
  openTasks: (_expected, worlds) =>
    [...worlds.values()].flatMap((world) => world.account.tasks.map((task) => task.reason)).sort(),
  runs: (_expected, _worlds, recorded) => recorded.of('run-started').map(({ entry }) => entry.journey),
  running: (_expected, worlds) =>
    [...worlds.values()].flatMap((world) => world.account.runs.map((run) => run.journey)).sort(),
  ended: (_expected, _worlds, recorded) =>
    recorded.of('run-ended').map(({ entry }) => ({ journey: entry.journey, reason: entry.reason })),
  touches: (expected, _worlds, recorded) =>
    recorded.of('touch').map(({ entry }, i) =>
      likeExpected(expected[i], {
        template: entry.template,
        contact: entry.contact,
        channel: entry.channel,
        at: instantOf(entry.at),
      }),
    ),
  suppressed: (expected, _worlds, recorded) =>
    recorded
      .of('touch-suppressed')
      .map(({ entry }, i) =>
        likeExpected(expected[i], { template: entry.template, reason: entry.reason, contact: entry.contact }),
      ),
  refused: (_expected, _worlds, recorded) =>
    recorded.of('run-refused').map(({ entry }) => ({ journey: entry.journey, reason: entry.reason })),
  segment: (expected, worlds) => levels(expected, worlds, 'segment'),
  stage: (expected, worlds) => levels(expected, worlds, 'stage.id'),
  health: (expected, worlds) => {
    const got: Record<string, unknown> = {};
    for (const [id, wanted] of Object.entries(expected)) {
      const world = worlds.get(id);
      got[id] = world === undefined ? null : likeExpected(wanted, healthOf(world));
    }
    return got;
  },
  facts: (expected, worlds) => {
    const got: Record<string, Record<string, unknown>> = {};
    for (const [id, facts] of Object.entries(expected)) {
      const world = worlds.get(id);
      got[id] = Object.fromEntries(
        Object.keys(facts).map((name) => [name, world === undefined ? null : levelOf(world, name)]),
      );
    }
    return got;
  },
};

/** A named account's list must be exact; accounts that are not named count only when the expectation is empty. */
function onlyNamed(
  expected: Readonly<Record<string, unknown>>,
  got: Record<string, string[]>,
): Record<string, string[]> {
  const names = Object.keys(expected);
  if (names.length === 0) return got;
  const sorted = Object.fromEntries(names.map((name) => [name, [...(got[name] ?? [])]]));
  for (const [name, list] of Object.entries(sorted)) {
    const order = expected[name];
    if (Array.isArray(order) && sameJson([...order].sort(), [...list].sort()))
      sorted[name] = order as string[];
  }
  return sorted;
}

/** Leaves out what the expectation does not ask about. */
function likeExpected(expected: object | undefined, got: Readonly<Record<string, unknown>>): unknown {
  if (expected === undefined)
    return Object.fromEntries(Object.entries(got).filter(([, value]) => value !== undefined));
  return Object.fromEntries(Object.keys(expected).map((key) => [key, got[key]]));
}

function isUnknown(world: AccountWorld, id: string): boolean {
  const rule = world.work.rulebook.rules.find((one) => one.id === id);
  if (rule === undefined) return false;
  if (rule.each === undefined) return truthOf(world.work, rule, undefined).truth === UNKNOWN;
  const items = [...(world.account.sets[rule.each.index]?.items.values() ?? [])];
  return items.some((item) => truthOf(world.work, rule, item).truth === UNKNOWN);
}

function levels(
  expected: Readonly<Record<string, unknown>>,
  worlds: Worlds,
  name: string,
): Record<string, unknown> {
  return Object.fromEntries(Object.keys(expected).map((id) => [id, levelOf(worlds.get(id), name)]));
}

function levelOf(world: AccountWorld | undefined, name: string): unknown {
  const catalog = world?.work.rulebook.catalog;
  const fact = catalog?.facts.get(name);
  if (world === undefined || catalog === undefined || fact?.kind !== 'level') return null;
  const value = world.account.levels[fact.index]?.value;
  if (value === undefined) return null;
  const shown = comparable(value, { catalog });
  if (typeof shown !== 'number') return shown ?? null;
  if (fact.field.type === 'date') return formatDay(shown);
  return fact.field.type === 'instant' ? formatInstant(shown) : shown;
}

function healthOf(world: AccountWorld): Readonly<Record<string, unknown>> {
  const model = healthModelOf(world.work);
  const health = model === undefined ? undefined : scoreHealth(model, scopeOf(world.work));
  if (model === undefined || health === undefined) return {};
  const drivers = driversOf(model, health, scopeOf(world.work)).map((driver) => driver.measure);
  return { score: health.score, band: health.band, trust: health.trust, drivers };
}

function instantOf(at: number | undefined): string | undefined {
  return at === undefined ? undefined : formatInstant(at);
}

function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((one, i) => sameJson(one, b[i]))
    );
  }
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key as never], b[key as never]))
  );
}
