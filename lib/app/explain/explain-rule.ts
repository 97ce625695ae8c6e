import { type Item, isAlive } from '../../core/accounts/item-set.ts';
import { TRUTHS, type Trace } from '../../core/conditions/compiled-condition.ts';
import type { LedgerEntry } from '../../core/ledger.ts';
import { truthOf } from '../../core/rules/evaluate-rules.ts';
import type { Firing } from '../../core/rules/firing.ts';
import type { CompiledRule } from '../../core/rules/rule.ts';
import { formatInstant } from '../../core/time/instant.ts';
import { segmentOf, type Work } from '../../core/work.ts';

/** Why a rule fires, or does not, for one account and each of its subjects, at the work's instant. */
export interface RuleExplanation {
  readonly rule: string;
  readonly description: string;
  readonly status: string;
  readonly kind: 'level' | 'event';
  /** Set when the account's segment keeps the rule from being asked at all. */
  readonly gate?: string;
  readonly subjects: readonly SubjectExplanation[];
  /** What the ledger says of it, oldest first. */
  readonly history: readonly LedgerEntry[];
}

export interface SubjectExplanation {
  /** Empty for the account itself. */
  readonly subject: string;
  readonly state: Firing['state'];
  readonly since?: string;
  readonly firedAt?: string;
  readonly count: number;
  readonly holds: 'true' | 'false' | 'unknown';
  readonly trace: Trace;
}

export function explainRule(
  work: Work,
  rule: CompiledRule,
  history: readonly LedgerEntry[],
): RuleExplanation {
  const gate = gateOf(work, rule);
  return {
    rule: rule.id,
    description: rule.description,
    status: rule.status,
    kind: rule.on === undefined ? 'level' : 'event',
    ...(gate === undefined ? {} : { gate }),
    subjects:
      rule.on === undefined ? subjectsOf(work, rule).map((item) => explainSubject(work, rule, item)) : [],
    history: history.filter((entry) => entry.rule === rule.id),
  };
}

function gateOf(work: Work, rule: CompiledRule): string | undefined {
  const segment = segmentOf(work);
  if (segment === 'unassigned') return 'the account is in no segment, and nothing fires there';
  if (rule.segments === undefined || rule.segments.has(segment)) return undefined;
  return `the account is in segment "${segment}", the rule is for ${[...rule.segments].join(', ')}`;
}

function subjectsOf(work: Work, rule: CompiledRule): (Item | undefined)[] {
  if (rule.each === undefined) return [undefined];
  return [...(work.account.sets[rule.each.index]?.items.values() ?? [])].filter(isAlive);
}

function explainSubject(work: Work, rule: CompiledRule, item: Item | undefined): SubjectExplanation {
  const subject = item?.key ?? '';
  const firing = work.account.firings[rule.index]?.get(subject);
  const { truth, scope } = truthOf(work, rule, item);
  return {
    subject,
    state: firing?.state ?? 'inactive',
    ...(firing === undefined ? {} : { since: formatInstant(firing.since) }),
    ...(firing?.firedAt === undefined ? {} : { firedAt: formatInstant(firing.firedAt) }),
    count: firing?.count ?? 0,
    holds: TRUTHS[truth] ?? 'unknown',
    trace: rule.condition.trace(scope),
  };
}
