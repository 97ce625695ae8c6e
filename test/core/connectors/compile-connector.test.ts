import { describe, expect, it } from 'vitest';
import { formatIssue } from '../../../lib/core/authoring/issue.ts';
import type { Mapped } from '../../../lib/core/connectors/connector.ts';
import { compileRulebook } from '../../../lib/core/rulebook/compile-rulebook.ts';
import { filesOf } from '../../support/rulebook.ts';

type Json = Record<string, unknown>;

const SIGNALS = {
  'payment.failed': {
    payload: {
      invoiceId: { type: 'string' },
      amount: { type: 'money' },
      dueAt: { type: 'instant', optional: true },
      attempt: { type: 'number', default: 1 },
    },
    updates: [{ set: 'arr', to: { from: 'amount' } }],
  },
};

const ABOUT = {
  id: { from: 'detail.id' },
  time: { from: 'detail.at', as: 'epochSeconds' },
  account: { system: 'shop', id: { from: 'detail.customer' } },
};
const FAILED = {
  when: { 'detail-type': ['failed'] },
  signal: 'payment.failed',
  ...ABOUT,
  payload: {
    invoiceId: { from: 'detail.invoice' },
    amount: { from: 'detail.cents', as: 'minorUnits', currency: { from: 'detail.currency' } },
  },
};
const SHOP: Json = { hook: { scheme: 'hmac', header: 'x-signature' }, signals: [FAILED] };

function compile(connector: Json, id = 'shop') {
  const text = JSON.stringify(
    { $schema: '../schema/connector.json', id, owner: 'ops', description: 'A shop', ...connector },
    undefined,
    1,
  );
  return compileRulebook([...filesOf({ signals: SIGNALS }), { path: `connectors/${id}.json`, text }]);
}

const told = (connector: Json) => compile(connector).issues.map(formatIssue);
/** Without the place, where the title of the test says it. */
const said = (connector: Json) => told(connector).map((line) => line.replace(/^\S+ error /, ''));

function read(connector: Json, event: unknown): readonly Mapped[] {
  const { rulebook, issues } = compile(connector);
  if (rulebook === undefined) throw new Error(issues.map(formatIssue).join('\n'));
  return rulebook.connectors.get('shop')?.read(event) ?? [];
}

const EVENT = {
  'detail-type': 'failed',
  detail: { id: 'e1', at: 1_780_272_000, customer: 'cus_1', invoice: 'in_1', cents: 1250, currency: 'usd' },
};

