import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { explainAccount } from '../../../lib/app/explain/explain-account.ts';
import { explainRule } from '../../../lib/app/explain/explain-rule.ts';
import { KeptData, type KeptStores } from '../../../lib/app/kept/kept-data.ts';
import { decide } from '../../../lib/core/decide.ts';
import type { Rulebook } from '../../../lib/core/rulebook.ts';
import { sampleAccount, sampleEntry } from '../../support/contracts/sample-commit.ts';
import { contact, mail, start, way } from '../../support/journey-worlds.ts';
import { KEPT_STORES, keep } from '../../support/kept-stores.ts';
import { rulebookOf, when } from '../../support/rulebook.ts';
import { at, signalOf, TestWorld } from '../../support/world.ts';

const JOURNEY = { steps: [mail('hello', { at: 'P2D' }), { id: 'over', end: 'completed' }] };
const PARTS = way(JOURNEY, {
  rules: {
    quiet: { conditions: when('sum', 'equal', 0, { of: 'logins', over: 'P2D' }) },
    few: { conditions: when('seats', 'lessThan', 3) },
  },
});
const RULEBOOK = rulebookOf(PARTS);

describe.each(KEPT_STORES)('data kept in %s', (_name, make) => {
  let stores: KeptStores & { close(): void };
  beforeEach(() => {
    stores = make();
  });
  afterEach(() => stores.close());

  const opened = async (rulebook: Rulebook = RULEBOOK) => {
    const kept = await KeptData.open(stores, rulebook);
    if (kept === undefined) throw new Error('nothing is kept');
    return kept;
  };
  const started = async () => {
    const world = new TestWorld(RULEBOOK, '2026-06-01');
    await contact(world, '2026-06-01 00:00', 'ann', { roles: ['champion'] });
    await world.know('2026-06-01 08:00', { seats: 2 });
    await world.tell('2026-06-01 08:30', 'usage.recorded', { logins: 4 });
    await start(world, '2026-06-01 09:00');
    return world;
  };

  it('is nothing until something was decided', async () => {
    expect(await KeptData.open(stores, RULEBOOK)).toBeUndefined();
    await stores.settings.set('rulebook', RULEBOOK.hash);
    expect(await KeptData.open(stores, RULEBOOK)).toBeUndefined();
  });

  it('is as of the instant up to which everything was decided', async () => {
    await stores.settings.set('now', '2026-06-03T10:15:00.250Z');
    const kept = await opened();
    expect(kept.now).toBe(at('2026-06-03 10:15') + 250);
    expect(kept.at).toBe('2026-06-03T10:15:00.250Z');
  });

  it('explains an account as its own memory does', async () => {
    const world = await started();
    await world.pass('2026-06-02 12:00');
    await stores.settings.set('now', '2026-06-02T12:00:00Z');
    await keep(stores, world.json, world.ledger, RULEBOOK);
    const kept = await opened();
    const work = await kept.work('acme');
    if (work === undefined) throw new Error('not kept');
    const [few] = RULEBOOK.rules.filter(({ id }) => id === 'few');
    if (few === undefined) throw new Error('no rule');
    const entries = await kept.entriesOf('acme', 'few');
    expect(explainRule(work, few, entries)).toEqual(explainRule(world.world.work, few, world.ledger));
    const last = await kept.lastEntries('acme', 100);
    const ledger = world.ledger.filter(({ kind }) => kind !== 'not-fired');
    expect(explainAccount(work, last)).toEqual(explainAccount(world.world.work, ledger));
    expect(entries.map(({ kind }) => kind)).toEqual(['fired']);
  });

  it('is asked as of that instant, or of the account’s own where it is later', async () => {
    await stores.settings.set('now', '2026-06-20T00:00:00Z');
    const world = await started();
    await keep(stores, world.json, [], RULEBOOK);
    expect((await (await opened()).work('acme'))?.now).toBe(at('2026-06-20'));
    await stores.settings.set('now', '2026-06-01T00:00:00Z');
    expect((await (await opened()).work('acme'))?.now).toBe(at('2026-06-01 09:00'));
  });

  it('knows when sources were heard, so that silence is told from absence', async () => {
    const world = await started();
    await keep(stores, world.json, [], RULEBOOK);
    await stores.settings.set('now', '2026-06-10T00:00:00Z');
    const [quiet] = RULEBOOK.rules.filter(({ id }) => id === 'quiet');
    if (quiet === undefined) throw new Error('no rule');
    const holds = async () => {
      const work = await (await opened()).work('acme');
      return work && explainRule(work, quiet, []).subjects[0]?.holds;
    };
    expect(await holds()).toBe('unknown');
    await stores.watermarks.hear('product', at('2026-06-09 22:10'));
    expect(await holds()).toBe('true');
  });

  it('is not there for an account that nobody told of', async () => {
    await stores.settings.set('now', '2026-06-10T00:00:00Z');
    const kept = await opened();
    expect(await kept.work('acme')).toBeUndefined();
    expect(await kept.entriesOf('acme', 'few')).toEqual([]);
    expect(await kept.lastEntries('acme', 5)).toEqual([]);
    expect(await kept.someIds()).toEqual([]);
  });

  it('stays as it is, whatever is asked', async () => {
    const world = await started();
    await keep(stores, world.json, world.ledger, RULEBOOK);
    await stores.settings.set('now', '2026-06-10T00:00:00Z');
    const before = await stores.accounts.load('acme');
    const work = await (await opened()).work('acme');
    if (work === undefined) throw new Error('not kept');
    await decide(work, signalOf(RULEBOOK, at('2026-06-11'), 'flag.set', { flag: false }));
    expect(await stores.accounts.load('acme')).toEqual(before);
    expect((await (await opened()).work('acme'))?.account.now).toBe(at('2026-06-01 09:00'));
  });

  it('gives every account once, and every entry in order, however many there are', async () => {
    await stores.settings.set('now', '2026-06-10T00:00:00Z');
    const ids = Array.from({ length: 401 }, (_, i) => `a${String(i).padStart(3, '0')}`);
    const ledger = Array.from({ length: 401 }, (_, i) => sampleEntry({ rule: 'few', detail: String(i) }));
    for (const id of ids) await keep(stores, sampleAccount(id), id === 'a007' ? ledger : [], RULEBOOK);
    const kept = await opened();
    const seen: string[] = [];
    for await (const work of kept.works()) seen.push(work.account.id);
    expect(seen).toEqual(ids);
    expect(await kept.someIds()).toEqual(ids);
    const details = (await kept.entriesOf('a007', 'few')).map(({ detail }) => detail);
    expect(details).toEqual(ledger.map(({ detail }) => detail));
    expect((await kept.lastEntries('a007', 3)).map(({ detail }) => detail)).toEqual(['398', '399', '400']);
  });

  it('gives the last things decided without those that say why nothing was', async () => {
    await stores.settings.set('now', '2026-06-10T00:00:00Z');
    const ledger = (['fired', 'not-fired', 'resolved', 'not-fired'] as const).map((kind) =>
      sampleEntry({ kind }),
    );
    await keep(stores, sampleAccount('acme'), ledger, RULEBOOK);
    const kept = await opened();
    expect((await kept.lastEntries('acme', 2)).map(({ kind }) => kind)).toEqual(['fired', 'resolved']);
    expect((await kept.lastEntries('acme', 1)).map(({ kind }) => kind)).toEqual(['resolved']);
    expect(await kept.lastEntries('acme', 0)).toEqual([]);
    expect(await kept.entriesOf('acme', 'login-drop')).toHaveLength(4);
  });

  it('answers with a rulebook that has no place any more for what a run began on', async () => {
    const old = rulebookOf(
      way(
        { ...JOURNEY, exit: [{ reason: 'red', when: when('colour', 'equal', 'red') }] },
        {
          facts: { colour: { type: 'string', meaning: 'Gone tomorrow' } },
        },
      ),
    );
    const world = new TestWorld(old, '2026-06-01');
    await contact(world, '2026-06-01 00:00', 'ann', { roles: ['champion'] });
    await start(world, '2026-06-01 09:00');
    await keep(stores, world.json, world.ledger, old);
    await stores.settings.set('now', '2026-06-01T12:00:00Z');
    const work = await (await opened(RULEBOOK)).work('acme');
    if (work === undefined) throw new Error('not kept');
    expect(explainAccount(work, []).runs).toMatchObject([{ journey: 'way', step: 'hello' }]);
    expect([...work.rulebook.definitions.keys()]).toEqual([...RULEBOOK.definitions.keys()]);
  });
});
