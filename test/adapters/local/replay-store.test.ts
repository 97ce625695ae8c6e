import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { KeptDataError, openKeptData } from '../../../lib/adapters/local/open-kept-data.ts';
import { openRulebook } from '../../../lib/adapters/local/open-rulebook.ts';
import { readSignalFile } from '../../../lib/adapters/local/read-signal-file.ts';
import { ReplayStore } from '../../../lib/adapters/local/replay-store.ts';
import { SpillFiles } from '../../../lib/adapters/local/spill-signals.ts';
import { openDatabase } from '../../../lib/adapters/local/sqlite/open-database.ts';
import { SqliteAccountStore } from '../../../lib/adapters/local/sqlite/sqlite-account-store.ts';
import { SqliteDefinitionStore } from '../../../lib/adapters/local/sqlite/sqlite-definition-store.ts';
import { SqliteSettings } from '../../../lib/adapters/local/sqlite/sqlite-settings.ts';
import { SqliteWatermarkStore } from '../../../lib/adapters/local/sqlite/sqlite-watermark-store.ts';
import { explainAccount } from '../../../lib/app/explain/explain-account.ts';
import { explainRule } from '../../../lib/app/explain/explain-rule.ts';
import { RuleMatcher } from '../../../lib/app/explain/match-rule.ts';
import { closeAccount } from '../../../lib/core/accounts/close-account.ts';
import type { Rulebook } from '../../../lib/core/rulebook.ts';
import { HOUR_MS } from '../../../lib/core/time/instant.ts';
import { SignalCollector } from '../../../lib/replay/collect-signals.ts';
import { type ReplayedAccount, replay } from '../../../lib/replay/replay.ts';
import { sampleAccount, sampleCommit, sampleEntry } from '../../support/contracts/sample-commit.ts';
import { rulebookOf } from '../../support/rulebook.ts';
import { at } from '../../support/world.ts';

const SMALL = rulebookOf({});
const NOBODY = new Map<string, readonly number[]>();

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'replay-store-')), 'data');
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

const loaded = (id: string) => ({
  account: sampleAccount(id),
  due: undefined,
  ledger: [sampleEntry({ detail: id })],
});

async function replayed(ids: readonly string[], now = at('2026-06-03')): Promise<void> {
  const store = await ReplayStore.open(folder);
  for (const id of ids) store.add(loaded(id));
  await store.finish(now, SMALL, NOBODY);
  store.close();
}

async function keptIds(): Promise<readonly string[]> {
  const { kept, close } = await openKeptData(folder, SMALL);
  const ids = await kept.someIds();
  close();
  return ids;
}

describe('what a replay leaves behind', () => {
  it('are its accounts, and the instant up to which it went', async () => {
    await replayed(['b', 'a']);
    const { kept, close } = await openKeptData(folder, SMALL);
    expect(await kept.someIds()).toEqual(['a', 'b']);
    expect(kept.at).toBe('2026-06-03T00:00:00Z');
    expect((await kept.lastEntries('b', 9)).map(({ detail }) => detail)).toEqual(['b']);
    close();
  });

  it('are all of them, however many wait to be written', async () => {
    const ids = Array.from({ length: 1_203 }, (_, i) => `a${String(i).padStart(4, '0')}`);
    await replayed(ids);
    const { kept, close } = await openKeptData(folder, SMALL);
    const seen: string[] = [];
    for await (const work of kept.works()) seen.push(work.account.id);
    expect(seen).toEqual(ids);
    close();
  });

  it('is replaced by the next replay, with nothing of the first left', async () => {
    await replayed(['a', 'b']);
    await replayed(['c'], at('2026-06-09'));
    expect(await keptIds()).toEqual(['c']);
    const { kept, close } = await openKeptData(folder, SMALL);
    expect(kept.at).toBe('2026-06-09T00:00:00Z');
    expect(await kept.lastEntries('a', 9)).toEqual([]);
    close();
    expect(readdirSync(folder)).toEqual(['touchline.db']);
  });

  it('is nothing when the replay did not come to its end', async () => {
    await replayed(['a']);
    const store = await ReplayStore.open(folder);
    store.add(loaded('b'));
    store.close();
    await expect(keptIds()).rejects.toThrow(KeptDataError);
    await replayed(['c']);
    expect(await keptIds()).toEqual(['c']);
  });

  it('never takes the place of what a running Touchline has decided', async () => {
    const live = openDatabase(folder);
    await new SqliteAccountStore(live).commit(sampleCommit('live'));
    await new SqliteSettings(live).set('now', '2026-06-01T00:00:00Z');
    live.close();
    const before = readFileSync(join(folder, 'touchline.db'));
    const opening = ReplayStore.open(folder);
    await expect(opening).rejects.toThrow(KeptDataError);
    await expect(ReplayStore.open(folder)).rejects.toThrow(`"${folder}" holds data that no replay wrote`);
    expect(readFileSync(join(folder, 'touchline.db')).equals(before)).toBe(true);
    expect(await keptIds()).toEqual(['live']);
  });

  it('never takes the place of another program’s file, or of one that is no database', async () => {
    await replayed([]);
    const path = join(folder, 'touchline.db');
    rmSync(path);
    const other = new DatabaseSync(path);
    other.exec('CREATE TABLE theirs (x)');
    other.close();
    await expect(ReplayStore.open(folder)).rejects.toMatchObject({ problem: 'not-ours' });
    await expect(openKeptData(folder, SMALL)).rejects.toMatchObject({ problem: 'not-ours' });
    rmSync(path);
    writeFileSync(path, 'no database at all, but long enough to be looked at as if it were one'.repeat(40));
    await expect(ReplayStore.open(folder)).rejects.toMatchObject({ problem: 'damaged' });
    expect(readFileSync(path, 'utf8')).toContain('no database at all');
  });
});