describe('a connector', () => {
  it('turns an event into a signal, whose fields have the form of its type', () => {
    expect(read(SHOP, EVENT)).toEqual([
      {
        signal: {
          type: 'payment.failed',
          id: 'e1',
          time: 1_780_272_000_000,
          account: { system: 'shop', id: 'cus_1' },
          contact: undefined,
          data: { invoiceId: 'in_1', amount: { amount: 12.5, currency: 'USD' } },
        },
      },
    ]);
  });

  it('makes nothing of an event that no mapping takes', () => {
    expect(read(SHOP, { ...EVENT, 'detail-type': 'paid' })).toEqual([]);
    expect(read(SHOP, null)).toEqual([]);
    expect(read(SHOP, [])).toEqual([]);
  });

  it('gives a signal for every mapping that takes the event, and one for the rest only where none did', () => {
    const flag = { signal: 'flag.set', ...ABOUT, payload: { flag: true } };
    const signals = [FAILED, { ...flag, when: { detail: { cents: [{ numeric: ['>', 1000] }] } } }];
    const rest = { ...flag, otherwise: true, payload: { flag: false } };
    const types = (event: unknown) =>
      read({ ...SHOP, signals: [...signals, rest] }, event).map((one) => 'signal' in one && one.signal.data);
    expect(types(EVENT)).toEqual([expect.objectContaining({ invoiceId: 'in_1' }), { flag: true }]);
    expect(types({ ...EVENT, 'detail-type': 'other' })).toEqual([{ flag: true }]);
    expect(types({ detail: { ...EVENT.detail, cents: 1 } })).toEqual([{ flag: false }]);
  });

  it.each<[string, Json, string]>([
    ['no id', { id: undefined }, '"id": expected an id, got nothing'],
    ['an id that is an object', { id: {} }, '"id": expected an id, got an object'],
    ['a blank id', { id: '  ' }, '"id": expected an id, got text of 2 characters'],
    ['a fraction for an id', { id: 1.5 }, '"id": expected an id, got a number'],
    ['no account', { customer: null }, '"account": expected an id, got null'],
    [
      'an account of 2,000 characters',
      { customer: 'x'.repeat(2000) },
      '"account": expected an id, got text of 2000 characters',
    ],
    [
      'a time that is none',
      { at: 'yesterday' },
      '"time": expected seconds since 1970, got text of 9 characters',
    ],
    ['an amount that is none', { cents: 'much' }, '"amount": expected a number, got text of 4 characters'],
    ['no currency', { currency: '' }, '"amount": expected a currency of ISO 4217, got text of 0 characters'],
  ])('says what is wrong with an event that has %s, and not what it said', (_title, over, problem) => {
    const event = { ...EVENT, detail: { ...EVENT.detail, ...over } };
    expect(read(SHOP, event)).toEqual([{ type: 'payment.failed', problem }]);
  });

  it('takes whole numbers for ids', () => {
    const [one] = read(SHOP, { ...EVENT, detail: { ...EVENT.detail, id: 17, customer: 4 } });
    expect(one).toMatchObject({ signal: { id: '17', account: { id: '4' } } });
  });

  it('takes the first of several paths that leads to a value', () => {
    const payload = {
      ...FAILED.payload,
      invoiceId: { from: ['detail.no', 'detail.none', 'detail.invoice'] },
    };
    const [one] = read(
      { ...SHOP, signals: [{ ...FAILED, payload }] },
      { ...EVENT, detail: { ...EVENT.detail, none: null } },
    );
    expect(one).toMatchObject({ signal: { data: { invoiceId: 'in_1' } } });
  });

  it('reads no property that an event only inherits', () => {
    const payload = { ...FAILED.payload, invoiceId: { from: 'detail.constructor.name' } };
    const [one] = read({ ...SHOP, signals: [{ ...FAILED, payload }] }, EVENT);
    expect(one).toMatchObject({ signal: { data: { amount: { amount: 12.5 } } } });
    expect(one).not.toHaveProperty('signal.data.invoiceId');
  });

  it('leaves an optional field out where the author says so, and else refuses the event', () => {
    const dueAt = { from: 'detail.due', as: 'epochSeconds' };
    const event = { ...EVENT, detail: { ...EVENT.detail, due: 'soon' } };
    const withDue = (source: Json) =>
      read({ ...SHOP, signals: [{ ...FAILED, payload: { ...FAILED.payload, dueAt: source } }] }, event);
    expect(withDue({ ...dueAt, ifWrong: 'omit' })).toMatchObject([
      { signal: { data: { invoiceId: 'in_1' } } },
    ]);
    expect(withDue(dueAt)).toEqual([
      { type: 'payment.failed', problem: '"dueAt": expected seconds since 1970, got text of 4 characters' },
    ]);
  });

  it('names a person by a system of its own, or by address', () => {
    const contact = (json: Json) =>
      read(
        { ...SHOP, signals: [{ ...FAILED, contact: json }] },
        {
          ...EVENT,
          detail: { ...EVENT.detail, user: 9, mail: 'Ada@Example.com' },
        },
      );
    expect(contact({ id: { from: 'detail.user' } })).toMatchObject([
      { signal: { contact: { system: 'shop', id: '9' } } },
    ]);
    expect(contact({ id: { from: 'detail.user' }, system: 'crm' })).toMatchObject([
      { signal: { contact: { system: 'crm', id: '9' } } },
    ]);
    expect(contact({ email: { from: 'detail.mail' } })).toMatchObject([
      { signal: { contact: { email: 'Ada@Example.com' } } },
    ]);
    expect(contact({ email: { from: 'detail.nobody' } })).toMatchObject([{ signal: { contact: undefined } }]);
  });

  it('says nothing about a person whom the event does not name', () => {
    const identified = { signal: 'contact.left', ...ABOUT, contact: { email: { from: 'detail.mail' } } };
    const connector = { ...SHOP, signals: [identified] };
    expect(read(connector, EVENT)).toEqual([]);
    expect(read(connector, { detail: { ...EVENT.detail, mail: 'a@b.c' } })).toHaveLength(1);
  });

  it('takes the fields of a signal that the event names, however they are spelt', () => {
    const byName = { signal: { from: 'name' }, ...ABOUT, fields: { from: 'detail' } };
    const event = (name: string, detail: Json) => ({ name, detail: { ...EVENT.detail, ...detail } });
    const connector = { ...SHOP, signals: [byName] };
    const given = { invoice_id: 7, Amount: '12.50', attempt: '2', 'Due At': '2026-06-01T00:00:00Z', more: 1 };
    for (const name of ['Payment Failed', 'payment.failed', 'payment_failed', 'PaymentFailed'])
      expect(read(connector, event(name, given))).toMatchObject([
        {
          signal: {
            type: 'payment.failed',
            data: {
              invoiceId: '7',
              amount: { amount: 12.5, currency: 'USD' },
              attempt: 2,
              dueAt: '2026-06-01T00:00:00Z',
            },
          },
        },
      ]);
    expect(read(connector, event('Payment Refused', given))).toEqual([]);
    expect(read(connector, event('Task Completed', given))).toEqual([]);
    expect(read(connector, { name: 'x'.repeat(300), detail: {} })).toEqual([]);
  });

  it('keeps the headers that its mappings name, and no others', () => {
    const connector = {
      ...SHOP,
      signals: [
        { ...FAILED, id: { from: 'headers.x-delivery' }, when: { headers: { 'x-event': ['failed'] } } },
      ],
    };
    const hook = compile(connector).rulebook?.connectors.get('shop')?.hook;
    expect([...(hook?.headers ?? [])].sort()).toEqual(['x-delivery', 'x-event']);
  });

  it('is part of what the rulebook is by its hash', () => {
    const other = { ...SHOP, signals: [{ ...FAILED, when: { 'detail-type': ['broken'] } }] };
    expect(compile(SHOP).rulebook?.hash).not.toBe(compile(other).rulebook?.hash);
  });
});

