import type { LedgerEntry } from '../../core/ledger.ts';
import type { Instant } from '../../core/time/instant.ts';
import type { LedgerReader } from '../ports/ledger-reader.ts';
import type { Notice } from '../touches/send-notice.ts';
import type { Send } from '../touches/send-touch.ts';

type SendKind = Extract<LedgerEntry['kind'], 'sent' | `send-${string}`>;

/** How the ledger names a send. Opaque ids only. */
export type SendNaming = Pick<
  LedgerEntry,
  | 'status'
  | 'rule'
  | 'journey'
  | 'run'
  | 'definition'
  | 'step'
  | 'contact'
  | 'channel'
  | 'template'
  | 'topic'
  | 'key'
>;

export function namingOf(effect: Send | Notice): SendNaming {
  const { key, status, channel, template } = effect;
  if (effect.kind === 'notify') return { status, rule: effect.rule, channel, template, key };
  const { journey, run, definition, step, contact, topic } = effect;
  return { status, journey, run, definition, step, contact, channel, template, topic, key };
}

export function sendEntry(
  kind: SendKind,
  naming: SendNaming,
  at: Instant,
  more: {
    readonly reason?: string | undefined;
    readonly detail?: string | undefined;
    readonly until?: Instant | undefined;
    readonly attempt?: number | undefined;
  },
): LedgerEntry {
  const { reason, detail, until, attempt } = more;
  return {
    at,
    kind,
    ...naming,
    ...(reason === undefined ? {} : { reason }),
    ...(until === undefined ? {} : { until }),
    ...(attempt === undefined ? {} : { values: { attempt } }),
    ...(detail === undefined ? {} : { detail }),
  };
}

const PAGE = 200;

/**
 * Whether the ledger says so already, of the same attempt or end of a hold: a crash may have come between an entry and
 * the mark that it was made.
 */
export async function isOnRecord(
  ledger: LedgerReader,
  account: string,
  entry: LedgerEntry,
): Promise<boolean> {
  const about =
    entry.journey === undefined
      ? entry.rule === undefined
        ? {}
        : { rule: entry.rule }
      : { journey: entry.journey };
  for (let after = 0; ; ) {
    const page = await ledger.entries({ account, ...about, kinds: [entry.kind], after, limit: PAGE });
    if (page.some((one) => isSame(one.entry, entry))) return true;
    if (page.length < PAGE) return false;
    after = page.at(-1)?.sequence ?? after;
  }
}

function isSame(there: LedgerEntry, entry: LedgerEntry): boolean {
  if (there.key !== entry.key || there.until !== entry.until) return false;
  // Each attempt may end in doubt; any other end comes once.
  return entry.kind !== 'send-ambiguous' || there.values?.attempt === entry.values?.attempt;
}
