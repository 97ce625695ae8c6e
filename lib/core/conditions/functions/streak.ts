import type { Reporter } from '../../authoring/reporter.ts';
import { hint } from '../../authoring/suggest.ts';
import type { ParamsJson } from '../condition-schema.ts';
import type { ConditionEnv } from '../env.ts';
import type { Operand } from '../operand.ts';
import { OPERATORS } from '../operators.ts';
import { streakOperand } from './change.ts';
import { perFits, seriesNamed } from './params.ts';

/** `streak` takes one comparison of `change` or `value` with a number, asked of each closed period. */
export function buildStreak(params: ParamsJson, env: ConditionEnv, report: Reporter): Operand | undefined {
  const fact = seriesNamed(params.of, env, report.at('params', 'of'));
  const at = report.at('params', 'where');
  const { where, per } = params;
  if (fact === undefined || per === undefined || where === undefined || !perFits(fact, per, report))
    return undefined;
  if (!('fact' in where) || (where.fact !== 'change' && where.fact !== 'value')) {
    const got = 'fact' in where ? `, got "${where.fact}"` : '';
    at.error('wrong-params', `the "where" of a streak compares "change" or "value" of a period${got}`);
    return undefined;
  }
  const def = OPERATORS.get(where.operator);
  if (def === undefined || !def.on.has('number') || def.right !== 'same') {
    const allowed = [...OPERATORS.values()]
      .filter((one) => one.on.has('number') && one.right === 'same')
      .map((one) => one.name);
    at.error(
      'unknown-operator',
      `"${where.operator}" does not compare numbers${hint(where.operator, allowed)}`,
      ['operator'],
    );
    return undefined;
  }
  if (typeof where.value !== 'number') {
    at.error('wrong-type', 'the "where" of a streak compares with a number', ['value']);
    return undefined;
  }
  const over = where.params?.over;
  if (over !== undefined && typeof over !== 'number') {
    at.error('wrong-params', '"over" is a number of periods here', ['params', 'over']);
    return undefined;
  }
  return streakOperand(
    fact,
    per,
    { what: where.fact, over: over ?? 1, def, value: where.value },
    env.catalog.zone,
  );
}
