import type { SeriesFact } from '../../accounts/catalog.ts';
import { SUM_UNIT } from '../../accounts/series.ts';
import type { Per } from '../../time/period.ts';
import type { Operand } from '../operand.ts';
import { applyOperator, type OperatorDef } from '../operators.ts';
import { FALSE, type Scope, TRUE, type Tri, UNKNOWN } from '../scope.ts';
import { periodValue, type SeriesView, viewSeries } from './series-window.ts';

/** How many periods back a streak looks: longer ones count as this long. */
const MAX_STREAK = 60;

/** (new − old) / old of one closed period and the one `over` periods before it; unknown if either is, or old is 0. */
function changeOf(view: SeriesView, period: number, over: number): number | undefined {
  const now = periodValue(view, period);
  const old = periodValue(view, period - over);
  if (now === undefined || old === undefined || old === 0) return undefined;
  return relativeChange(now, old);
}

/** In whole millionths where both are, so that from 0.5 to 0.4 is an exact fifth less and not a hair short of it. */
function relativeChange(now: number, old: number): number {
  const [wholeNow, wholeOld] = [Math.round(now * SUM_UNIT), Math.round(old * SUM_UNIT)];
  const isExact = wholeNow / SUM_UNIT === now && wholeOld / SUM_UNIT === old;
  return isExact ? (wholeNow - wholeOld) / wholeOld : (now - old) / old;
}

export function changeOperand(fact: SeriesFact, per: Per, over: number, zone: string): Operand {
  const moves = { edges: [0, 1, over, over + 1] };
  return {
    type: 'number',
    words: undefined,
    reads: [fact.slot],
    read: (scope) => {
      const view = viewSeries(scope, fact, per, zone, moves);
      return changeOf(view, view.closed, over);
    },
    about: (scope) => {
      const view = viewSeries(scope, fact, per, zone, moves);
      return {
        why:
          view.knownTo < view.closed
            ? 'silent'
            : periodValue(view, view.closed - over) === 0
              ? 'division-by-zero'
              : undefined,
      };
    },
  };
}

/** What a streak asks of each period: its change or its value, compared with a constant. */
export interface StreakTest {
  readonly what: 'change' | 'value';
  readonly over: number;
  readonly def: OperatorDef;
  readonly value: number;
}

/**
 * Consecutive closed periods, counted back from the latest, of which the test holds. Unknown periods make it a range:
 * as many as certainly hold, and as many as may.
 */
export function streakOperand(fact: SeriesFact, per: Per, test: StreakTest, zone: string): Operand {
  const holds = (view: SeriesView, period: number): Tri => {
    const got = test.what === 'change' ? changeOf(view, period, test.over) : periodValue(view, period);
    return applyOperator(test.def, got, test.value);
  };
  const read = (scope: Scope) => {
    const view = viewSeries(scope, fact, per, zone, { reach: MAX_STREAK });
    let low = 0;
    let high = 0;
    let certain = true;
    for (; high < MAX_STREAK; high += 1) {
      const result = holds(view, view.closed - high);
      if (result === FALSE) break;
      if (result === UNKNOWN) certain = false;
      if (certain && result === TRUE) low += 1;
    }
    return low === high ? low : { low, high };
  };
  return {
    type: 'number',
    words: undefined,
    reads: [fact.slot],
    read,
    about: (scope) => {
      const view = viewSeries(scope, fact, per, zone, { reach: MAX_STREAK });
      return typeof read(scope) === 'number'
        ? {}
        : { why: view.knownTo < view.closed ? 'silent' : 'undecided' };
    },
  };
}
