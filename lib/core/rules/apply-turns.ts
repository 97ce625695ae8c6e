import { annotate } from '../conditions/annotate.ts';
import type { CompiledCondition, Trace } from '../conditions/compiled-condition.ts';
import { firingSlot } from '../conditions/env.ts';
import { TRUE } from '../conditions/scope.ts';
import { itemOf, record, type Work } from '../work.ts';
import { applyEffects, type Cause } from './apply-effects.ts';
import { isSilent, scopeFor, type Turning, truthOf } from './evaluate-rules.ts';
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
      if (work.outside.pausedRules.has(rule.id)) {
        withhold(work, turning);
        return;
      }
      // It asks anew for what an earlier firing still waits to ask for: that is not to be released as well.
      delete firing.withheld;
      applyEffects(work, rule.effects, { ...cause, list: 'effects' });
      return;
    case 'resolve': {
      // What was never done need not be undone.
      const silent = firing.withheld === true || isSilent(work, rule);
      resolved(firing, work.now);
      delete firing.withheld;
      record(work, 'resolved', naming(turning));
      work.touched.add(firingSlot(work.rulebook.catalog, rule.index));
      if (!silent && !work.outside.pausedRules.has(rule.id))
        applyEffects(work, rule.onResolve, { ...cause, list: 'onResolve' });
      return;
    }
    case 'limit':
      if (rule.on === undefined) limited(firing, work.now);
      record(work, 'limited', { ...naming(turning), reason: 'at-most-once-per' });
  }
}

/** What a paused rule would have done waits, as long as its condition holds, for a person to release it. */
function withhold(work: Work, turning: Turning): void {
  if (turning.rule.effects.length === 0) return;
  if (turning.rule.on === undefined) turning.firing.withheld = true;
  record(work, 'effects-withheld', { ...naming(turning), reason: 'rule-paused' });
}

/**
 * A person lets a rule do what it held back for this account: now, where its condition still holds. Where that is
 * unknown by now it goes on waiting. It is their word that counts, also when the rule has been paused anew since.
 */
export function releaseRule(work: Work, id: string): void {
  const rule = work.rulebook.rules.find((one) => one.id === id);
  if (rule === undefined) return;
  for (const [subject, firing] of work.account.firings[rule.index] ?? []) {
    if (firing.withheld !== true) continue;
    const item = itemOf(work.account, rule.each, subject);
    if (truthOf(work, rule, item).truth !== TRUE) continue;
    delete firing.withheld;
    const status = rule.status === 'live' ? 'live' : 'shadow';
    const about = subject === '' ? {} : { subject };
    record(work, 'effects-released', { rule: id, status, ...about });
    applyEffects(work, rule.effects, {
      rule,
      subject,
      item,
      signal: undefined,
      status,
      at: work.now,
      list: 'effects',
    });
  }
}
