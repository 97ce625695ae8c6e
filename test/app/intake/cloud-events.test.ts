import { CloudEvent, HTTP } from 'cloudevents';
import { describe, expect, it } from 'vitest';
import { openLogged } from '../../../lib/app/play/logged-signals.ts';
import { at, IntakeScene, SHIPPED } from '../../support/intake-scene.ts';

const SEATS = {
  specversion: '1.0',
  id: 's-1',
  source: '/crm',
  type: 'seats.changed',
  account: 'acme',
  time: '2026-06-01T08:00:00Z',
  data: { used: 12, limit: 20 },
};
const IDENTIFIED = {
  ...SEATS,
  id: 'i-1',
  type: 'contact.identified',
  contact: 'c-7',
  data: { email: 'Ada@Example.com', firstName: 'Ada', zone: 'Europe/Vienna', roles: ['champion'] },
};
const NONE = { accepted: 0, duplicates: 0, parked: 0, refused: [] };

describe('a CloudEvent', () => {
  it('is logged as it came, with the instant of its arrival', async () => {
    const scene = new IntakeScene();
    expect(await scene.intake.events([SEATS])).toEqual({ ...NONE, accepted: 1 });
    expect(await scene.logged()).toEqual([
      {
        number: 1,
        key: '/crm|s-1',
        state: 'waiting',
        reason: undefined,
        signal: { ...SEATS, receivedat: '2026-06-01T09:00:00Z' },
      },
    ]);
  });

  it('is taken once: a second one is a duplicate, in the same request too', async () => {
    const scene = new IntakeScene();
    expect(await scene.intake.events([SEATS, { ...SEATS, data: { used: 99 } }])).toEqual({
      ...NONE,
      accepted: 1,
      duplicates: 1,
    });
    expect(await scene.intake.events([SEATS])).toEqual({ ...NONE, duplicates: 1 });
    expect(await scene.signals()).toHaveLength(1);
  });

  it('is another one for another account, of another source, or of another id', async () => {
    const scene = new IntakeScene();
    const others = [
      SEATS,
      { ...SEATS, account: 'bolt' },
      { ...SEATS, source: '/erp' },
      { ...SEATS, id: 's-2' },
    ];
    expect(await scene.intake.events(others)).toEqual({ ...NONE, accepted: 4 });
  });

  it('leaves its personal data in the contact record, and only there', async () => {
    const scene = new IntakeScene();
    await scene.intake.events([IDENTIFIED]);
    const text = JSON.stringify(await scene.logged());
    expect(text).not.toMatch(/ada/i);
    expect(await scene.lastSignal()).toMatchObject({
      contact: 'c-7',
      addresskey: expect.stringMatching(/^[0-9a-f]{32}$/),
      data: { zone: 'Europe/Vienna', roles: ['champion'] },
    });
    expect(await scene.contacts.get('acme', 'c-7')).toEqual({
      account: 'acme',
      contact: 'c-7',
      fields: { email: 'Ada@Example.com', firstName: 'Ada' },
    });
  });

  it('has one address key, however the address is written', async () => {
    const scene = new IntakeScene();
    const again = { ...IDENTIFIED, id: 'i-2', account: 'bolt', data: { email: ' ada@example.COM'.trim() } };
    await scene.intake.events([IDENTIFIED, again]);
    const [one, two] = await scene.signals();
    expect(one?.addresskey).toBe(two?.addresskey);
  });

  it('whose contact is an address is about the contact that has it', async () => {
    const scene = new IntakeScene();
    const rated = {
      ...SEATS,
      id: 'n-1',
      type: 'nps.responded',
      contact: 'ada@example.com',
      data: { score: 9 },
    };
    await scene.intake.events([IDENTIFIED]);
    await scene.intake.events([rated, { ...rated, id: 'n-2', contact: 'bob@example.com' }]);
    const [, known, stranger] = await scene.signals();
    expect(known?.contact).toBe('c-7');
    expect(stranger?.contact).toMatch(/^c_[0-9a-f]{20}$/);
    expect(JSON.stringify(await scene.logged())).not.toContain('@');
  });

  it('keeps no field that its type does not need for good, and no personal data of nobody', async () => {
    const scene = new IntakeScene();
    const comment = {
      ...SEATS,
      id: 'n-1',
      type: 'nps.responded',
      data: { score: 3, comment: 'Call me: 555' },
    };
    await scene.intake.events([{ ...comment, traceparent: '00-1', extra: { deep: true } }]);
    const signal = await scene.lastSignal();
    expect(signal.data).toEqual({ score: 3 });
    expect(Object.keys(signal).sort()).toEqual([
      'account',
      'data',
      'id',
      'receivedat',
      'source',
      'specversion',
      'time',
      'type',
    ]);
  });

  it('that was logged reads as the same signal again', async () => {
    const scene = new IntakeScene();
    const signed = {
      ...SEATS,
      type: 'contract.signed',
      data: { arr: { amount: 12000.5, currency: 'EUR' }, startsOn: '2026-06-01' },
    };
    await scene.intake.events([signed]);
    const [logged] = await scene.logged();
    const opened = logged && openLogged(logged, SHIPPED);
    expect(opened).toMatchObject({
      signal: {
        account: 'acme',
        receivedAt: scene.now,
        values: [{ minor: 1200050, currency: 'EUR' }, 20605, undefined],
      },
    });
  });

  it('may leave its time out, and happened now then', async () => {
    const scene = new IntakeScene();
    const { time: _time, ...untimed } = SEATS;
    expect(await scene.intake.events([untimed])).toMatchObject({ accepted: 1 });
    expect(await scene.lastSignal()).toMatchObject({ time: '2026-06-01T09:00:00Z' });
  });

  it('of the future happened now', async () => {
    const scene = new IntakeScene();
    await scene.intake.events([{ ...SEATS, time: '2031-01-01T00:00:00Z' }]);
    expect(await scene.lastSignal()).toMatchObject({ time: '2026-06-01T09:00:00Z' });
  });

  it('is dated by the product where its clock runs fast, unless it speaks that time itself', async () => {
    const scene = new IntakeScene();
    scene.now = at('2027-03-01T00:00:00Z');
    scene.real = at('2026-06-01T09:00:00Z');
    await scene.intake.events([SEATS]);
    expect(await scene.lastSignal()).toMatchObject({
      time: '2027-02-28T23:00:00Z',
      receivedat: '2027-03-01T00:00:00Z',
    });
    await scene.intake.events([{ ...SEATS, id: 'own', time: '2027-02-20T00:00:00Z' }], 'own');
    expect(await scene.lastSignal()).toMatchObject({ time: '2027-02-20T00:00:00Z' });
  });

  it('of the cloudevents package is taken as it is sent', async () => {
    const scene = new IntakeScene();
    const event = new CloudEvent({
      type: 'seats.changed',
      source: '/crm',
      account: 'acme',
      data: { used: 3 },
    });
    scene.now = Date.parse(event.time ?? '') + 250;
    const { body } = HTTP.structured(event);
    expect(await scene.intake.events([JSON.parse(String(body))])).toEqual({ ...NONE, accepted: 1 });
    expect(await scene.lastSignal()).toMatchObject({ id: event.id, source: '/crm', data: { used: 3 } });
  });
});

