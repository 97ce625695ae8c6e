import { type Item, isAlive } from '../../core/accounts/item-set.ts';
import type { EngineCondition, Trace } from '../../core/conditions/compiled-condition.ts';
import { FALSE, TRUE, UNKNOWN } from '../../core/conditions/scope.ts';
import { truthOf } from '../../core/rules/evaluate-rules.ts';
import type { CompiledRule } from '../../core/rules/rule.ts';
import { segmentOf, type Work } from '../../core/work.ts';
import { decidingLeaf, describeAsked, describeFact } from './describe-trace.ts';

/** Which accounts a rule matches now, and what keeps it from the rest. */
export interface RuleMatch {
  readonly rule: string;
  readonly accounts: number;
  /** Account ids, with the subject behind a slash where the rule has one. */
  readonly matches: readonly string[];
  /** Accounts and subjects that it does not match, by the first comparison that decides against it. */
  readonly not: Readonly<Record<string, number>>;
  /** Those of which it is not known, by the first fact that is missing, and why. */
  readonly unknown: Readonly<Record<string, number>>;
  /** Accounts that the rule is not asked about, by reason. */
  readonly gated: Readonly<Record<string, number>>;
}

/** Adds accounts up one at a time; each needs a work of its own, since nothing is decided. */
export class RuleMatcher {
  readonly #rule: CompiledRule;
  readonly #matches: string[] = [];
  readonly #not = new Map<string, number>();
  readonly #unknown = new Map<string, number>();
  readonly #gated = new Map<string, number>();
  #accounts = 0;

  constructor(rule: CompiledRule) {
    this.#rule = rule;
  }

  add(work: Work): void {
    this.#accounts += 1;
    const { each } = this.#rule;
    const items =
      each === undefined
        ? [undefined]
        : [...(work.account.sets[each.index]?.items.values() ?? [])].filter(isAlive);
    if (items.length === 0) count(this.#not, `has no ${each?.item}`);
    for (const item of items) this.#ask(work, item);
  }

  result(): RuleMatch {
    return {
      rule: this.#rule.id,
      accounts: this.#accounts,
      matches: this.#matches,
      not: ordered(this.#not),
      unknown: ordered(this.#unknown),
      gated: ordered(this.#gated),
    };
  }

  #ask(work: Work, item: Item | undefined): void {
    const { truth, gated, scope } = truthOf(work, this.#rule, item);
    if (gated) {
      count(this.#gated, `segment ${segmentOf(work)}`);
      return;
    }
    if (truth === TRUE) {
      this.#matches.push(item === undefined ? work.account.id : `${work.account.id}/${item.key}`);
      return;
    }
    const trace = this.#rule.condition.trace(scope);
    const leaf = decidingLeaf(trace);
    if (leaf === undefined) return;
    if (truth === UNKNOWN) count(this.#unknown, `${describeFact(leaf)}: ${leaf.why ?? 'undecided'}`);
    if (truth === FALSE)
      count(this.#not, describeAsked({ ...leaf, value: thresholdOf(this.#rule.condition.engine, trace) }));
  }
}

/**
 * What the deciding comparison compares with. Where that is another fact, the fact itself: its value, which the trace
 * has, differs from account to account.
 */
function thresholdOf(engine: EngineCondition, trace: Trace): unknown {
  if ('fact' in trace) return 'fact' in engine && isFact(engine.value) ? engine.value.fact : trace.value;
  if ('not' in trace) return 'not' in engine ? thresholdOf(engine.not, trace.not) : undefined;
  const traces = 'all' in trace ? trace.all : trace.any;
  const parts = 'all' in engine ? engine.all : 'any' in engine ? engine.any : [];
  const at = Math.max(
    0,
    traces.findIndex((one) => one.result === trace.result),
  );
  const [part, deciding] = [parts[at], traces[at]];
  return part === undefined || deciding === undefined ? undefined : thresholdOf(part, deciding);
}

function isFact(value: unknown): value is { readonly fact: string } {
  return typeof value === 'object' && value !== null && 'fact' in value;
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function ordered(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)));
}
