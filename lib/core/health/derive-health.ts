import type { LevelFact } from '../accounts/catalog.ts';
import { nextSilence } from '../conditions/source-liveness.ts';
import { derivedSignal } from '../signals/derived-signals.ts';
import { meets, record, scopeOf, segmentOf, setLevel, type Work } from '../work.ts';
import { driversOf, type HealthModel, modelFor, scoreHealth } from './health.ts';

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
  const { healthReads } = work.rulebook;
  const isDue = work.account.healthDue <= work.now || work.account.healthSilentAt <= work.now;
  if (!isDue && !meets(work.touched, healthReads)) return;
  const model = healthModelOf(work);
  if (model === undefined) {
    clearHealth(work);
    return;
  }
  const { account } = work;
  const band = factOf(work, 'health.band');
  const switches =
    work.touched.has(work.rulebook.segments.fact.slot) || work.touched.has(factOf(work, 'stage.id').slot);
  const scope = scopeOf(work);
  if (!switches && account.healthDue > work.now && !meets(work.touched, model.reads)) {
    if (account.healthSilentAt > work.now) return;
    const silentAt = nextSilence(scope, model.sources);
    if (silentAt !== undefined) {
      account.healthSilentAt = silentAt;
      return;
    }
  }
  const health = scoreHealth(model, scope);
  account.healthDue = scope.until;
  account.healthSilentAt = scope.silentAt;
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

/** No model applies any more: what was known by one is not known now. */
function clearHealth(work: Work): void {
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
