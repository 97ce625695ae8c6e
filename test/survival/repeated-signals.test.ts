import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SeededRandom } from '../../lib/adapters/local/sample/seeded-random.ts';
import { compareFolders } from './compare-folders.ts';
import { Folders, SHIPPED } from './folders.ts';
import { historyOf, shuffled, type Tick } from './history.ts';
import { type PlayOptions, playHistory } from './play-history.ts';
import { type FolderState, readFolder } from './read-folder.ts';
import { type Event, eventsRequest } from './requests.ts';
import { differentFacts, toldFacts } from './told-facts.ts';

const MINUTES_6 = 360_000;

describe('signals of twelve days', () => {
  const folders = new Folders();
  const { compileCache } = folders;
  let ticks: readonly Tick[];
  let once: FolderState;

  const play = async (name: string, history: readonly Tick[], more: Partial<PlayOptions> = {}) => {
    const folder = folders.make(name);
    const played = await playHistory({ folder, ticks: history, compileCache, ...more });
    expect(played.troubles).toEqual([]);
    return { state: readFolder(folder.data, SHIPPED), keys: played.keys };
  };

  /** One request after the other, when all of it has happened. */
  const atTheEnd = (events: readonly Event[]): readonly Tick[] => {
    const at = (ticks.at(-1)?.at ?? 0) + 60_000;
    return Array.from({ length: Math.ceil(events.length / 20) }, (_, i) => ({
      at,
      requests: [eventsRequest(events.slice(i * 20, (i + 1) * 20))],
    }));
  };

  beforeAll(async () => {
    ticks = historyOf({ seed: 5, days: 12, accounts: 120 });
    once = (await play('once', ticks)).state;
  }, MINUTES_6);
  afterAll(() => folders.remove());

  it(
    'each sent three times in order lead to the same state and the same touches as once',
    async () => {
      const { state, keys } = await play('thrice', ticks, { times: 3 });
      const { lost, duplicated, unexpected, ambiguous } = compareFolders(once, state, keys);
      expect([...lost, ...duplicated, ...unexpected, ...ambiguous]).toEqual([]);
      expect(state.handedOver).toEqual(once.handedOver);
      expect(state.handedOver.size).toBeGreaterThan(20);
    },
    MINUTES_6,
  );

  it(
    'shuffled, lead to the same facts in the end',
    async () => {
      // Segment's messages name people by addresses: who they are hangs on which name was heard first.
      const events = ticks
        .flatMap(({ requests }) => requests)
        .filter(({ path }) => path === '/v1/events')
        .flatMap(({ body }) => JSON.parse(body) as readonly Event[]);
      const ordered = (await play('ordered', atTheEnd(events), { daysAfter: 0 })).state;
      const mixed = atTheEnd(shuffled(events, new SeededRandom(11)));
      const disordered = (await play('disordered', mixed, { daysAfter: 0 })).state;
      const told = (state: FolderState) =>
        new Map([...state.facts].map(([account, facts]) => [account, toldFacts(facts, SHIPPED)]));
      expect(ordered.facts.size).toBe(once.facts.size);
      expect(differentFacts(told(ordered), told(disordered))).toEqual([]);
    },
    MINUTES_6,
  );
});
