import type { Catalog } from '../accounts/catalog.ts';
import type { Reporter } from '../authoring/reporter.ts';
import { firingSlot } from '../conditions/env.ts';
import type { CompiledJourney } from '../journeys/journey.ts';
import type { Status } from '../journeys/journey-schema.ts';
import type { CompiledEffect, CompiledRule } from '../rules/rule.ts';
import type { Documents } from './read-documents.ts';

/**
 * Warns where what is live leans on what is not: reads a fact that only rules in shadow would set (in shadow it is
 * recorded and not set, DESIGN §10), asks whether a rule fires on whose firings nobody acts, or starts a journey in
 * which nothing would be sent.
 */
export function checkShadow(
  rules: readonly CompiledRule[],
  journeys: ReadonlyMap<string, CompiledJourney>,
  documents: Pick<Documents, 'rule' | 'journey'>,
  catalog: Catalog,
): void {
  const setters = shadowSetters(rules);
  for (const rule of rules) {
    if (rule.status !== 'live') continue;
    const isEnter = rule.journey !== undefined;
    const report = (isEnter ? documents.journey : documents.rule).find((one) => one.id === rule.id)?.report;
    if (report === undefined) continue;
    const at = isEnter ? report.at('enter') : report.at('conditions');
    for (const slot of rule.condition.reads) {
      const fact = setters.get(slot);
      if (fact === undefined) continue;
      const message = `this live rule reads "${fact.name}", which only "${fact.rule}" sets, and that is not live`;
      at.warn('reads-shadow', message);
    }
    for (const other of rules) {
      if (other.status === 'live' || !rule.condition.reads.includes(firingSlot(catalog, other.index)))
        continue;
      const problem = `this live rule asks whether "${other.id}" fires, and that is ${said(other.status)}`;
      at.warn('reads-shadow', `${problem}: ${other.status === 'off' ? NEVER_FIRES : UNSEEN}`);
    }
    if (isEnter) continue;
    checkStarts('rule', rule.effects, journeys, report.at('event', 'params', 'effects'));
    checkStarts('rule', rule.onResolve, journeys, report.at('onResolve'));
  }
  for (const { id, json, report } of documents.journey) {
    const journey = journeys.get(id);
    if (journey?.status !== 'live') continue;
    for (const [i, { id: stepId }] of json.steps.entries()) {
      const step = journey.steps.get(stepId);
      if (step?.kind === 'do') checkStarts('journey', step.effects, journeys, report.at('steps', i, 'do'));
    }
  }
}

const NEVER_FIRES = 'a rule that is off never fires';
const UNSEEN = 'it fires on the record only, and nobody has switched it on yet';

function said(status: Status): string {
  return status === 'off' ? 'off' : 'in shadow';
}

/** By slot, the facts that rules set of which none is live. */
function shadowSetters(rules: readonly CompiledRule[]): Map<number, { name: string; rule: string }> {
  const live = new Set<number>();
  const setters = new Map<number, { name: string; rule: string }>();
  for (const rule of rules) {
    for (const { action } of [...rule.effects, ...rule.onResolve]) {
      if (action.kind !== 'setFact') continue;
      for (const { fact } of action.facts) {
        if (rule.status === 'live') live.add(fact.slot);
        else setters.set(fact.slot, { name: fact.name, rule: rule.id });
      }
    }
  }
  for (const slot of live) setters.delete(slot);
  return setters;
}

function checkStarts(
  what: 'rule' | 'journey',
  effects: readonly CompiledEffect[],
  journeys: ReadonlyMap<string, CompiledJourney>,
  report: Reporter,
): void {
  for (const { index, action } of effects) {
    if (action.kind !== 'startJourney') continue;
    const status = journeys.get(action.journey)?.status ?? 'live';
    if (status === 'live') continue;
    const then = status === 'off' ? 'nothing is started' : 'its steps are recorded, and nothing is sent';
    const message = `this live ${what} starts the journey "${action.journey}", which is ${said(status)}: ${then}`;
    report.at(index, 'startJourney').warn('starts-shadow', message);
  }
}
