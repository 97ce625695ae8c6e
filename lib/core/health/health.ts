import type { Catalog, Source } from '../accounts/catalog.ts';
import type { Reporter } from '../authoring/reporter.ts';
import { hint } from '../authoring/suggest.ts';
import { compileCondition } from '../conditions/compile-condition.ts';
import type { CompiledCondition, Trace } from '../conditions/compiled-condition.ts';
import type { ConditionEnv } from '../conditions/env.ts';
import { FALSE, type Scope, TRUE } from '../conditions/scope.ts';
import type { HealthJson } from './health-schema.ts';

export type Band = 'green' | 'yellow' | 'red';

export interface Measure {
  readonly id: string;
  readonly weight: number;
  readonly play: string;
  readonly green: CompiledCondition;
  readonly red: CompiledCondition;
  readonly reads: ReadonlySet<number>;
}

export interface HealthModel {
  readonly id: string;
  readonly segments: ReadonlySet<string> | undefined;
  readonly stages: ReadonlySet<string> | undefined;
  readonly bands: { readonly green: number; readonly yellow: number };
  /** Least share of weight that must be known before automation reads the score. */
  readonly trust: number;
  readonly measures: readonly Measure[];
  readonly reads: ReadonlySet<number>;
  /** Sources of the facts that it reads, of which silence makes absence unknown. */
  readonly sources: readonly Source[];
}

export function compileHealth(
  json: HealthJson,
  env: ConditionEnv,
  names: { readonly segments: ReadonlySet<string>; readonly stages: ReadonlySet<string> },
  report: Reporter,
): HealthModel {
  for (const kind of ['segments', 'stages'] as const) {
    for (const [i, id] of (json.for?.[kind] ?? []).entries()) {
      if (!names[kind].has(id))
        report
          .at('for', kind, i)
          .error(
            `unknown-${kind.slice(0, -1)}`,
            `unknown ${kind.slice(0, -1)} "${id}"${hint(id, names[kind])}`,
          );
    }
  }
  for (const [i, { id }] of json.measures.entries()) {
    const first = json.measures.findIndex((measure) => measure.id === id);
    if (first === i) continue;
    report.at('measures', i, 'id').error('duplicate-id', `the measure "${id}" stands here twice: rename one`);
  }
  if (json.bands.yellow >= json.bands.green)
    report
      .at('bands', 'yellow')
      .error(
        'wrong-value',
        `yellow starts at ${json.bands.yellow}, which is not below green at ${json.bands.green}`,
      );
  const total = json.measures.reduce((sum, measure) => sum + measure.weight, 0);
  if (total !== 100) report.at('measures').error('wrong-value', `the weights add up to ${total}, not to 100`);
  const measures: Measure[] = [];
  for (const [i, measure] of json.measures.entries()) {
    const at = report.at('measures', i);
    const green = compileCondition(measure.green, env, at.at('green'));
    const red = compileCondition(measure.red, env, at.at('red'));
    if (green === undefined || red === undefined) continue;
    const { id, weight, play } = measure;
    measures.push({ id, weight, play, green, red, reads: new Set([...green.reads, ...red.reads]) });
  }
  const reads = new Set(measures.flatMap((measure) => [...measure.reads]));
  return {
    id: json.id,
    segments: json.for?.segments && new Set(json.for.segments),
    stages: json.for?.stages && new Set(json.for.stages),
    bands: json.bands,
    trust: json.trust,
    measures,
    reads,
    sources: sourcesOf(reads, env.catalog),
  };
}

function sourcesOf(reads: ReadonlySet<number>, catalog: Catalog): Source[] {
  const sources = new Set<Source>();
  for (const slot of reads) {
    const fact = catalog.slots[slot];
    if (fact === undefined) continue;
    const own = fact.kind === 'level' ? [fact.field.source] : [fact.source];
    const fields =
      fact.kind === 'set' || fact.kind === 'log'
        ? [...fact.fields.values()].map((field) => field.source)
        : [];
    for (const source of [...own, ...fields]) if (source?.maxSilence !== undefined) sources.add(source);
  }
  return [...sources];
}

