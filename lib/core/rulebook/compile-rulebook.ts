import { compileCatalog } from '../accounts/compile-catalog.ts';
import { canonicalJson, sha256Hex } from '../authoring/canonical-json.ts';
import { type Issue, sortIssues } from '../authoring/issue.ts';
import type { Reporter } from '../authoring/reporter.ts';
import { compileCondition } from '../conditions/compile-condition.ts';
import type { ConditionJson } from '../conditions/condition-schema.ts';
import type { ConditionEnv } from '../conditions/env.ts';
import { compileHealth } from '../health/health.ts';
import { definitionHash } from '../journeys/definition-hash.ts';
import type { Status } from '../journeys/journey-schema.ts';
import type { Rulebook } from '../rulebook.ts';
import type { JourneyNeeds } from '../rules/compile-effects.ts';
import { indexRules } from '../rules/rule-index.ts';
import { compileSegments, targetsOf } from '../segments/segments.ts';
import { compileStages } from '../segments/stages.ts';
import { compileSignalType } from '../signals/compile-signal-type.ts';
import { OWN_SIGNALS } from '../signals/derived-signals.ts';
import type { SignalType } from '../signals/signal.ts';
import { compileGuardrails } from '../touches/guardrails.ts';
import { checkShadowReads } from './check-shadow.ts';
import { type CompiledEnv, compileJourneys, compileRules } from './compile-parts.ts';
import { compileTemplates } from './compile-templates.ts';
import { definitionOf, openDefinition } from './journey-definition.ts';
import { type Document, type Documents, readDocuments } from './read-documents.ts';
import type { RulebookFile } from './rulebook-file.ts';

export interface RulebookOptions {
  /** How authors name the folder, in messages. */
  readonly root?: string;
  /** Overrides the environment's zone of facts.json. */
  readonly zone?: string;
  /** Overrides every status: tests treat everything as live. */
  readonly status?: Status;
}

export interface RulebookResult {
  /** Undefined when there is any error. */
  readonly rulebook: Rulebook | undefined;
  readonly issues: readonly Issue[];
}

/** Validates and compiles everything under `rules/`. Every mistake of every file is reported at once, in file order. */
export function compileRulebook(
  files: readonly RulebookFile[],
  options: RulebookOptions = {},
): RulebookResult {
  const issues: Issue[] = [];
  const root = options.root ?? 'rules';
  const documents = readDocuments(files, root, issues);
  const rulebook = compile(files, documents, root, options, issues);
  const failed = issues.some((issue) => issue.severity === 'error');
  return { rulebook: failed ? undefined : rulebook, issues: sortIssues(issues) };
}

