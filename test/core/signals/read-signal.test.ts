import { describe, expect, it } from 'vitest';
import { readSignal } from '../../../lib/core/signals/read-signal.ts';
import { rulebookOf } from '../../support/rulebook.ts';
import { at, TestWorld } from '../../support/world.ts';

const rulebook = rulebookOf({
  signals: {
    told: {
      payload: {
        number: { type: 'number', optional: true, min: 0, max: 10 },
        text: { type: 'string', optional: true, in: ['a', 'b'] },
        flag: { type: 'boolean', optional: true },
        date: { type: 'date', optional: true },
        instant: { type: 'instant', optional: true },
        money: { type: 'money', optional: true },
        list: { type: 'list', optional: true, in: ['x', 'y'] },
        url: { type: 'url', optional: true },
        zone: { type: 'zone', optional: true },
        email: { type: 'email', optional: true, pii: true },
        word: { type: 'string', default: 'usual' },
      },
      updates: [
        { set: 'limit', to: { from: 'number' } },
        { set: 'tier', to: { from: 'word' } },
      ],
    },
    needs: { payload: { number: { type: 'number' } }, updates: [{ set: 'limit', to: { from: 'number' } }] },
  },
});

const CONTEXT = {
  minorPerMajor: (currency: string) => (currency === 'JPY' ? 1 : 100),
  addressKey: (email: string) => `key of ${email}`,
};
const ENVELOPE = {
  specversion: '1.0',
  id: '1',
  source: 'crm',
  type: 'told',
  account: 'acme',
  time: '2026-06-01T09:00:00Z',
};

function read(changes: Readonly<Record<string, unknown>> = {}, receivedAt?: number) {
  return readSignal({ ...ENVELOPE, ...changes }, rulebook.signalTypes, receivedAt, CONTEXT);
}

function rejection(changes: Readonly<Record<string, unknown>>): string {
  const result = read(changes);
  return 'rejected' in result ? `${result.rejected}: ${result.detail}` : 'taken';
}

describe('an envelope', () => {
  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['another version', { specversion: '0.3' }, 'wrong-envelope'],
    ['no id', { id: undefined }, 'wrong-envelope'],
    ['an empty id', { id: '' }, 'wrong-envelope'],
    ['a line break in the id', { id: 'a\nb' }, 'wrong-envelope'],
    ['an id of 201 characters', { id: 'x'.repeat(201) }, 'wrong-envelope'],
    ['no source', { source: undefined }, 'wrong-envelope'],
    ['a type that is no text', { type: 7 }, 'wrong-envelope'],
    ['an unknown type', { type: 'tld' }, 'unknown-signal'],
    ['a name of every object as its type', { type: 'constructor' }, 'unknown-signal'],
    ['no account', { account: undefined }, 'missing-account'],
    ['an account of blanks', { account: ' ' }, 'wrong-envelope'],
    ['a contact that is no text', { contact: 3 }, 'wrong-envelope'],
    ['no time', { time: undefined }, 'wrong-envelope'],
    ['a time without an offset', { time: '2026-06-01T09:00:00' }, 'wrong-envelope'],
    ['data that is a list', { data: [] }, 'wrong-payload'],
  ])('with %s is refused', (_title, changes, reason) => {
    expect(rejection(changes).split(':')[0]).toBe(reason);
  });

  it.each([[null], [[]], ['text'], [7], [undefined]])('that is %j is refused', (json) => {
    expect(readSignal(json, rulebook.signalTypes, undefined, CONTEXT)).toMatchObject({
      rejected: 'wrong-envelope',
    });
  });

  it('has a time that is never later than it was received', () => {
    expect(read({}, at('2026-06-01 08:00'))).toMatchObject({
      signal: { time: at('2026-06-01 08:00'), receivedAt: at('2026-06-01 08:00') },
    });
    expect(read({}, at('2026-06-02'))).toMatchObject({
      signal: { time: at('2026-06-01 09:00'), receivedAt: at('2026-06-02') },
    });
  });

  it('in replay was received when that is on record, else when it happened', () => {
    expect(read({ receivedat: '2026-06-01T09:05:00Z' })).toMatchObject({
      signal: { receivedAt: at('2026-06-01 09:05'), time: at('2026-06-01 09:00') },
    });
    expect(read()).toMatchObject({ signal: { receivedAt: at('2026-06-01 09:00') } });
  });
});

