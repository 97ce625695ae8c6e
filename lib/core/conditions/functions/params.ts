import type { SeriesFact } from '../../accounts/catalog.ts';
import { elapsedAt } from '../../authoring/elapsed.ts';
import type { Reporter } from '../../authoring/reporter.ts';
import { hint } from '../../authoring/suggest.ts';
import { DAY_MS } from '../../time/instant.ts';
import type { OperandJson, ParamsJson } from '../condition-schema.ts';
import type { ConditionEnv } from '../env.ts';
import type { SeriesWindow } from './windows.ts';

/** A period to read a series by: its own or a coarser one, and its own only where counts do not add up. */
export function perFits(fact: SeriesFact, per: 'day' | 'week' | 'month', report: Reporter): boolean {
  const order = ['day', 'week', 'month'];
  const coarser = order.indexOf(per) > order.indexOf(fact.per);
  if (per === fact.per || (coarser && fact.style !== 'distinct' && !(fact.per === 'week' && per === 'month')))
    return true;
  const why =
    fact.style === 'distinct'
      ? 'different values do not add up over longer periods'
      : fact.per === 'week' && per === 'month'
        ? 'weeks cross the ends of months'
        : 'shorter periods are not kept';
  report
    .at('params', 'per')
    .error('wrong-params', `"${fact.name}" is kept per ${fact.per}, not per ${per}: ${why}`);
  return false;
}

const OWN_MS = { day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS };

/** Turns `over`, `before` and `per` into whole periods of the series' own unit. */
export function windowOf(fact: SeriesFact, params: ParamsJson, report: Reporter): SeriesWindow | undefined {
  const at = report.at('params');
  const periods = (value: string | number | undefined, key: 'over' | 'before'): number | undefined => {
    if (value === undefined) return key === 'before' ? 0 : undefined;
    if (typeof value === 'number') return value;
    const ms = elapsedAt(value, at.at(key));
    if (ms === undefined) return undefined;
    const whole = ms / OWN_MS[fact.per];
    if (Number.isInteger(whole)) return whole;
    at.error(
      'wrong-params',
      `"${value}" is not a whole number of ${fact.per}s, which "${fact.name}" is kept by`,
      [key],
    );
    return undefined;
  };
  if (params.over === undefined)
    at.error(
      'wrong-params',
      `the series "${fact.name}" is read over a window: add "over", such as "over": "P28D"`,
    );
  const length = periods(params.over, 'over');
  const before = periods(params.before, 'before');
  if (length === undefined || before === undefined) return undefined;
  if (params.per !== undefined && !perFits(fact, params.per, report)) return undefined;
  if (length + before > fact.keepPeriods) {
    at.error(
      'wrong-params',
      `"${fact.name}" keeps ${fact.keepPeriods} ${fact.per}s ("keep" in facts.json), this reads ${length + before} back`,
      [length > fact.keepPeriods ? 'over' : 'before'],
    );
    return undefined;
  }
  return { length, before, unit: params.per === undefined ? 1 : OWN_MS[params.per] / OWN_MS[fact.per] };
}

/** The series of that name, or a report of what else it is. */
export function seriesNamed(
  of: string | OperandJson | undefined,
  env: ConditionEnv,
  report: Reporter,
): SeriesFact | undefined {
  const name = nameOf(of);
  const fact = env.catalog.facts.get(name);
  if (fact?.kind === 'series') return fact;
  const allowed = env.catalog.slots.filter((one) => one.kind === 'series').map((one) => one.name);
  report.error('unknown-fact', `"${name}" is no series${hint(name, allowed)}`);
  return undefined;
}

/** What `of` names, for messages. */
export function nameOf(of: string | OperandJson | undefined): string {
  return typeof of === 'string' ? of : (of?.fact ?? '');
}
