import type { LevelFact } from '../accounts/catalog.ts';
import { nextSilence } from '../conditions/source-liveness.ts';
import { derivedSignal } from '../signals/derived-signals.ts';
import { record, scopeOf, segmentOf, setLevel, type Work } from '../work.ts';
import { driversOf, type HealthModel, type MeasureBand, modelFor, scoreOf } from './health.ts';
import { type Measured, measureAll, measureTouched } from './measured.ts';

/** The model that applies to the account now, if any does. */
export function healthModelOf(work: Work): HealthModel | undefined {
  const stage = work.account.levels[factOf(work, 'stage.id').index]?.value;
  return modelFor(work.rulebook.health, segmentOf(work), typeof stage === 'string' ? stage : undefined);
}

/**
 * Brings health up to date when a fact that its model reads was touched, its time has come, or another model applies.
 * Score and band are facts only while trusted, so that no automation runs on a score that little is known about.
 */
export function deriveHealth(work: Work): void {
  const { account, touched } = work;
  const isDue = account.healthDue <= work.now;
  const isSilenceDue = account.healthSilentAt <= work.now;
  if (!isDue && !isSilenceDue && !touched.meets(work.rulebook.healthReads)) return;
  const switches =
    touched.has(work.rulebook.segments.fact.slot) || touched.has(factOf(work, 'stage.id').slot);
  const known = switches ? undefined : work.measured;
  const model = known?.model ?? healthModelOf(work);
  if (model === undefined) {
    clearHealth(work);
    return;
  }
  const moved = switches || isDue || touched.meets(model.reads);
  if (!moved && (!isSilenceDue || postponeSilence(work))) return;
  const health = scoreOf(model, measure(work, model, isDue || isSilenceDue ? undefined : known));
  const band = factOf(work, 'health.band');
  const key = `touchline|health|${work.now}`;
  setLevel(work, factOf(work, 'health.trust'), health?.trust, key);
  const trusted = health?.trusted === true ? health : undefined;
  setLevel(work, factOf(work, 'health.score'), trusted?.score, key);
  const from = account.levels[band.index]?.value;
  if (!setLevel(work, band, trusted?.band, key)) return;
  const to = trusted?.band ?? 'unknown';
  const drivers = health === undefined ? [] : driversOf(model, health, scopeOf(work));
  const scored = health === undefined ? {} : { score: health.score, trust: health.trust };
  record(work, 'health', { reason: model.id, from: String(from ?? 'unknown'), to, ...scored, drivers });
  if (trusted !== undefined) {
    work.signals.push(
      derivedSignal(work, 'health.changed', { from: String(from ?? 'unknown'), to, score: trusted.score }),
    );
  }
}

/** The bands of the model's measures now: of those that are known, only what was touched is looked at again. */
function measure(work: Work, model: HealthModel, known: Measured | undefined): readonly MeasureBand[] {
  const { account } = work;
  const scope = scopeOf(work);
  const measured =
    known === undefined ? measureAll(model, scope) : measureTouched(known, work.touched, scope);
  work.measured = measured;
  account.healthDue = Math.min(...measured.untils);
  account.healthSilentAt = scope.silentAt;
  return measured.bands;
}

/**
 * Where health waits for a source to fall silent: asks for a look when the next of them may be. False when one is
 * silent now.
 */
export function postponeSilence(work: Work): boolean {
  const model = healthModelOf(work);
  const silentAt = model === undefined ? undefined : nextSilence(scopeOf(work), model.sources);
  if (silentAt !== undefined) work.account.healthSilentAt = silentAt;
  return silentAt !== undefined;
}

/** No model applies any more: what was known by one is not known now. */
function clearHealth(work: Work): void {
  work.measured = undefined;
  work.account.healthDue = Number.POSITIVE_INFINITY;
  work.account.healthSilentAt = Number.POSITIVE_INFINITY;
  const band = factOf(work, 'health.band');
  const from = work.account.levels[band.index]?.value;
  const key = `touchline|health|${work.now}`;
  for (const name of ['health.trust', 'health.score']) setLevel(work, factOf(work, name), undefined, key);
  if (setLevel(work, band, undefined, key)) {
    record(work, 'health', { reason: 'no-model', from: String(from ?? 'unknown'), to: 'unknown' });
  }
}

function factOf(work: Work, name: string): LevelFact {
  const fact = work.rulebook.catalog.facts.get(name);
  if (fact?.kind !== 'level') throw new Error(`the fact "${name}" is not in the catalog`);
  return fact;
}
