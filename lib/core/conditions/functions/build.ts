import type { Reporter } from '../../authoring/reporter.ts';
import { hint, listOf, withArticle } from '../../authoring/suggest.ts';
import type { OperandJson, ParamsJson } from '../condition-schema.ts';
import { type Build, type ConditionEnv, firingSlot, type Resolver } from '../env.ts';
import { fieldOf, itemInScope } from '../item-scope.ts';
import type { Operand } from '../operand.ts';
import { aggregate } from './aggregate.ts';
import { changeOperand } from './change.ts';
import { changedOperand, daysOperand, type Unit } from './days.ts';
import { nameOf, perFits, seriesNamed, windowOf } from './params.ts';
import { previousField, previousLevel } from './previous.ts';
import { ratioOperand } from './ratio.ts';
import { buildStreak } from './streak.ts';
import { topShareOperand } from './windows.ts';

type Param = keyof ParamsJson;
/** A function with the parameters that it takes; any other is refused by name. */
function taking(
  name: string,
  needed: readonly Param[],
  optional: readonly Param[],
  build: Build,
): [string, Build] {
  return [
    name,
    (params, env, report, resolve) => {
      const at = report.at('params');
      let wrong = false;
      for (const key of Object.keys(params) as Param[]) {
        if (params[key] === undefined || needed.includes(key) || optional.includes(key)) continue;
        at.error(
          'wrong-params',
          `"${name}" takes no "${key}" (allowed: ${[...needed, ...optional].join(', ')})`,
          [key],
          'key',
        );
        wrong = true;
      }
      for (const key of needed) {
        if (params[key] !== undefined) continue;
        at.error(
          'wrong-params',
          `"${name}" needs "${key}" in its "params"${listOf([...needed, ...optional])}`,
        );
        wrong = true;
      }
      return wrong ? undefined : build(params, env, report, resolve);
    },
  ];
}

export const FUNCTIONS: ReadonlyMap<string, Build> = new Map([
  taking('daysSince', ['of'], ['since'], days('daysSince')),
  taking('daysUntil', ['of'], [], days('daysUntil')),
  taking('hoursSince', ['of'], ['since'], days('hoursSince')),
  taking('change', ['of', 'per'], ['over'], buildChange),
  taking('streak', ['of', 'per', 'where'], [], buildStreak),
  taking('count', ['of'], ['over', 'where'], aggregate('count')),
  taking('sum', ['of'], ['over', 'before', 'where', 'field'], aggregate('sum')),
  taking('average', ['of'], ['over', 'before', 'where', 'field', 'per'], aggregate('average')),
  taking('ratio', ['of', 'to'], [], buildRatio),
  taking('topShare', ['of', 'over'], ['before'], buildTopShare),
  taking('previous', ['of'], [], buildPrevious),
  taking('firing', ['rule'], [], buildFiring),
]);

function days(unit: Unit): Build {
  return (params, env, report, resolve) => {
    const at = report.at('params', 'of');
    if (typeof params.of !== 'string') {
      at.error(
        'wrong-params',
        `"${unit}" takes the name of a date or an instant, such as "of": "${nameOf(params.of)}"`,
      );
      return undefined;
    }
    const zoneSlot = env.catalog.facts.get('account.zone')?.slot;
    if (params.since === 'changed') {
      const fact = env.catalog.facts.get(params.of);
      if (fact?.kind !== 'level' || !fact.derived) {
        at.error(
          'wrong-params',
          `"since": "changed" goes with segment, stage or health facts, got "${params.of}"`,
        );
        return undefined;
      }
      return daysOperand(unit, changedOperand(fact), undefined, false, zoneSlot);
    }
    const of = resolve.name(params.of, env, at);
    if (of === undefined) return undefined;
    if (of.type !== 'date' && of.type !== 'instant') {
      at.error(
        'wrong-type',
        `"${unit}" takes a date or an instant, "${params.of}" is ${withArticle(of.type)}`,
      );
      return undefined;
    }
    return daysOperand(unit, of, sourceOf(params.of, env), of.type === 'date', zoneSlot);
  };
}

function sourceOf(name: string, env: ConditionEnv) {
  const fact = env.catalog.facts.get(name);
  if (fact?.kind === 'level') return fact.field.source;
  const [head = '', field = ''] = name.split('.');
  return itemInScope(head, env)?.fact.fields.get(field)?.source;
}