describe('what arrives too late', () => {
  it('is refused after 14 days and not before, and is on record without personal data', async () => {
    const scene = new IntakeScene();
    const late = { ...IDENTIFIED, id: 'late', time: '2026-05-18T08:59:59.999Z' };
    const result = await scene.intake.events([{ ...IDENTIFIED, time: '2026-05-18T09:00:00Z' }, late]);
    expect(result).toEqual({
      ...NONE,
      accepted: 1,
      refused: [
        {
          index: 1,
          reason: 'too-late',
          detail: '"time" is 2026-05-18T08:59:59.999Z, more than 14 days before it arrived',
        },
      ],
    });
    expect(await scene.logged()).toMatchObject([
      { state: 'waiting' },
      { state: 'refused', reason: 'too-late', signal: { id: 'late', account: 'acme' } },
    ]);
    expect(JSON.stringify(await scene.logged())).not.toMatch(/ada/i);
  });

  it('is refused again when it is sent again', async () => {
    const scene = new IntakeScene();
    const late = { ...SEATS, time: '2026-01-01T00:00:00Z' };
    await scene.intake.events([late]);
    expect(await scene.intake.events([late])).toMatchObject({
      duplicates: 0,
      refused: [{ reason: 'too-late' }],
    });
    expect(await scene.logged()).toHaveLength(1);
  });

  it('leaves nothing in the contact record', async () => {
    const scene = new IntakeScene();
    await scene.intake.events([{ ...IDENTIFIED, time: '2026-01-01T00:00:00Z' }]);
    expect(await scene.contacts.get('acme', 'c-7')).toBeUndefined();
  });
});

