import type { Field, LogFact, SetFact } from '../accounts/catalog.ts';
import type { Reporter } from '../authoring/reporter.ts';
import { hint, withArticle } from '../authoring/suggest.ts';
import type { ConditionEnv } from './env.ts';

export interface ScopedItem {
  readonly fact: SetFact | LogFact;
  readonly depth: number;
}

/** The innermost item of that name. */
export function itemInScope(name: string, env: ConditionEnv): ScopedItem | undefined {
  for (let depth = env.items.length - 1; depth >= 0; depth -= 1) {
    const fact = env.items[depth];
    if (fact?.item === name) return { fact, depth };
  }
  return undefined;
}

export function fieldOf(fact: SetFact | LogFact, name: string, report: Reporter): Field | undefined {
  const field = fact.fields.get(name);
  if (field === undefined) {
    report.error(
      'unknown-field',
      `${withArticle(fact.item)} has no field "${name}"${hint(name, fact.fields.keys())}`,
    );
    return undefined;
  }
  if (field.pii) {
    report.error('personal-data', `"${fact.item}.${name}" is personal data, which conditions may not read`);
    return undefined;
  }
  return field;
}
