import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from '../../../../lib/adapters/local/sqlite/open-database.ts';
import { SqliteAccountStore } from '../../../../lib/adapters/local/sqlite/sqlite-account-store.ts';
import { isStoreError } from '../../../../lib/app/ports/store-error.ts';
import { sampleCommit, sampleEffect, sampleEntry } from '../../../support/contracts/sample-commit.ts';

/** Commits `commits` times to the account `a`, loading afresh after every conflict; posts how many there were. */
const { folder, name, commits } = workerData as { folder: string; name: string; commits: number };
const db = openDatabase(folder, { synchronous: 'off', busyTimeout: 10_000 });
const store = new SqliteAccountStore(db);
let conflicts = 0;
for (let done = 0; done < commits; ) {
  const expected = (await store.load('a'))?.version ?? 0;
  // Lets the other worker in between reading and writing.
  await new Promise(setImmediate);
  try {
    const run = `${name}${done}`;
    const ledger = [sampleEntry({ run })];
    await store.commit(sampleCommit('a', { expected, seen: [run], ledger, outbox: [sampleEffect(run)] }));
    done += 1;
  } catch (error) {
    if (!isStoreError(error, 'version-conflict')) throw error;
    conflicts += 1;
  }
}
db.close();
parentPort?.postMessage(conflicts);
