import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareFolders } from './compare-folders.ts';
import { Folders, SHIPPED } from './folders.ts';
import { historyOf, type Tick } from './history.ts';
import type { Kill, PortCalls, PortName, PortPoint } from './kill-plan.ts';
import type { PlantedBug } from './planted-bugs.ts';
import { playHistory } from './play-history.ts';
import { type FolderState, readFolder } from './read-folder.ts';

const MINUTES_6 = 360_000;

describe('the checker', () => {
  const folders = new Folders();
  const { compileCache } = folders;
  let ticks: readonly Tick[];
  let calls: readonly PortCalls[];
  let calm: FolderState;

  beforeAll(async () => {
    ticks = historyOf({ seed: 3, days: 6, accounts: 100 });
    const folder = folders.make('calm');
    calls = (await playHistory({ folder, ticks, compileCache })).calls;
    calm = readFolder(folder.data, SHIPPED);
  }, MINUTES_6);
  afterAll(() => folders.remove());

  async function survive(name: string, kills: ReadonlyMap<number, readonly Kill[]>, bug?: PlantedBug) {
    const folder = folders.make(name, bug);
    const played = await playHistory({ folder, ticks, kills, compileCache });
    const state = readFolder(folder.data, SHIPPED);
    return { state, findings: compareFolders(calm, state, played.keys) };
  }

  /** Kills beside the first call of a tick, of every other tick in which there is one. */
  const killsAt = (port: PortName, method: string, side: PortPoint['side']) => {
    const called = calls.flatMap((tick, i) => (i >= 3 && (tick[`${port}.${method}`] ?? 0) > 0 ? [i] : []));
    const kill: Kill = { point: { port, method, nth: 1, side } };
    return new Map(called.filter((_, i) => i % 2 === 0).map((tick) => [tick, [kill]]));
  };
  /** When signals are about to be in the log, and none of them may have been acknowledged yet. */
  const beforeLog = () => killsAt('log', 'append', 'before');
  /** When the channel has a message, and nobody has noted so yet. */
  const afterChannel = () => killsAt('channel', 'send', 'after');

  it(
    'catches an answer before the commit: acknowledged signals are lost',
    async () => {
      const { findings } = await survive('acknowledging', beforeLog(), 'ack-before-commit');
      expect(findings.lost.filter((one) => one.startsWith('acknowledged signal'))).not.toEqual([]);
    },
    MINUTES_6,
  );

  it(
    'catches a send before the claim: messages are handed to the channel twice',
    async () => {
      const { findings } = await survive('sending', afterChannel(), 'send-before-claim');
      expect(findings.duplicated.filter((one) => one.includes('handed to the channel'))).not.toEqual([]);
    },
    MINUTES_6,
  );

  it(
    'finds nothing where the same kills meet the product as it is',
    async () => {
      const sent = await survive('sound-sending', afterChannel());
      const logged = await survive('sound-acknowledging', beforeLog());
      for (const { lost, duplicated, unexpected } of [sent.findings, logged.findings])
        expect([...lost, ...duplicated, ...unexpected]).toEqual([]);
      // Each of them leaves one doubt.
      const doubts = [...sent.state.sends.values()].reduce((sum, { ambiguities }) => sum + ambiguities, 0);
      expect(doubts).toBe(afterChannel().size);
    },
    MINUTES_6,
  );
});
