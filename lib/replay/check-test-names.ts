import type { Reporter } from '../core/authoring/reporter.ts';
import { describeValue, hint } from '../core/authoring/suggest.ts';
import type { Rulebook } from '../core/rulebook.ts';
import { readSignal } from '../core/signals/read-signal.ts';
import { formatInstant, parseInstant } from '../core/time/instant.ts';
import { isZone } from '../core/time/zone.ts';
import { checkGivenItem, checkGivenLevel } from './test-given.ts';
import type { ExpectationJson, GivenJson, SeriesJson, TestFileJson, TestSignalJson } from './test-schema.ts';
import { dataOf, expandValues } from './test-signals.ts';

/**
 * Reports every name and value of a test file that the rulebook has no place for: a misspelt rule in an expectation
 * would make a test that expects nothing of it pass.
 */
export function checkTestNames(json: TestFileJson, rulebook: Rulebook, report: Reporter): void {
  if (json.zone !== undefined && !isZone(json.zone)) {
    const message = `"${json.zone}" is not an IANA time zone such as "Europe/Berlin"`;
    report.at('zone').error('unknown-zone', message);
  }
  checkAlive(json.alive, rulebook, report.at('alive'));
  checkAccounts(json.accounts, rulebook, report.at('accounts'));
  for (const [t, test] of json.tests.entries()) {
    const at = report.at('tests', t);
    const twin = json.tests.findIndex((one) => one.name === test.name);
    if (twin !== t) at.error('duplicate-name', `a test is named so already: "${test.name}"`, ['name']);
    checkAlive(test.alive, rulebook, at.at('alive'));
    checkAccounts(test.accounts ?? {}, rulebook, at.at('accounts'));
    const accounts = new Set([...Object.keys(json.accounts), ...Object.keys(test.accounts ?? {})]);
    for (const [i, signal] of test.signals.entries()) {
      checkSignal(signal, accounts, json.start, rulebook, at.at('signals', i));
    }
    for (const [instant, expected] of Object.entries(test.at)) {
      if (expected !== 'nothing') checkExpected(expected, accounts, rulebook, at.at('at', instant));
    }
  }
}

function checkAlive(names: readonly string[] | undefined, rulebook: Rulebook, at: Reporter): void {
  const { sources } = rulebook.catalog;
  for (const [i, name] of (names ?? []).entries()) checkName('source', name, sources.keys(), at, [i]);
}

function checkAccounts(
  accounts: Readonly<Record<string, GivenJson>>,
  rulebook: Rulebook,
  report: Reporter,
): void {
  for (const [id, given] of Object.entries(accounts)) {
    const at = report.at(id);
    for (const [name, value] of Object.entries(given.facts ?? {}))
      checkGivenLevel(name, value, rulebook, at.at('facts'));
    for (const [key, fields] of Object.entries(given.contacts ?? {}))
      checkGivenItem('contacts', fields, rulebook, at.at('contacts'), key);
    for (const [set, items] of Object.entries(given.items ?? {})) {
      for (const [key, fields] of Object.entries(items))
        checkGivenItem(set, fields, rulebook, at.at('items', set), key);
    }
  }
}

