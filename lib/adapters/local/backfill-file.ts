import { BackfillIntake } from '../../app/intake/backfill-intake.ts';
import { Identities, type IdentityKeys } from '../../app/intake/identities.ts';
import type { HourlyWatermarks } from '../../app/kept/hourly-watermarks.ts';
import { accountsToFold, foldBackfill } from '../../app/play/fold-backfill.ts';
import type { PlayPorts } from '../../app/play/play-account.ts';
import type { Rulebook } from '../../core/rulebook.ts';
import type { Instant } from '../../core/time/instant.ts';
import type { Outside } from '../../core/work.ts';
import type { LocalStores } from './local-stores.ts';
import { readSignalFile } from './read-signal-file.ts';

/** What came of a backfill. */
export interface Backfilled {
  readonly signals: number;
  readonly duplicates: number;
  readonly accounts: number;
  readonly rejected: number;
  /** Firings that were taken as known, so that they do not fire. */
  readonly baselined: number;
}

interface BackfillParts extends IdentityKeys {
  readonly stores: LocalStores;
  readonly play: PlayPorts;
  readonly rulebook: Rulebook;
  readonly outside: Outside;
  readonly watermarks: HourlyWatermarks;
  readonly now: Instant;
}

/**
 * Reads a file of signals of the past, and folds them into facts without any effect. What a crash left half done is
 * done when it is asked for again: signals that are there already count as duplicates. Throws SignalFileError.
 */
export async function backfillFile(
  parts: BackfillParts,
  path: string,
  onProgress: (signals: number) => void,
): Promise<Backfilled> {
  const { stores, play, rulebook, outside, watermarks, now } = parts;
  const { minorPerMajor } = rulebook.catalog;
  const context = { minorPerMajor: () => minorPerMajor, addressKey: parts.addressKey };
  const identities = new Identities(stores.directory, parts);
  const intake = new BackfillIntake(stores.log, rulebook, context, identities, now);
  await readSignalFile(path, intake, { onProgress });
  await intake.spill();
  for (const { source, at } of intake.heard) {
    await stores.watermarks.hear(source, at);
    const known = rulebook.catalog.sources.get(source);
    if (known !== undefined) watermarks.hear(known, at);
  }
  let baselined = 0;
  for (const account of await accountsToFold(stores.log)) {
    await foldBackfill({ ...play, log: stores.log }, rulebook, outside, account, now);
    baselined += await countBaselined(stores, account);
  }
  return {
    signals: intake.taken,
    duplicates: intake.duplicates,
    accounts: intake.accounts.size,
    rejected: intake.rejected,
    baselined,
  };
}

async function countBaselined(stores: LocalStores, account: string): Promise<number> {
  const stored = await stores.accounts.load(account);
  const firings = Object.values(stored?.account.firings ?? {}).flatMap((one) => Object.values(one));
  return firings.filter(({ state, firedAt }) => state === 'firing' && firedAt === undefined).length;
}
