import { describe, expect, it } from 'vitest';
import { type Escaping, parseLiquid, renderLiquid } from '../../../lib/core/touches/liquid.ts';
import { scopeOf, type TemplateValue } from '../../../lib/core/touches/template-values.ts';

const VALUES: Record<string, TemplateValue> = {
  'contact.firstName': 'Zoë',
  'account.name': `Tom & "Jo's" <b>`,
  'facts.seats.used': 1234.5,
  'facts.share': 0.425,
  'facts.arr': { minor: 1_234_567, currency: 'USD' },
  'facts.yen': { minor: -500, currency: 'JPY' },
  'facts.rent': { minor: 95_000, currency: 'CHF' },
  'facts.renewal': '2026-11-26',
  'facts.seenAt': '2026-03-04T23:30:00Z',
  'facts.words': ['alpha', 'beta', 'gamma'],
  'facts.tickets': [{ title: 'One', open: true }, { title: 'Two', open: false }, { open: true }],
  'facts.on': true,
};

function render(source: string, escaping: Escaping = 'text', zone: string = 'Europe/Berlin'): string {
  const { parsed, problems } = parseLiquid(source, escaping);
  if (parsed === undefined) throw new Error(JSON.stringify(problems));
  const scope = scopeOf(new Map(Object.keys(VALUES).map((path) => [path, 'required'])), VALUES);
  if (!scope.ok) throw new Error(scope.detail);
  const result = renderLiquid(parsed, scope.scope, zone);
  return result.ok ? result.text : `${result.reason}: ${result.detail}`;
}

describe('a filter', () => {
  it.each([
    ['facts.seats.used | number', '1,234.5'],
    ['facts.seats.used | number: 0', '1,235'],
    ['facts.seats.used | number: 2', '1,234.50'],
    ['1.005 | number: 2', '1.01'],
    ['-0.4 | number: 0', '0'],
    ['999999.999 | number: 2', '1,000,000.00'],
    ['0.1 | plus: 0.2 | number', '0.3'],
    ['facts.share | percent', '43%'],
    ['facts.share | percent: 1', '42.5%'],
    ['-0.125 | percent: 1', '-12.5%'],
    ['facts.arr | money', '$12,345.67'],
    ['facts.arr | money: 0', '$12,346'],
    ['facts.yen | money', '-¥500'],
    ['facts.rent | money', 'CHF 950.00'],
    ['facts.renewal | date', '26 November 2026'],
    ['facts.renewal | date: "short"', '26 Nov 2026'],
    ['facts.renewal | date: "us"', 'November 26, 2026'],
    ['facts.renewal | date: "month"', 'November 2026'],
    ['facts.renewal | date: "weekday"', 'Thursday, 26 November 2026'],
    ['facts.renewal | date: "iso"', '2026-11-26'],
    ['facts.seenAt | date: "time"', '5 March 2026, 00:30'],
    ['contact.firstName | upcase', 'ZOË'],
    ['"mAry ann" | capitalize', 'Mary ann'],
    ['"👩‍👧 abcdef" | truncate: 6', '👩‍👧 a…'],
    ['"short" | truncate: 5', 'short'],
    ['"a&b c/ü" | url_encode', 'a%26b%20c%2F%C3%BC'],
    ['"(it\'s)*!" | url_encode', '%28it%27s%29%2A%21'],
    ['"👍👍" | size', '2'],
    ['facts.words | size', '3'],
    ['facts.words | join', 'alpha, beta, gamma'],
    ['facts.words | join: " + "', 'alpha + beta + gamma'],
    ['facts.words | first', 'alpha'],
    ['facts.words | last', 'gamma'],
    ['7 | divided_by: 2', '3.5'],
    ['7 | minus: 2 | times: 3', '15'],
    ['7.5 | floor', '7'],
    ['7.2 | ceil', '8'],
    ['-7.5 | round', '-8'],
    ['7.126 | round: 2', '7.13'],
    ['"" | default: "x"', 'x'],
    ['false | default: "x"', 'x'],
    ['0 | default: "x"', '0'],
    ['facts.on', 'true'],
  ])('makes of %s: %s', (expression, text) => {
    expect(render(`{{ ${expression} }}`)).toBe(text);
  });

  it.each([
    ['account.name | times: 2', '"times" takes a number, got string'],
    ['facts.words | number', '"number" takes a number, got a list'],
    ['facts.seats.used | plus: "1"', '"plus" takes a number, got string'],
    ['1 | divided_by: 0', 'a calculation gave no number'],
    ['facts.seats.used | number: 7', '"number" takes 0 to 6 digits'],
    ['facts.seats.used | money', '"money" takes an amount with its currency, got number'],
    ['account.name | date', '"date" takes a day such as 2026-11-26, or an instant'],
    ['facts.renewal | date: "time"', '"date" knows no time of a day without one'],
    ['facts.renewal | date: "%Y"', '"date" has the styles long, short, us, month, weekday, iso and time'],
    ['facts.on | upcase', '"upcase" takes text, got boolean'],
    ['account.name | join', '"join" takes a list, got string'],
    ['facts.tickets | join', '"join" takes text, got object'],
    ['facts.words', 'only text and numbers are printed: a list is printed with "join"'],
    ['facts.arr', 'only text and numbers are printed: an amount is printed with "money"'],
  ])('refuses %s', (expression, detail) => {
    expect(render(`{{ ${expression} }}`)).toBe(`render-failed: ${detail} (line 1, column 1)`);
  });
});