function checkSignal(
  json: TestSignalJson | SeriesJson,
  accounts: Set<string>,
  start: string,
  rulebook: Rulebook,
  at: Reporter,
): void {
  const isSeries = 'series' in json;
  if (json.account === undefined && accounts.size !== 1)
    at.error(
      'missing-key',
      `"account" is missing: this test has ${accounts.size} (${[...accounts].join(', ')})`,
    );
  // A signal may bring an account of its own into the test.
  if (json.account !== undefined) accounts.add(json.account);
  const place = isSeries ? (json.signal === undefined ? 'series' : 'signal') : 'type';
  const id = isSeries ? (json.signal ?? json.series) : json.type;
  if (isSeries && rulebook.catalog.facts.get(json.series)?.kind !== 'series') {
    const series = rulebook.catalog.slots.filter((fact) => fact.kind === 'series').map((fact) => fact.name);
    at.error('unknown-fact', `"${json.series}" is no series${hint(json.series, series)}`, ['series']);
    if (json.signal === undefined) return;
  }
  if (!rulebook.signalTypes.has(id)) {
    at.error('unknown-signal', `unknown signal "${id}"${hint(id, rulebook.signalTypes.keys())}`, [place]);
    return;
  }
  const fields = rulebook.signalTypes.get(id)?.fields ?? new Map<string, never>();
  if (isSeries && !fields.has(json.field)) {
    const message = `"${id}" has no field "${json.field}"${hint(json.field, fields.keys())}`;
    at.error('unknown-field', message, ['field']);
    return;
  }
  const data = isSeries
    ? { [json.field]: expandValues(json.values).find((value) => value !== undefined) }
    : dataOf(json);
  const envelope = {
    specversion: '1.0',
    id: 'check',
    source: 'test',
    type: id,
    time: formatInstant(parseInstant(start) ?? 0),
    account: 'check',
    ...(json.contact === undefined ? {} : { contact: json.contact }),
    data: data ?? {},
  };
  const { minorPerMajor } = rulebook.catalog;
  const context = { minorPerMajor: () => minorPerMajor, addressKey: (email: string) => email };
  const read = readSignal(envelope, rulebook.signalTypes, undefined, context);
  if (!('rejected' in read)) return;
  const field = /^(?:unknown field )?"data\.(\w+)"/.exec(read.detail)?.[1];
  // A test's own value may be told, where ingest tells no value that may be personal.
  const value =
    field === undefined ? undefined : (data as Readonly<Record<string, unknown>> | undefined)?.[field];
  const detail = read.detail.replace(/, got .*$/, `, got ${describeValue(value)}`);
  const where = isSeries ? ['values'] : field === undefined ? ['data'] : ['data', field];
  at.error('wrong-signal', `"${id}" would be refused: ${detail}`, where);
}

function checkExpected(
  json: ExpectationJson,
  accounts: ReadonlySet<string>,
  rulebook: Rulebook,
  at: Reporter,
): void {
  const { journeys, templates } = rulebook;
  const rules = new Set([...rulebook.rules.map((rule) => rule.id), ...journeys.keys()]);
  for (const key of ['firing', 'fired', 'unknown'] as const) {
    for (const [account, ids] of byAccount(json[key], accounts, at.at(key))) {
      for (const [i, id] of ids.entries()) checkName('rule', id, rules, at.at(key, account), [i]);
    }
  }
  for (const key of ['runs', 'running'] as const) {
    for (const [i, id] of (json[key] ?? []).entries())
      checkName('journey', id, journeys.keys(), at.at(key), [i]);
  }
  for (const key of ['ended', 'refused'] as const) {
    for (const [i, { journey }] of (json[key] ?? []).entries())
      checkName('journey', journey, journeys.keys(), at.at(key), [i, 'journey']);
  }
  for (const key of ['touches', 'suppressed'] as const) {
    for (const [i, { template }] of (json[key] ?? []).entries())
      checkName('template', template, templates.keys(), at.at(key), [i, 'template']);
  }
  const segments = [...rulebook.segments.list.map((segment) => segment.id), 'unassigned'];
  for (const [account, id] of byAccount(json.segment, accounts, at.at('segment')))
    checkName('segment', id, segments, at.at('segment'), [account]);
  for (const [account, fields] of byAccount(json.facts, accounts, at.at('facts'))) {
    for (const [name, value] of Object.entries(fields))
      checkGivenLevel(name, value, rulebook, at.at('facts', account));
  }
  byAccount(json.stage, accounts, at.at('stage'));
  byAccount(json.health, accounts, at.at('health'));
}

/** The entries by account; an account that the test does not have is reported. */
function byAccount<T>(
  json: Readonly<Record<string, T>> | undefined,
  accounts: ReadonlySet<string>,
  at: Reporter,
): [string, T][] {
  const entries = Object.entries(json ?? {});
  for (const [account] of entries) checkName('account', account, accounts, at, [account], 'key');
  return entries;
}

function checkName(
  kind: string,
  name: string,
  known: Iterable<string>,
  at: Reporter,
  path: (string | number)[],
  part: 'key' | 'value' = 'value',
): void {
  const names = [...known];
  if (!names.includes(name))
    at.error(`unknown-${kind}`, `unknown ${kind} "${name}"${hint(name, names)}`, path, part);
}
