import { Analytics } from '@segment/analytics-node';
import { describe, expect, it } from 'vitest';
import { IntakeError } from '../../../lib/app/product/intake.ts';
import { at, IntakeScene } from '../../support/intake-scene.ts';

const NONE = { accepted: 0, duplicates: 0, parked: 0, refused: [] };
const GROUP = { userId: 'u-1', groupId: 'acme', messageId: 'g-1', traits: { name: 'Acme Ltd', plan: 'pro' } };
const CONTACT = /^c_[0-9a-f]{20}$/;

/** A scene where u-1 is a member of acme. */
async function grouped(): Promise<IntakeScene> {
  const scene = new IntakeScene();
  await scene.intake.segment('group', GROUP);
  return scene;
}

const track = (event: string, properties: object = {}, over: object = {}) => ({
  userId: 'u-1',
  messageId: `t-${event}`,
  event,
  properties,
  ...over,
});

describe('group', () => {
  it('is master data of the account that its id names, and makes the user a member', async () => {
    const scene = new IntakeScene();
    const traits = {
      ...GROUP.traits,
      industry: 'Mining',
      country: 'AT',
      timezone: 'Europe/Vienna',
      employees: 20,
    };
    expect(await scene.intake.segment('group', { ...GROUP, traits })).toEqual({ ...NONE, accepted: 1 });
    expect(await scene.signals()).toEqual([
      {
        specversion: '1.0',
        id: 'g-1',
        source: 'segment',
        type: 'account.updated',
        account: 'acme',
        contact: expect.stringMatching(CONTACT),
        time: '2026-06-01T09:00:00Z',
        receivedat: '2026-06-01T09:00:00Z',
        data: { name: 'Acme Ltd', industry: 'Mining', country: 'AT', plan: 'pro', zone: 'Europe/Vienna' },
      },
    ]);
  });

  it('without a name says whose user it is, and no more', async () => {
    const scene = new IntakeScene();
    expect(await scene.intake.segment('group', { userId: 'u-1', groupId: 'acme' })).toEqual({
      ...NONE,
      accepted: 1,
    });
    expect(await scene.signals()).toEqual([]);
    await scene.intake.segment('track', track('Opened Report'));
    expect(await scene.lastSignal()).toMatchObject({ account: 'acme' });
  });

  it('leaves out what does not fit, and keeps the rest', async () => {
    const scene = new IntakeScene();
    const traits = { name: 4711, industry: ['a'], country: { code: 'AT' }, plan: null, timezone: 'Vienna' };
    await scene.intake.segment('group', { ...GROUP, traits });
    expect((await scene.lastSignal()).data).toEqual({ name: '4711' });
  });

  it('needs no user: an account may be described by a server', async () => {
    const scene = new IntakeScene();
    const result = await scene.intake.segment('group', {
      anonymousId: 'cron',
      groupId: 'acme',
      traits: { name: 'Acme' },
    });
    expect(result).toEqual({ ...NONE, accepted: 1 });
    expect(await scene.lastSignal()).not.toHaveProperty('contact');
  });

  it('of an id that no account can have makes one of a hash, the same every time', async () => {
    const scene = new IntakeScene();
    await scene.intake.segment('group', { ...GROUP, groupId: 'Žižkov Družstvo' });
    const { account } = await scene.lastSignal();
    expect(account).toMatch(/^g_[0-9a-f]{20}$/);
    await scene.intake.segment(
      'track',
      track('Opened Report', {}, { context: { groupId: 'Žižkov Družstvo' } }),
    );
    expect((await scene.lastSignal()).account).toBe(account);
    expect(await scene.directory.accountOf('segment', 'Žižkov Družstvo')).toBe(account);
  });

  it('says what the account is called elsewhere', async () => {
    const scene = new IntakeScene();
    const traits = {
      name: 'Acme',
      stripe_customer_id: 'cus_1',
      externalIds: { hubspot: 77, 'no system': 'x', empty: '' },
    };
    await scene.intake.segment('group', { ...GROUP, traits });
    expect(await scene.directory.links('acme')).toEqual([
      { system: 'hubspot', id: '77' },
      { system: 'segment', id: 'acme' },
      { system: 'stripe', id: 'cus_1' },
    ]);
  });

  it('takes no id away from another account, and says so', async () => {
    const scene = await grouped();
    const traits = { name: 'Acme', stripeCustomerId: 'cus_1' };
    await scene.intake.segment('group', { ...GROUP, messageId: 'g-2', traits });
    const other = { ...GROUP, groupId: 'bolt', messageId: 'g-3', traits };
    expect(await scene.intake.segment('group', other)).toMatchObject({
      accepted: 1,
      refused: [{ index: 0, reason: 'link-taken' }],
    });
    expect(await scene.directory.accountOf('stripe', 'cus_1')).toBe('acme');
  });

  it('whose id was linked to an account before is about that account', async () => {
    const scene = new IntakeScene();
    await scene.directory.link('crm-77', 'segment', 'acme');
    await scene.intake.segment('group', GROUP);
    expect((await scene.lastSignal()).account).toBe('crm-77');
  });
});

