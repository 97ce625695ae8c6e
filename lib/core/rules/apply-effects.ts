import type { LevelValue } from '../accounts/cell.ts';
import type { Item } from '../accounts/item-set.ts';
import { sha256Hex } from '../authoring/canonical-json.ts';
import { readArguments } from '../conditions/argument.ts';
import { type RunScope, type Scope, TRUE } from '../conditions/scope.ts';
import { endRunsOf, startRun } from '../journeys/change-runs.ts';
import type { Signal } from '../signals/signal.ts';
import type { Instant } from '../time/instant.ts';
import { record, refreshLevel, scopeOf, segmentOf, setLevel, type Work } from '../work.ts';
import { openTask } from './open-task.ts';
import type { Action, CompiledEffect, CompiledRule } from './rule.ts';
import type { TaskOrigin } from './task.ts';

/** Why effects happen: a rule's firing or a journey's step, and what it is about. */
export interface Cause {
  readonly rule: Pick<CompiledRule, 'id' | 'index' | 'each'>;
  readonly subject: string;
  readonly item: Item | undefined;
  readonly signal: Signal | undefined;
  readonly status: 'shadow' | 'live';
  readonly at: Instant;
  /** Which of the author's lists of effects it is. */
  readonly list: 'effects' | 'onResolve' | 'do';
  /** Set when a journey's step does it. */
  readonly run?: {
    readonly id: string;
    readonly journey: string;
    readonly definition: string;
    readonly step: string;
    readonly scope: RunScope;
  };
}

/** Carries out effects in order: those for the account's segment whose `when` is true at this moment. */
export function applyEffects(work: Work, effects: readonly CompiledEffect[], cause: Cause): void {
  for (const effect of effects) {
    if (effect.segments !== undefined && !effect.segments.has(segmentOf(work))) continue;
    const scope = scopeOf(work);
    scope.items[0] = cause.item;
    scope.signal = cause.signal;
    scope.run = cause.run?.scope;
    if (effect.when !== undefined && effect.when.evaluate(scope) !== TRUE) continue;
    applyAction(work, effect, scope, cause);
  }
}

function naming(cause: Cause) {
  const by =
    cause.run === undefined
      ? { rule: cause.rule.id }
      : { run: cause.run.id, journey: cause.run.journey, step: cause.run.step };
  return { ...by, status: cause.status, ...(cause.subject === '' ? {} : { subject: cause.subject }) };
}

function applyAction(work: Work, effect: CompiledEffect, scope: Scope, cause: Cause): void {
  const action: Action = effect.action;
  switch (action.kind) {
    case 'createTask':
      openTask(
        work,
        action.task,
        originOf(cause, effect.index),
        { ...naming(cause), status: cause.status },
        cause.subject,
        scope,
      );
      return;
    case 'startJourney': {
      const named = action.for?.read(scope);
      const subject = typeof named === 'string' ? named : cause.subject;
      startRun(work, action.journey, subject, readArguments(action.with, scope), cause.status, naming(cause));
      return;
    }
    case 'exitJourney':
      endRunsOf(
        work,
        action.journey,
        cause.rule.each === undefined || cause.subject === '' ? undefined : cause.subject,
        cause.rule.id,
      );
      return;
    case 'notify': {
      const { who, channel, template } = action;
      const key = keyOf(work, cause, effect.index);
      record(work, 'notice', { ...naming(cause), channel, template, to: who, key });
      work.effects.push({
        kind: 'notify',
        key,
        status: cause.status,
        who,
        channel,
        template,
        rule: cause.rule.id,
      });
      return;
    }
    case 'setFact':
      setFacts(work, action, scope, cause);
      return;
    case 'recordOpportunity': {
      const amount = action.amount?.read(scope);
      const values: Record<string, LevelValue> = { ...(amount === undefined ? {} : { amount }) };
      if (action.confidence !== undefined) values.confidence = action.confidence;
      record(work, 'opportunity', {
        ...naming(cause),
        reason: action.opportunity,
        detail: action.title,
        key: keyOf(work, cause, effect.index),
        values,
      });
    }
  }
}

/** In shadow a fact is recorded and not set (DESIGN §10). */
function setFacts(
  work: Work,
  action: Extract<Action, { kind: 'setFact' }>,
  scope: Scope,
  cause: Cause,
): void {
  for (const { fact, value } of action.facts) {
    const read = value.read(scope);
    if (read === undefined) continue;
    record(work, 'fact-set', { ...naming(cause), reason: fact.name, values: { [fact.name]: read } });
    const key = `touchline|${cause.rule.id}|${cause.at}`;
    if (cause.status === 'live' && !setLevel(work, fact, read, key)) refreshLevel(work, fact, key);
  }
}

function originOf(cause: Cause, effect: number): TaskOrigin {
  if (cause.run === undefined) {
    return {
      kind: 'rule',
      rule: cause.rule.id,
      list: cause.list === 'onResolve' ? 'onResolve' : 'effects',
      effect,
    };
  }
  const { id, definition, step } = cause.run;
  return { kind: 'run', run: id, definition, step, effect };
}

/** The same firing asks for the same thing under the same key, however often it is decided. */
function keyOf(work: Work, cause: Cause, effect: number): string {
  const by = cause.run === undefined ? ['rule', cause.rule.id] : ['run', cause.run.id, cause.run.step];
  const named = [
    work.account.id,
    ...by,
    cause.subject,
    cause.signal?.key ?? '',
    cause.at,
    cause.list,
    effect,
  ];
  return sha256Hex(JSON.stringify(named)).slice(0, 24);
}
