import type { Reporter } from '../authoring/reporter.ts';
import { hint } from '../authoring/suggest.ts';
import { isPerson } from '../rules/compile-effects.ts';
import type { GuardrailsJson } from '../touches/guardrails-schema.ts';

/** Reports words of guardrails.json that should name a person and that no segment explains. */
export function checkPeople(json: GuardrailsJson, people: ReadonlySet<string>, report: Reporter): void {
  const check = (name: GuardrailsJson['tasks']['escalate'][number]['to'], at: Reporter) => {
    if (typeof name !== 'string' || isPerson(name, people)) return;
    at.error('unknown-person', `no segment says who "${name}" is${hint(name, people)}`);
  };
  for (const [i, { to }] of json.tasks.escalate.entries()) check(to, report.at('tasks', 'escalate', i, 'to'));
  for (const [topic, { approval }] of Object.entries(json.topics)) {
    if (approval !== undefined) check(approval.by, report.at('topics', topic, 'approval', 'by'));
  }
}