describe('identify', () => {
  it('makes the contact known, with the personal part in their record', async () => {
    const scene = await grouped();
    const traits = {
      email: 'ada@example.com',
      first_name: 'Ada',
      lastName: 'Lovelace',
      timezone: 'Europe/London',
      role: 'champion',
      title: 'CTO',
      decisionMaker: 'true',
    };
    expect(await scene.intake.segment('identify', { userId: 'u-1', messageId: 'i-1', traits })).toEqual({
      ...NONE,
      accepted: 1,
    });
    const signal = await scene.lastSignal();
    expect(signal).toMatchObject({
      type: 'contact.identified',
      account: 'acme',
      contact: expect.stringMatching(CONTACT),
      addresskey: expect.any(String),
      data: { roles: ['champion'], persona: 'CTO', zone: 'Europe/London', decisionMaker: true },
    });
    expect(await scene.contacts.get('acme', signal.contact ?? '')).toMatchObject({
      fields: { email: 'ada@example.com', firstName: 'Ada', lastName: 'Lovelace' },
    });
    expect(JSON.stringify(await scene.logged())).not.toMatch(/ada|lovelace|u-1/i);
  });

  it('keeps what fits of traits that do not all', async () => {
    const scene = await grouped();
    const traits = {
      email: 'not an address',
      firstName: 'Ada',
      timezone: 'Pacific Time',
      decisionMaker: 'maybe',
      roles: [1],
    };
    await scene.intake.segment('identify', { userId: 'u-1', traits });
    const { contact = '', data } = await scene.lastSignal();
    expect(data).toBeUndefined();
    expect(await scene.contacts.get('acme', contact)).toMatchObject({ fields: { firstName: 'Ada' } });
  });

  it('of a user in two companies makes two contacts, each of its own account', async () => {
    const scene = await grouped();
    await scene.intake.segment('group', { ...GROUP, groupId: 'bolt', messageId: 'g-2' });
    for (const groupId of ['acme', 'bolt'])
      await scene.intake.segment('identify', {
        userId: 'u-1',
        messageId: 'i',
        traits: { email: 'a@b.c' },
        context: { groupId },
      });
    const [, , one, two] = await scene.signals();
    expect([one?.account, two?.account]).toEqual(['acme', 'bolt']);
    expect(one?.contact).not.toBe(two?.contact);
    expect(one?.addresskey).toBe(two?.addresskey);
  });

  it('of a user whose id is an address is the contact whom others know by it', async () => {
    const scene = new IntakeScene();
    await scene.intake.segment('group', { ...GROUP, userId: 'Ada@Example.com' });
    const { contact } = await scene.lastSignal();
    await scene.intake.events([
      {
        specversion: '1.0',
        id: 'n',
        source: 'x',
        type: 'nps.responded',
        account: 'acme',
        contact: 'ada@example.com',
        data: { score: 9 },
      },
    ]);
    expect((await scene.lastSignal()).contact).toBe(contact);
    expect(JSON.stringify(await scene.logged())).not.toMatch(/ada/i);
  });
});

