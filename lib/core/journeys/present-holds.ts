import type { Work } from '../work.ts';
import { journeyOf } from './change-runs.ts';

/** Whether a person has paused the account. */
export function isPaused(work: Work): boolean {
  const fact = work.rulebook.catalog.facts.get('paused');
  return fact !== undefined && work.account.levels[fact.index]?.value === true;
}

/** Topics, or kinds of topic, that open live runs other than the one named keep silent. */
export function mutedBy(work: Work, runId: string): ReadonlySet<string> {
  const muted = new Set<string>();
  for (const other of work.account.runs) {
    if (other.id !== runId && other.status === 'live')
      for (const one of journeyOf(work, other).mutes) muted.add(one);
  }
  return muted;
}
