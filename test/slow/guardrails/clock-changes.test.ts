import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { HOUR_MS, type Instant } from '../../../lib/core/time/instant.ts';
import { type DeliveryFacts, planDelivery } from '../../../lib/core/touches/plan-delivery.ts';
import { mail, way } from '../../support/journey-worlds.ts';
import { ProductScene } from '../../support/product-scene.ts';
import { rulebookOf } from '../../support/rulebook.ts';

const ZONES = Intl.supportedValuesOf('timeZone');
const FIRST = Date.UTC(2026, 0, 1);

/** Every change of a zone's clocks from 2026 to 2030, as Temporal finds it. */
function changesOf(zone: string): Instant[] {
  const found: Instant[] = [];
  let next = Temporal.Instant.fromEpochMilliseconds(FIRST)
    .toZonedDateTimeISO(zone)
    .getTimeZoneTransition('next');
  while (next !== null && next.year <= 2030) {
    found.push(next.epochMilliseconds);
    next = next.getTimeZoneTransition('next');
  }
  return found;
}

/** What the clock and the calendar on the wall show there, by another way than the product's own. */
function wallClock(
  zone: string,
): (at: Instant) => { readonly hour: number; readonly weekday: number; date: string } {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  return (at) => {
    const [date = '', time = ''] = format.format(at).split(' ');
    return { date, hour: Number(time.slice(0, 2)), weekday: new Date(`${date}T00:00:00Z`).getUTCDay() };
  };
}

/** Marketing goes from 08:00 to 20:00 on Mondays to Fridays, within three such days. */
const RULEBOOK = rulebookOf(
  way({
    reentry: 'afterEnd',
    per: 'contact',
    to: 'subject',
    enter: {
      on: 'nps.responded',
      when: { all: [{ fact: 'signal.score', operator: 'isKnown', value: true }] },
    },
    steps: [mail('hello'), { id: 'over', end: 'completed' }],
  }),
);
const { guardrails } = RULEBOOK;
const FREE: DeliveryFacts = {
  kill: { everything: false, journeys: new Set(), topics: new Set() },
  suppressedAddress: false,
  withdrawnTopics: new Set(),
  reachable: true,
  paused: false,
  mutedTopics: new Set(),
  contactSends: [],
  accountSends: [],
  approval: 'not-needed',
};
/** Hours from a change at which a touch is due: around it, and so that its next morning lies behind it. */
const DISTANCES = [-61, -37, -25, -13, -8, -3, -1, -0.25, 0, 0.25, 1, 3, 8, 25];
/** What a sender may be late by (hours): past midnight, past a change, over a weekend. */
const LATENESS = [0, 1, 9];

/** Asks for one touch until it goes; what is wrong with when it went. */
function problemWith(
  zone: string,
  wall: ReturnType<typeof wallClock>,
  dueAt: Instant,
  late: number,
): string | undefined {
  const request = {
    topic: 'news',
    channel: 'email',
    zone,
    accountZone: 'UTC',
    dueAt,
    journey: 'way',
  } as const;
  let now = dueAt;
  for (let asks = 1; asks <= 6; asks += 1) {
    const plan = planDelivery(guardrails, request, FREE, now);
    if (plan.action === 'send') {
      const { hour, weekday } = wall(now);
      if (hour < 8 || hour >= 20 || weekday === 0 || weekday === 6)
        return `went at hour ${hour} of day ${weekday}`;
      return undefined;
    }
    if (plan.action !== 'later') return `was lost: ${JSON.stringify(plan)}`;
    if (plan.at <= now) return 'is to be asked for in the past';
    now = plan.at + late * HOUR_MS;
  }
  return 'never went';
}

