import { describe, expect, it } from 'vitest';
import { isStoreError } from '../../../../../lib/app/ports/store-error.ts';
import {
  MONDAY,
  sampleAccount,
  sampleCommit,
  sampleEffect,
  sampleEntry,
} from '../../../../support/contracts/sample-commit.ts';
import { newSignal, sampleSignal } from '../../../../support/contracts/signal-log-under-test.ts';
import { onDynamoDb } from '../../../../support/dynamo-table.ts';
import { timeout } from '../../../../support/dynamo-traffic.ts';
import { sampleRun, TUESDAY, touchEntry, waitingFor } from '../../../../support/sample-book.ts';

onDynamoDb((scene) => {
  describe('processes that share a table', () => {
    it('see at once what another has committed, whatever they remember of the account', async () => {
      const [one, two] = [scene().stores().accounts, scene().stores().accounts];
      await one.commit(sampleCommit('a', { seen: ['crm|1'] }));
      expect((await two.load('a'))?.version).toBe(1);
      await one.commit(sampleCommit('a', { expected: 1, seen: ['crm|2'] }));
      expect(await two.seen('a', ['crm|2'])).toEqual(new Set(['crm|2']));
      await expect(two.commit(sampleCommit('a', { expected: 1, seen: ['crm|3'] }))).rejects.toMatchObject({
        code: 'version-conflict',
      });
      await two.commit(sampleCommit('a', { expected: 2, seen: ['crm|3'] }));
      expect(await one.version('a')).toBe(3);
    });

    it('lose and repeat nothing of what they commit and note on one account at the same time', async () => {
      const processes = Array.from({ length: 4 }, () => scene().stores());
      await processes[0]!.accounts.commit(sampleCommit('a'));
      const decide = async ({ accounts }: (typeof processes)[number], name: string) => {
        for (let i = 0; i < 10; ) {
          const key = `${name}|${i}`;
          if ((await accounts.seen('a', [key])).has(key)) {
            i += 1;
            continue;
          }
          const expected = await accounts.version('a');
          try {
            const entry = sampleEntry({ kind: 'signal', signal: key });
            await accounts.commit(
              sampleCommit('a', { expected, seen: [key], ledger: [entry], outbox: [sampleEffect(key)] }),
            );
          } catch (error) {
            if (!isStoreError(error, 'version-conflict') && !isStoreError(error, 'unavailable')) throw error;
          }
        }
      };
      const note = async ({ ledgerWriter }: (typeof processes)[number], name: string) => {
        for (let i = 0; i < 5; ) {
          try {
            await ledgerWriter.append('a', [sampleEntry({ kind: 'sent', key: `${name}|${i}` })]);
            i += 1;
          } catch (error) {
            if (!isStoreError(error, 'unavailable')) throw error;
          }
        }
      };
      await Promise.all(processes.flatMap((one, i) => [decide(one, `p${i}`), note(one, `n${i}`)]));
      const { accounts, ledger } = scene().stores();
      const entries = await ledger.entries({ account: 'a', limit: 1000 });
      expect(entries.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
      expect(new Set(entries.map(({ entry }) => entry.signal ?? entry.key)).size).toBe(60);
      expect(await accounts.outbox(Number.MAX_SAFE_INTEGER, 1000)).toHaveLength(40);
      expect(await accounts.version('a')).toBe(41);
    });

    it('count every account once, however many are new at the same time', async () => {
      const processes = Array.from({ length: 3 }, () => scene().stores().accounts);
      const ids = Array.from({ length: 40 }, (_, i) => `account-${i}`);
      const outcomes = await Promise.allSettled(
        processes.flatMap((accounts) => ids.map((id) => accounts.commit(sampleCommit(id)))),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(40);
      expect(await processes[0]!.count()).toBe(40);
    });

    it('log a signal once, with its personal data, though all of them are sent it', async () => {
      const processes = Array.from({ length: 3 }, () => scene().stores());
      const signals = Array.from({ length: 30 }, (_, i) =>
        newSignal(sampleSignal(`${i}`, { contact: `c${i % 4}` }), { personal: { name: `${i}` } }),
      );
      const added = await Promise.all(processes.map(({ log }) => log.append(signals)));
      expect(added.flat().filter((isNew) => isNew)).toHaveLength(30);
      const { log, contacts } = scene().stores();
      const logged = await log.list({ limit: 100 });
      expect(logged).toHaveLength(30);
      expect(new Set(logged.map(({ number }) => number)).size).toBe(30);
      expect((await contacts.get('acme', 'c3'))?.fields).toEqual({ name: '7' });
    });

    it('know the signals of a busy account from whatever process decided them, page by page', async () => {
      const [one, two] = [scene().stores().accounts, scene().stores().accounts];
      const keys = Array.from({ length: 100 }, (_, i) => `crm|${i}`);
      for (const [i, key] of keys.entries())
        await (i % 2 === 0 ? one : two).commit(
          sampleCommit('a', { expected: i, seen: [key], at: MONDAY + i }),
        );
      const three = scene().stores().accounts;
      expect(await three.seen('a', [...keys, 'crm|x'])).toEqual(new Set(keys));
      for (const key of ['crm|0', 'crm|40', 'crm|99'])
        await expect(
          scene()
            .stores()
            .accounts.commit(sampleCommit('a', { expected: 100, seen: [key] })),
        ).rejects.toMatchObject({ code: 'already-seen' });
      await one.forgetSeen(MONDAY + 50);
      expect(await scene().stores().accounts.seen('a', keys)).toEqual(new Set(keys.slice(50)));
      await one.commit(sampleCommit('a', { expected: 100, seen: ['crm|0'], at: MONDAY + 100 }));
      expect(await one.seen('a', ['crm|0'])).toEqual(new Set(['crm|0']));
    });

    it('take a touch out of the hands of its run, so that the run no longer lets it fall', async () => {
      const { accounts, touches } = scene().stores();
      const held = sampleAccount('a', { runs: [sampleRun('r1', { step: waitingFor('ann') })] });
      const delayed = touchEntry('touch-delayed', { reason: 'quiet-hours', until: TUESDAY });
      await accounts.commit({ ...sampleCommit('a', { ledger: [delayed] }), account: held });
      await scene()
        .stores()
        .touches.advance('k1', 'delayed', TUESDAY, 'cap-contact', TUESDAY + 9);
      const gone = sampleAccount('a', { now: TUESDAY + 1 });
      await accounts.commit({ ...sampleCommit('a', { expected: 1 }), account: gone });
      expect(await touches.get('k1')).toMatchObject({ status: 'delayed', reason: 'cap-contact' });
    });
  });

  describe('an answer that is lost on its way', () => {
    const losing = (name: string) => {
      const stores = scene().watchedStores();
      let lost = 0;
      stores.traffic.after = (called) => {
        if (called !== name || lost > 0) return;
        lost += 1;
        throw timeout();
      };
      return stores;
    };

    it.each([
      ['PutItem', []],
      ['TransactWriteItems', [sampleEffect('r')]],
    ])('does not make a conflict of a commit by %s', async (name, outbox) => {
      await scene().stores().accounts.commit(sampleCommit('a'));
      const { accounts } = losing(name);
      await accounts.commit(sampleCommit('a', { expected: 1, seen: ['crm|1'], outbox }));
      expect(await accounts.version('a')).toBe(2);
      await accounts.commit(sampleCommit('a', { expected: 2 }));
    });

    it('does not put an outcome on record twice', async () => {
      await scene().stores().accounts.commit(sampleCommit('a'));
      const { ledgerWriter, ledger } = losing('PutItem');
      await ledgerWriter.append('a', [sampleEntry()]);
      expect(await ledger.entries({ account: 'a', limit: 10 })).toHaveLength(1);
    });

    it('makes logging fail, and what was logged is known when it is sent once more', async () => {
      const { log } = losing('TransactWriteItems');
      await expect(log.append([newSignal(sampleSignal('1'))])).rejects.toMatchObject({ code: 'unavailable' });
      expect(await log.append([newSignal(sampleSignal('1'))])).toEqual([false]);
      expect(await log.list({ limit: 10 })).toHaveLength(1);
    });
  });
});
