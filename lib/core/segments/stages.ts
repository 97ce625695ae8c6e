import type { LevelFact } from '../accounts/catalog.ts';
import type { Reporter } from '../authoring/reporter.ts';
import { hint, withArticle } from '../authoring/suggest.ts';
import { compileCondition, compileOperand } from '../conditions/compile-condition.ts';
import type { CompiledCondition } from '../conditions/compiled-condition.ts';
import type { ConditionEnv } from '../conditions/env.ts';
import type { Operand } from '../conditions/operand.ts';
import { resolveName } from '../conditions/resolve-operand.ts';
import { type Scope, TRUE } from '../conditions/scope.ts';
import type { BusinessCalendar } from '../time/business-calendar.ts';
import type { Instant } from '../time/instant.ts';
import { addSpan, parseSpan, type Span } from '../time/span.ts';
import { addDays, startOfDay } from '../time/zone.ts';
import type { StageJson, StagesJson } from './stages-schema.ts';

export interface Stage {
  readonly id: string;
  readonly enter: CompiledCondition | undefined;
  readonly done: CompiledCondition | undefined;
  readonly owner: string;
  readonly due: { readonly from: Operand | 'entered'; readonly in: Span | Operand } | undefined;
  /** What can end it or move its due date. */
  readonly reads: ReadonlySet<number>;
}

/** One track of stages, and the derived facts that say where an account is on it. */
export interface Track {
  readonly id: string;
  readonly stages: readonly Stage[];
  readonly facts: {
    readonly id: LevelFact;
    readonly enteredAt: LevelFact;
    readonly dueAt: LevelFact;
    readonly owner: LevelFact;
  };
  /** What can move a track at rest, where several stages may be run through at once. */
  readonly reads: ReadonlySet<number>;
}

const PREFIX = { lifecycle: 'stage', renewal: 'renewalStage' } as const;

/** `people` are words that the segments resolve; a stage's owner must be one of them. */
export function compileStages(
  json: StagesJson,
  env: ConditionEnv,
  people: ReadonlySet<string>,
  report: Reporter,
): Track[] {
  const tracks: Track[] = [];
  for (const id of ['lifecycle', 'renewal'] as const) {
    const list = json.tracks[id];
    if (list === undefined) continue;
    const at = report.at('tracks', id);
    const prefix = PREFIX[id];
    const fact = (name: string) => env.catalog.facts.get(`${prefix}.${name}`) as LevelFact;
    for (const [i, stage] of list.entries()) {
      if (list.findIndex((one) => one.id === stage.id) === i) continue;
      const message = `the stage "${stage.id}" stands in this track twice: rename one`;
      at.at(i, 'id').error('duplicate-id', message);
    }
    const stages = list.map((stage, i) => compileStage(stage, env, people, at.at(i)));
    if (list[0]?.enter === undefined)
      at.at(0).error('missing-key', `the first stage of a track needs "enter": what begins the track`);
    tracks.push({
      id,
      stages,
      facts: { id: fact('id'), enteredAt: fact('enteredAt'), dueAt: fact('dueAt'), owner: fact('owner') },
      reads: new Set(stages.flatMap((stage) => [...(stage.enter?.reads ?? []), ...stage.reads])),
    });
  }
  return tracks;
}

function dueReads(due: Stage['due']): readonly number[] {
  if (due === undefined) return [];
  const { from, in: span } = due;
  return [...(from === 'entered' ? [] : from.reads), ...('read' in span ? span.reads : [])];
}

function compileStage(
  json: StageJson,
  env: ConditionEnv,
  people: ReadonlySet<string>,
  report: Reporter,
): Stage {
  if (!people.has(json.owner))
    report
      .at('owner')
      .error('unknown-person', `no segment says who "${json.owner}" is${hint(json.owner, people)}`);
  const enter = json.enter && compileCondition(json.enter, env, report.at('enter'));
  const done = json.done && compileCondition(json.done, env, report.at('done'));
  const due = json.due && compileDue(json.due, env, report.at('due'));
  return {
    id: json.id,
    enter,
    done,
    owner: json.owner,
    due,
    reads: new Set([...(done?.reads ?? []), ...dueReads(due)]),
  };
}

function compileDue(json: NonNullable<StageJson['due']>, env: ConditionEnv, report: Reporter): Stage['due'] {
  const from = json.from === 'entered' ? 'entered' : resolveName(json.from, env, report.at('from'));
  const span =
    typeof json.in === 'string'
      ? parseSpan(json.in)
      : compileOperand(json.in.days, env, report.at('in', 'days'));
  if (from === undefined || span === undefined) return undefined;
  if (from !== 'entered' && from.type !== 'date' && from.type !== 'instant') {
    report
      .at('from')
      .error(
        'wrong-type',
        `a stage is due from a date or an instant, "${json.from}" is ${withArticle(from.type)}`,
      );
  }
  return { from, in: span };
}

/** Where a track stands: which stage, since when. */
export interface StageMove {
  readonly stage: Stage | undefined;
  readonly enteredAt: Instant;
}

/**
 * The stage that the track should be at now: from rest into the first stage whose `enter` is true, and onwards while
 * `done` is true. A track whose last stage is done comes to rest, from where it may begin again at once, but not
 * where it would only run through once more. Only true moves.
 */
export function stageNow(
  track: Track,
  current: string | undefined,
  enteredAt: Instant,
  scope: Scope,
): StageMove {
  let index = current === undefined ? -1 : track.stages.findIndex((stage) => stage.id === current);
  let since = enteredAt;
  for (let isBack = false; ; isBack = true) {
    if (index === -1) {
      index = track.stages.findIndex((stage) => stage.enter?.evaluate(scope) === TRUE);
      if (index === -1) return { stage: undefined, enteredAt: scope.now };
      since = scope.now;
    }
    while (index < track.stages.length && track.stages[index]?.done?.evaluate(scope) === TRUE) {
      index += 1;
      since = scope.now;
    }
    const stage = track.stages[index];
    if (stage !== undefined || isBack) return { stage, enteredAt: since };
    index = -1;
  }
}

/** When the stage is due, or undefined while what it counts from is unknown. */
export function stageDue(
  stage: Stage,
  enteredAt: Instant,
  scope: Scope,
  calendar: BusinessCalendar,
): Instant | undefined {
  if (stage.due === undefined) return undefined;
  const { from, in: span } = stage.due;
  let start: unknown = enteredAt;
  if (from !== 'entered') {
    start = from.read(scope);
    if (typeof start === 'number' && from.type === 'date') start = startOfDay(scope.zone, start);
  }
  if (typeof start !== 'number') return undefined;
  if (!('read' in span)) return addSpan(scope.zone, start, span, calendar);
  const days = span.read(scope);
  return typeof days === 'number' ? addDays(scope.zone, start, days) : undefined;
}
