import type { CompiledRule } from './rule.ts';

/** Which rules to look at when something happens: a signal evaluates only those that its facts can change. */
export interface RuleIndex {
  /** By slot: indexes of the level rules that read it. */
  readonly bySlot: readonly (readonly number[])[];
  /** By signal type: indexes of the event rules on it. */
  readonly bySignal: ReadonlyMap<string, readonly number[]>;
}

export function indexRules(rules: readonly CompiledRule[], slotCount: number): RuleIndex {
  const bySlot: number[][] = Array.from({ length: slotCount }, () => []);
  const bySignal = new Map<string, number[]>();
  for (const rule of rules) {
    if (rule.status === 'off') continue;
    if (rule.on === undefined) {
      for (const slot of rule.reads) bySlot[slot]?.push(rule.index);
    } else {
      for (const type of rule.on) bySignal.set(type.id, [...(bySignal.get(type.id) ?? []), rule.index]);
    }
  }
  return { bySlot, bySignal };
}
