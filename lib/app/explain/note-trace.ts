import type { Catalog, Source } from '../../core/accounts/catalog.ts';
import type { Trace, Truth } from '../../core/conditions/compiled-condition.ts';
import { lastHeard } from '../../core/conditions/source-liveness.ts';
import { healthModelOf } from '../../core/health/derive-health.ts';
import { scoreHealth } from '../../core/health/health.ts';
import { scopeOf, type Work } from '../../core/work.ts';

/** A trace with what a reader should know about a comparison besides its value: a source that is silent, say. */
export type NotedTrace =
  | { readonly all: readonly NotedTrace[]; readonly result: Truth }
  | { readonly any: readonly NotedTrace[]; readonly result: Truth }
  | { readonly not: NotedTrace; readonly result: Truth }
  | NotedLeaf;
export type NotedLeaf = Extract<Trace, { fact: string }> & { readonly note?: string };

/** Facts that Touchline knows only while enough is known to go by. */
const NEEDS_TRUST: ReadonlySet<string> = new Set(['health.score', 'health.band']);

/** Puts beside each comparison what keeps its value from counting, or makes it doubtful, as of the work's instant. */
export function noteTrace(trace: Trace, work: Work): NotedTrace {
  if ('all' in trace) return { ...trace, all: trace.all.map((part) => noteTrace(part, work)) };
  if ('any' in trace) return { ...trace, any: trace.any.map((part) => noteTrace(part, work)) };
  if ('not' in trace) return { ...trace, not: noteTrace(trace.not, work) };
  const note = distrust(trace, work) ?? silence(sourcesOf(trace, work.rulebook.catalog), work);
  return note === undefined ? trace : { ...trace, note };
}

/** `too little is known (trust 0.3 of 0.5) for automation`; `needed` is left out where it is not on record. */
export function tooLittle(trust: number, needed?: number): string {
  const of = needed === undefined ? '' : ` of ${hundredths(needed)}`;
  return `too little is known (trust ${hundredths(trust)}${of}) for automation`;
}

/** Weights are whole hundredths, and so is any share of them: nothing is rounded away. */
function hundredths(share: number): number {
  return Math.round(share * 100) / 100;
}

/** The source of these that is silent now, in words; undefined where all of them can be heard. */
export function silence(sources: readonly Source[], work: Work): string | undefined {
  const scope = scopeOf(work);
  const silent = sources.find((source) => {
    const heard = lastHeard(scope, source);
    return heard !== undefined && source.maxSilence !== undefined && work.now - heard > source.maxSilence;
  });
  return silent && `its source "${silent.name}" has fallen silent`;
}

function distrust(leaf: NotedLeaf, work: Work): string | undefined {
  if (!NEEDS_TRUST.has(leaf.fact) || leaf.why !== 'missing') return undefined;
  const model = healthModelOf(work);
  const health = model && scoreHealth(model, scopeOf(work));
  if (model === undefined || health === undefined || health.trusted) return undefined;
  return tooLittle(health.trust, model.trust);
}

/** Where what a comparison reads comes from: its fact, or the facts that its parameters name. */
function sourcesOf(leaf: NotedLeaf, catalog: Catalog): Source[] {
  const names = [leaf.fact, ...namesIn(leaf.params)];
  return names.flatMap((name) => {
    const fact = catalog.facts.get(name);
    if (fact !== undefined) return (fact.kind === 'level' ? fact.field.source : fact.source) ?? [];
    const [item = '', field = ''] = name.split('.');
    return catalog.items.get(item)?.fields.get(field)?.source ?? [];
  });
}

function namesIn(params: unknown): string[] {
  if (typeof params !== 'object' || params === null) return [];
  return Object.entries(params).flatMap(([key, value]): string[] => {
    if (key !== 'of' && key !== 'to' && key !== 'fact' && key !== 'params') return [];
    return typeof value === 'string' ? [value] : namesIn(value);
  });
}
