import type { Reporter } from '../../authoring/reporter.ts';
import { describeValue, hint, numberHint } from '../../authoring/suggest.ts';
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
    const got = 'fact' in where ? `"${where.fact}"` : `"${Object.keys(where)[0]}"`;
    const message = `the "where" of a streak compares "change" or "value" of each period, got ${got}`;
    if ('fact' in where) at.error('wrong-params', message, ['fact']);
    else at.error('wrong-params', message);
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
    const got = `${describeValue(where.value)}${numberHint(where.value)}`;
    at.error('wrong-type', `"${where.fact}" compares with a number here, got ${got}`, ['value']);
    return undefined;
  }
  const over = where.params?.over;
  if (over !== undefined && typeof over !== 'number') {
    const message = `"over" is a number of periods here, such as 1, got "${over}"`;
    at.error('wrong-params', message, ['params', 'over']);
    return undefined;
  }
  const other = Object.keys(where.params ?? {}).find((key) => key !== 'over');
  if (other !== undefined) {
    const message = `the "where" of a streak takes no "${other}": it is asked of the streak's own periods`;
    at.error('wrong-params', message, ['params', other], 'key');
    return undefined;
  }
  return streakOperand(
    fact,
    per,
    { what: where.fact, over: over ?? 1, def, value: where.value },
    env.catalog.zone,
  );
}
