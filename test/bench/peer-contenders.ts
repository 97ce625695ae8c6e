import { LogicEngine } from 'json-logic-engine';
import { Engine, type TopLevelCondition } from 'json-rules-engine';
import type { ConditionJson, LeafJson } from '../../lib/core/conditions/condition-schema.ts';
import type { BenchAccount } from './bench-accounts.ts';
import type { BenchRule } from './bench-rules.ts';
import type { Contender } from './contender.ts';

/**
 * json-rules-engine: one engine that knows all rules, asked once an account. With `paths` it is given the account as
 * one nested object and reads it by the default JSONPath, which is how its manual reads objects; without, it is given
 * every fact by its full name, which is faster.
 */
export function rulesEngineContender(
  rules: readonly BenchRule[],
  accounts: readonly BenchAccount[],
  paths: boolean,
): Contender {
  const engine = new Engine();
  for (const { id, conditions } of rules) {
    const own = paths ? withPaths(conditions) : conditions;
    engine.addRule({ conditions: own as unknown as TopLevelCondition, event: { type: id }, name: id });
  }
  const places = new Map(rules.map(({ id }, i) => [id, i]));
  return {
    name: paths ? 'json-rules-engine' : 'json-rules-engine, flat facts',
    run: async (from, to, fired) => {
      for (let a = from; a < to; a += 1) {
        const account = accounts[a] as BenchAccount;
        const { events } = await engine.run(paths ? account.nested : account.flat);
        for (const { type } of events) fired[a * rules.length + (places.get(type) ?? -1)] = 1;
      }
    },
  };
}

/** `usage.logins` as the fact `usage` and the path `$.logins`. */
function withPaths(condition: ConditionJson): unknown {
  if ('all' in condition) return { all: condition.all.map(withPaths) };
  if ('any' in condition) return { any: condition.any.map(withPaths) };
  if ('not' in condition) return { not: withPaths(condition.not) };
  if ('condition' in condition) throw new Error('the benchmark has no named conditions');
  const [fact, path] = condition.fact.split('.');
  return { fact, path: `$.${path}`, operator: condition.operator, value: condition.value };
}

/** json-logic-engine: every rule translated to JsonLogic and compiled, asked about the nested account. */
export function logicEngineContender(
  rules: readonly BenchRule[],
  accounts: readonly BenchAccount[],
): Contender {
  const engine = new LogicEngine();
  const compiled = rules.map(
    ({ conditions }) => engine.build(toLogic(conditions)) as (data: unknown) => unknown,
  );
  return {
    name: 'json-logic-engine',
    run: (from, to, fired) => {
      let at = from * compiled.length;
      for (let a = from; a < to; a += 1) {
        const { nested } = accounts[a] as BenchAccount;
        for (const holds of compiled) {
          fired[at] = holds(nested) ? 1 : 0;
          at += 1;
        }
      }
    },
  };
}

function toLogic(condition: ConditionJson): unknown {
  if ('all' in condition) return { and: condition.all.map(toLogic) };
  if ('any' in condition) return { or: condition.any.map(toLogic) };
  if ('not' in condition) return { '!': [toLogic(condition.not)] };
  if ('condition' in condition) throw new Error('the benchmark has no named conditions');
  return comparison(condition);
}

const SYMBOLS: Readonly<Record<string, string>> = {
  equal: '===',
  notEqual: '!==',
  lessThan: '<',
  lessThanInclusive: '<=',
  greaterThan: '>',
  greaterThanInclusive: '>=',
};

function comparison({ fact, operator, value }: LeafJson): unknown {
  const read = { var: fact };
  switch (operator) {
    case 'in':
      return { in: [read, value] };
    case 'notIn':
      return { '!': [{ in: [read, value] }] };
    case 'contains':
      return { in: [value, read] };
    case 'doesNotContain':
      return { '!': [{ in: [value, read] }] };
    default: {
      const symbol = SYMBOLS[operator];
      if (symbol === undefined) throw new Error(`JsonLogic has no "${operator}"`);
      return { [symbol]: [read, value] };
    }
  }
}
