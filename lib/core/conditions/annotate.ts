import type { Trace } from './compiled-condition.ts';

/** json-rules-engine's result tree, as far as it is read here. */
interface EngineNode {
  readonly all?: readonly EngineNode[];
  readonly any?: readonly EngineNode[];
  readonly not?: EngineNode;
  readonly result?: boolean;
}

/** Our trace with json-rules-engine's own verdict beside each comparison that it reached. */
export function annotate(trace: Trace, report: unknown): Trace {
  const node = (report ?? {}) as EngineNode;
  if ('all' in trace) return { ...trace, all: trace.all.map((part, i) => annotate(part, node.all?.[i])) };
  if ('any' in trace) return { ...trace, any: trace.any.map((part, i) => annotate(part, node.any?.[i])) };
  if ('not' in trace) return { ...trace, not: annotate(trace.not, node.not) };
  return node.result === undefined ? trace : { ...trace, engine: node.result };
}