describe('an author of connectors is told', () => {
  it('where it is', () => {
    const signals = [{ ...FAILED, signal: 'payment.faild' }];
    expect(told({ ...SHOP, signals })).toEqual([
      'rules/connectors/shop.json:17:14 error unknown signal "payment.faild", did you mean "payment.failed"?',
    ]);
  });

  const mapping = (over: Json): Json => ({ ...SHOP, signals: [{ ...FAILED, ...over }] });
  const payload = (over: Json): Json => mapping({ payload: { ...FAILED.payload, ...over } });
  const hook = (over: Json): Json => ({ ...SHOP, hook: { scheme: 'hmac', header: 'x-signature', ...over } });

  it.each<[string, Json, string[]]>([
    [
      'a field that the signal does not have',
      payload({ invoice: 'x' }),
      ['payment.failed has no field "invoice", did you mean "invoiceId"?'],
    ],
    [
      'fields that the signal needs',
      mapping({ payload: {} }),
      ['payment.failed needs "invoiceId", "amount"'],
    ],
    [
      'fields that the signal needs, without any',
      mapping({ payload: undefined }),
      ['payment.failed needs "invoiceId", "amount"'],
    ],
    [
      'a conversion that leads elsewhere',
      payload({ dueAt: { from: 'a', as: 'number' } }),
      ['"number" gives a number, and "dueAt" is an instant'],
    ],
    [
      'a conversion that there is none of',
      payload({ dueAt: { from: 'a', as: 'epoch' } }),
      [
        '"as" cannot be "epoch" (allowed: text, number, boolean, list, date, instant, epochSeconds, epochMillis, minorUnits, majorUnits)',
      ],
    ],
    [
      'a misspelt conversion',
      payload({ dueAt: { from: 'a', as: 'epochSecond' } }),
      ['"as" cannot be "epochSecond", did you mean "epochSeconds"?'],
    ],
    [
      'cents without a currency',
      payload({ amount: { from: 'a', as: 'minorUnits' } }),
      ['"minorUnits" needs a "currency": a code such as "USD", or {"from": …} where it stands'],
    ],
    [
      'a currency of nothing',
      payload({ attempt: { from: 'a', as: 'number', currency: 'USD' } }),
      ['"currency" goes with minorUnits and majorUnits'],
    ],
    [
      'a constant that does not fit',
      payload({ attempt: 'twice' }),
      ['"attempt": expected a number, got text of 5 characters'],
    ],
    [
      'leaving out what is needed',
      payload({ invoiceId: { from: 'a', ifWrong: 'omit' } }),
      ['"invoiceId" cannot be left out: the signal needs it'],
    ],
    [
      'a path in another language',
      mapping({ id: { from: '$.detail.id' } }),
      ['a path is names joined by ".", from the top of the event and without "$", got string "$.detail.id"'],
    ],
    [
      'a path with a hole',
      mapping({ id: { from: 'detail..id' } }),
      ['a path is names joined by ".", such as "detail.id", got string "detail..id"'],
    ],
    [
      'no id',
      mapping({ id: undefined }),
      ['"id" is missing: the events of a bus or a hook have to be told apart'],
    ],
    [
      'no account',
      mapping({ account: undefined }),
      ['"account" is missing: the events of a bus or a hook have to be told apart'],
    ],
    [
      'what only Touchline says',
      mapping({ signal: 'task.completed', payload: {} }),
      ['only Touchline itself may say "task.completed"'],
    ],
    [
      'a person whom nobody names',
      mapping({ signal: 'contact.left', payload: {} }),
      ['contact.left is about a person: name the "contact" by "id" or "email"'],
    ],
    [
      'a payload of anything',
      mapping({ signal: { from: 'detail.type' } }),
      ['"payload" goes with one signal type: take "fields" where the event names it'],
    ],
    [
      'a pattern that is none',
      mapping({ when: { 'detail-type': 'failed' } }),
      ['"detail-type" takes a list or an object, got string "failed"'],
    ],
    ['no way in', { signals: [FAILED] }, ['a connector has a "bus", a "hook" or an "ingest", here is none']],
    [
      'a bus without a pattern',
      { bus: 'shop', signals: [FAILED] },
      ['"bus" needs a "pattern": which of its events'],
    ],
    [
      'a pattern without a bus',
      { ...SHOP, pattern: { source: ['shop'] } },
      ['"pattern" says which events of a bus: name the "bus" too'],
    ],
    [
      'a pattern of what no event has',
      { bus: 'shop', pattern: { detailType: ['x'] }, signals: [FAILED] },
      [
        'an event on a bus has no "detailType" at the top (allowed: version, id, detail-type, source, account, time, region, resources, detail)',
      ],
    ],
    [
      'hmac without a header',
      hook({ header: undefined }),
      ['"hmac" needs a "header": which one carries the signature'],
    ],
    [
      'a tolerance of what has no time',
      hook({ tolerance: 'PT1M' }),
      ['what is signed by hmac carries no time'],
    ],
    [
      'a prefix of another scheme',
      hook({ scheme: 'stripe', prefix: 'v1=' }),
      ['"prefix" goes with the scheme hmac'],
    ],
    [
      'a header where it is fixed',
      hook({ scheme: 'standard-webhooks' }),
      ['the headers of standard-webhooks are fixed'],
    ],
    [
      'no tolerance at all',
      { ...SHOP, hook: { scheme: 'stripe', tolerance: 'PT0S' } },
      ['"PT0S" is no time at all; an elapsed time is needed here, such as "P7D" or "PT4H"'],
    ],
    [
      'a secret in the file',
      hook({ secret: 'whsec_1' }),
      ['unknown key "secret" (allowed: scheme, header, prefix, encoding, tolerance, detailType)'],
    ],
    [
      'what an ingest knows itself',
      { ingest: 'segment', signals: [FAILED] },
      [
        '"id" is known of what comes by segment',
        '"time" is known of what comes by segment',
        '"account" is known of what comes by segment',
      ],
    ],
    [
      'two ways that do not go together',
      { ...SHOP, ingest: 'segment', signals: [{ signal: 'flag.set', payload: { flag: true } }] },
      ['"hook" does not go with "ingest"'],
    ],
  ])('of %s', (_title, connector, lines) => {
    expect(said(connector)).toEqual(lines);
  });

  it('of two connectors for one ingest', () => {
    const one = (id: string) => ({
      path: `connectors/${id}.json`,
      text: JSON.stringify({
        $schema: 'x',
        id,
        owner: 'ops',
        description: 'd',
        ingest: 'segment',
        signals: [{ signal: 'flag.set', payload: { flag: true } }],
      }),
    });
    expect(compileRulebook([...filesOf({}), one('a'), one('b')]).issues.map(formatIssue)).toEqual([
      'rules/connectors/b.json:1:66 error the ingest "segment" is already taken by the connector "a"',
    ]);
  });

  it('nothing further of a signal whose own file is broken', () => {
    const files = filesOf({ signals: { ...SIGNALS, 'flag.set': { payload: 'none', updates: [] } } });
    const text = JSON.stringify({
      $schema: 'x',
      id: 'shop',
      owner: 'o',
      description: 'd',
      ...SHOP,
      signals: [{ ...FAILED, signal: 'flag.set', payload: {} }],
    });
    const { issues } = compileRulebook([...files, { path: 'connectors/shop.json', text }]);
    expect(issues.map(({ file }) => file)).toEqual(['rules/signals/flag.set.json']);
  });
});