describe('track', () => {
  it.each<[string, object, string, object]>([
    [
      'Contract Signed',
      { arr: 12000, currency: 'EUR', starts_on: '2026-06-01', endsOn: '2027-05-31T00:00:00.000Z' },
      'contract.signed',
      { arr: { amount: 12000, currency: 'EUR' }, startsOn: '2026-06-01', endsOn: '2027-05-31' },
    ],
    [
      'Contract Signed',
      { arr: '1200.50', startsOn: '2026-06-01' },
      'contract.signed',
      { arr: { amount: 1200.5, currency: 'USD' }, startsOn: '2026-06-01' },
    ],
    [
      'Contract Signed',
      { arr: { amount: 5, currency: 'USD' }, startsOn: '2026-06-01' },
      'contract.signed',
      { arr: { amount: 5, currency: 'USD' }, startsOn: '2026-06-01' },
    ],
    ['Seats Changed', { used: '12', limit: 20 }, 'seats.changed', { used: 12, limit: 20 }],
    [
      'Ticket Opened',
      { ticket_id: 77, severity: 'high' },
      'ticket.opened',
      { ticketId: '77', severity: 'high' },
    ],
    ['Success Plan Approved', {}, 'success-plan.approved', {}],
    ['First Value Reached', {}, 'first-value.reached', {}],
    ['Contact Role Changed', { roles: 'admin' }, 'contact.role-changed', { roles: ['admin'] }],
    [
      'payment_failed',
      { invoiceId: 'in_1', amount_due: 9.5, currency: 'usd', due_at: '2026-06-08T00:00:00Z' },
      'payment.failed',
      { invoiceId: 'in_1', amountDue: { amount: 9.5, currency: 'USD' }, dueAt: '2026-06-08T00:00:00Z' },
    ],
    ['customer.churned', { reason: 'price' }, 'customer.churned', { reason: 'price' }],
    ['Usage Recorded', { feature: 'export', count: 4 }, 'usage.recorded', { feature: 'export', count: 4 }],
    ['Signed In', { method: 'sso' }, 'usage.logins', { count: 1 }],
    ['User Logged In', {}, 'usage.logins', { count: 1 }],
    ['Report Exported', { rows: 1e9 }, 'usage.recorded', { feature: 'Report Exported' }],
    ['constructor', {}, 'usage.recorded', { feature: 'constructor' }],
    ['Task Completed', { task: 't-1' }, 'usage.recorded', { feature: 'Task Completed' }],
    ['Health Changed', {}, 'usage.recorded', { feature: 'Health Changed' }],
  ])('%s with %j', async (event, properties, type, data) => {
    const scene = await grouped();
    expect(await scene.intake.segment('track', track(event, properties))).toEqual({ ...NONE, accepted: 1 });
    const signal = await scene.lastSignal();
    expect([signal.type, signal.data ?? {}]).toEqual([type, data]);
    expect(signal.contact).toMatch(CONTACT);
  });

  it('of a known name whose properties do not fit is refused, and not counted as usage', async () => {
    const scene = await grouped();
    expect(await scene.intake.segment('track', track('Contract Signed', { arr: 'a lot' }))).toEqual({
      ...NONE,
      refused: [
        {
          index: 0,
          reason: 'wrong-payload',
          detail:
            '"data.arr": expected money such as {"amount": 12000, "currency": "USD"}, got text of 5 characters',
        },
      ],
    });
    expect(await scene.signals()).toHaveLength(1);
  });

  it('takes properties of any shape for usage', async () => {
    const scene = await grouped();
    for (const [i, properties] of [null, [], 'x', 5, { deep: { deeper: [] } }].entries())
      expect(
        await scene.intake.segment('track', { ...track('Clicked'), messageId: `m${i}`, properties }),
      ).toMatchObject({ accepted: 1 });
  });
});

describe('page and screen', () => {
  it('are usage of what they are called', async () => {
    const scene = await grouped();
    await scene.intake.segment('page', {
      userId: 'u-1',
      messageId: 'p',
      name: 'Billing',
      properties: { url: 'https://x' },
    });
    expect(await scene.lastSignal()).toMatchObject({ type: 'usage.recorded', data: { feature: 'Billing' } });
    const screen = { type: 'screen', userId: 'u-1', messageId: 's', properties: { name: 'Home' } };
    await scene.intake.segment('batch', { batch: [screen] });
    expect(await scene.lastSignal()).toMatchObject({ type: 'usage.recorded', data: { feature: 'Home' } });
    await scene.intake.segment('page', { userId: 'u-1', messageId: 'n' });
    expect(await scene.lastSignal()).not.toHaveProperty('data');
  });
});

