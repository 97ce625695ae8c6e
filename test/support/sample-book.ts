import { type OpenRows, projectCommit } from '../../lib/app/lists/project-commit.ts';
import type { AccountJson } from '../../lib/core/accounts/account-json.ts';
import type { OpenRun, RunStep } from '../../lib/core/journeys/run.ts';
import type { LedgerEntry } from '../../lib/core/ledger.ts';
import type { OpenTask } from '../../lib/core/rules/task.ts';
import { DAY_MS, HOUR_MS } from '../../lib/core/time/instant.ts';
import { MONDAY, sampleAccount } from './contracts/sample-commit.ts';

export const TUESDAY = MONDAY + DAY_MS;

export const NO_ROWS: OpenRows = { tasks: [], runs: [], held: [] };

/** What a first commit leaves open: rows that a second one starts from. */
export function rowsAfter(over: Partial<AccountJson>, ledger: readonly LedgerEntry[] = []): OpenRows {
  const { tasks, runs, touches } = projectCommit(sampleAccount('a', over), ledger, NO_ROWS);
  return { tasks, runs, held: touches.filter(({ held }) => held).map(({ touch }) => touch) };
}

/** The account `a` on Tuesday. */
export function accountLater(over: Partial<AccountJson> = {}): AccountJson {
  return sampleAccount('a', { now: TUESDAY, ...over });
}

/** An open task of a rule, due on Wednesday. */
export function sampleTask(id: string, over: Partial<OpenTask> = {}): OpenTask {
  return {
    id,
    reason: 'usage-decline',
    subject: '',
    title: 'Logins fell',
    kind: 'task',
    createdAt: MONDAY,
    dueAt: MONDAY + 2 * DAY_MS,
    assignee: 'queue:digital',
    with: undefined,
    priority: 'normal',
    outcomes: ['called', 'given up'],
    escalations: [],
    origin: { kind: 'rule', rule: 'login-drop', list: 'effects', effect: 0 },
    status: 'live',
    vanishAt: Number.POSITIVE_INFINITY,
    proofDue: Number.POSITIVE_INFINITY,
    ...over,
  };
}

/** An open run at its step `hello`, which wakes in an hour. */
export function sampleRun(id: string, over: Partial<OpenRun> = {}): OpenRun {
  return {
    id,
    journey: 'welcome',
    definition: 'd1',
    subject: '',
    status: 'live',
    group: undefined,
    priority: 10,
    startedAt: MONDAY,
    anchorAt: MONDAY,
    anchorValue: undefined,
    values: { baseline: 12 },
    outcomes: {},
    goalTaken: false,
    step: sampleStep('hello'),
    steppedAt: MONDAY,
    owed: [],
    watchDue: Number.POSITIVE_INFINITY,
    ...over,
  };
}

export function sampleStep(id: string, over: Partial<RunStep> = {}): RunStep {
  return {
    id,
    epoch: 1,
    enteredAt: MONDAY,
    wakeAt: MONDAY + HOUR_MS,
    begun: false,
    token: undefined,
    deliveries: undefined,
    task: undefined,
    approval: 'not-needed',
    ...over,
  };
}

/** A step whose touch still waits for ann. */
export function waitingFor(contact: string): RunStep {
  const delivery = {
    contact,
    dueAt: MONDAY,
    at: MONDAY + HOUR_MS,
    state: 'waiting',
    reason: undefined,
  } as const;
  return sampleStep('hello', { begun: true, deliveries: [delivery] });
}

/** A touch to ann under the key `k1`, by the run `r1`. */
export function touchEntry(
  kind: 'touch' | 'touch-delayed' | 'touch-suppressed',
  over: Partial<LedgerEntry> = {},
): LedgerEntry {
  return {
    at: MONDAY,
    kind,
    status: 'live',
    key: 'k1',
    run: 'r1',
    journey: 'welcome',
    step: 'hello',
    contact: 'ann',
    channel: 'email',
    template: 'note/hello',
    topic: 'news',
    ...over,
  };
}
