import { checkShape } from '../../../lib/core/authoring/check-shape.ts';
import { formatIssue, type Issue } from '../../../lib/core/authoring/issue.ts';
import { readJson } from '../../../lib/core/authoring/read-json.ts';
import { reporterOf } from '../../../lib/core/authoring/reporter.ts';
import { compileGuardrails, type Guardrails } from '../../../lib/core/touches/guardrails.ts';
import { guardrailsSchema } from '../../../lib/core/touches/guardrails-schema.ts';

export const EXAMPLE = {
  $schema: './schema/guardrails.json',
  id: 'guardrails',
  owner: 'cs-ops',
  description: 'What may stop or delay a touch',
  topics: {
    onboarding: { kind: 'marketing' },
    expansion: { kind: 'marketing', approval: { over: 5000, by: 'manager', within: '2 business days' } },
    billing: { kind: 'transactional' },
  },
  caps: {
    contact: [
      { per: 'day', max: 1 },
      { per: 'week', max: 3 },
    ],
    account: [{ per: 'week', max: 5 }],
    kinds: ['marketing'],
    channels: ['email', 'in-app'],
  },
  quietHours: { from: '20:00', to: '08:00', weekends: true, kinds: ['marketing'], channels: ['email'] },
  sendAt: '09:00',
  sendWithin: 'P3D',
  holidays: { US: ['2026-11-26', '2026-12-25'], DE: ['2026-12-25', '2026-12-26'] },
  businessCalendar: 'US',
  tasks: { escalate: [{ after: '3 business days', to: 'manager' }], onePer: 'reason' },
  rules: { default: { maxShareOfAccounts: 0.05, perHour: 200 }, 'health-red': { perHour: 50 } },
  senders: { success: { name: 'Acme Success', address: 'success@mail.example.com' } },
  company: { name: 'Acme Inc.', postalAddress: '1 Main Street, Springfield' },
};

/** The example with some of its keys replaced, compiled; `issues` as an author reads them. */
export function guardrailsWith(replaced: Record<string, unknown> = {}): {
  guardrails: Guardrails | undefined;
  issues: string[];
} {
  const issues: Issue[] = [];
  const document = readJson(
    'rules/guardrails.json',
    JSON.stringify({ ...EXAMPLE, ...replaced }, undefined, 1),
    issues,
  );
  if (document === undefined) throw new Error(issues.map(formatIssue).join('\n'));
  const report = reporterOf(document, issues);
  const doc = checkShape(guardrailsSchema, document.value, report);
  const guardrails = doc && compileGuardrails(doc, report);
  return { guardrails: report.failed() ? undefined : guardrails, issues: issues.map(formatIssue) };
}

export function exampleGuardrails(replaced: Record<string, unknown> = {}): Guardrails {
  const { guardrails, issues } = guardrailsWith(replaced);
  if (guardrails === undefined) throw new Error(issues.join('\n'));
  return guardrails;
}