function buildChange(params: ParamsJson, env: ConditionEnv, report: Reporter): Operand | undefined {
  const fact = seriesNamed(params.of, env, report.at('params', 'of'));
  const per = params.per;
  if (fact === undefined || per === undefined || !perFits(fact, per, report)) return undefined;
  if (params.over !== undefined && typeof params.over !== 'number') {
    report
      .at('params', 'over')
      .error('wrong-params', `"change" takes "over" as a number of periods, such as 1, got "${params.over}"`);
    return undefined;
  }
  return changeOperand(fact, per, params.over ?? 1, env.catalog.zone);
}

function buildTopShare(params: ParamsJson, env: ConditionEnv, report: Reporter): Operand | undefined {
  const fact = seriesNamed(params.of, env, report.at('params', 'of'));
  if (fact === undefined) return undefined;
  if (fact.by === undefined) {
    report
      .at('params', 'of')
      .error('wrong-params', `"${fact.name}" is not kept "by" anything, so it has no shares`);
    return undefined;
  }
  const window = windowOf(fact, params, report);
  return window === undefined ? undefined : topShareOperand(fact, window, env.catalog.zone);
}

function buildRatio(
  params: ParamsJson,
  env: ConditionEnv,
  report: Reporter,
  resolve: Resolver,
): Operand | undefined {
  const of = operand(params.of, env, report.at('params', 'of'), resolve);
  const to =
    typeof params.to === 'number' ? params.to : operand(params.to, env, report.at('params', 'to'), resolve);
  if (of === undefined || to === undefined) return undefined;
  for (const [key, side] of [
    ['of', of],
    ['to', to],
  ] as const) {
    if (typeof side !== 'number' && side.type !== 'number' && side.type !== 'money') {
      report
        .at('params', key)
        .error('wrong-type', `a ratio is of numbers, "${key}" is ${withArticle(side.type)}`);
      return undefined;
    }
  }
  if (to === 0) {
    report.at('params', 'to').error('wrong-value', '"to" is 0, and nothing can be divided by it');
    return undefined;
  }
  return ratioOperand(of, to);
}

function operand(
  json: string | OperandJson | undefined,
  env: ConditionEnv,
  report: Reporter,
  resolve: Resolver,
): Operand | undefined {
  if (json === undefined) return undefined;
  return typeof json === 'string' ? resolve.name(json, env, report) : resolve.operand(json, env, report);
}

function buildPrevious(
  params: ParamsJson,
  env: ConditionEnv,
  report: Reporter,
  resolve: Resolver,
): Operand | undefined {
  const at = report.at('params', 'of');
  const name = nameOf(params.of);
  if (env.signals === undefined) {
    report
      .at('fact')
      .error(
        'not-in-scope',
        '"previous" has no meaning here: only a rule with "on" has a signal before which a fact was something else',
      );
    return undefined;
  }
  const [head = '', rest = ''] = name.split('.');
  const item = itemInScope(head, env);
  if (item?.fact.kind === 'set' && rest !== '') {
    const field = fieldOf(item.fact, rest, at);
    return field === undefined ? undefined : previousField(item.fact, item.depth, field, env);
  }
  const fact = env.catalog.facts.get(name);
  if (fact?.kind === 'level' && fact.derived) {
    at.error(
      'wrong-params',
      `"${name}" is set by Touchline itself: a rule on its change reads "signal.from"`,
    );
    return undefined;
  }
  if (fact?.kind === 'level') return previousLevel(fact, env);
  resolve.name(name, env, at);
  return undefined;
}

function buildFiring(params: ParamsJson, env: ConditionEnv, report: Reporter): Operand | undefined {
  const rule = params.rule ?? '';
  const index = env.rules.get(rule);
  if (index === undefined) {
    report
      .at('params', 'rule')
      .error('unknown-rule', `unknown rule "${rule}"${hint(rule, env.rules.keys())}`);
    return undefined;
  }
  return {
    type: 'boolean',
    words: undefined,
    reads: [firingSlot(env.catalog, index)],
    read: (scope) => {
      for (const firing of scope.account.firings[index]?.values() ?? [])
        if (firing.state === 'firing') return true;
      return false;
    },
    about: () => ({}),
  };
}