describe('the instant of arrival', () => {
  it('never goes back, though the clock does', async () => {
    const scene = new IntakeScene();
    await scene.intake.events([SEATS]);
    scene.now = at('2026-06-01T08:30:00Z');
    await scene.intake.events([{ ...SEATS, id: 's-2' }]);
    scene.now = at('2026-06-01T09:00:05Z');
    await scene.intake.events([{ ...SEATS, id: 's-3' }]);
    expect((await scene.signals()).map(({ receivedat }) => receivedat)).toEqual([
      '2026-06-01T09:00:00Z',
      '2026-06-01T09:00:00Z',
      '2026-06-01T09:00:05Z',
    ]);
  });

  it('is never before what the log held when the process started', async () => {
    const scene = new IntakeScene({
      log: { append: async () => [true], lastReceived: async () => at('2026-07-01T00:00:00Z') },
    });
    await expect(scene.intake.events([{ ...SEATS, time: '2026-06-16T23:00:00Z' }])).resolves.toMatchObject({
      refused: [{ reason: 'too-late' }],
    });
  });

  it('grows in the order of the log, whatever comes at one time', async () => {
    const scene = new IntakeScene();
    const requests = Array.from({ length: 50 }, (_, i) => {
      scene.now += i % 3;
      return scene.intake.events([{ ...SEATS, id: `s-${i}` }]);
    });
    await Promise.all(requests);
    const stamps = (await scene.signals()).map(({ receivedat }) => receivedat);
    expect(stamps).toHaveLength(50);
    expect(stamps).toEqual([...stamps].sort());
  });
});

describe('what is refused', () => {
  it.each<[string, unknown, string, string]>([
    ['null', null, 'wrong-envelope', 'expected a CloudEvents object, got null'],
    ['a list', [SEATS], 'wrong-envelope', 'expected a CloudEvents object, got a list of 1'],
    [
      'a text',
      'x'.repeat(1e5),
      'wrong-envelope',
      'expected a CloudEvents object, got text of 100000 characters',
    ],
    ['a number', 1e308, 'wrong-envelope', 'expected a CloudEvents object, got a number'],
    ['an empty object', {}, 'wrong-envelope', '"specversion" must be "1.0", got nothing'],
    [
      'an older version',
      { ...SEATS, specversion: '0.3' },
      'wrong-envelope',
      '"specversion" must be "1.0", got text of 3 characters',
    ],
    [
      'an empty id',
      { ...SEATS, id: '' },
      'wrong-envelope',
      '"id" must be 1 to 200 visible characters, got text of 0 characters',
    ],
    [
      'a number for an id',
      { ...SEATS, id: 5 },
      'wrong-envelope',
      '"id" must be 1 to 200 visible characters, got a number',
    ],
    [
      'a list for a type',
      { ...SEATS, type: ['seats.changed'] },
      'wrong-envelope',
      '"type" must be a signal type, got a list of 1',
    ],
    [
      'a type that there is none of',
      { ...SEATS, type: 'seats.chnged' },
      'unknown-signal',
      'unknown signal type "seats.chnged", did you mean "seats.changed"?',
    ],
    [
      'a name of every object',
      { ...SEATS, type: '__proto__' },
      'unknown-signal',
      'unknown signal type "__proto__"',
    ],
    ['no account', { ...SEATS, account: undefined }, 'missing-account', '"account" is missing'],
    [
      'a blank in an account',
      { ...SEATS, account: 'a b' },
      'wrong-envelope',
      '"account" must be 1 to 200 visible characters, got text of 3 characters',
    ],
    [
      'a line in a contact',
      { ...SEATS, contact: 'a\nb' },
      'wrong-envelope',
      '"contact" must be 1 to 200 visible characters, got text of 3 characters',
    ],
    [
      'an object for a contact',
      { ...SEATS, contact: {} },
      'wrong-envelope',
      '"contact" must be 1 to 200 visible characters, got an object',
    ],
    [
      'a time that is none',
      { ...SEATS, time: 'now' },
      'wrong-envelope',
      '"time" must be an RFC 3339 instant, got text of 3 characters',
    ],
    [
      'a number for a time',
      { ...SEATS, time: 1780272000 },
      'wrong-envelope',
      '"time" must be an RFC 3339 instant, got a number',
    ],
    [
      'a text for data',
      { ...SEATS, data: 'used=3' },
      'wrong-payload',
      '"data" must be an object, got text of 6 characters',
    ],
    ['a list for data', { ...SEATS, data: [] }, 'wrong-payload', '"data" must be an object, got a list of 0'],
    [
      'a text for a number',
      { ...SEATS, data: { used: '3' } },
      'wrong-payload',
      '"data.used": expected a number, got text of 1 characters',
    ],
    [
      'a number beyond all',
      { ...SEATS, data: { used: 1e16 } },
      'wrong-payload',
      '"data.used": expected a number from -1000000000000000 to 1000000000000000, got a number',
    ],
    [
      'a field that there is none of',
      { ...SEATS, data: { usd: 3 } },
      'wrong-payload',
      'unknown field "data.usd", did you mean "used"?',
    ],
    [
      'what only Touchline derives',
      { ...SEATS, type: 'health.changed' },
      'reserved-signal',
      'only Touchline itself may say "health.changed"',
    ],
    [
      'an act that needs a person',
      { ...SEATS, type: 'task.completed', data: { task: 't' } },
      'reserved-signal',
      'only Touchline itself may say "task.completed"',
    ],
    [
      'another that does',
      { ...SEATS, type: 'account.paused', data: { paused: true } },
      'reserved-signal',
      'only Touchline itself may say "account.paused"',
    ],
    [
      'one that pretends to be Touchline',
      { ...SEATS, source: 'touchline' },
      'reserved-source',
      'the source "touchline" is Touchline itself',
    ],
  ])('%s, with its place and why', async (_title, event, reason, detail) => {
    const scene = new IntakeScene();
    const refused = [{ index: 1, reason, detail }];
    expect(await scene.intake.events([SEATS, event, { ...SEATS, id: 's-3' }])).toEqual({
      ...NONE,
      accepted: 2,
      refused,
    });
    expect(await scene.signals()).toHaveLength(2);
  });

  it('never quotes a personal value', async () => {
    const scene = new IntakeScene();
    const secret = 'secret@nowhere@example.com';
    const events = [
      { ...IDENTIFIED, data: { email: secret } },
      { ...IDENTIFIED, data: { firstName: [secret] } },
      { ...IDENTIFIED, contact: 'nowhere man' },
      { ...IDENTIFIED, time: secret },
    ];
    const { refused } = await scene.intake.events(events);
    expect(refused).toHaveLength(4);
    expect(JSON.stringify(refused)).not.toContain('nowhere');
  });

  it('is not what may come from elsewhere too: consent, and mail that bounced', async () => {
    const scene = new IntakeScene();
    const consent = { ...SEATS, type: 'consent.changed', contact: 'c-1', data: { withdrawn: ['marketing'] } };
    const bounced = {
      ...SEATS,
      id: 'b',
      type: 'address.suppressed',
      contact: 'c-1',
      data: { reason: 'bounced' },
    };
    expect(await scene.intake.events([consent, bounced])).toEqual({ ...NONE, accepted: 2 });
  });
});

