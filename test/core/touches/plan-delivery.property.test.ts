import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Channel } from '../../../lib/core/touches/channel.ts';
import { countsTowardsCaps } from '../../../lib/core/touches/guardrails.ts';
import { type DeliveryFacts, planDelivery } from '../../../lib/core/touches/plan-delivery.ts';
import { EXAMPLE, exampleGuardrails } from './example-guardrails.ts';

const guardrails = exampleGuardrails();
const START = Date.parse('2026-10-19T00:00:00Z');
const HOUR = 3_600_000;
/** Seven weeks, over the end of summer time on both sides of the Atlantic and over Thanksgiving. */
const HOURS = 7 * 7 * 24;
/** Asks of one touch: its due time, one for quiet hours, and one a day of its three, with room to spare. */
const MAX_ASKS = 12;

const ZONES = [
  'America/New_York',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Pacific/Auckland',
  'America/St_Johns',
  'UTC',
];

interface Touch {
  readonly contact: number;
  readonly topic: string;
  readonly channel: Channel;
  readonly dueAt: number;
}

/** Spans of hours in which something holds. */
interface Spell {
  readonly from: number;
  readonly to: number;
}

interface World {
  readonly zones: readonly string[];
  readonly accountZone: string;
  readonly touches: readonly Touch[];
  readonly mutes: readonly Spell[];
  readonly pauses: readonly Spell[];
  /** Minutes by which the sender is late at each ask. */
  readonly lateness: readonly number[];
}

const hour = fc.integer({ min: 0, max: HOURS });
const spell = fc.tuple(hour, fc.integer({ min: 1, max: 100 })).map(([from, length]) => ({
  from: START + from * HOUR,
  to: START + (from + length) * HOUR,
}));
const touch = fc.record({
  contact: fc.integer({ min: 0, max: 3 }),
  topic: fc.constantFrom('onboarding', 'onboarding', 'expansion', 'billing'),
  channel: fc.constantFrom<Channel>('email', 'email', 'email', 'in-app', 'slack'),
  dueAt: fc.tuple(hour, fc.integer({ min: 0, max: 59 })).map(([h, m]) => START + h * HOUR + m * 60_000),
});
const world: fc.Arbitrary<World> = fc.record({
  zones: fc.array(fc.constantFrom(...ZONES), { minLength: 4, maxLength: 4 }),
  accountZone: fc.constantFrom(...ZONES),
  touches: fc.array(touch, { minLength: 20, maxLength: 60 }),
  mutes: fc.array(spell, { maxLength: 3 }),
  pauses: fc.array(spell, { maxLength: 2 }),
  lateness: fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 1, maxLength: 5 }),
});

interface Sent extends Touch {
  readonly at: number;
}

interface History {
  readonly sent: readonly Sent[];
  readonly skipped: readonly { readonly touch: Touch; readonly reason: string }[];
  /** Every answer, in order. */
  readonly answers: readonly string[];
}

