import type { CompiledRule } from '../rules/rule.ts';
import type { Document } from './read-documents.ts';

/**
 * Warns where a live rule reads a fact that only rules in shadow would set: in shadow a fact is recorded and not set,
 * so the live rule would wait for something that never comes (DESIGN §10).
 */
export function checkShadowReads(
  rules: readonly CompiledRule[],
  documents: readonly Document<'rule'>[],
): void {
  const setLive = new Set<number>();
  const setInShadow = new Map<number, { fact: string; rule: string }>();
  for (const rule of rules) {
    for (const { action } of [...rule.effects, ...rule.onResolve]) {
      if (action.kind !== 'setFact') continue;
      for (const { fact } of action.facts) {
        if (rule.status === 'live') setLive.add(fact.slot);
        else setInShadow.set(fact.slot, { fact: fact.name, rule: rule.id });
      }
    }
  }
  for (const rule of rules) {
    const document = documents.find((one) => one.id === rule.id);
    if (rule.status !== 'live' || document === undefined) continue;
    for (const slot of rule.condition.reads) {
      const setter = setInShadow.get(slot);
      if (setter === undefined || setLive.has(slot)) continue;
      const message = `this live rule reads "${setter.fact}", which only "${setter.rule}" sets, and that is not live`;
      document.report.at('conditions').warn('reads-shadow', message);
    }
  }
}
