import type { Commit } from '../../../lib/app/ports/account-store.ts';
import type { AccountJson } from '../../../lib/core/accounts/account-json.ts';
import type { Effect } from '../../../lib/core/effect.ts';
import type { LedgerEntry } from '../../../lib/core/ledger.ts';
import type { Instant } from '../../../lib/core/time/instant.ts';

/** 2026-06-01T09:00:00Z */
export const MONDAY: Instant = Date.UTC(2026, 5, 1, 9);

export function sampleAccount(id: string, over: Partial<AccountJson> = {}): AccountJson {
  return {
    id,
    createdAt: MONDAY,
    now: MONDAY,
    rulebook: 'r1',
    levels: { plan: [['scale', MONDAY, 'crm|1']] },
    logs: {},
    sets: {},
    series: {},
    heard: {},
    firings: {},
    ruleDue: {},
    due: {},
    runs: [],
    pastRuns: {},
    tasks: [],
    ...over,
  };
}

export function sampleEntry(over: Partial<LedgerEntry> = {}): LedgerEntry {
  return { at: MONDAY, kind: 'fired', status: 'live', rule: 'login-drop', reason: 'usage-decline', ...over };
}

export function sampleEffect(run: string): Effect {
  return { kind: 'start-run', run, definition: 'd1', status: 'live' };
}

/** The first commit of an account, unless `over` says otherwise. */
export function sampleCommit(id: string, over: Partial<Omit<Commit, 'account'>> = {}): Commit {
  return {
    account: sampleAccount(id),
    expected: 0,
    seen: [],
    at: MONDAY,
    ledger: [],
    outbox: [],
    due: undefined,
    ...over,
  };
}

/** What stores must take for an id without a second thought: prototype names, SQL, blanks, many scripts, length. */
export const ODD_NAMES: readonly (readonly [what: string, name: string])[] = [
  ['__proto__', '__proto__'],
  ['constructor', 'constructor'],
  ['toString', 'toString'],
  ['SQL', "x'; DROP TABLE accounts; --"],
  ['a wildcard', '%_*'],
  ['blanks around a word', ' padded '],
  ['a colon, a hash and a bar', 'a:b#c|d'],
  ['upper case', 'ACME'],
  ['decomposed accents', 'Cafe\u0301'],
  ['right-to-left text', '\u05d7\u05d1\u05e8\u05d4'],
  ['an emoji of several code points', '👩🏽‍🚀'],
  ['a NUL', 'a\u0000b'],
  ['5,000 characters', 'ü'.repeat(5000)],
];
