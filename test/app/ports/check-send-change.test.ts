import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSendChange, sameSend } from '../../../lib/app/ports/check-send-change.ts';
import { StoreError } from '../../../lib/app/ports/store-error.ts';
import {
  advanceSend,
  plannedSend,
  type SendEvent,
  type SendRecord,
  SendTransitionError,
} from '../../../lib/core/touches/send-key.ts';

const attempt = fc.integer({ min: 1, max: 3 });
const event: fc.Arbitrary<SendEvent> = fc.oneof(
  fc.constant<SendEvent>({ type: 'claim', at: 0, until: 5 }),
  fc.record({
    type: fc.constant('sent' as const),
    attempt,
    providerId: fc.constantFrom('p1', 'p2', undefined),
  }),
  fc.record({
    type: fc.constant('failed' as const),
    attempt,
    retryable: fc.boolean(),
    reason: fc.constant('bounced'),
  }),
  fc.constant<SendEvent>({ type: 'leaseExpired', at: 5 }),
  fc.constant<SendEvent>({ type: 'unproven' }),
  fc.constant<SendEvent>({ type: 'skip', reason: 'cap' }),
);
const kind = fc.constantFrom('marketing' as const, 'transactional' as const);
const CLAIMED: SendRecord = { ...plannedSend('marketing'), state: 'claimed', attempt: 1, leaseUntil: 5 };
const SENT: SendRecord = {
  ...CLAIMED,
  state: 'sent',
  leaseUntil: undefined,
  providerIds: ['p1'],
  settled: true,
};

/** Every record that the events lead to, in order; events that do not fit are passed over. */
function history(start: SendRecord, events: readonly SendEvent[]): SendRecord[] {
  const records = [start];
  for (const one of events) {
    try {
      records.push(advanceSend(records.at(-1) ?? start, one));
    } catch (error) {
      if (!(error instanceof SendTransitionError)) throw error;
    }
  }
  return records;
}

describe('the check of a changed send', () => {
  it('allows whatever an event makes, in any history', () => {
    const states = new Set<string>();
    fc.assert(
      fc.property(kind, fc.array(event, { maxLength: 12 }), (of, events) => {
        const records = history(plannedSend(of), events);
        for (const [i, to] of records.entries()) {
          const from = records[i - 1];
          if (from !== undefined) checkSendChange('k', from, to);
          states.add(to.state);
        }
      }),
      { numRuns: 2000, seed: 7 },
    );
    expect([...states].sort()).toEqual(['ambiguous', 'claimed', 'failed', 'planned', 'sent', 'skipped']);
  });

  it('never lets a send that may not go again come back to a state that sends', () => {
    fc.assert(
      fc.property(kind, fc.array(event, { maxLength: 12 }), fc.boolean(), (of, events, claims) => {
        const last = history(plannedSend(of), events).at(-1);
        if (last === undefined || !last.settled) return;
        const to: SendRecord = claims
          ? { ...last, state: 'claimed', attempt: last.attempt + 1, leaseUntil: 9, settled: false }
          : { ...last, state: 'planned', settled: false };
        expect(() => checkSendChange('k', last, to)).toThrow(StoreError);
      }),
      { numRuns: 2000, seed: 7 },
    );
  });

  it.each<[string, SendRecord, Partial<SendRecord>]>([
    ['a claim that counts no attempt', plannedSend('marketing'), { state: 'claimed', leaseUntil: 5 }],
    ['a claim that counts two', plannedSend('marketing'), { state: 'claimed', attempt: 2, leaseUntil: 5 }],
    ['a claim without a lease', plannedSend('marketing'), { state: 'claimed', attempt: 1 }],
    ['a lease that outlives its claim', CLAIMED, { state: 'planned' }],
    [
      'a lost answer that is no ambiguity',
      CLAIMED,
      { state: 'ambiguous', ambiguities: 0, leaseUntil: undefined },
    ],
    ['an attempt that is forgotten', CLAIMED, { state: 'planned', attempt: 0, leaseUntil: undefined }],
    ['a failure of what was sent', SENT, { state: 'failed' }],
    ['another provider id in place of the first', SENT, { providerIds: ['p2'] }],
    ['another kind', CLAIMED, { state: 'sent', kind: 'transactional', leaseUntil: undefined }],
    ['a lease made longer', CLAIMED, { leaseUntil: 9 }],
  ])('refuses %s', (_what, from, over) => {
    let thrown: unknown;
    try {
      checkSendChange('k1', from, { ...from, ...over });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ name: 'StoreError', code: 'illegal-transition', retryable: false });
    expect(String(thrown)).toContain(`send k1 cannot become ${over.state ?? from.state} from ${from.state}`);
  });

  it('tells records apart by every part of them', () => {
    const over: Partial<SendRecord>[] = [
      { state: 'planned' },
      { kind: 'transactional' },
      { attempt: 2 },
      { ambiguities: 1 },
      { leaseUntil: 6 },
      { providerIds: ['p1'] },
      { reason: 'r' },
      { settled: true },
    ];
    expect(Object.keys(CLAIMED).sort()).toEqual(over.flatMap((one) => Object.keys(one)).sort());
    for (const one of over) {
      expect(sameSend(CLAIMED, { ...CLAIMED, ...one })).toBe(false);
      expect(sameSend({ ...CLAIMED, ...one }, CLAIMED)).toBe(false);
    }
    expect(sameSend(CLAIMED, { ...CLAIMED, providerIds: [] })).toBe(true);
  });
});
