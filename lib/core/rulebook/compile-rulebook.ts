import type { Catalog } from '../accounts/catalog.ts';
import { compileCatalog } from '../accounts/compile-catalog.ts';
import { canonicalJson, sha256Hex } from '../authoring/canonical-json.ts';
import { type Issue, sortIssues } from '../authoring/issue.ts';
import type { ConditionEnv } from '../conditions/env.ts';
import { compileHealth } from '../health/health.ts';
import { definitionHash } from '../journeys/definition-hash.ts';
import type { Status } from '../journeys/journey-schema.ts';
import type { Rulebook } from '../rulebook.ts';
import { isPerson, type JourneyNeeds } from '../rules/compile-effects.ts';
import { indexRules } from '../rules/rule-index.ts';
import { compileSegments, targetsOf } from '../segments/segments.ts';
import type { SegmentsJson } from '../segments/segments-schema.ts';
import { compileStages } from '../segments/stages.ts';
import type { StagesJson } from '../segments/stages-schema.ts';
import { compileSignalType } from '../signals/compile-signal-type.ts';
import { OWN_SIGNALS } from '../signals/derived-signals.ts';
import type { SignalType } from '../signals/signal.ts';
import type { TopicKind } from '../touches/channel.ts';
import { compileGuardrails } from '../touches/guardrails.ts';
import { AnyKey, AnyName } from './any-name.ts';
import { checkGuardrailNames } from './check-guardrail-names.ts';
import { checkNamed } from './check-named.ts';
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
  const words = wordsOf(segmentsDoc?.json, stagesDoc?.json);
  const catalog = compileCatalog(facts.json, facts.report, options.zone, words);
  const isSound = issues.every(({ file, code }) => file !== `${root}/facts.json` || !UNSOUND.has(code));
  if (!isSound) return undefined;

  const signalTypes = new Map<string, SignalType>();
  for (const json of OWN_SIGNALS)
    signalTypes.set(json.id, compileSignalType(json, catalog, facts.report, true));
  for (const { json, report, id } of documents.signal) {
    if (signalTypes.has(id))
      report.at('id').error('reserved-name', `Touchline itself brings the signal "${id}": choose another id`);
    else signalTypes.set(id, compileSignalType(json, catalog, report));
  }

  // What segments, stages and guardrails would name is anything where their file is not right itself.
  const segmentList = segmentsDoc?.json.segments;
  const stageList = stagesDoc?.json.tracks.lifecycle;
  const people = segmentList === undefined ? new AnyName() : new Set(segmentList.flatMap(peopleOf));
  const names = {
    segments: segmentList === undefined ? new AnyName() : new Set(segmentList.map((one) => one.id)),
    stages: stageList === undefined ? new AnyName() : new Set(stageList.map((one) => one.id)),
  };
  const unnamed: ConditionEnv = {
    catalog,
    named: new Map(),
    rules: new Map(ruleIds(documents).map((id, index) => [id, index])),
    targets: segmentsDoc === undefined ? new AnyKey(new Map<string, number>()) : targetsOf(segmentsDoc.json),
    items: [],
  };
  const env: ConditionEnv = { ...unnamed, named: checkNamed(documents, unnamed) };
  const segments = segmentsDoc && compileSegments(segmentsDoc.json, env, segmentsDoc.report);
  const tracks = stagesDoc && compileStages(stagesDoc.json, env, people, stagesDoc.report);
  const health = documents.health.map((one) => compileHealth(one.json, env, names, one.report));
  const guardrails = guardrailsDoc && compileGuardrails(guardrailsDoc.json, guardrailsDoc.report);
  if (guardrailsDoc !== undefined)
    checkGuardrailNames(guardrailsDoc.json, people, env.rules, guardrailsDoc.report);
  const senders = guardrails?.senders ?? new AnyKey(undefined);
  const templates = compileTemplates(files, documents, { senders, facts: levelNames(catalog) }, root, issues);
  const journeyNeeds = new Map<string, JourneyNeeds | undefined>();
  for (const id of documents.broken.journey) journeyNeeds.set(id, undefined);
  for (const one of documents.journey) journeyNeeds.set(one.id, needsOf(one, catalog));
  const full: CompiledEnv = {
    ...env,
    segments: names.segments,
    people,
    journeys: journeyNeeds,
    templates: templates.channels,
    // Of people that nobody knows, guardrails.json has been told: not every task with that escalation again.
    escalate: (guardrails?.tasks.escalate ?? []).filter(({ to }) => isPerson(to, people)),
    signalTypes,
    brokenSignals: documents.broken.signal,
    topics: guardrails?.topics ?? new AnyKey<{ kind: TopicKind }>({ kind: 'transactional' }),
    compiledTemplates: templates.compiled,
    status: options.status,
  };
  const rules = compileRules(documents, full);
  checkShadowReads(rules, documents.rule);
  const journeys = compileJourneys(documents, full);
  if (segments === undefined || tracks === undefined || guardrails === undefined) return undefined;
  return {
    hash: hashOf(files),
    catalog,
    signalTypes,
    segments,
    tracks,
    health,
    healthReads: new Set([
      ...health.flatMap((model) => [...model.reads]),
      segments.fact.slot,
      slotOf(catalog, 'stage.id'),
    ]),
    rules,
    index: indexRules(rules, catalog.slotCount + rules.length),
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

/** Mistakes in facts.json with which other files cannot be judged: what they name would be something else. */
const UNSOUND: ReadonlySet<string> = new Set([
  'missing-fact',
  'reserved-name',
  'duplicate-item',
  'two-styles',
]);

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
      message: `this file is missing: every rulebook has a ${kind}.json`,
    });
  }
  return first;
}

/** Rules and the `enter`s of journeys share one list of ids, so that each has one index. */
function ruleIds(documents: Documents): string[] {
  const entering = documents.journey.filter((one) => one.json.enter !== undefined).map((one) => one.id);
  const { rule: broken } = documents.broken;
  return [...new Set([...documents.rule.map((one) => one.id), ...broken, ...entering])].sort();
}

/** The words that facts of Touchline's own can hold, where authors choose them. */
function wordsOf(segments: SegmentsJson | undefined, stages: StagesJson | undefined) {
  const words: Record<string, readonly string[]> = {};
  if (segments !== undefined) words.segment = [...segments.segments.map((one) => one.id), segments.otherwise];
  if (stages !== undefined) {
    words['stage.id'] = stages.tracks.lifecycle.map((one) => one.id);
    words['renewalStage.id'] = (stages.tracks.renewal ?? []).map((one) => one.id);
  }
  return words;
}

function levelNames(catalog: Catalog): ReadonlySet<string> {
  return new Set(catalog.slots.filter((fact) => fact.kind === 'level').map((fact) => fact.name));
}

function peopleOf(segment: SegmentsJson['segments'][number]): string[] {
  return Object.keys(segment.people);
}

function needsOf({ json }: Document<'journey'>, catalog: Catalog): JourneyNeeds | undefined {
  if (json.per !== undefined && !catalog.items.has(json.per)) return undefined;
  return { needs: json.needs ?? {}, per: json.per };
}

/** Over the authors' files alone, in path order: what is generated from them does not count. */
function hashOf(files: readonly RulebookFile[]): string {
  const pairs = files.map((file) => [file.path, file.text] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  return sha256Hex(canonicalJson(pairs));
}

function slotOf(catalog: Catalog, fact: string): number {
  return catalog.facts.get(fact)?.slot ?? -1;
}
