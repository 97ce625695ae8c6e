import type { AccountJson } from '../../core/accounts/account-json.ts';
import { sha256Hex } from '../../core/authoring/canonical-json.ts';
import type { LedgerEntry } from '../../core/ledger.ts';
import type { Touch } from '../ports/touch-store.ts';
import { laterTouch, wantedBy } from '../touches/advance-touch.ts';

export interface TouchChange {
  readonly touch: Touch;
  /** It waits inside of its run, which has yet to decide it, and falls with it. */
  readonly held: boolean;
}

/**
 * Touch rows that a commit changes. Where a run ends or leaves the step with somebody still waiting, nothing is said of
 * the touch itself: it is suppressed then, for the reason that the run moved on.
 */
export function projectTouches(
  account: AccountJson,
  ledger: readonly LedgerEntry[],
  before: readonly Touch[],
): TouchChange[] {
  const held = new Map(before.map((touch) => [touch.id, touch]));
  const changed = new Map<string, Touch>();
  for (const entry of ledger) {
    const touch = touchOf(account.id, entry);
    if (touch === undefined) continue;
    const there = changed.get(touch.id) ?? held.get(touch.id);
    changed.set(touch.id, there === undefined ? touch : laterTouch(there, touch));
  }
  for (const touch of [...held.values(), ...changed.values()]) {
    const latest = changed.get(touch.id) ?? touch;
    if (latest.status === 'delayed' && !isWaiting(account, latest))
      changed.set(touch.id, fallen(latest, ledger, account));
  }
  return [...changed.values()].map((touch) => ({ touch, held: touch.status === 'delayed' }));
}

function touchOf(account: string, entry: LedgerEntry): Touch | undefined {
  const { kind, at, journey = '', run = '', step = '', contact, channel = '', until } = entry;
  if (kind !== 'touch' && kind !== 'touch-delayed' && kind !== 'touch-suppressed') return undefined;
  const mode = entry.status ?? 'live';
  const touch = {
    id: entry.key ?? idWithoutKey(run, step, contact, channel),
    account,
    contact,
    channel,
    template: entry.template ?? '',
    topic: entry.topic ?? '',
    journey,
    run,
    step,
    mode,
    at,
  };
  const reason = entry.reason ?? '';
  if (kind === 'touch-delayed') return { ...touch, status: 'delayed', reason, until };
  if (kind === 'touch-suppressed') return { ...touch, status: 'suppressed', reason, until: undefined };
  if (mode === 'shadow') return { ...touch, status: 'skipped', reason: 'shadow', until: undefined };
  return { ...touch, status: 'planned', reason: wantedBy(journey, step), until: undefined };
}

/** Somebody to whom nothing can be sent has no send key, and a touch to nobody neither. As long as one, for a look. */
function idWithoutKey(run: string, step: string, contact: string | undefined, channel: string): string {
  return sha256Hex(JSON.stringify(['touch', run, step, contact ?? '', channel])).slice(0, 32);
}

function isWaiting(account: AccountJson, { run, step, contact }: Touch): boolean {
  const at = account.runs.find(({ id }) => id === run)?.step;
  if (at?.id !== step) return false;
  return at.deliveries?.some((one) => one.contact === contact && one.state === 'waiting') === true;
}

function fallen(touch: Touch, ledger: readonly LedgerEntry[], account: AccountJson): Touch {
  const moved = ledger.findLast(
    ({ kind, run }) => run === touch.run && (kind === 'run-ended' || kind === 'goal'),
  );
  const why = moved?.kind === 'goal' ? 'goal' : moved?.reason;
  return {
    ...touch,
    status: 'suppressed',
    at: moved?.at ?? account.now,
    reason: why ?? 'step-left',
    until: undefined,
  };
}
