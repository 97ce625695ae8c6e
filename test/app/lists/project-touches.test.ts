import { describe, expect, it } from 'vitest';
import { projectCommit } from '../../../lib/app/lists/project-commit.ts';
import type { LedgerEntry } from '../../../lib/core/ledger.ts';
import { HOUR_MS } from '../../../lib/core/time/instant.ts';
import { MONDAY } from '../../support/contracts/sample-commit.ts';
import {
  accountLater,
  NO_ROWS,
  rowsAfter,
  sampleRun,
  sampleStep,
  TUESDAY,
  touchEntry,
  waitingFor,
} from '../../support/sample-book.ts';

describe('touches of a commit', () => {
  const touches = (
    ledger: readonly LedgerEntry[],
    over: Parameters<typeof accountLater>[0] = {},
    rows = NO_ROWS,
  ) => projectCommit(accountLater(over), ledger, rows).touches;

  it('that are decided wait for their sender, for the reason that journey and step wanted them', () => {
    expect(touches([touchEntry('touch')])).toEqual([
      {
        held: false,
        touch: {
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
          status: 'planned',
          at: MONDAY,
          reason: 'welcome/hello',
          until: undefined,
        },
      },
    ]);
  });

  it('of a shadow run are rows that never went', () => {
    const [change] = touches([touchEntry('touch', { status: 'shadow' })]);
    expect(change).toMatchObject({
      held: false,
      touch: { mode: 'shadow', status: 'skipped', reason: 'shadow' },
    });
  });

  it('that a guardrail holds say why and until when, and are held while their run waits', () => {
    const waiting = { runs: [sampleRun('r1', { step: waitingFor('ann') })] };
    const [change] = touches(
      [touchEntry('touch-delayed', { reason: 'quiet-hours', until: TUESDAY + HOUR_MS })],
      waiting,
    );
    expect(change).toMatchObject({
      held: true,
      touch: { status: 'delayed', reason: 'quiet-hours', until: TUESDAY + HOUR_MS },
    });
  });

  it('keep one row from the first delay on', () => {
    const waiting = { runs: [sampleRun('r1', { step: waitingFor('ann') })] };
    const rows = rowsAfter(waiting, [touchEntry('touch-delayed', { reason: 'quiet-hours' })]);
    expect(rows.held).toHaveLength(1);
    const changes = touches(
      [
        touchEntry('touch-delayed', { at: TUESDAY - 9, reason: 'cap-contact', until: TUESDAY - 5 }),
        touchEntry('touch', { at: TUESDAY - 5 }),
      ],
      {},
      rows,
    );
    expect(changes).toMatchObject([{ held: false, touch: { id: 'k1', status: 'planned', at: TUESDAY - 5 } }]);
  });

  it('that never went say why, also where there was nobody to go to', () => {
    const entry = touchEntry('touch-suppressed', { reason: 'no-recipient' });
    const { key: _key, contact: _contact, ...nobody } = entry;
    const [change, again] = touches([nobody, { ...nobody, step: 'second' }]);
    expect(change).toMatchObject({
      touch: { contact: undefined, status: 'suppressed', reason: 'no-recipient' },
    });
    expect(change?.touch.id).toMatch(/^[0-9a-f]{32}$/);
    expect(again?.touch.id).not.toBe(change?.touch.id);
    expect(touches([nobody])[0]?.touch.id).toBe(change?.touch.id);
  });

  it.each<[string, LedgerEntry, string]>([
    ['its run ends', { at: TUESDAY - 1, kind: 'run-ended', run: 'r1', reason: 'churned' }, 'churned'],
    ['its goal is reached', { at: TUESDAY - 1, kind: 'goal', run: 'r1', step: 'hello' }, 'goal'],
  ])('that still wait when %s are suppressed for that reason', (_what, entry, reason) => {
    const rows = rowsAfter({ runs: [sampleRun('r1', { step: waitingFor('ann') })] }, [
      touchEntry('touch-delayed', { reason: 'quiet-hours', until: TUESDAY + HOUR_MS }),
    ]);
    const runs = entry.kind === 'goal' ? [sampleRun('r1', { step: sampleStep('applause') })] : [];
    const [change, ...others] = touches([entry], { runs }, rows);
    expect(others).toEqual([]);
    expect(change).toMatchObject({
      held: false,
      touch: { id: 'k1', status: 'suppressed', reason, at: TUESDAY - 1, until: undefined },
    });
  });

  it('that still wait when their run moves on without a word are suppressed as well', () => {
    const rows = rowsAfter({ runs: [sampleRun('r1', { step: waitingFor('ann') })] }, [
      touchEntry('touch-delayed'),
    ]);
    const runs = [sampleRun('r1', { step: sampleStep('second') })];
    expect(touches([], { runs }, rows)).toMatchObject([
      { touch: { status: 'suppressed', reason: 'step-left', at: TUESDAY } },
    ]);
  });

  it('of others stay held when one of them is let go', () => {
    const both = { ...waitingFor('ann') };
    both.deliveries = [...(waitingFor('ann').deliveries ?? []), ...(waitingFor('bea').deliveries ?? [])];
    const rows = rowsAfter({ runs: [sampleRun('r1', { step: both })] }, [
      touchEntry('touch-delayed'),
      touchEntry('touch-delayed', { key: 'k2', contact: 'bea' }),
    ]);
    const runs = [sampleRun('r1', { step: waitingFor('bea') })];
    expect(touches([touchEntry('touch', { at: TUESDAY })], { runs }, rows)).toMatchObject([
      { touch: { id: 'k1', status: 'planned' } },
    ]);
  });

  it('are not read from entries of other kinds that name a contact and a channel', () => {
    expect(touches([{ ...touchEntry('touch'), kind: 'notice' }])).toEqual([]);
  });
});