/** The model for an account: of those whose `for` it meets, the one that names most; the first in id order of equals. */
export function modelFor(
  models: readonly HealthModel[],
  segment: string,
  stage: string | undefined,
): HealthModel | undefined {
  let best: HealthModel | undefined;
  let most = -1;
  for (const model of models) {
    if (model.segments !== undefined && !model.segments.has(segment)) continue;
    if (model.stages !== undefined && (stage === undefined || !model.stages.has(stage))) continue;
    const named = (model.segments === undefined ? 0 : 1) + (model.stages === undefined ? 0 : 2);
    if (named > most) {
      most = named;
      best = model;
    }
  }
  return best;
}

export type MeasureBand = Band | 'unknown';

export interface Health {
  readonly score: number;
  readonly band: Band;
  /** Share of weight backed by known facts, 0 to 1. */
  readonly trust: number;
  /** Whether automation may read the score. */
  readonly trusted: boolean;
  readonly measures: readonly MeasureBand[];
}

/** Scores an account as it is now (PLAYBOOKS §3). Undefined when nothing at all is known. */
export function scoreHealth(model: HealthModel, scope: Scope): Health | undefined {
  return scoreOf(
    model,
    model.measures.map((measure) => bandOf(measure, scope)),
  );
}

/**
 * Scores an account by the bands of its measures. A measure of which nothing is known is left out and
 * the score rescaled over the rest. Yellow is half the weight, rounded down. Undefined when nothing at all is known.
 */
export function scoreOf(model: HealthModel, measures: readonly MeasureBand[]): Health | undefined {
  let points = 0;
  let known = 0;
  let total = 0;
  for (const [i, measure] of model.measures.entries()) {
    total += measure.weight;
    const band = measures[i];
    if (band === 'unknown') continue;
    known += measure.weight;
    if (band !== undefined) points += pointsOf(measure, band);
  }
  if (known === 0) return undefined;
  const score = known === total ? points : Math.round((points * total) / known);
  const trust = known / total;
  const band = score >= model.bands.green ? 'green' : score >= model.bands.yellow ? 'yellow' : 'red';
  return { score, band, trust, trusted: trust >= model.trust, measures };
}

/** Red wins, then green; yellow only if both are false. */
export function bandOf(measure: Measure, scope: Scope): MeasureBand {
  const red = measure.red.evaluate(scope);
  if (red === TRUE) return 'red';
  const green = measure.green.evaluate(scope);
  if (green === TRUE) return 'green';
  return red === FALSE && green === FALSE ? 'yellow' : 'unknown';
}

function pointsOf(measure: Measure, band: Band): number {
  return band === 'green' ? measure.weight : band === 'yellow' ? Math.floor(measure.weight / 2) : 0;
}

/** What pulls a score down, or is missing from it. */
export interface Driver {
  readonly measure: string;
  readonly band: MeasureBand;
  /** Points lost against green; for an unknown measure, the weight that is not backed. */
  readonly lost: number;
  readonly weight: number;
  readonly play: string;
  /** The condition that decided, with value, threshold and age of every fact. */
  readonly trace: Trace;
}

/** Every measure that is not green, most points lost first (then in the model's order); unknown ones come last. */
export function driversOf(model: HealthModel, health: Health, scope: Scope): Driver[] {
  const drivers: Driver[] = [];
  for (const [i, measure] of model.measures.entries()) {
    const band = health.measures[i] ?? 'unknown';
    if (band === 'green') continue;
    const lost = band === 'unknown' ? measure.weight : measure.weight - pointsOf(measure, band);
    const trace = (band === 'red' ? measure.red : measure.green).trace(scope);
    drivers.push({ measure: measure.id, band, lost, weight: measure.weight, play: measure.play, trace });
  }
  const rank = (driver: Driver) => (driver.band === 'unknown' ? 1 : 0);
  return drivers.sort((a, b) => rank(a) - rank(b) || b.lost - a.lost);
}
