import { annotate } from '../conditions/annotate.ts';
import type { CompiledCondition, Trace } from '../conditions/compiled-condition.ts';
import { firingSlot } from '../conditions/env.ts';
import { record, type Work } from '../work.ts';
import { applyEffects, type Cause } from './apply-effects.ts';
import { scopeFor, type Turning } from './evaluate-rules.ts';
import { fired, limited, limitedUntil, nextDue, resolved } from './lifecycle.ts';

/**
 * Carries out what rules are about to do. Every firing is first confirmed by json-rules-engine over the same values,
 * all of them before the first effect, since effects change what is read. A disagreement fires nothing.
 */
export async function applyTurns(work: Work, turnings: readonly Turning[]): Promise<void> {
  const traces: (Trace | undefined)[] = [];
  for (const turning of turnings)
    traces.push(turning.turn === 'fire' ? await confirm(work, turning) : undefined);
  for (const [i, turning] of turnings.entries()) {
    if (turning.turn === 'fire' && traces[i] === undefined) continue;
    apply(work, turning, traces[i]);
    const due =
      turning.rule.on === undefined
        ? nextDue(turning.rule, turning.firing, work.now, turning.until, turning.silentAt)
        : Number.POSITIVE_INFINITY;
    const { ruleDue } = work.account;
    ruleDue[turning.rule.index] = Math.min(ruleDue[turning.rule.index] ?? due, due);
  }
}

/** The trace of a confirmed firing; undefined, and on record, when the two evaluators disagree. */
async function confirm(work: Work, turning: Turning): Promise<Trace | undefined> {
  const condition: CompiledCondition = turning.rule.condition;
  const scope = scopeFor(work, turning.item, turning.signal);
  const trace = condition.trace(scope);
  const { holds, report } = await work.outside.confirmer.confirm(condition, scope);
  if (holds) return annotate(trace, report);
  record(work, 'disagreed', { ...naming(turning), trace: annotate(trace, report) });
  return undefined;
}

function naming(turning: Turning) {
  const { rule, subject } = turning;
  return {
    rule: rule.id,
    status: rule.status === 'live' ? ('live' as const) : ('shadow' as const),
    ...(subject === '' ? {} : { subject }),
  };
}

/** Two signals of one decision may turn an event rule twice: the first firing counts for the second. */
function turnNow(work: Work, { rule, firing, turn }: Turning): Turning['turn'] {
  return turn === 'fire' && limitedUntil(rule, firing) > work.now ? 'limit' : turn;
}

function apply(work: Work, turning: Turning, trace: Trace | undefined): void {
  const { rule, firing, subject, item, signal } = turning;
  const cause: Omit<Cause, 'list'> = {
    rule,
    subject,
    item,
    signal,
    status: rule.status === 'live' ? 'live' : 'shadow',
    at: work.now,
  };
  switch (turnNow(work, turning)) {
    case 'fire':
      if (rule.on === undefined) fired(firing, work.now);
      else {
        firing.firedAt = work.now;
        firing.count += 1;
      }
      record(work, 'fired', {
        ...naming(turning),
        reason: rule.eventType,
        ...(trace === undefined ? {} : { trace }),
      });
      work.touched.add(firingSlot(work.rulebook.catalog, rule.index));
      if (!work.outside.pausedRules.has(rule.id))
        applyEffects(work, rule.effects, { ...cause, list: 'effects' });
      return;
    case 'resolve':
      resolved(firing, work.now);
      record(work, 'resolved', naming(turning));
      work.touched.add(firingSlot(work.rulebook.catalog, rule.index));
      if (!work.outside.pausedRules.has(rule.id))
        applyEffects(work, rule.onResolve, { ...cause, list: 'onResolve' });
      return;
    case 'limit':
      if (rule.on === undefined) limited(firing, work.now);
      record(work, 'limited', { ...naming(turning), reason: 'at-most-once-per' });
  }
}
