import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  advanceSend,
  plannedSend,
  type SendEvent,
  type SendRecord,
  SendTransitionError,
  sendKey,
} from '../../../lib/core/touches/send-key.ts';

const T = Date.parse('2026-03-02T15:00:00Z');
const LEASE = 60_000;

const claim: SendEvent = { type: 'claim', at: T, until: T + LEASE };
const expire: SendEvent = { type: 'leaseExpired', at: T + LEASE };
const unproven: SendEvent = { type: 'unproven' };
const sent = (attempt: number, providerId: string | undefined = `id-${attempt}`): SendEvent => ({
  type: 'sent',
  attempt,
  providerId,
});
const failed = (attempt: number, retryable: boolean): SendEvent => ({
  type: 'failed',
  attempt,
  retryable,
  reason: 'throttled',
});

const historyOf = (kind: 'marketing' | 'transactional', ...events: SendEvent[]): SendRecord =>
  events.reduce(advanceSend, plannedSend(kind));

describe('the key of a send', () => {
  it('is the same for the same touch, in any process and in years', () => {
    expect(sendKey('run-1', 'welcome', 1, 'c1', 'email')).toBe('5408ea32b38599a178e3ed30c6174ebc');
  });

  it('differs in each of its parts, and does not join them', () => {
    const keys = [
      sendKey('run-1', 'welcome', 1, 'c1', 'email'),
      sendKey('run-2', 'welcome', 1, 'c1', 'email'),
      sendKey('run-1', 'welcome2', 1, 'c1', 'email'),
      sendKey('run-1', 'welcome', 2, 'c1', 'email'),
      sendKey('run-1', 'welcome', 21, 'c1', 'email'),
      sendKey('run-1', 'welcome', 1, 'c2', 'email'),
      sendKey('run-1', 'welcome', 1, 'c1', 'in-app'),
      sendKey('run-1","welcome', 'x', 1, 'c1', 'email'),
      sendKey('run-1', 'welcome","x', 1, 'c1', 'email'),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('a send', () => {
  it('is planned, claimed and sent', () => {
    expect(historyOf('marketing')).toMatchObject({ state: 'planned', attempt: 0, settled: false });
    expect(historyOf('marketing', claim)).toMatchObject({
      state: 'claimed',
      attempt: 1,
      leaseUntil: T + LEASE,
    });
    expect(historyOf('marketing', claim, sent(1))).toEqual({
      state: 'sent',
      kind: 'marketing',
      attempt: 1,
      ambiguities: 0,
      leaseUntil: undefined,
      providerIds: ['id-1'],
      reason: undefined,
      settled: true,
    });
  });

  it('that the provider has refused for now is claimed again', () => {
    const record = historyOf('marketing', claim, failed(1, true));
    expect(record).toMatchObject({ state: 'planned', attempt: 1, leaseUntil: undefined });
    expect(historyOf('marketing', claim, failed(1, true), claim, sent(2))).toMatchObject({
      state: 'sent',
      attempt: 2,
    });
  });

  it('that the provider has refused for good has failed', () => {
    expect(historyOf('transactional', claim, failed(1, false))).toMatchObject({
      state: 'failed',
      reason: 'throttled',
      settled: true,
    });
  });

  it('that a guardrail stops at the claim is skipped', () => {
    const record = historyOf('marketing', { type: 'skip', reason: 'cap-contact' });
    expect(record).toMatchObject({ state: 'skipped', reason: 'cap-contact', settled: true });
  });
});

describe('a send whose sender is not heard of again', () => {
  it('is ambiguous once its lease is over, and not before', () => {
    expect(historyOf('marketing', claim, expire)).toMatchObject({
      state: 'ambiguous',
      ambiguities: 1,
      settled: false,
    });
    const early = { type: 'leaseExpired', at: T + LEASE - 1 } as const;
    expect(() => historyOf('marketing', claim, early)).toThrow(
      expect.objectContaining({ code: 'lease-runs' }),
    );
  });

  it('is sent when the provider says so, late as it may be', () => {
    expect(historyOf('marketing', claim, expire, sent(1))).toMatchObject({ state: 'sent', settled: true });
    expect(historyOf('marketing', claim, expire, unproven, sent(1))).toMatchObject({
      state: 'sent',
      reason: undefined,
    });
  });

  it('is planned again when its sender reports a refusal after all', () => {
    expect(historyOf('marketing', claim, expire, failed(1, true))).toMatchObject({ state: 'planned' });
    expect(historyOf('marketing', claim, expire, failed(1, false))).toMatchObject({ state: 'failed' });
  });

  it('is never sent again when it is marketing', () => {
    const record = historyOf('marketing', claim, expire, unproven);
    expect(record).toMatchObject({ state: 'ambiguous', settled: true, reason: 'ambiguous' });
    for (const event of [claim, unproven, failed(1, true), failed(1, false)]) {
      expect(() => advanceSend(record, event)).toThrow(SendTransitionError);
    }
  });

  it('is sent once more when it is transactional, and then not again', () => {
    const again = historyOf('transactional', claim, expire, unproven);
    expect(again).toMatchObject({ state: 'planned', attempt: 1, settled: false });
    expect(historyOf('transactional', claim, expire, unproven, claim, sent(2))).toMatchObject({
      state: 'sent',
    });
    const twice = historyOf('transactional', claim, expire, unproven, claim, expire, unproven);
    expect(twice).toMatchObject({ state: 'ambiguous', attempt: 2, settled: true });
    expect(() => advanceSend(twice, claim)).toThrow(expect.objectContaining({ code: 'not-claimable' }));
  });

  it('is not sent again when proof of the first attempt comes before the second', () => {
    const record = historyOf('transactional', claim, expire, unproven, sent(1));
    expect(record).toMatchObject({ state: 'sent', providerIds: ['id-1'] });
    expect(() => advanceSend(record, claim)).toThrow(expect.objectContaining({ code: 'not-claimable' }));
  });

  it('shows it when both attempts have gone', () => {
    const record = historyOf('transactional', claim, expire, unproven, claim, sent(1), sent(2));
    expect(record).toMatchObject({ state: 'sent', providerIds: ['id-1', 'id-2'] });
    const failedThenProven = historyOf(
      'transactional',
      claim,
      expire,
      unproven,
      claim,
      failed(2, false),
      sent(1),
    );
    expect(failedThenProven).toMatchObject({ state: 'sent', providerIds: ['id-1'] });
  });
});

describe('an event that does not fit', () => {
  it.each([
    ['a second claim', [claim], claim, 'not-claimable', 'claimed'],
    ['a claim of what is sent', [claim, sent(1)], claim, 'not-claimable', 'sent'],
    ['a claim of what is ambiguous', [claim, expire], claim, 'not-claimable', 'ambiguous'],
    ['a claim of what has failed', [claim, failed(1, false)], claim, 'not-claimable', 'failed'],
    ['a skip after the claim', [claim], { type: 'skip', reason: 'x' } as const, 'not-claimable', 'claimed'],
    ['an expired lease of what is planned', [], expire, 'not-claimed', 'planned'],
    ['an expired lease of what is sent', [claim, sent(1)], expire, 'not-claimed', 'sent'],
    ['an answer to no claim', [], sent(1), 'other-attempt', 'planned'],
    ['an answer to a claim to come', [claim], sent(2), 'other-attempt', 'claimed'],
    [
      'a failure of an earlier attempt',
      [claim, failed(1, true), claim],
      failed(1, true),
      'other-attempt',
      'claimed',
    ],
    ['a failure of what is sent', [claim, sent(1)], failed(1, true), 'not-claimed', 'sent'],
    ['proof of what certainly failed', [claim, failed(1, false)], sent(1), 'final', 'failed'],
    ['proof of what was skipped', [{ type: 'skip', reason: 'x' } as const], sent(1), 'final', 'skipped'],
    ['doubt about what is claimed', [claim], unproven, 'not-ambiguous', 'claimed'],
  ])('is refused with its code: %s', (_, events, event, code, state) => {
    const record = historyOf('marketing', ...events);
    expect(() => advanceSend(record, event)).toThrow(SendTransitionError);
    expect(() => advanceSend(record, event)).toThrow(
      expect.objectContaining({ code, state, event: event.type }),
    );
  });

  it('changes nothing when it is the same proof again', () => {
    const record = historyOf('marketing', claim, sent(1));
    expect(advanceSend(record, sent(1))).toBe(record);
    expect(advanceSend(record, { type: 'sent', attempt: 1, providerId: undefined })).toBe(record);
  });
});

describe('any history of a send', () => {
  const event = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(claim, expire, unproven) },
    fc.integer({ min: 1, max: 4 }).map((attempt) => sent(attempt)),
    fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.boolean())
      .map(([attempt, retryable]) => failed(attempt, retryable)),
    fc.constant<SendEvent>({ type: 'skip', reason: 'x' }),
  );

  /** Applies what fits and passes over what is refused. */
  function play(kind: 'marketing' | 'transactional', events: readonly SendEvent[]) {
    let record = plannedSend(kind);
    const taken: { event: SendEvent; before: SendRecord }[] = [];
    for (const one of events) {
      try {
        const next = advanceSend(record, one);
        taken.push({ event: one, before: record });
        record = next;
      } catch (error) {
        expect(error).toBeInstanceOf(SendTransitionError);
      }
    }
    return { record, taken };
  }

  it('claims nothing that may have gone: marketing never, transactional once', () => {
    let resends = 0;
    fc.assert(
      fc.property(
        fc.constantFrom('marketing' as const, 'transactional' as const),
        fc.array(event, { minLength: 5, maxLength: 30 }),
        (kind, events) => {
          const { taken } = play(kind, events);
          // An attempt is in doubt from the end of its lease until its sender reports a refusal after all.
          const doubtful = new Set<number>();
          for (const { event: one, before } of taken) {
            if (one.type === 'leaseExpired') doubtful.add(before.attempt);
            if (one.type === 'failed') doubtful.delete(one.attempt);
            if (one.type !== 'claim') continue;
            expect(doubtful.size).toBeLessThanOrEqual(kind === 'marketing' ? 0 : 1);
            expect(before.providerIds).toEqual([]);
            resends += doubtful.size;
          }
        },
      ),
      { numRuns: 3000 },
    );
    expect(resends).toBeGreaterThan(20);
  });

  it('never leaves "sent", and never loses a provider id', () => {
    fc.assert(
      fc.property(fc.array(event, { minLength: 5, maxLength: 30 }), (events) => {
        const { record, taken } = play('transactional', events);
        const proofs = new Set(
          taken.flatMap(({ event: one }) => (one.type === 'sent' ? [one.providerId] : [])),
        );
        expect(new Set(record.providerIds)).toEqual(proofs);
        expect(record.state === 'sent').toBe(proofs.size > 0);
        if (record.state === 'claimed') expect(record.leaseUntil).toBe(T + LEASE);
        else expect(record.leaseUntil).toBeUndefined();
      }),
      { numRuns: 3000 },
    );
  });
});