function compile(
  files: readonly RulebookFile[],
  documents: Documents,
  root: string,
  options: RulebookOptions,
  issues: Issue[],
): Rulebook | undefined {
  const facts = only('facts', documents.facts, root, issues);
  const segmentsDoc = only('segments', documents.segments, root, issues);
  const stagesDoc = only('stages', documents.stages, root, issues);
  const guardrailsDoc = only('guardrails', documents.guardrails, root, issues);
  if (facts === undefined) return undefined;
  const catalog = compileCatalog(facts.json, facts.report, options.zone);
  if (facts.report.failed()) return undefined;

  const signalTypes = new Map<string, SignalType>();
  for (const json of OWN_SIGNALS)
    signalTypes.set(json.id, compileSignalType(json, catalog, facts.report, true));
  for (const { json, report, id } of documents.signal) {
    if (signalTypes.has(id))
      report.at('id').error('reserved-name', `Touchline itself brings the signal "${id}"`);
    else signalTypes.set(id, compileSignalType(json, catalog, report));
  }
  if (segmentsDoc === undefined || stagesDoc === undefined || guardrailsDoc === undefined) return undefined;

  const named = new Map<string, ConditionJson>(
    documents.condition.map((one) => [one.id, one.json.conditions]),
  );
  const env: ConditionEnv = {
    catalog,
    named,
    rules: new Map(ruleIds(documents).map((id, index) => [id, index])),
    targets: targetsOf(segmentsDoc.json),
    items: [],
  };
  checkNamed(documents, env);
  const segments = compileSegments(segmentsDoc.json, env, segmentsDoc.report);
  const people = new Set(segmentsDoc.json.segments.flatMap((segment) => Object.keys(segment.people)));
  const tracks = compileStages(stagesDoc.json, env, people, stagesDoc.report);
  const names = {
    segments: new Set(segmentsDoc.json.segments.map((segment) => segment.id)),
    stages: new Set(stagesDoc.json.tracks.lifecycle.map((stage) => stage.id)),
  };
  const health = documents.health.map((one) => compileHealth(one.json, env, names, one.report));
  const guardrails = compileGuardrails(guardrailsDoc.json, guardrailsDoc.report);
  const templates = compileTemplates(files, documents.template, guardrailsDoc.json, root, issues);
  if (guardrails === undefined) return undefined;
  const full: CompiledEnv = {
    ...env,
    segments: names.segments,
    people,
    journeys: new Map(documents.journey.map((one) => [one.id, needsOf(one)])),
    templates: templates.channels,
    escalate: guardrails.tasks.escalate ?? [],
    signalTypes,
    topics: guardrails.topics,
    compiledTemplates: templates.compiled,
    status: options.status,
  };
  const rules = compileRules(documents, full);
  checkShadowReads(rules, documents.rule);
  const journeys = compileJourneys(documents, full);
  return {
    hash: hashOf(files),
    catalog,
    signalTypes,
    segments,
    tracks,
    health,
    rules,
    index: indexRules(rules, catalog.slots.length + rules.length),
    journeys,
    definitions: new Map([...journeys.values()].map((journey) => [journey.hash, journey])),
    documents: new Map(
      documents.journey.map(({ json }) => [
        definitionHash(definitionOf(json, full)),
        definitionOf(json, full),
      ]),
    ),
    openDefinition: (hash, definition) => openDefinition(hash, definition, full),
    templates: templates.compiled,
    guardrails,
    calendar: guardrails.calendar,
  };
}

/** The one file of its kind, or a report that it is missing. */
function only<
  D extends Document<'facts'> | Document<'segments'> | Document<'stages'> | Document<'guardrails'>,
>(kind: string, found: readonly D[], root: string, issues: Issue[]): D | undefined {
  const [first] = found;
  const reported = issues.some((issue) => issue.file === `${root}/${kind}.json`);
  if (first === undefined && !reported) {
    issues.push({
      severity: 'error',
      code: 'missing-file',
      file: `${root}/${kind}.json`,
      line: 1,
      column: 1,
      path: '',
      message: 'this file is missing',
    });
  }
  return first;
}

/** Rules and the `enter`s of journeys share one list of ids, so that each has one index. */
export function ruleIds(documents: Documents): string[] {
  const entering = documents.journey.filter((one) => one.json.enter !== undefined).map((one) => one.id);
  return [...new Set([...documents.rule.map((one) => one.id), ...entering])].sort();
}

/**
 * A named condition is checked where it stands, with the items of every set readable; what only a signal or a run
 * gives (`signal.x`, `run.x`) is checked where the condition is used.
 */
function checkNamed(documents: Documents, env: ConditionEnv): void {
  for (const { json, report } of documents.condition) {
    compileCondition(
      json.conditions,
      { ...env, items: [...env.catalog.items.values()] },
      leavingOut('not-in-scope', report.at('conditions')),
    );
  }
}

/** Reports everything but issues of one code. */
function leavingOut(code: string, report: Reporter): Reporter {
  return {
    error: (got, ...rest) => {
      if (got !== code) report.error(got, ...rest);
    },
    warn: report.warn,
    at: (...path) => leavingOut(code, report.at(...path)),
    failed: report.failed,
  };
}

function needsOf(one: Document<'journey'>): JourneyNeeds {
  return { needs: one.json.needs ?? {}, per: one.json.per };
}

/** Over the authors' files alone, in path order: what is generated from them does not count. */
function hashOf(files: readonly RulebookFile[]): string {
  const pairs = files.map((file) => [file.path, file.text] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  return sha256Hex(canonicalJson(pairs));
}
