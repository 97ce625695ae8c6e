import type { LogFact, SeriesFact, SetFact } from '../../accounts/catalog.ts';
import { elapsedAt } from '../../authoring/elapsed.ts';
import type { Reporter } from '../../authoring/reporter.ts';
import { hint, listOf, withArticle } from '../../authoring/suggest.ts';
import type { ParamsJson } from '../condition-schema.ts';
import type { Build, ConditionEnv, Resolver } from '../env.ts';
import { fieldOf } from '../item-scope.ts';
import { nameOf, windowOf } from './params.ts';
import { type Aggregate, logAggregate, seriesAggregate, setAggregate } from './windows.ts';

/** `count`, `sum` and `average`: of a series over a window, or of the items of a set or list. */
export function aggregate(kind: Aggregate): Build {
  return (params, env, report, resolve) => {
    const at = report.at('params', 'of');
    const fact = typeof params.of === 'string' ? env.catalog.facts.get(params.of) : undefined;
    if (fact === undefined || fact.kind === 'level') {
      const allowed = env.catalog.slots.filter((one) => one.kind !== 'level').map((one) => one.name);
      at.error(
        'unknown-fact',
        `"${kind}" takes a series, a set or a list of records, got "${nameOf(params.of)}"${hint(nameOf(params.of), allowed)}`,
      );
      return undefined;
    }
    if (fact.kind === 'series') return seriesOf(kind, fact, params, env, report);
    return itemsOf(kind, fact, params, env, report, resolve);
  };
}

function seriesOf(
  kind: Aggregate,
  fact: SeriesFact,
  params: ParamsJson,
  env: ConditionEnv,
  report: Reporter,
) {
  const at = report.at('params');
  for (const key of ['where', 'field'] as const) {
    if (params[key] !== undefined)
      at.error('wrong-params', `"${key}" goes with sets and lists, "${fact.name}" is a series`, [key], 'key');
  }
  if (kind === 'count')
    at.error('wrong-params', `"count" takes a set or a list; add up the series "${fact.name}" with "sum"`, [
      'of',
    ]);
  if (kind === 'sum' && fact.style !== 'add')
    at.error(
      'wrong-params',
      `"${fact.name}" keeps ${fact.style === 'last' ? 'last values' : 'different values'}, which do not add up: use "average"`,
      ['of'],
    );
  const window = windowOf(fact, params, report);
  const isWrong =
    kind === 'count' ||
    (kind === 'sum' && fact.style !== 'add') ||
    params.where !== undefined ||
    params.field !== undefined;
  return window === undefined || isWrong ? undefined : seriesAggregate(kind, fact, window, env.catalog.zone);
}

function itemsOf(
  kind: Aggregate,
  fact: SetFact | LogFact,
  params: ParamsJson,
  env: ConditionEnv,
  report: Reporter,
  resolve: Resolver,
) {
  const at = report.at('params');
  let wrong = false;
  const refuse = (code: string, message: string, path: string[] = [], part: 'key' | 'value' = 'value') => {
    wrong = true;
    at.error(code, message, path, part);
  };
  const kindName = fact.kind === 'set' ? 'set' : 'list';
  for (const key of ['before', 'per'] as const) {
    if (params[key] !== undefined)
      refuse('wrong-params', `"${key}" goes with a series, "${fact.name}" is a ${kindName}`, [key], 'key');
  }
  if (fact.kind === 'set' && params.over !== undefined)
    refuse(
      'wrong-params',
      `the set "${fact.name}" has no window: say what counts with "where"`,
      ['over'],
      'key',
    );
  else if (typeof params.over === 'number')
    refuse('wrong-params', `"over" is a span here, such as "P30D", got number ${params.over}`, ['over']);
  if (kind !== 'count' && params.field === undefined)
    refuse('wrong-params', `"${kind}" over ${fact.name} needs a "field"${listOf(addableFields(fact))}`);
  const field = params.field === undefined ? undefined : fieldOf(fact, params.field, at.at('field'));
  if (field !== undefined && field.type !== 'number' && field.type !== 'money') {
    refuse('wrong-type', `"${field.name}" is ${withArticle(field.type)}, which does not add up`, ['field']);
  }
  const inner = { ...env, items: [...env.items, fact] };
  const where =
    params.where === undefined ? undefined : resolve.condition(params.where, inner, at.at('where'));
  const over = typeof params.over === 'string' ? elapsedAt(params.over, at.at('over')) : undefined;
  const isLost =
    (params.field !== undefined && field === undefined) ||
    (params.where !== undefined && where === undefined) ||
    (params.over !== undefined && over === undefined);
  if (wrong || isLost) return undefined;
  if (fact.kind === 'log' && over !== undefined && over > fact.keep) {
    at.error('wrong-params', `"${fact.name}" is kept for less than "${params.over}"`, ['over']);
    return undefined;
  }
  // What is kept no longer does not count, whenever it is swept away.
  const window = fact.kind === 'log' ? (over ?? fact.keep) : undefined;
  const query = { where, field, over: window, depth: env.items.length };
  return fact.kind === 'set' ? setAggregate(kind, fact, query, env) : logAggregate(kind, fact, query, env);
}

function addableFields(fact: SetFact | LogFact): string[] {
  return [...fact.fields.values()]
    .filter(({ type }) => type === 'number' || type === 'money')
    .map(({ name }) => name);
}