/** Runs one account's touches through time, and stops short at an answer that could not be right. */
function run(world: World): History {
  const waiting = world.touches.map((one) => ({ touch: one, at: one.dueAt, asks: 0 }));
  const sent: Sent[] = [];
  const skipped: { touch: Touch; reason: string }[] = [];
  const answers: string[] = [];
  const holds = (spells: readonly Spell[], now: number) =>
    spells.some(({ from, to }) => now >= from && now < to);
  for (let turn = 0; waiting.length > 0; turn += 1) {
    waiting.sort((a, b) => a.at - b.at);
    const next = waiting.shift()!;
    const now = next.at + (world.lateness[turn % world.lateness.length] ?? 0) * 60_000;
    const counted = sent.filter((one) => countsTowardsCaps(guardrails, one.topic, one.channel));
    const facts: DeliveryFacts = {
      kill: { everything: false, journeys: new Set(), topics: new Set() },
      suppressedAddress: false,
      withdrawnTopics: new Set(),
      reachable: true,
      paused: holds(world.pauses, now),
      mutedTopics: holds(world.mutes, now) ? new Set(['marketing']) : new Set(),
      contactSends: counted.filter((one) => one.contact === next.touch.contact).map((one) => one.at),
      accountSends: counted.map((one) => one.at),
      approval: 'not-needed',
    };
    const request = {
      ...next.touch,
      zone: world.zones[next.touch.contact]!,
      accountZone: world.accountZone,
      journey: 'j',
    };
    const plan = planDelivery(guardrails, request, facts, now);
    answers.push(JSON.stringify(plan));
    if (plan.action === 'send') sent.push({ ...next.touch, at: now });
    else if (plan.action === 'skip') skipped.push({ touch: next.touch, reason: plan.reason });
    else if (plan.action === 'later') {
      expect(plan.at).toBeGreaterThan(now);
      expect(next.asks).toBeLessThan(MAX_ASKS);
      waiting.push({ ...next, at: plan.at, asks: next.asks + 1 });
    } else throw new Error('no approval was needed');
  }
  return { sent, skipped, answers };
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What a clock and a calendar on the wall show, by another way than the product's own. */
function wall(zone: string, at: number): { date: string; monday: string; time: string; weekday: number } {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  formats.set(zone, format);
  const [date = '', time = ''] = format.format(at).split(' ');
  const day = new Date(`${date}T00:00:00Z`);
  const weekday = day.getUTCDay() === 0 ? 7 : day.getUTCDay();
  const monday = new Date(day.getTime() - (weekday - 1) * 24 * HOUR).toISOString().slice(0, 10);
  return { date, monday, time, weekday };
}

function counts(keys: readonly string[]): number {
  const byKey = new Map<string, number>();
  for (const key of keys) byKey.set(key, (byKey.get(key) ?? 0) + 1);
  return Math.max(0, ...byKey.values());
}

const isMarketing = (one: Touch) => one.topic !== 'billing';

describe('any schedule of touches', () => {
  it('keeps every cap and every quiet hour, ends every touch, and never asks for the past', () => {
    let sends = 0;
    let held = 0;
    fc.assert(
      fc.property(world, (w) => {
        const { sent, skipped, answers } = run(w);
        sends += sent.length;
        held += answers.length - w.touches.length;
        expect(sent.length + skipped.length).toBe(w.touches.length);

        const counted = sent.filter((one) => isMarketing(one) && one.channel !== 'slack');
        const at = (one: Sent) => wall(w.zones[one.contact]!, one.at);
        expect(counts(counted.map((one) => `${one.contact} ${at(one).date}`))).toBeLessThanOrEqual(1);
        expect(counts(counted.map((one) => `${one.contact} ${at(one).monday}`))).toBeLessThanOrEqual(3);
        expect(counts(counted.map((one) => wall(w.accountZone, one.at).monday))).toBeLessThanOrEqual(5);

        for (const one of sent) {
          if (!isMarketing(one) || one.channel !== 'email') continue;
          const { date, time, weekday } = at(one);
          expect(time >= '08:00:00' && time < '20:00:00').toBe(true);
          expect(weekday).toBeLessThan(6);
          expect(EXAMPLE.holidays.US).not.toContain(date);
        }
        for (const one of sent) expect(one.at).toBeGreaterThanOrEqual(one.dueAt);
      }),
      { numRuns: 300 },
    );
    expect(sends).toBeGreaterThan(1000);
    expect(held).toBeGreaterThan(1000);
  });

  it('never caps a transactional touch, nor holds it for the night', () => {
    fc.assert(
      fc.property(world, (w) => {
        const calm = { ...w, mutes: [], pauses: [], lateness: [0] };
        const { sent, skipped } = run(calm);
        const billing = (one: Touch) => one.topic === 'billing';
        expect(skipped.some(({ touch: one }) => billing(one))).toBe(false);
        for (const one of sent.filter(billing)) expect(one.at).toBe(one.dueAt);
      }),
      { numRuns: 100 },
    );
  });

  it('sends everything that nothing but quiet hours holds', () => {
    fc.assert(
      fc.property(touch, fc.constantFrom(...ZONES), (one, zone) => {
        const alone = {
          zones: [zone, zone, zone, zone],
          accountZone: zone,
          touches: [one],
          mutes: [],
          pauses: [],
        };
        const { sent } = run({ ...alone, lateness: [0] });
        expect(sent).toHaveLength(1);
      }),
      { numRuns: 500 },
    );
  });

  it('is decided the same way every time', () => {
    fc.assert(
      fc.property(world, (w) => {
        expect(run(w)).toEqual(run(w));
      }),
      { numRuns: 50 },
    );
  });
});
