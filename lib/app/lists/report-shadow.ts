import type { LedgerEntry, LedgerKind } from '../../core/ledger.ts';
import type { Rulebook } from '../../core/rulebook.ts';
import { formatInstant, type Instant } from '../../core/time/instant.ts';
import type { LedgerReader } from '../ports/ledger-reader.ts';
import type { ShadowReport } from '../product/lists.ts';
import { everyAccount } from './every-account.ts';
import type { ListPorts } from './list-ports.ts';
import { JourneyTally, RuleTally } from './shadow-tally.ts';

const KINDS: readonly LedgerKind[] = [
  'fired',
  'task-created',
  'run-started',
  'notice',
  'opportunity',
  'touch',
  'touch-suppressed',
];
const PAGE = 1000;

/** Counts what the ledgers of all accounts say was decided in shadow. */
export async function reportShadow(
  { accounts, ledger }: Pick<ListPorts, 'accounts' | 'ledger'>,
  rulebook: Rulebook,
): Promise<ShadowReport> {
  const rules = new Map(
    rulebook.rules.filter(({ status }) => status === 'shadow').map(({ id }) => [id, new RuleTally()]),
  );
  const journeys = new Map(
    [...rulebook.journeys.values()]
      .filter(({ status }) => status === 'shadow')
      .map(({ id }) => [id, new JourneyTally()]),
  );
  let from: Instant | undefined;
  let to: Instant | undefined;
  for await (const account of everyAccount(accounts)) {
    for await (const entry of shadowEntries(ledger, account)) {
      const rule = rules.get(entry.rule ?? '');
      rule?.count(entry, account);
      const journey = journeyOf(entry, journeys);
      journey?.count(entry);
      if (rule === undefined && journey === undefined) continue;
      if (from === undefined || entry.at < from) from = entry.at;
      if (to === undefined || entry.at > to) to = entry.at;
    }
  }
  return {
    from: from === undefined ? undefined : formatInstant(from),
    to: to === undefined ? undefined : formatInstant(to),
    rules: inOrder(rules).map(([rule, tally]) => ({ rule, ...tally.counts })),
    journeys: inOrder(journeys).map(([journey, tally]) => ({ journey, ...tally.counts })),
  };
}

async function* shadowEntries(ledger: LedgerReader, account: string): AsyncGenerator<LedgerEntry> {
  let after = 0;
  for (;;) {
    const page = await ledger.entries({ account, kinds: KINDS, after, limit: PAGE });
    for (const { entry } of page) if (entry.status === 'shadow') yield entry;
    after = page.at(-1)?.sequence ?? after;
    if (page.length < PAGE) return;
  }
}

/** A journey that is live by now has a part as well, where a rule in shadow started runs of it. */
function journeyOf({ journey }: LedgerEntry, tallies: Map<string, JourneyTally>): JourneyTally | undefined {
  if (journey === undefined) return undefined;
  const tally = tallies.get(journey) ?? new JourneyTally();
  tallies.set(journey, tally);
  return tally;
}

function inOrder<Tally>(tallies: ReadonlyMap<string, Tally>): [string, Tally][] {
  return [...tallies].sort(([a], [b]) => (a < b ? -1 : 1));
}