describe('marketing touches around every change of clocks of every zone, 2026 to 2030', () => {
  it('go in the contact’s own hours, and all of them go', () => {
    const wrong: string[] = [];
    let asked = 0;
    for (const zone of ZONES) {
      const wall = wallClock(zone);
      for (const change of changesOf(zone)) {
        for (const distance of DISTANCES) {
          for (const late of LATENESS) {
            asked += 1;
            const problem = problemWith(zone, wall, change + distance * HOUR_MS, late);
            if (problem !== undefined)
              wrong.push(`${zone} ${new Date(change).toISOString()} ${distance} ${late}: ${problem}`);
          }
        }
      }
    }
    expect(asked).toBeGreaterThan(40_000);
    expect(wrong.slice(0, 10)).toEqual([]);
  });

  it('would be seen to go at night, were there no quiet hours', () => {
    const quietHours = {
      from: '20:00',
      to: '08:00',
      weekends: true,
      kinds: ['marketing'],
      channels: ['in-app'],
    };
    const none = rulebookOf({ guardrails: { quietHours } }).guardrails;
    const zone = 'Europe/Berlin';
    const wall = wallClock(zone);
    const [change = 0] = changesOf(zone);
    const request = {
      topic: 'news',
      channel: 'email',
      zone,
      accountZone: 'UTC',
      dueAt: change,
      journey: 'way',
    } as const;
    expect(planDelivery(none, request, FREE, change).action).toBe('send');
    expect(wall(change).hour).toBeLessThan(8);
  });
});

/** Zones of every kind: both hemispheres, half an hour, changes at midnight, by lunar calendar, and none at all. */
const SAMPLE = [
  'Africa/Cairo',
  'Africa/Casablanca',
  'Africa/El_Aaiun',
  'America/Asuncion',
  'America/Godthab',
  'America/Havana',
  'America/New_York',
  'America/Santiago',
  'America/Scoresbysund',
  'America/St_Johns',
  'Antarctica/Troll',
  'Asia/Beirut',
  'Asia/Jerusalem',
  'Asia/Kolkata',
  'Atlantic/Azores',
  'Australia/Adelaide',
  'Australia/Lord_Howe',
  'Europe/Berlin',
  'Europe/Chisinau',
  'Europe/London',
  'Pacific/Apia',
  'Pacific/Auckland',
  'Pacific/Chatham',
  'Pacific/Easter',
  'Pacific/Kiritimati',
  'Pacific/Norfolk',
].filter((zone) => ZONES.includes(zone));

describe('the whole product around changes of clocks', () => {
  it('sends what it decides in the contact’s own hours, each once, and loses none', async () => {
    const scene = await ProductScene.of(RULEBOOK, FIRST - 9 * HOUR_MS);
    const asks: { readonly at: Instant; readonly account: string; readonly contact: string }[] = [];
    for (const zone of SAMPLE) {
      const changes = changesOf(zone);
      for (const [i, distance] of [-25, -3, -0.25, 0, 8].entries()) {
        const email = `c${i}@${zone.replaceAll(/[\W_]/g, '-')}.example`;
        await scene.contact(`c${i}`, { email, zone }, { account: zone });
        for (const change of changes.length === 0 ? changesOf('Europe/Berlin') : changes)
          asks.push({ at: change + distance * HOUR_MS, account: zone, contact: `c${i}` });
      }
    }
    asks.sort((a, b) => a.at - b.at);
    for (const { at, account, contact } of asks) {
      await scene.pass(at);
      await scene.tell('nps.responded', { score: 5 }, { contact, account });
    }
    await scene.pass(asks.at(-1)!.at + 200 * HOUR_MS);

    const wrong: string[] = [];
    let sent = 0;
    for (const zone of SAMPLE) {
      const wall = wallClock(zone);
      const sends = await scene.entriesOf(zone, 'sent');
      sent += sends.length;
      const asked = asks.filter(({ account }) => account === zone).length;
      if (asked !== sends.length) wrong.push(`${zone}: ${asked} were asked for, ${sends.length} went`);
      for (const { at } of sends) {
        const { hour, weekday } = wall(at);
        if (hour < 8 || hour >= 20 || weekday === 0 || weekday === 6)
          wrong.push(`${zone} ${new Date(at).toISOString()}: hour ${hour} of day ${weekday}`);
      }
    }
    expect(wrong.slice(0, 10)).toEqual([]);
    expect(scene.troubles).toEqual([]);
    expect(sent).toBe(scene.channel.taken.length);
    expect(sent).toBeGreaterThan(500);
  });
});
