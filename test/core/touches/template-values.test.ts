import { describe, expect, it } from 'vitest';
import { scopeOf, type TemplateValue } from '../../../lib/core/touches/template-values.ts';

const one = (path: string, value: TemplateValue, need: 'required' | 'optional' = 'required') =>
  scopeOf(new Map([[path, need]]), { [path]: value });
const why = (path: string, value: TemplateValue) => {
  const result = one(path, value);
  return result.ok ? 'ok' : `${result.reason}: ${result.detail}`;
};

describe('the values of a template', () => {
  it('are laid out by their paths, with nothing that was not asked for', () => {
    const needs = new Map([
      ['contact.firstName', 'required'],
      ['facts.seats.used', 'required'],
      ['facts.seats.limit', 'optional'],
      ['run.note', 'optional'],
    ] as const);
    const values = {
      'contact.firstName': 'Ann',
      'facts.seats.used': 3,
      'facts.seats.limit': 0,
      'facts.secret': 'x',
    };
    const result = scopeOf(needs, values);
    if (!result.ok) throw new Error(result.detail);
    expect(JSON.stringify(result.scope)).toBe(
      '{"contact":{"firstName":"Ann"},"facts":{"seats":{"used":3,"limit":0}}}',
    );
    expect(Object.getPrototypeOf(result.scope)).toBeNull();
  });

  it.each([undefined, null, '', ' \n ', Number.NaN, Number.POSITIVE_INFINITY])(
    'are absent when they are %j',
    (value) => {
      expect(why('with.a', value)).toBe('missing-data: no value for with.a');
      expect(one('with.a', value, 'optional')).toMatchObject({ ok: true });
    },
  );

  it.each([0, false, 'x', [], {}])('are there when they are %j', (value) => {
    expect(why('with.a', value)).toBe('ok');
  });

  it('are named together when several are missing', () => {
    const needs = new Map([
      ['with.a', 'required'],
      ['with.b', 'required'],
      ['with.c', 'optional'],
    ] as const);
    expect(scopeOf(needs, {})).toEqual({
      ok: false,
      reason: 'missing-data',
      detail: 'no value for with.a, with.b',
    });
  });

  it('are own ones: nothing is inherited, and no prototype is touched', () => {
    const inherited: Record<string, TemplateValue> = Object.create({ 'with.a': 'x' });
    expect(scopeOf(new Map([['with.a', 'required']]), inherited)).toMatchObject({
      ok: false,
      reason: 'missing-data',
    });
    expect(why('with.constructor', undefined)).toContain('missing-data');
    const hostile = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"polluted": 1}}');
    const result = one('with.a', hostile);
    if (!result.ok) throw new Error(result.detail);
    expect(Object.keys((result.scope as { with: { a: object } }).with.a)).toEqual([
      '__proto__',
      'constructor',
    ]);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('lose what is absent inside lists and objects', () => {
    const result = one('with.a', [{ title: 'x', note: null, blank: '' }, null, 'y', undefined]);
    expect(JSON.stringify(result)).toBe('{"ok":true,"scope":{"with":{"a":[{"title":"x"},"y"]}}}');
  });
});

describe('a value that no message should carry', () => {
  it.each([
    ['a\u0000b', 'has control characters'],
    ['a\u001bb', 'has control characters'],
    ['a\u000bb', 'has control characters'],
    ['a\u007fb', 'has control characters'],
    ['a\u0085b', 'has control characters'],
    ['a\u2028b', 'has control characters'],
    ['a\ud800b', 'has control characters'],
    ['a\ufffeb', 'has control characters'],
    ['a\ufffbb', 'has control characters'],
    ['a\u202eb', 'turns the direction of writing'],
    ['a\u2066b', 'turns the direction of writing'],
    ['javascript:alert(1)', 'is a link that runs or carries content'],
    ['  JavaScript :alert(1)', 'is a link that runs or carries content'],
    ['java\nscript:alert(1)', 'is a link that runs or carries content'],
    ['vbscript:x', 'is a link that runs or carries content'],
    ['data:text/html,x', 'is a link that runs or carries content'],
    ['data:,x', 'is a link that runs or carries content'],
    ['file:///etc/passwd', 'is a link that runs or carries content'],
    ['blob:https://a.example/x', 'is a link that runs or carries content'],
    ['x'.repeat(4001), '4001 characters long, at most 4000 are sent'],
  ])('is refused, and not repeated: %j', (value, reason) => {
    expect(why('with.a', value)).toBe(`unsafe-value: with.a: ${reason}`);
    expect(why('with.a', [{ b: value }])).toBe(`unsafe-value: with.a: ${reason}`);
    expect(one('with.a', value, 'optional')).toMatchObject({ ok: false, reason: 'unsafe-value' });
  });

  it.each([
    'Zoë Ångström',
    'محمد علي',
    'שלום\u200f',
    '👩‍👧 family',
    'می‌خواهم',
    'two\nlines\tand a tab\r\n',
    'Data: the company',
    'profile: x',
    'x'.repeat(4000),
    '{{ 7 | times: 7 }}',
    '<b>&</b>',
    'https://app.example.com/x',
  ])('is none of these: %j', (value) => {
    expect(why('with.a', value)).toBe('ok');
  });

  it.each(['https://evil.example', 'Ann, win http://evil.example now', 'www.evil.example', 'Ann ftp://x'])(
    'is a link where a customer speaks of themself: %j',
    (value) => {
      expect(why('contact.firstName', value)).toContain('unsafe-value: contact.firstName: holds a link');
      expect(why('account.name', value)).toContain('unsafe-value: account.name: holds a link');
      expect(why('facts.invoiceUrl', value)).toBe('ok');
    },
  );

  it('is too many, or too deep', () => {
    expect(why('with.a', Array(200).fill('x'))).toBe('ok');
    expect(why('with.a', Array(201).fill('x'))).toBe('unsafe-value: with.a: 201 items, at most 200 are sent');
    const fields = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, 1]));
    expect(why('with.a', fields(40))).toBe('ok');
    expect(why('with.a', fields(41))).toBe('unsafe-value: with.a: 41 fields, at most 40 are sent');
    expect(why('with.a', [[['x']]])).toBe('ok');
    expect(why('with.a', [[[['x']]]])).toBe('unsafe-value: with.a: nested too deep');
  });
});
