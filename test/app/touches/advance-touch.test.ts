import { describe, expect, it } from 'vitest';
import type { Touch, TouchStatus } from '../../../lib/app/ports/touch-store.ts';
import { advanceTouch, laterTouch } from '../../../lib/app/touches/advance-touch.ts';
import { MONDAY } from '../../support/contracts/sample-commit.ts';

const touch = (status: TouchStatus, over: Partial<Touch> = {}): Touch => ({
  id: 'k1',
  account: 'a',
  contact: 'ann',
  channel: 'email',
  template: 'note/hello',
  topic: 'news',
  journey: 'welcome',
  run: 'r1',
  step: 'hello',
  mode: 'live',
  status,
  at: MONDAY,
  reason: 'welcome/hello',
  until: undefined,
  ...over,
});
const then = (from: TouchStatus, ...next: readonly TouchStatus[]): TouchStatus =>
  next.reduce((now, status, i) => advanceTouch(now, status, MONDAY + i + 1, 'x'), touch(from)).status;

describe('the life of a touch', () => {
  it.each<[TouchStatus, readonly TouchStatus[], TouchStatus]>([
    ['delayed', ['planned', 'sent'], 'sent'],
    ['planned', ['delayed'], 'delayed'],
    ['planned', ['delayed', 'planned', 'delayed'], 'delayed'],
    ['planned', ['ambiguous', 'failed'], 'failed'],
    ['planned', ['ambiguous', 'sent'], 'sent'],
    ['planned', ['failed', 'sent'], 'sent'],
    ['planned', ['skipped'], 'skipped'],
    ['delayed', ['suppressed'], 'suppressed'],
    ['sent', ['delivered', 'opened', 'clicked'], 'clicked'],
    ['sent', ['clicked'], 'clicked'],
    ['sent', ['delivered', 'bounced'], 'bounced'],
    ['clicked', ['complained'], 'complained'],
    ['bounced', ['complained'], 'complained'],
    ['ambiguous', ['delivered'], 'delivered'],
  ])('goes on from %s through %j to %s', (from, next, to) => {
    expect(then(from, ...next)).toBe(to);
  });

  it.each<[TouchStatus, TouchStatus]>([
    ['clicked', 'delivered'],
    ['clicked', 'opened'],
    ['opened', 'sent'],
    ['bounced', 'opened'],
    ['bounced', 'delivered'],
    ['complained', 'clicked'],
    ['complained', 'bounced'],
    ['sent', 'planned'],
    ['sent', 'failed'],
    ['sent', 'ambiguous'],
    ['sent', 'delayed'],
    ['delivered', 'skipped'],
    ['ambiguous', 'planned'],
    ['ambiguous', 'skipped'],
    ['failed', 'ambiguous'],
    ['suppressed', 'sent'],
    ['skipped', 'delivered'],
    ['skipped', 'complained'],
    ['suppressed', 'planned'],
  ])('does not go back from %s to %s', (from, back) => {
    const there = touch(from);
    expect(advanceTouch(there, back, MONDAY + 1, 'x')).toBe(there);
  });

  it('keeps the first of two reports of the same', () => {
    const opened = advanceTouch(touch('sent'), 'opened', MONDAY + 1, 'first');
    expect(advanceTouch(opened, 'opened', MONDAY + 2, 'second')).toBe(opened);
  });

  it('goes by the newer note while it waits, whichever comes first', () => {
    const newer = touch('delayed', { at: MONDAY + 5, until: MONDAY + 9 });
    expect(laterTouch(newer, touch('planned', { at: MONDAY + 4 }))).toBe(newer);
    expect(laterTouch(touch('planned', { at: MONDAY + 4 }), newer)).toBe(newer);
  });

  it('takes instant, reason and end of the hold with the status, and nothing else', () => {
    const held = advanceTouch(touch('planned'), 'delayed', MONDAY + 1, 'cap-contact', MONDAY + 9);
    expect(held).toEqual(touch('delayed', { at: MONDAY + 1, reason: 'cap-contact', until: MONDAY + 9 }));
    const sent = advanceTouch(held, 'sent', MONDAY + 9, '');
    expect(sent).toEqual(touch('sent', { at: MONDAY + 9, reason: 'welcome/hello', until: undefined }));
  });

  it('ends alike for any order of what the provider reports', () => {
    const reports: readonly TouchStatus[] = ['sent', 'delivered', 'opened', 'clicked', 'bounced'];
    for (const first of reports)
      for (const second of reports.filter((one) => one !== first)) {
        const rest = reports.filter((one) => one !== first && one !== second);
        expect(then('planned', first, second, ...rest)).toBe('bounced');
      }
  });
});
