import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareFolders, type Findings } from './compare-folders.ts';
import { Folders, SHIPPED } from './folders.ts';
import { historyOf } from './history.ts';
import { planKills } from './kill-plan.ts';
import { type Played, playHistory } from './play-history.ts';
import { figuresOf } from './print-figures.ts';
import { type FolderState, readFolder } from './read-folder.ts';

const SEED = Number(process.env.SURVIVAL_SEED ?? 20_260_601);
const KILLS = 200;
const IN_FLIGHT = 50;
/** On the first morning there are not signals enough to have so many in flight. */
const FIRST_TICK = 2;

describe('a product that is killed 200 times', () => {
  const folders = new Folders();
  const { compileCache } = folders;
  let calm: FolderState;
  let survived: FolderState;
  let played: Played;
  let findings: Findings;

  beforeAll(async () => {
    const ticks = historyOf({ seed: SEED, days: 40, accounts: 160 });
    const undisturbed = folders.make('calm');
    const { calls, troubles } = await playHistory({ folder: undisturbed, ticks, compileCache });
    expect(troubles).toEqual([]);
    calm = readFolder(undisturbed.data, SHIPPED);
    // What is left is a message that waits for its hour.
    expect(calm.leftovers.filter((one) => !one.startsWith('effect '))).toEqual([]);

    const folder = folders.make('survived');
    const kills = planKills(SEED, KILLS, calls, FIRST_TICK);
    played = await playHistory({ folder, ticks, kills, compileCache });
    survived = readFolder(folder.data, SHIPPED);
    findings = compareFolders(calm, survived, played.keys);
    console.log(figuresOf(SEED, played, findings));
  }, 1_200_000);
  afterAll(() => folders.remove());

  it('had at least 50 signals without an answer each time, and answered all in the end', () => {
    expect(played.kills).toHaveLength(KILLS);
    expect(played.kills.filter(({ unanswered }) => unanswered < IN_FLIGHT)).toEqual([]);
    expect(played.acknowledged).toBe(played.signals);
    expect(played.recovered).toBeGreaterThan(KILLS * IN_FLIGHT);
    expect(played.troubles).toEqual([]);
  });

  it('was met in the middle of its work, at half of its ports or more', () => {
    const met = (what: string) => played.kills.filter(({ where }) => where === what).length;
    expect(met('point')).toBeGreaterThan(KILLS / 3);
    expect(met('moment')).toBeGreaterThan(KILLS / 4);
  });

  it('lost nothing: what was acknowledged is in the ledger, what was decided is done or in doubt', () => {
    expect(findings.lost).toEqual([]);
  });

  it('did nothing twice: no signal is in the ledger twice, no message was handed to a channel twice', () => {
    expect(findings.duplicated).toEqual([]);
  });

  it('has the firings, touches, tasks, runs and facts of one that nobody killed, and nothing is left over', () => {
    expect(findings.unexpected).toEqual([]);
    expect(survived.tasks.size).toBe(calm.tasks.size);
    expect(calm.tasks.size).toBeGreaterThan(50);
    expect(calm.runs.size).toBeGreaterThan(50);
    expect(calm.sends.size).toBeGreaterThan(100);
  });

  it('lists each message of which nobody can know whether it went, and has a file of every other', () => {
    const doubtful = [...survived.touches].filter(([, { status }]) => status === 'ambiguous');
    const settled = findings.ambiguous.filter(({ end }) => end === 'settled');
    expect(settled.map(({ key }) => key).sort()).toEqual(doubtful.map(([key]) => key).sort());
    expect(settled.length).toBeGreaterThan(0);
    const sent = [...survived.touches].filter(([, { status }]) => status === 'sent');
    const messages = [...calm.touches].filter(([, { status }]) => status === 'sent');
    expect(sent.length + doubtful.length).toBe(messages.length);
  });
});
