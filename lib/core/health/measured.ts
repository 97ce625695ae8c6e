import type { Scope } from '../conditions/scope.ts';
import type { SlotSet } from '../slot-set.ts';
import { bandOf, type HealthModel, type Measure, type MeasureBand } from './health.ts';

/** What each measure of a model said when it was last looked at, in the model's order. */
export interface Measured {
  readonly model: HealthModel;
  readonly bands: MeasureBand[];
  /** Until when each band holds if nothing is heard. */
  readonly untils: number[];
  /** Whether it asked if a source is alive, which others may change: such a measure is looked at every time. */
  readonly askedSources: boolean[];
}

/** Looks at every measure. Leaves in the scope's `silentAt` when the first source that they read falls silent. */
export function measureAll(model: HealthModel, scope: Scope): Measured {
  const measured: Measured = { model, bands: [], untils: [], askedSources: [] };
  lookWhere(measured, () => true, scope);
  return measured;
}

/** The same, looking only at measures that something may have changed for: no band that is known is due. */
export function measureTouched(measured: Measured, touched: SlotSet, scope: Scope): Measured {
  const { askedSources } = measured;
  lookWhere(measured, (measure, i) => askedSources[i] === true || touched.meets(measure.reads), scope);
  return measured;
}

function lookWhere(
  measured: Measured,
  isWanted: (measure: Measure, index: number) => boolean,
  scope: Scope,
): void {
  let silentAt = Number.POSITIVE_INFINITY;
  for (const [i, measure] of measured.model.measures.entries()) {
    if (!isWanted(measure, i)) continue;
    scope.until = Number.POSITIVE_INFINITY;
    scope.silentAt = Number.POSITIVE_INFINITY;
    scope.askedSources = false;
    measured.bands[i] = bandOf(measure, scope);
    measured.untils[i] = scope.until;
    measured.askedSources[i] = scope.askedSources;
    if (scope.silentAt < silentAt) silentAt = scope.silentAt;
  }
  scope.silentAt = silentAt;
}