describe('a message', () => {
  it('sent again is a duplicate, with an id of its own or without one', async () => {
    const scene = await grouped();
    const named = track('Clicked');
    const timed = { userId: 'u-1', event: 'Clicked', timestamp: '2026-06-01T08:59:00Z' };
    expect(await scene.intake.segment('track', named)).toMatchObject({ accepted: 1 });
    expect(await scene.intake.segment('track', named)).toMatchObject({ accepted: 0, duplicates: 1 });
    expect(await scene.intake.segment('track', { ...timed, sentAt: '2026-06-01T09:00:00Z' })).toMatchObject({
      accepted: 1,
    });
    scene.now += 30_000;
    expect(await scene.intake.segment('track', { ...timed, sentAt: '2026-06-01T09:00:30Z' })).toMatchObject({
      duplicates: 1,
    });
  });

  it('that has neither an id nor a time is a new one every time', async () => {
    const scene = await grouped();
    const bare = { userId: 'u-1', event: 'Clicked' };
    expect(
      await scene.intake.segment('batch', {
        batch: [
          { type: 'track', ...bare },
          { type: 'track', ...bare },
        ],
      }),
    ).toMatchObject({ accepted: 2 });
    expect(await scene.intake.segment('track', bare)).toMatchObject({ accepted: 1 });
  });

  it('whose id cannot be kept is known by its hash', async () => {
    const scene = await grouped();
    for (const messageId of ['with blanks', 'x'.repeat(500), 'ünï'])
      for (const accepted of [1, 0])
        expect(await scene.intake.segment('track', { ...track('Clicked'), messageId })).toMatchObject({
          accepted,
        });
    expect((await scene.signals()).slice(1).every(({ id }) => /^m_[0-9a-f]{32}$/.test(id))).toBe(true);
  });

  it('that gives two signals has an id for each', async () => {
    const scene = new IntakeScene();
    await scene.intake.segment('group', { ...GROUP, traits: { name: 'Acme', csm: 'dana' } });
    expect((await scene.signals()).map(({ id, type }) => [id, type])).toEqual([
      ['g-1', 'account.updated'],
      ['g-1:account.assigned', 'account.assigned'],
    ]);
  });

  it.each<[string, object, string]>([
    [
      'as long ago as the client says, by its own clock',
      { timestamp: '2020-01-01T00:00:00.000Z', sentAt: '2020-01-01T00:05:00.000Z' },
      '2026-06-01T08:55:00Z',
    ],
    [
      'as the client first said, where Segment corrected it',
      {
        timestamp: '2026-01-01T00:00:00Z',
        originalTimestamp: '2026-06-01T08:00:00Z',
        sentAt: '2026-06-01T08:00:01Z',
      },
      '2026-06-01T08:59:59Z',
    ],
    [
      'as long ago as real time says, if it does not say when it was sent',
      { timestamp: '2026-06-01T07:00:00+02:00' },
      '2026-06-01T05:00:00Z',
    ],
    ['now, where it does not say', { sentAt: '2026-06-01T05:00:00Z' }, '2026-06-01T09:00:00Z'],
    [
      'now, where it was sent before it happened',
      { timestamp: '2026-06-01T08:00:00Z', sentAt: '2026-06-01T07:00:00Z' },
      '2026-06-01T09:00:00Z',
    ],
    ['now, in the future', { timestamp: '2031-01-01T00:00:00Z' }, '2026-06-01T09:00:00Z'],
  ])('happened %s', async (_title, over, time) => {
    const scene = await grouped();
    await scene.intake.segment('track', { ...track('Clicked'), ...over });
    expect((await scene.lastSignal()).time).toBe(time);
  });

  it('happened by the fast clock of a demonstration', async () => {
    const scene = await grouped();
    scene.real = scene.now;
    scene.now = at('2026-09-01T00:00:00Z');
    await scene.intake.segment('batch', {
      batch: [{ type: 'track', ...track('Clicked'), timestamp: '2026-06-01T08:59:58.000Z' }],
      sentAt: '2026-06-01T08:59:59.000Z',
    });
    expect((await scene.lastSignal()).time).toBe('2026-08-31T23:59:59Z');
  });

  it('older than 14 days by its own clock is too late', async () => {
    const scene = await grouped();
    const old = { ...track('Clicked'), timestamp: '2019-12-01T00:00:00Z', sentAt: '2020-01-01T00:00:00Z' };
    expect(await scene.intake.segment('track', old)).toMatchObject({
      accepted: 0,
      refused: [{ reason: 'too-late' }],
    });
    expect(await scene.log.count('refused')).toBe(1);
  });

  it('of ten thousand years ago is refused and breaks nothing', async () => {
    const scene = await grouped();
    const old = { ...track('Clicked'), timestamp: '0001-01-01T00:00:00Z', sentAt: '9999-12-31T23:59:59Z' };
    expect(await scene.intake.segment('track', old)).toMatchObject({
      refused: [{ reason: 'wrong-envelope' }],
    });
  });
});

