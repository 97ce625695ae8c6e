import { HourlyWatermarks } from '../app/kept/hourly-watermarks.ts';
import { sha256Hex } from '../core/authoring/canonical-json.ts';
import { checkShape } from '../core/authoring/check-shape.ts';
import type { Issue } from '../core/authoring/issue.ts';
import { readJson } from '../core/authoring/read-json.ts';
import { reporterOf } from '../core/authoring/reporter.ts';
import { hint } from '../core/authoring/suggest.ts';
import { Confirmer } from '../core/conditions/confirm.ts';
import type { Watermarks } from '../core/conditions/scope.ts';
import type { RulebookFile } from '../core/rulebook/rulebook-file.ts';
import type { Rulebook } from '../core/rulebook.ts';
import { HOUR_MS, type Instant, parseInstant } from '../core/time/instant.ts';
import { checkExpectation, type Mismatch } from './check-expectation.ts';
import { checkTestNames } from './check-test-names.ts';
import { GroupWorld } from './group-world.ts';
import { Recorded } from './recorded.ts';
import { givenSignal, TestError } from './test-given.ts';
import { type GivenJson, type TestCaseJson, type TestFileJson, testSchema } from './test-schema.ts';
import { instantAt, testSignals, withTask } from './test-signals.ts';

/** How one test went. `at` and `mismatches` say where it differed; `error` that it could not be run. */
export interface TestOutcome {
  readonly file: string;
  readonly name: string;
  readonly passed: boolean;
  readonly failures: readonly { readonly at: string; readonly mismatches: readonly Mismatch[] }[];
  readonly error?: string;
  /** Rules and journeys that the test's expectations name. */
  readonly about: readonly string[];
}

/** A rulebook compiled for the zone of a test file, with every status live. */
export type RulebookFor = (zone: string | undefined) => Rulebook;

/** Reads one test file; mistakes go to `issues`: its shape, and, where there is a rulebook, what it names of it. */
export function readTests(
  file: RulebookFile,
  root: string,
  issues: Issue[],
  rulebook?: Rulebook,
): TestFileJson | undefined {
  const document = readJson(`${root}/${file.path}`, file.text, issues);
  if (document === undefined) return undefined;
  const report = reporterOf(document, issues);
  const json = checkShape(testSchema, document.value, report);
  if (json !== undefined && rulebook !== undefined) checkTestNames(json, rulebook, report);
  return json;
}

/** Runs every test of a file, each in a world of its own, at the file's virtual start. */
export async function runTestFile(
  file: string,
  json: TestFileJson,
  rulebookFor: RulebookFor,
): Promise<TestOutcome[]> {
  const rulebook = rulebookFor(json.zone);
  const outcomes: TestOutcome[] = [];
  for (const test of json.tests) outcomes.push(await runTest(file, json, test, rulebook));
  return outcomes;
}

async function runTest(
  file: string,
  json: TestFileJson,
  test: TestCaseJson,
  rulebook: Rulebook,
): Promise<TestOutcome> {
  const about = namedIn(test, rulebook);
  try {
    const failures = await play(json, test, rulebook);
    return { file, name: test.name, passed: failures.length === 0, failures, about };
  } catch (error) {
    if (!(error instanceof TestError)) throw error;
    return { file, name: test.name, passed: false, failures: [], error: error.message, about };
  }
}

const CONTEXT = { addressKey: (email: string) => sha256Hex(email.trim().toLowerCase()).slice(0, 32) };

async function play(
  json: TestFileJson,
  test: TestCaseJson,
  rulebook: Rulebook,
): Promise<TestOutcome['failures']> {
  const start = parseInstant(json.start) ?? 0;
  const { zone, minorPerMajor } = rulebook.catalog;
  const accounts = mergeAccounts(json.accounts, test.accounts ?? {});
  const ids = Object.keys(accounts);
  const given = ids.map((id) => givenSignal(id, accounts[id] ?? {}, start, rulebook));
  const signals = [
    ...given,
    ...testSignals(test.signals, start, ids, rulebook, { ...CONTEXT, minorPerMajor: () => minorPerMajor }),
  ];
  const checkpoints = Object.entries(test.at).map(([text, expected]) => ({
    text,
    expected,
    at: instantAt(text, start, zone),
  }));
  checkpoints.sort((a, b) => a.at - b.at);
  const watermarks = new HourlyWatermarks();
  for (const signal of signals)
    if (signal.type.source !== undefined) watermarks.hear(signal.type.source, signal.receivedAt);
  const alive = aliveSources([...(json.alive ?? []), ...(test.alive ?? [])], rulebook);
  const recorded = new Recorded();
  const outside = {
    watermarks: keptAlive(watermarks, alive),
    pausedRules: new Set<string>(),
    confirmer: new Confirmer(),
    recordMisses: false,
  };
  const group = new GroupWorld(rulebook, outside, (account, entry) => recorded.add(account, entry));
  const failures: { at: string; mismatches: Mismatch[] }[] = [];
  let next = 0;
  for (const { text, expected, at } of checkpoints) {
    for (
      let signal = signals[next];
      signal !== undefined && signal.receivedAt <= at;
      signal = signals[next]
    ) {
      await group.take(await withTask(signal, group));
      next += 1;
    }
    await group.passTo(at);
    const mismatches = checkExpectation(expected, group.worlds, recorded);
    if (mismatches.length > 0) failures.push({ at: text, mismatches });
  }
  return failures;
}

function aliveSources(names: readonly string[], rulebook: Rulebook): ReadonlySet<string> {
  const { sources } = rulebook.catalog;
  for (const name of names)
    if (!sources.has(name)) throw new TestError(`unknown source "${name}"${hint(name, sources.keys())}`);
  return new Set(names);
}

/** Sources that a test declares alive were heard in every hour. */
function keptAlive(watermarks: Watermarks, alive: ReadonlySet<string>): Watermarks {
  return {
    lastHeard: (source, at: Instant) =>
      alive.has(source.name)
        ? Math.floor(at / HOUR_MS) * HOUR_MS - HOUR_MS
        : watermarks.lastHeard(source, at),
  };
}

/** The file's accounts with what one test changes or adds, part by part. */
function mergeAccounts(
  base: Readonly<Record<string, GivenJson>>,
  own: Readonly<Record<string, GivenJson>>,
): Record<string, GivenJson> {
  const merged: Record<string, GivenJson> = { ...base };
  for (const [id, given] of Object.entries(own)) merged[id] = merge(base[id] ?? {}, given) as GivenJson;
  return merged;
}

function merge(base: unknown, own: unknown): unknown {
  if (!isObject(base) || !isObject(own)) return own;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(own))
    merged[key] = Object.hasOwn(base, key) ? merge(base[key], value) : value;
  return merged;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function namedIn(test: TestCaseJson, rulebook: Rulebook): string[] {
  const text = JSON.stringify(test.at);
  const ids = [...rulebook.rules.map((rule) => rule.id), ...rulebook.journeys.keys()];
  return [...new Set(ids)].filter((id) => text.includes(`"${id}"`)).sort();
}