describe('account.linked', () => {
  const linked = (account: unknown, data: unknown) => ({ ...SEATS, type: 'account.linked', account, data });

  it('says that an account goes by another id elsewhere', async () => {
    const scene = new IntakeScene();
    expect(await scene.intake.events([linked('acme', { system: 'stripe', id: 'cus_1' })])).toEqual({
      ...NONE,
      accepted: 1,
    });
    expect(await scene.directory.accountOf('stripe', 'cus_1')).toBe('acme');
    expect(await scene.signals()).toEqual([]);
  });

  it('does not take an id away from another account', async () => {
    const scene = new IntakeScene();
    await scene.intake.events([linked('acme', { system: 'stripe', id: 'cus_1' })]);
    expect(await scene.intake.events([linked('bolt', { system: 'stripe', id: 'cus_1' })])).toMatchObject({
      refused: [
        { index: 0, reason: 'link-taken', detail: 'this id of "stripe" is another account\'s already' },
      ],
    });
    expect(await scene.directory.accountOf('stripe', 'cus_1')).toBe('acme');
  });

  it.each<[unknown, unknown, string]>([
    [undefined, { system: 'stripe', id: 'cus_1' }, 'missing-account'],
    ['a b', { system: 'stripe', id: 'cus_1' }, 'missing-account'],
    ['acme', undefined, 'wrong-payload'],
    ['acme', { system: 'Stripe Inc', id: 'cus_1' }, 'wrong-payload'],
    ['acme', { system: 'stripe', id: '' }, 'wrong-payload'],
    ['acme', { system: 'stripe', id: { $gt: '' } }, 'wrong-payload'],
  ])('is refused of %j with %j', async (account, data, reason) => {
    const scene = new IntakeScene();
    expect(await scene.intake.events([linked(account, data)])).toMatchObject({
      accepted: 0,
      refused: [{ reason }],
    });
  });
});