describe('a batch', () => {
  it('is taken message by message, and says which were not', async () => {
    const scene = new IntakeScene();
    const batch = [
      { type: 'identify', userId: 'u-1', messageId: 'i', traits: { email: 'a@b.c' } },
      { type: 'alias', userId: 'u-1', previousId: 'x' },
      { type: 'group', ...GROUP },
      'track',
      { type: 'track', messageId: 'e', userId: 'u-1', event: '' },
      { type: 'track', ...track('Clicked') },
      { type: 'track', messageId: 'n', event: 'Clicked' },
    ];
    expect(await scene.intake.segment('batch', { batch, sentAt: '2026-06-01T09:00:00Z' })).toEqual({
      accepted: 3,
      duplicates: 0,
      parked: 0,
      refused: [
        {
          index: 1,
          reason: 'wrong-envelope',
          detail: '"type" must be one of track, identify, group, page, screen, got text of 5 characters',
        },
        { index: 3, reason: 'wrong-envelope', detail: 'expected an object, got text of 5 characters' },
        {
          index: 4,
          reason: 'wrong-envelope',
          detail: '"event" must be 1 to 200 characters, got text of 0 characters',
        },
        {
          index: 6,
          reason: 'missing-account',
          detail: 'it has none of "userId", "anonymousId" and "context.groupId"',
        },
      ],
    });
  });

  it('may be empty', async () => {
    expect(await new IntakeScene().intake.segment('batch', { batch: [] })).toEqual(NONE);
  });

  it.each<[unknown, string]>([
    [null, 'expected a JSON object, got null'],
    [[], 'expected a JSON object, got a list of 0'],
    ['{}', 'expected a JSON object, got text of 2 characters'],
    [{}, '"batch" must be a list, got nothing'],
    [{ batch: {} }, '"batch" must be a list, got an object'],
  ])('is no batch: %j', async (body, message) => {
    const scene = new IntakeScene();
    await expect(scene.intake.segment('batch', body)).rejects.toThrow(new IntakeError(message));
  });
});

describe("Segment's own client", () => {
  it('is taken as it sends: identify, group, track and page', async () => {
    const bodies: string[] = [];
    const analytics = new Analytics({
      writeKey: 'key',
      flushAt: 20,
      httpClient: async (_url, init) => {
        bodies.push(String(init?.body));
        return new Response('{"success": true}', { status: 200 });
      },
    });
    analytics.identify({ userId: 'u-1', traits: { email: 'ada@example.com', timezone: 'Europe/Vienna' } });
    analytics.group({ userId: 'u-1', groupId: 'acme', traits: { name: 'Acme' } });
    analytics.track({
      userId: 'u-1',
      event: 'Contract Signed',
      properties: { arr: 100, startsOn: new Date('2026-06-01') },
    });
    analytics.track({ userId: 'u-1', event: 'Report Exported', context: { groupId: 'acme' } });
    analytics.page({ userId: 'u-1', name: 'Home' });
    await analytics.closeAndFlush();
    expect(bodies).toHaveLength(1);

    const scene = new IntakeScene();
    expect(await scene.intake.segment('batch', JSON.parse(bodies[0] ?? ''))).toEqual({
      ...NONE,
      accepted: 5,
    });
    const signals = await scene.signals();
    expect(signals.map(({ type }) => type).sort()).toEqual([
      'account.updated',
      'contact.identified',
      'contract.signed',
      'usage.recorded',
      'usage.recorded',
    ]);
    expect(new Set(signals.map(({ contact }) => contact)).size).toBe(1);
    expect(signals.every(({ time }) => at(time) > scene.now - 5_000 && at(time) <= scene.now)).toBe(true);
    expect(await scene.intake.segment('batch', JSON.parse(bodies[0] ?? ''))).toMatchObject({
      accepted: 0,
      duplicates: 5,
    });
  });
});
