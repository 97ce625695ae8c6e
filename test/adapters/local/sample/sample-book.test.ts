import { beforeAll, describe, expect, it } from 'vitest';
import { openRulebook } from '../../../../lib/adapters/local/open-rulebook.ts';
import type { Rulebook } from '../../../../lib/core/rulebook.ts';
import type { HistorySummary } from '../../../../lib/replay/summary.ts';
import { type ReplayedBook, replayedBook, worstStretch } from './replayed-book.ts';

const ACCOUNTS = 250;
/** Below so many accounts no rule is stopped, whatever its share. */
const FLOOR = 20;

let rulebook: Rulebook;
let book: ReplayedBook;
let summary: HistorySummary;
beforeAll(async () => {
  const opened = await openRulebook('rules');
  if (opened.rulebook === undefined) throw new Error('the shipped rulebook does not compile');
  rulebook = opened.rulebook;
  book = await replayedBook(1);
  summary = book.replayed.summary;
});

const limitsOf = (rule: string) => rulebook.guardrails.limits.get(rule) ?? rulebook.guardrails.defaultLimits;

describe('the sample book under the shipped rulebook', () => {
  it('is accepted whole, and holds every type of signal that comes from outside', () => {
    expect(book.refused).toEqual([]);
    expect(book.duplicates).toBe(0);
    const met = new Set(book.signals.map(({ type }) => type));
    const outside = [...rulebook.signalTypes.values()].filter(({ source }) => source !== undefined);
    expect(outside.map(({ id }) => id).filter((id) => !met.has(id))).toEqual([]);
  });

  it('makes every rule fire that is not off, for some accounts and not for most', () => {
    const fired = Map.groupBy(
      book.ledger.filter(({ kind }) => kind === 'fired'),
      (entry) => entry.rule,
    );
    const asked = rulebook.rules.filter(({ status }) => status !== 'off').map(({ id }) => id);
    const never = asked.filter((id) => !fired.has(id));
    expect(never).toEqual([]);
    const accounts = asked.map((id) => [id, new Set(fired.get(id)?.map((one) => one.account)).size] as const);
    expect(accounts.filter(([, count]) => count > 0.6 * ACCOUNTS)).toEqual([]);
    expect(summary.disagreements).toBe(0);
  });

  it('starts every journey, and sees each end in more than one way', () => {
    const journeys = [...rulebook.journeys.keys()];
    expect(journeys.filter((id) => (summary.runs[id] ?? 0) < 3)).toEqual([]);
    expect(journeys.filter((id) => Object.keys(summary.ended[id] ?? {}).length < 2)).toEqual([]);
  });

  it('touches people by every channel that journeys use, and holds touches back for more than one reason', () => {
    const channels = [...rulebook.templates.values()].map(({ channel }) => channel);
    expect(summary.touches.email).toBeGreaterThan(300);
    expect(summary.touches['in-app']).toBeGreaterThan(30);
    expect(channels).toEqual(expect.arrayContaining(Object.keys(summary.touches)));
    expect(Object.keys(summary.delayed)).toEqual(
      expect.arrayContaining(['cap-contact', 'muted', 'quiet-hours']),
    );
  });

  it('gives people work of several kinds, of live rules alone already', () => {
    expect(Object.keys(summary.live.tasks)).toEqual(
      expect.arrayContaining([
        'detractor-follow-up',
        'low-adoption',
        'nps-close-loop',
        'payment-failed',
        'renewal-assessment',
        'renewal-outreach',
      ]),
    );
    expect(Object.keys(summary.tasks).length).toBeGreaterThanOrEqual(12);
  });

  it('has customers of every segment and every band, and knows the health of most who pay', () => {
    const { health, segments } = summary;
    for (const segment of ['strategic', 'growth', 'scale', 'self-serve', 'free', 'trial'])
      expect(segments[segment] ?? 0).toBeGreaterThan(0);
    expect(segments.strategic).toBeGreaterThan(0.04 * ACCOUNTS);
    expect(segments.growth).toBeGreaterThan(0.1 * ACCOUNTS);
    expect(segments.scale).toBeGreaterThan(0.25 * ACCOUNTS);
    // Lost customers alone are in no segment.
    const lost = book.ledger.filter(({ kind, to }) => kind === 'segment' && to === 'unassigned').length;
    expect(segments.unassigned ?? 0).toBeLessThan(Math.min(lost, 0.16 * ACCOUNTS));
    const { green = 0, yellow = 0, red = 0, unknown = 0 } = health;
    expect(green).toBeGreaterThan(80);
    expect(yellow).toBeGreaterThan(35);
    expect(red).toBeGreaterThan(10);
    expect(red).toBeLessThan(50);
    const unscored = (segments.free ?? 0) + (segments.trial ?? 0) + (segments.unassigned ?? 0);
    expect(unknown).toBeLessThanOrEqual(unscored + 15);
  });

  it('welcomes nobody who was a customer before the first day', () => {
    const known = new Set(
      book.signals.flatMap(({ type, time, account }) =>
        type === 'contract.signed' && time < '2026-07-08' ? [account] : [],
      ),
    );
    const welcomed = book.ledger.filter(
      ({ kind, journey }) => kind === 'run-started' && journey === 'smb-onboarding',
    );
    expect(known.size).toBeGreaterThan(150);
    expect(welcomed.length).toBeGreaterThan(10);
    expect(welcomed.filter(({ account }) => known.has(account))).toEqual([]);
  });

  it('calls nobody inactive whose use was only not heard of yet', () => {
    const early = book.ledger.filter(
      ({ kind, rule, at }) => kind === 'fired' && rule === 'inactive-14-days' && at < Date.UTC(2026, 6, 21),
    );
    expect(early).toEqual([]);
  });

  it('never comes near the limits at which a rule that runs away is stopped', () => {
    const [day, hour] = [worstStretch(book.ledger, 24), worstStretch(book.ledger, 1)];
    expect(day.size).toBeGreaterThan(10);
    const over = [...day].filter(([rule, accounts]) => {
      const { maxShareOfAccounts, perHour } = limitsOf(rule);
      return (
        accounts > 0.9 * Math.max(FLOOR, maxShareOfAccounts * ACCOUNTS) ||
        (hour.get(rule) ?? 0) > 0.5 * perHour
      );
    });
    expect(over).toEqual([]);
  });
});
