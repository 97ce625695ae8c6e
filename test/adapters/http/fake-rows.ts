import type { RunRow, TaskRow } from '../../../lib/app/ports/book-reader.ts';
import type { Touch } from '../../../lib/app/ports/touch-store.ts';
import type { IntakeResult } from '../../../lib/app/product/intake.ts';
import type { AccountRow } from '../../../lib/app/product/lists.ts';

/** 2026-06-01T09:00:00Z. */
export const NINE = Date.UTC(2026, 5, 1, 9);

export const TASK: TaskRow = {
  id: '5f1c2b7a9d3e4f60a1b2c3d4',
  account: 'acme',
  subject: 'account',
  reason: 'usage-decline',
  title: 'Logins fell three weeks running',
  kind: 'task',
  mode: 'live',
  status: 'open',
  assignee: 'sam',
  priority: 'normal',
  outcomes: ['recovered', 'lost'],
  createdAt: NINE,
  dueAt: NINE + 86_400_000,
  closedAt: undefined,
  outcome: undefined,
  rule: 'login-drop-3-weeks',
  run: undefined,
};

export const RUN: RunRow = {
  id: 'smb-onboarding-0a1b2c3d4e5f6071',
  account: 'acme',
  subject: 'account',
  journey: 'smb-onboarding',
  definition: 'sha256-0a1b',
  mode: 'live',
  status: 'open',
  startedAt: NINE,
  step: 'first-project',
  wakeAt: NINE + 120,
  endedAt: undefined,
  reason: undefined,
  values: { baseline: 41.5, plan: 'team', seats: ['a', 'b'], price: { minor: 1200, currency: 'EUR' } },
};

export const TOUCH: Touch = {
  id: '0123456789abcdef0123456789abcdef',
  account: 'acme',
  contact: undefined,
  channel: 'email',
  template: 'onboarding/welcome',
  topic: 'onboarding',
  journey: 'smb-onboarding',
  run: RUN.id,
  step: 'welcome',
  mode: 'live',
  status: 'delayed',
  at: NINE,
  reason: 'quiet-hours',
  until: NINE + 3_600_000,
};

export const ACCOUNT: AccountRow = {
  id: 'acme',
  name: 'Acme',
  segment: 'scale',
  stage: undefined,
  health: { band: 'yellow', score: 61, trust: undefined },
  paused: false,
  openTasks: 1,
  openRuns: 1,
};

export const NOTHING_KILLED = { everything: false, journeys: [], topics: ['newsletter'] };
export const ONE_TAKEN: IntakeResult = { accepted: 1, duplicates: 0, parked: 0, refused: [] };