describe('a value that is not there', () => {
  it.each([
    '{{ contact.lastName }}',
    '{{ contact.lastName | upcase }}',
    '{{ contact.address.city }}',
    '{{ contact.constructor }}',
    '{{ contact.firstName.constructor }}',
    '{{ contact.firstName.toUpperCase }}',
    '{{ facts.words.pop }}',
    '{{ facts.seats.used.toFixed }}',
    '{{ contact.__proto__ }}',
    '{{ facts.words[9] }}',
    '{{ facts.tickets[2].title }}',
    '{{ contact.lastName | default: contact.nickName }}',
    '{% assign name = contact.lastName %}{{ name }}',
    '{% assign name = contact.lastName %}{{ name | downcase }}',
    '{% for x in contact.list limit: 3 %}{{ x }}{% endfor %}',
    '{% for ticket in facts.tickets limit: 3 %}{{ ticket.title }}{% endfor %}',
    '{{ contact.list | size }}',
    '{{ undefinedName }}',
  ])('is never printed as a hole: %s', (source) => {
    expect(render(source)).toMatch(/^missing-data: a value is missing \(line 1, column \d+\)$/);
  });

  it('may be asked for, and then counts as absent and not as zero', () => {
    expect(render('{% if contact.lastName %}yes{% else %}no{% endif %}')).toBe('no');
    expect(render('{% if contact.score < 5 %}low{% else %}not low{% endif %}')).toBe('not low');
    expect(render('{% if contact.score >= 0 %}a score{% else %}no score{% endif %}')).toBe('no score');
    expect(render('{% if contact.lastName == "x" %}x{% else %}no{% endif %}')).toBe('no');
    expect(render('{% unless contact.list contains "x" %}no{% endunless %}')).toBe('no');
    expect(render('{{ contact.lastName | default: "friend" }}')).toBe('friend');
  });
});

describe('a comparison', () => {
  it('is between two numbers or two texts, and nothing is converted', () => {
    expect(render('{% if facts.seats.used > 1000 and facts.renewal > "2026-01-01" %}yes{% endif %}')).toBe(
      'yes',
    );
    expect(render('{% if facts.seats.used > "1000" %}yes{% endif %}')).toContain(
      'render-failed: only two numbers',
    );
    expect(render('{% if facts.arr > 1000 %}yes{% endif %}')).toContain('render-failed: only two numbers');
  });
});

describe('what a template prints', () => {
  it('is escaped for the kind of text that it becomes a part of', () => {
    expect(render('{{ account.name }}', 'html')).toBe('Tom &amp; &#34;Jo&#39;s&#34; &lt;b&gt;');
    expect(render('{{ account.name }}', 'mrkdwn')).toBe(`Tom &amp; "Jo's" &lt;b&gt;`);
    expect(render('{{ account.name }}', 'text')).toBe(`Tom & "Jo's" <b>`);
  });

  it('is escaped once by "escape", and always after whatever filter comes last', () => {
    expect(render('{{ account.name | escape }}', 'html')).toBe('Tom &amp; &#34;Jo&#39;s&#34; &lt;b&gt;');
    expect(render('{{ account.name | escape | downcase }}', 'html')).not.toMatch(/[<>"']/);
    expect(render('{% assign x = account.name %}{{ x }}', 'html')).not.toMatch(/[<>"']/);
    expect(render('{% capture x %}{{ account.name }}{% endcapture %}{{ x }}', 'html')).not.toMatch(/[<>"']/);
    expect(render('{{ "<i>" | default: account.name }}', 'html')).toBe('&lt;i&gt;');
  });

  it('is never read as a template again', () => {
    expect(render('{% raw %}{{ account.name }}{% endraw %}')).toBe('{{ account.name }}');
  });

  it('cannot see the zone, or anything else that was not declared', () => {
    for (const name of ['zone', 'globals', 'environments', 'this', 'process', 'constructor']) {
      expect(render(`{{ ${name} }}`)).toContain('missing-data');
    }
  });
});

describe('a template that asks for too much', () => {
  it.each([
    ['a range', '{% assign r = (1..90000000) %}{{ r | size }}'],
    [
      'doubling',
      `{% assign a = "${'x'.repeat(1000)}" %}${'{% capture a %}{{ a }}{{ a }}{% endcapture %}'.repeat(30)}{{ a }}`,
    ],
  ])('is stopped: %s', (_, source) => {
    const start = performance.now();
    expect(render(source)).toMatch(/^render-failed: the template could not be rendered/);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it.each([
    ['200,001 characters', 'x'.repeat(200_001), 'template-too-large'],
    ['40,000 open blocks', '{%if a%}'.repeat(25_000), 'liquid-syntax'],
    ['50,000 brackets', `{{ a${'[a'.repeat(50_000)} }}`, 'liquid-syntax'],
  ])('is not read: %s', (_, source, code) => {
    const start = performance.now();
    const { parsed, problems } = parseLiquid(source, 'html');
    expect(parsed).toBeUndefined();
    expect(problems[0]?.code).toBe(code);
    expect(performance.now() - start).toBeLessThan(5000);
  });

  it('says nothing of a value in what it tells', () => {
    expect(render('{{ account.name | times: 2 }}')).not.toContain('Tom');
    expect(render('{{ account.name | date }}')).not.toContain('Tom');
  });
});
