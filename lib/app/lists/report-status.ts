import type { Source } from '../../core/accounts/catalog.ts';
import { DAY_MS, formatInstant, type Instant } from '../../core/time/instant.ts';
import { readKill } from '../acts/act-ports.ts';
import type { ProductStatus } from '../product/lists.ts';
import { everyAccount } from './every-account.ts';
import type { Installation, ListPorts } from './list-ports.ts';

/** Sources are heard within days; only for one that was not is the whole past asked about. */
const RECENT_MS = 32 * DAY_MS;
/** Ambiguous sends are named one by one, for a person to look at each. */
const MAX_NAMED = 200;
/** Effects are counted up to here. */
const MAX_EFFECTS = 10_000;

/** How the product stands at this moment. */
export async function reportStatus(ports: ListPorts, installation: Installation): Promise<ProductStatus> {
  const { rulebook, mode, environment } = installation;
  const now = ports.clock.now();
  const paused = await ports.ruleWatch.paused();
  return {
    now: formatInstant(now),
    rulebook: rulebook.hash,
    mode,
    environment,
    queues: {
      signals: await ports.log.count('waiting'),
      effects: (await ports.accounts.outbox(Number.MAX_SAFE_INTEGER, MAX_EFFECTS)).length,
      parked: await ports.directory.countParked(),
      quarantined: await ports.log.count('quarantined'),
    },
    sources: await Promise.all(
      [...rulebook.catalog.sources.values()].map((source) => sourceStatus(ports.watermarks, source, now)),
    ),
    pausedRules: paused.map(({ rule, at, reason }) => ({ rule, at: formatInstant(at), reason })),
    ambiguousSends: await ports.sends.inState('ambiguous', MAX_NAMED),
    nextDue: await nextDue(ports),
    kill: await readKill(ports.settings),
    accounts: await countAccounts(ports),
  };
}

/**
 * `lastHeard` is the start of the last hour in which the source was heard, from which silence counts as it does in
 * decisions. One that was never heard is not silent but not set up.
 */
async function sourceStatus(
  watermarks: ListPorts['watermarks'],
  { name, maxSilence }: Source,
  now: Instant,
): Promise<ProductStatus['sources'][number]> {
  const recent = await watermarks.hours(name, now - RECENT_MS);
  const hours = recent.length > 0 ? recent : await watermarks.hours(name, Number.MIN_SAFE_INTEGER);
  const last = hours.at(-1);
  return {
    source: name,
    lastHeard: last === undefined ? undefined : formatInstant(last),
    silent: last !== undefined && maxSilence !== undefined && now - last > maxSilence,
  };
}

async function nextDue({ accounts }: ListPorts): Promise<string | undefined> {
  const at = await accounts.nextDue();
  return at === undefined ? undefined : formatInstant(at);
}

async function countAccounts({ accounts }: ListPorts): Promise<number> {
  let count = 0;
  for await (const _id of everyAccount(accounts)) count += 1;
  return count;
}
