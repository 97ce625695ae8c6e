import type { Effect } from '../../core/effect.ts';
import { ContactView } from '../../core/journeys/contact-view.ts';
import type { Guards } from '../../core/journeys/deliver.ts';
import { DAY_MS, type Instant } from '../../core/time/instant.ts';
import type { KillSwitch } from '../../core/touches/plan-delivery.ts';
import type { Work } from '../../core/work.ts';
import type { SendLedger } from '../ports/send-ledger.ts';
import type { SuppressionList } from '../ports/suppression-list.ts';

/** Caps look back a month at most. */
const LOOK_BACK_MS = 32 * DAY_MS;

interface GuardPorts {
  readonly sends: SendLedger;
  readonly suppressions: SuppressionList;
  kill(): KillSwitch;
}

/**
 * A snapshot of what may stop a touch, for all contacts of the account: what was claimed, and what this play has
 * decided to send and nobody has claimed yet. The claim before sending asks again.
 */
export async function guardsOf(ports: GuardPorts, work: Work, decided: readonly Effect[]): Promise<Guards> {
  const { account, rulebook, now } = work;
  const since = now - LOOK_BACK_MS;
  const suppressed = new Set<string>();
  const claimed = new Map<string, readonly Instant[]>();
  for (const item of account.sets[rulebook.catalog.contacts.index]?.items.values() ?? []) {
    const addressKey = new ContactView(rulebook.catalog, item).text('addressKey');
    if (addressKey === undefined || claimed.has(addressKey)) continue;
    claimed.set(addressKey, await ports.sends.sendsTo(addressKey, since));
    if (await ports.suppressions.has(addressKey)) suppressed.add(addressKey);
  }
  const ofAccount = await ports.sends.sendsOf(account.id, since);
  const counted = decided
    .filter((one) => one.kind === 'send')
    .filter((one) => one.counted && one.status === 'live');
  const at = (sends: readonly { readonly at: Instant }[]) => sends.map((one) => one.at);
  return {
    kill: ports.kill(),
    isSuppressed: (addressKey) => suppressed.has(addressKey),
    contactSends: (addressKey) =>
      merged(claimed.get(addressKey) ?? [], at(counted.filter((one) => one.addressKey === addressKey))),
    accountSends: () => merged(ofAccount, at(counted)),
  };
}

function merged(claimed: readonly Instant[], decided: readonly Instant[]): readonly Instant[] {
  return decided.length === 0 ? claimed : [...claimed, ...decided].sort((a, b) => a - b);
}
