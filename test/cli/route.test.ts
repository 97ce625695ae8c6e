import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { helpOf } from '../support/cli/help-of.ts';
import { runInProcess } from '../support/cli/run-in-process.ts';
import { runTouchline, writeFolder } from '../support/cli/run-touchline.ts';

const EVENT = {
  source: 'aws.partner/stripe.com/ed_test_1',
  'detail-type': 'invoice.payment_failed',
  detail: {
    id: 'evt_1',
    created: 1_780_303_800,
    livemode: true,
    type: 'invoice.payment_failed',
    data: {
      object: {
        id: 'in_1',
        customer: 'cus_1',
        customer_email: 'ada@example.com',
        amount_due: 500,
        currency: 'jpy',
      },
    },
  },
};

let folder: string;
beforeAll(() => {
  folder = writeFolder({});
});
afterAll(() => rmSync(folder, { recursive: true }));

function route(event: unknown, ...args: readonly string[]) {
  const file = join(folder, 'event.json');
  writeFileSync(file, typeof event === 'string' ? event : JSON.stringify(event));
  return runInProcess(['route', file, ...args]);
}

const changed = (detail: object, over: object = {}) => ({
  ...EVENT,
  ...over,
  detail: { ...EVENT.detail, ...detail },
});

describe('touchline route', () => {
  it('tells the signals of an event that a connector takes from its bus, and why its other mappings pass it', async () => {
    expect(await route(EVENT)).toEqual({
      code: 0,
      out: [
        'stripe takes it: 2 signals',
        '  1. payment.failed: id evt_1, at 2026-06-01T08:50:00Z, account cus_1 of stripe, contact ada@example.com',
        '     {"invoiceId":"in_1","amountDue":{"amount":500,"currency":"JPY"}}',
        '  2. contact.identified: id evt_1, at 2026-06-01T08:50:00Z, account cus_1 of stripe, contact ada@example.com',
        '     {"email":"ada@example.com"}',
        '  3. payment.succeeded: "detail-type" is "invoice.payment_failed" (wanted "invoice.paid")',
        '  4. invoice.voided: "detail-type" is "invoice.payment_failed" (wanted "invoice.voided")',
        '',
      ].join('\n'),
      err: '',
    });
  });

  it.each<[string, object, string]>([
    ['another value', changed({ livemode: false }), '"detail.livemode" is false (wanted true)'],
    ['no value', changed({ livemode: undefined }), '"detail.livemode" is not there (wanted true)'],
    [
      'an object',
      changed({ livemode: {} }),
      '"detail.livemode" is an object or an empty list, and a pattern',
    ],
    [
      'another beginning',
      changed({}, { source: 'aws.partner/shop' }),
      '"source" is "aws.partner/shop" (wanted {"prefix":"aws.partner/stripe.com"})',
    ],
  ])(
    'exits with 1 for an event that no pattern takes, and tells the first field that keeps it: %s',
    async (_what, event, why) => {
      const { code, out } = await route(event);
      expect(code).toBe(1);
      expect(out).toContain(`stripe does not take it: ${why}`);
    },
  );

  it('reads the body of a webhook, and names the field of a mapping that fails without quoting the event', async () => {
    const { object } = EVENT.detail.data;
    const body = {
      ...EVENT.detail,
      data: { object: { ...object, currency: 'pounds', customer_email: null } },
    };
    const { code, out } = await route(body, '--hook', 'stripe');
    expect(code).toBe(1);
    expect(out).toContain('stripe makes nothing of it');
    expect(out).toContain(
      '1. payment.failed is refused: "amountDue": expected a currency of ISO 4217, got text of 6 characters',
    );
    expect(out).toContain('2. contact.identified is about a person, and it names none');
    expect(out).not.toContain('pounds');
  });

  it("reads a message of Segment's, where signals are named by the event, and by the rest if it names none", async () => {
    const track = (event: string) => route({ type: 'track', event }, '--hook', 'segment', '--json');
    const outcomes = async (event: string) =>
      JSON.parse((await track(event)).out).connectors[0].mappings.map(
        (one: { outcome: string }) => one.outcome,
      );
    expect(await outcomes('Clicked')).toEqual([
      ...Array(4).fill('not-matched'),
      'no-signal',
      'signal',
      'not-matched',
    ]);
    expect(await outcomes('Logged In')).toEqual([
      ...Array(3).fill('not-matched'),
      'signal',
      'not-needed',
      'not-needed',
      'not-matched',
    ]);
  });

  it('refuses what intake would refuse: a signal whose fields are not those of its type', async () => {
    const event = { type: 'track', event: 'Seats Changed', properties: { used: -4 } };
    const { code, out } = await route(event, '--hook', 'segment');
    expect(code).toBe(1);
    expect(out).toContain('5. seats.changed is refused: "data.used": expected at least 0, got a number');
    expect(out).toContain('6. usage.recorded is for the rest: a mapping before it took the event');
  });

  it('reads standard input, and headers of a webhook', async () => {
    const rules = writeFolder({});
    cpSync('rules', rules, { recursive: true });
    const about = {
      id: { from: 'headers.x-desk-delivery' },
      time: { from: 'detail.at' },
      account: { id: { from: 'detail.account' } },
    };
    const desk = {
      $schema: '../schema/connector.json',
      id: 'desk',
      owner: 'ops',
      description: 'A help desk',
      hook: { scheme: 'hmac', header: 'x-signature' },
      signals: [
        {
          when: { headers: { 'x-desk-event': ['seats'] } },
          signal: 'seats.changed',
          ...about,
          payload: { used: 3 },
        },
      ],
    };
    writeFileSync(join(rules, 'connectors/desk.json'), JSON.stringify(desk));
    const headers = ['--header', 'X-Desk-Event: seats', '--header', 'x-desk-delivery: d 1'];
    const body = JSON.stringify({ at: '2026-06-01T09:00:00Z', account: 'acme' });
    const { out, code, err } = await runTouchline(
      ['route', '-', '--hook', 'desk', '--rules', rules, ...headers],
      body,
    );
    rmSync(rules, { recursive: true });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(
      'desk takes it: a signal\n  1. seats.changed: id d 1, at 2026-06-01T09:00:00Z, account acme\n     {"used":3}\n',
    );
  });

  it('answers in JSON with the keys that its help documents', async () => {
    const help = helpOf('route');
    const keysOf = (value: unknown): string[] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, inner]) =>
            key === 'data' || key === 'wanted'
              ? [key]
              : [...(Array.isArray(value) ? [] : [key]), ...keysOf(inner)],
          )
        : [];
    for (const event of [EVENT, changed({ livemode: false }), changed({ created: 'soon' })]) {
      const { code, out } = await route(event, '--json');
      const answer = JSON.parse(out);
      expect(answer.taken).toBe(code === 0);
      for (const key of keysOf(answer)) expect(help).toContain(`"${key}"`);
    }
  });

  it.each<[string, unknown, string[], string]>([
    ['no JSON', '{"email": ada@example.com}', [], 'event.json:1:11 is no JSON'],
    ['nothing', '', [], 'event.json:1:1 is no JSON'],
    ['a list', '[]', [], 'an event on a bus is a JSON object'],
    [
      'a webhook that there is none of',
      {},
      ['--hook', 'strip'],
      'there is no webhook "strip", did you mean "stripe"?',
    ],
    [
      'a header that is none',
      {},
      ['--hook', 'stripe', '--header', 'x'],
      'a header is written as "name: value".',
    ],
  ])('exits with 2 for %s', async (_what, event, args, message) => {
    const { code, out, err } = await route(event, ...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err).not.toContain('ada@');
  });

  it('exits with 2 for a file that is not there', async () => {
    const { code, err } = await runInProcess(['route', join(folder, 'nowhere.json')]);
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining('nowhere.json cannot be read: ENOENT'),
    });
  });
});
