import type { Findings } from './compare-folders.ts';
import type { Played } from './play-history.ts';

/** One line about what was survived. */
export function figuresOf(seed: number, played: Played, findings: Findings): string {
  const { signals, acknowledged, recovered, kills } = played;
  const { lost, duplicated, unexpected, ambiguous } = findings;
  const met = (what: string) => kills.filter(({ where }) => where === what).length;
  const settled = ambiguous.filter(({ end }) => end === 'settled').length;
  const faults = `kill at any moment ${met('moment')}, beside a call of a port ${met('point')}, at rest ${met('rest')}`;
  return [
    `seeds 1 (${seed})`,
    `signals ${count(signals)}`,
    `faults ${count(kills.length)} (${faults})`,
    `acknowledged ${count(acknowledged)}`,
    `lost ${lost.length}`,
    `duplicated ${duplicated.length}`,
    `unexpected ${unexpected.length}`,
    `recovered ${count(recovered)}`,
    `ambiguous ${ambiguous.length} (${settled} settled and listed, ${ambiguous.length - settled} transactional, sent once more)`,
  ].join(' · ');
}

function count(value: number): string {
  return value.toLocaleString('en');
}
