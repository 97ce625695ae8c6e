import type { Fact } from '../accounts/catalog.ts';
import { type Reporter, SILENT_REPORTER } from '../authoring/reporter.ts';
import { hint, withArticle } from '../authoring/suggest.ts';
import type { OperandJson } from './condition-schema.ts';
import type { ConditionEnv, Resolver } from './env.ts';
import { FUNCTIONS } from './functions/build.ts';
import { fieldOf, itemInScope } from './item-scope.ts';
import { itemKeyOperand, itemOperand, levelOperand } from './level-operand.ts';
import { holdsUntil, nextHour, type Operand } from './operand.ts';
import { FALSE, TRUE } from './scope.ts';
import { runOperand, signalOperand, stepOperand, targetOperand } from './scope-operand.ts';

/** Finds what an operand's name means here, checks its parameters and compiles it; undefined after reporting. */
export function resolveOperand(
  json: OperandJson,
  env: ConditionEnv,
  report: Reporter,
  resolve: Resolver,
): Operand | undefined {
  const build = FUNCTIONS.get(json.fact);
  if (build !== undefined) return build(json.params ?? {}, env, report, resolve);
  if (json.params !== undefined) {
    if (resolveName(json.fact, env, SILENT_REPORTER) === undefined) {
      const message = `unknown function "${json.fact}"${hint(json.fact, FUNCTIONS.keys())}`;
      report.at('fact').error('unknown-fact', message);
    } else {
      report.error('wrong-params', `"${json.fact}" takes no params`, ['params'], 'key');
    }
    return undefined;
  }
  return resolveName(json.fact, env, report.at('fact'));
}

/** A plain name: of the scope, of an item in scope, or of the catalog. */
export function resolveName(name: string, env: ConditionEnv, report: Reporter): Operand | undefined {
  const dot = name.indexOf('.');
  const head = dot === -1 ? name : name.slice(0, dot);
  const rest = dot === -1 ? '' : name.slice(dot + 1);
  if (head === 'signal') return signalOperand(rest, env, report);
  if (head === 'run') return runOperand(rest, env, report);
  if (head === 'step') return stepOperand(rest, env, report);
  if (head === 'target') return targetOperand(rest, env, report);
  if (name === 'now') return NOW;
  const item = itemInScope(head, env);
  if (item !== undefined && rest !== '') {
    if (rest === 'id' && item.fact.kind === 'set') return itemKeyOperand(item.fact, item.depth);
    const field = fieldOf(item.fact, rest, report);
    return field === undefined ? undefined : itemOperand(item.fact, item.depth, field, env);
  }
  const fact = env.catalog.facts.get(name);
  if (fact?.kind === 'level') return levelOperand(fact, env);
  if (fact !== undefined) return wrongKind(fact, report);
  const owner = env.catalog.slots.find((one) => 'item' in one && one.item === head);
  if (owner !== undefined && rest !== '') {
    const each = owner.kind === 'set' ? `under "each": "${owner.name}", or ` : '';
    const place = `${each}inside the "where" of a count over ${owner.name}`;
    report.error('not-in-scope', `"${name}" has no meaning here: read it ${place}`);
    return undefined;
  }
  report.error('unknown-fact', `unknown fact "${name}"${unknownHint(name, head, env)}`);
  return undefined;
}

function unknownHint(name: string, head: string, env: ConditionEnv): string {
  const owner = env.catalog.facts.get(head);
  if (owner?.kind === 'level') return `: "${head}" is ${withArticle(owner.field.type)}, which has no parts`;
  const near = hint(name, knownNames(env));
  return near === '' ? ': facts.json has none of that name' : near;
}

const NOW: Operand = {
  type: 'instant',
  words: undefined,
  reads: [],
  moving: true,
  read: (scope) => {
    holdsUntil(scope, nextHour(scope.now));
    return scope.now;
  },
  about: (scope) => ({ asOf: scope.now }),
  known: () => TRUE,
  compare: (operator) => {
    if (operator !== 'before' && operator !== 'after') return undefined;
    return (scope, at) => {
      const flip = operator === 'before' ? at : at + 1;
      if (flip > scope.now) holdsUntil(scope, flip);
      return (operator === 'before') === scope.now < flip ? TRUE : FALSE;
    };
  },
};

function wrongKind(fact: Fact, report: Reporter): undefined {
  const through: Record<Fact['kind'], string> = {
    level: '',
    series: 'sum, average, change, streak or topShare',
    set: 'count, sum or average',
    log: 'count, sum or average',
  };
  report.error(
    'wrong-kind',
    `"${fact.name}" is a ${fact.kind === 'log' ? 'list of records' : fact.kind}: read it through ${through[fact.kind]}`,
  );
  return undefined;
}

function knownNames(env: ConditionEnv): string[] {
  const names = env.catalog.slots.filter((fact) => fact.kind === 'level').map((fact) => fact.name);
  for (const fact of env.items) for (const field of fact.fields.keys()) names.push(`${fact.item}.${field}`);
  return [...names, ...FUNCTIONS.keys(), 'now'];
}
