import type { Reporter } from '../authoring/reporter.ts';
import { hint } from '../authoring/suggest.ts';
import { isPerson } from '../rules/compile-effects.ts';
import type { GuardrailsJson } from '../touches/guardrails-schema.ts';

/** Reports people in guardrails.json whom no segment explains, and limits of rules that are not there. */
export function checkGuardrailNames(
  json: GuardrailsJson,
  people: ReadonlySet<string>,
  rules: ReadonlyMap<string, number>,
  report: Reporter,
): void {
  const checkPerson = (name: GuardrailsJson['tasks']['escalate'][number]['to'], at: Reporter) => {
    if (typeof name !== 'string' || isPerson(name, people)) return;
    at.error('unknown-person', `no segment says who "${name}" is${hint(name, people)}`);
  };
  for (const [i, { to }] of json.tasks.escalate.entries())
    checkPerson(to, report.at('tasks', 'escalate', i, 'to'));
  for (const [topic, { approval }] of Object.entries(json.topics)) {
    if (approval !== undefined) checkPerson(approval.by, report.at('topics', topic, 'approval', 'by'));
  }
  for (const rule of Object.keys(json.rules)) {
    if (rule === 'default' || rules.has(rule)) continue;
    report.error('unknown-rule', `unknown rule "${rule}"${hint(rule, rules.keys())}`, ['rules', rule], 'key');
  }
}
