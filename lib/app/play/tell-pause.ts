import type { AuditLog } from '../ports/audit-log.ts';
import type { PausedRule } from '../ports/rule-watch.ts';

/** Has people know of a rule that paused itself: at once, and in the audit log beside what they do about it. */
export function tellPause(
  audit: AuditLog,
  onNotice: (text: string) => void,
): (paused: PausedRule) => Promise<void> {
  return async ({ rule, at, reason }) => {
    onNotice(`rule ${rule} has paused itself: it ${reason}`);
    await audit.append({
      at,
      by: 'touchline',
      role: 'system',
      act: 'rule.pause',
      account: undefined,
      target: rule,
      before: 'going',
      after: 'paused',
      reason,
    });
  };
}
