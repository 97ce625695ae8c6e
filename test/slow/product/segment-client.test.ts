import { Analytics } from '@segment/analytics-node';
import { afterEach, describe, expect, it } from 'vitest';
import type { AccountDetailJson, RunJson, TouchJson } from '../../../lib/adapters/http/answer-schemas.ts';
import { emailOf, type OutboxFile } from '../../support/product-client.ts';
import { StartedProduct } from '../../support/started-product.ts';

let product: StartedProduct | undefined;
afterEach(async () => {
  await product?.remove();
  product = undefined;
});

/** A week of the product's clock passes in about two seconds. */
const SPEED = '1d=300ms';
const ZONES = ['Asia/Tokyo', 'America/Los_Angeles', 'Europe/Berlin'] as const;
/** What nobody may find where it does not belong. */
const CANARIES = ['Kimberley', 'Quillfeather', 'customer.example'] as const;

const slug = (zone: string) => zone.toLowerCase().replace('/', '_');
const groupOf = (zone: string) => `org_${slug(zone)}`;
const userOf = (zone: string) => `usr_${slug(zone)}`;
const addressOf = (zone: string) => `kim.${slug(zone)}@customer.example`;

/** Segment's own client, as any backend of a customer has it. */
function clientOf(running: StartedProduct): { readonly analytics: Analytics; readonly errors: unknown[] } {
  const { writeKey } = running.keys;
  const analytics = new Analytics({ writeKey, host: running.url, flushAt: 50, flushInterval: 50 });
  const errors: unknown[] = [];
  analytics.on('error', (error) => errors.push(error));
  return { analytics, errors };
}

/** What a customer's backend says of a new customer, in the order in which it happens there. */
function signUp(analytics: Analytics, zone: string): void {
  const userId = userOf(zone);
  const context = { groupId: groupOf(zone) };
  analytics.identify({
    userId,
    traits: {
      email: addressOf(zone),
      firstName: 'Kimberley',
      lastName: 'Quillfeather',
      role: 'champion',
      timezone: zone,
    },
  });
  analytics.group({ userId, groupId: groupOf(zone), traits: { name: `Customer in ${zone}`, plan: 'Team' } });
  const startsOn = new Date().toISOString().slice(0, 10);
  const properties = { arr: 12_000, currency: 'USD', starts_on: startsOn };
  analytics.track({ userId, event: 'Contract Signed', properties, context });
  analytics.track({ userId, event: 'Report Exported', properties: { format: 'pdf' }, context });
}

/** Hour and day of the week where the contact is. */
function local(at: number, zone: string): { readonly hour: number; readonly weekday: string } {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hour: 'numeric',
    hourCycle: 'h23',
    weekday: 'short',
  });
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return { hour: Number(parts.get('hour')), weekday: parts.get('weekday') ?? '' };
}

const emailsTo = (files: readonly OutboxFile[], zone: string) =>
  files
    .filter(({ name }) => name.endsWith('.eml'))
    .map((file) => emailOf(file).headers)
    .filter((headers) => headers.get('to')?.includes(addressOf(zone)));

describe('the client of Segment, unmodified', () => {
  it('has contacts of three zones onboarded in their own hours, until first value ends it', async () => {
    const running = await StartedProduct.start({ speed: SPEED });
    product = running;
    const { analytics, errors } = clientOf(running);
    for (const zone of ZONES) signUp(analytics, zone);
    await analytics.flush();
    // What is used goes on being used, so that nobody is taken for silent.
    const using = setInterval(() => {
      for (const zone of ZONES)
        analytics.track({ userId: userOf(zone), event: 'Report Exported', properties: {} });
    }, 100);

    const sent = async (zone: string) =>
      (await running.all<TouchJson>(`/api/touches?account=${groupOf(zone)}&status=sent`)).reverse();
    const templates = async (zone: string) => (await sent(zone)).map(({ template }) => template);
    const onboarding = ['onboarding/welcome', 'onboarding/tutorial', 'onboarding/first-project'];
    for (const zone of ZONES) {
      await running.eventually(`the first week of ${zone}`, async () => (await templates(zone)).length >= 3);
      expect((await templates(zone)).slice(0, 3), zone).toEqual(onboarding);
    }

    // Tokyo gets its first result, and nothing else but congratulations.
    analytics.track({ userId: userOf('Asia/Tokyo'), event: 'First Value Reached' });
    await running.eventually('congratulations', async () =>
      (await templates('Asia/Tokyo')).includes('onboarding/congratulations'),
    );
    const runs = await running.eventually('the end of the run', async () =>
      (await running.all<RunJson>(`/api/runs?account=${groupOf('Asia/Tokyo')}`)).filter(
        ({ status }) => status === 'ended',
      ),
    );
    expect(runs).toMatchObject([{ journey: 'smb-onboarding', reason: 'goal' }]);
    await running.eventually('the third week of the others', async () =>
      (await templates('Europe/Berlin')).includes('onboarding/milestone'),
    );
    clearInterval(using);
    await analytics.closeAndFlush({ timeout: 5000 });
    expect(errors).toEqual([]);
    expect((await templates('Asia/Tokyo')).at(-1)).toBe('onboarding/congratulations');

    for (const zone of ZONES) {
      const touches = (await sent(zone)).filter(({ channel }) => channel === 'email');
      expect(touches.length, zone).toBeGreaterThanOrEqual(3);
      for (const { at, template } of touches) {
        const { hour, weekday } = local(Date.parse(at), zone);
        expect(hour, `${template} at ${at} in ${zone}`).toBeGreaterThanOrEqual(8);
        expect(hour, `${template} at ${at} in ${zone}`).toBeLessThan(20);
        expect(['Sat', 'Sun'], `${template} at ${at} in ${zone}`).not.toContain(weekday);
      }
      const emails = emailsTo(running.outbox(), zone);
      expect(emails.length).toBeGreaterThanOrEqual(touches.length);
      for (const headers of emails) {
        expect(local(Date.parse(headers.get('date') ?? ''), zone).hour).toBeGreaterThanOrEqual(8);
        expect(headers.get('to')).toBe(`Kimberley Quillfeather <${addressOf(zone)}>`);
        expect(headers.get('list-unsubscribe')).toMatch(/^<http:\/\/127\.0\.0\.1:\d+\/u\/[\w.-]+>$/);
      }
    }
    const cards = running.outbox().filter(({ name }) => name.endsWith('.json'));
    expect(cards.map(({ text }) => JSON.parse(text).channel)).toEqual(ZONES.map(() => 'in-app'));

    const { body: account } = await running.get<AccountDetailJson>(
      `/api/accounts/${groupOf('Europe/Berlin')}`,
    );
    expect(account).toMatchObject({ name: 'Customer in Europe/Berlin', segment: 'scale' });
    for (const canary of CANARIES) {
      expect(running.logs).not.toContain(canary);
      expect(JSON.stringify(account)).not.toContain(canary);
    }
  });
});