describe('a data folder', () => {
  it.each([
    ['is not there', () => undefined],
    ['holds nothing', () => openDatabase(folder).close()],
  ])('that %s is told by name, with what to do', async (_what, prepare) => {
    prepare();
    const asking = openKeptData(folder, SMALL);
    await expect(asking).rejects.toThrow(KeptDataError);
    await expect(openKeptData(folder, SMALL)).rejects.toThrow(
      `nothing is kept in "${folder}": run "touchline replay FILE --data ${folder}" first`,
    );
  });

  it('is not made by a question', async () => {
    await expect(openKeptData(folder, SMALL)).rejects.toThrow(KeptDataError);
    expect(existsSync(folder)).toBe(false);
  });
});

describe('the example signals, replayed with the rulebook that ships', () => {
  let rulebook: Rulebook;
  beforeAll(async () => {
    const opened = await openRulebook('rules');
    if (opened.rulebook === undefined) throw new Error('the rulebook is invalid');
    rulebook = opened.rulebook;
  });

  /** Every account as its replay held it, while the same is kept in the folder. */
  async function replayExample() {
    const spill = new SpillFiles(rulebook.signalTypes);
    const collector = new SignalCollector(rulebook, spill, 1_000_000);
    await readSignalFile('docs/examples/signals.ndjson', collector);
    const store = await ReplayStore.open(folder);
    const accounts: ReplayedAccount[] = [];
    const { to } = await replay(rulebook, collector, {
      onAccount: (one) => {
        accounts.push(one);
        const account = closeAccount(one.world.account, rulebook);
        store.add({ account, due: undefined, ledger: one.ledger });
      },
    });
    const sources = [...rulebook.catalog.sources.values()];
    const heard = new Map(sources.map((source) => [source.name, collector.watermarks.hours(source)]));
    await store.finish(to, rulebook, heard);
    store.close();
    return { accounts, heard };
  }

  it('are explained from disk as from memory: every account, and every rule for each', async () => {
    const { accounts } = await replayExample();
    expect(accounts).toHaveLength(3);
    const { kept, close } = await openKeptData(folder, rulebook);
    let [fired, unknown] = [0, 0];
    for (const { world, ledger } of accounts) {
      const { id } = world.account;
      const work = await kept.work(id);
      if (work === undefined) throw new Error(`${id} is not kept`);
      const told = ledger.filter(({ kind }) => kind !== 'not-fired');
      const last = await kept.lastEntries(id, 1_000);
      expect(explainAccount(work, last)).toEqual(explainAccount(world.work, told));
      for (const rule of rulebook.rules) {
        const explained = explainRule(work, rule, await kept.entriesOf(id, rule.id));
        expect(explained, `${rule.id} for ${id}`).toEqual(explainRule(world.work, rule, ledger));
        fired += explained.history.filter(({ kind }) => kind === 'fired').length;
        unknown += explained.subjects.filter(({ holds }) => holds === 'unknown').length;
      }
    }
    close();
    // Enough of both to be worth comparing.
    expect(fired).toBeGreaterThanOrEqual(5);
    expect(unknown).toBeGreaterThanOrEqual(5);
  });

  it('are matched from disk as from memory, and add up to the accounts', async () => {
    const { accounts } = await replayExample();
    const { kept, close } = await openKeptData(folder, rulebook);
    for (const rule of rulebook.rules.filter(({ on, each }) => on === undefined && each === undefined)) {
      const [fromDisk, fromMemory] = [new RuleMatcher(rule), new RuleMatcher(rule)];
      for await (const work of kept.works()) fromDisk.add(work);
      for (const { world } of accounts) fromMemory.add(world.work);
      const match = fromDisk.result();
      expect(match, rule.id).toEqual(fromMemory.result());
      const others = [match.not, match.unknown, match.gated].flatMap((counts) => Object.values(counts));
      expect(
        others.reduce((sum, one) => sum + one, match.matches.length),
        rule.id,
      ).toBe(3);
    }
    close();
  });

  it('leave definitions and watermarks, for whoever goes on from there', async () => {
    const { heard } = await replayExample();
    const db = openDatabase(folder);
    const definitions = new SqliteDefinitionStore(db);
    expect(await definitions.hashes()).toEqual([...rulebook.documents.keys()].sort());
    for (const [hash, document] of rulebook.documents)
      expect(await definitions.get(hash)).toEqual(JSON.parse(JSON.stringify(document)));
    const watermarks = new SqliteWatermarkStore(db);
    for (const [source, hours] of heard)
      expect(await watermarks.hours(source, Number.NEGATIVE_INFINITY), source).toEqual(hours);
    expect(heard.get('crm')?.every((hour) => hour % HOUR_MS === 0)).toBe(true);
    expect(await new SqliteSettings(db).get('rulebook')).toBe(rulebook.hash);
    expect(await new SqliteSettings(db).get('origin')).toBe('replay');
    db.close();
  });
});