describe('a payload', () => {
  it.each<[string, unknown]>([
    ['number', '3'],
    ['number', Number.NaN],
    ['number', Number.POSITIVE_INFINITY],
    ['number', -1],
    ['number', 11],
    ['text', 'c'],
    ['text', 3],
    ['flag', 'true'],
    ['flag', 1],
    ['date', '2026-02-30'],
    ['date', '2026-06-01T00:00:00Z'],
    ['instant', '2026-06-01'],
    ['instant', 1780304400],
    ['money', 12],
    ['money', { amount: '12', currency: 'USD' }],
    ['money', { amount: 12, currency: 'usd' }],
    ['money', { amount: 12 }],
    ['money', { amount: 1e20, currency: 'USD' }],
    ['list', 'x'],
    ['list', ['z']],
    ['list', [1]],
    ['list', new Array(101).fill('x')],
    ['url', 'http://example.com'],
    ['url', 'javascript:alert(1)'],
    ['zone', 'Europe/Atlantis'],
    ['email', 'nobody'],
    ['strange', 1],
  ])('with %s as %j is refused, and the field is named', (field, value) => {
    expect(rejection({ data: { [field]: value } })).toMatch(new RegExp(`^wrong-payload: .*data\\.${field}`));
  });

  it('is kept in its own form: money in minor units by currency, dates in days, instants in milliseconds', () => {
    const data = {
      number: 3,
      text: 'a',
      flag: false,
      date: '2026-06-01',
      instant: '2026-06-01T11:00:00+02:00',
      money: { amount: 10.255, currency: 'USD' },
      list: ['x'],
      zone: 'Europe/Berlin',
    };
    const result = read({ data });
    expect('signal' in result ? result.signal.values.slice(0, 7) : []).toEqual([
      3,
      'a',
      false,
      20605,
      at('2026-06-01 09:00'),
      { minor: 1026, currency: 'USD' },
      ['x'],
    ]);
    const yen = read({ data: { money: { amount: 1500, currency: 'JPY' } } });
    expect('signal' in yen ? yen.signal.values[5] : undefined).toEqual({ minor: 1500, currency: 'JPY' });
  });

  it('without a field that is needed is refused, null being nothing', () => {
    expect(rejection({ type: 'needs' })).toBe('wrong-payload: "data.number" is missing');
    expect(rejection({ type: 'needs', data: { number: null } })).toBe(
      'wrong-payload: "data.number" is missing',
    );
    expect(rejection({ data: { number: null } })).toBe('taken');
  });

  it('reads own properties only, and takes no prototype for a payload', () => {
    const polluted = JSON.parse('{"__proto__": {"number": 3}}');
    expect(rejection({ data: polluted })).toMatch(/^wrong-payload: unknown field/);
    expect(rejection({ type: 'needs', data: Object.create({ number: 3 }) })).toBe(
      'wrong-payload: "data.number" is missing',
    );
    expect(({} as Record<string, unknown>).number).toBeUndefined();
  });

  it('is split: what is personal goes beside the signal, of which only a key of the address is left', () => {
    const result = read({ contact: 'ann', data: { email: 'ann@example.com', number: 1 } });
    if (!('signal' in result)) throw new Error('refused');
    expect(result.personal).toEqual({ email: 'ann@example.com' });
    expect(result.signal.addressKey).toBe('key of ann@example.com');
    expect(JSON.stringify(result.signal.values)).not.toContain('ann@');
  });
});

describe('an update', () => {
  it('leaves a fact alone for which the signal brings nothing, and sets a default', async () => {
    const world = new TestWorld(rulebook, '2026-06-01');
    await world.tell('2026-06-01 09:00', 'told', { number: 3, word: 'rare' });
    await world.tell('2026-06-01 10:00', 'told', {});
    expect([world.levelOf('limit'), world.levelOf('tier')]).toEqual([3, 'usual']);
  });

  it('of something older than what is known changes nothing but what stood before', async () => {
    const world = new TestWorld(rulebook, '2026-06-01');
    await world.tell('2026-06-03 09:00', 'told', { number: 3 });
    await world.tell('2026-06-04 09:00', 'told', { number: 2 }, { time: at('2026-06-01 09:00') });
    expect(world.json.levels.limit?.map(([value]) => value)).toEqual([3, 2]);
  });

  it('of a contact without a contact in the envelope does nothing', async () => {
    const world = new TestWorld(rulebookOf({}), '2026-06-01');
    await world.tell('2026-06-01 09:00', 'nps.responded', { score: 3 });
    expect(world.json.sets).toEqual({});
  });
});
