import { describe, expect, it } from 'vitest';
import { checkTopic } from '../../../lib/core/touches/compile-template.ts';
import { loadTemplate } from '../../../lib/core/touches/compiled-template.ts';
import { renderTemplate } from '../../../lib/core/touches/render-template.ts';
import { authorTemplate, email, mjmlPage, PLAIN_FILES } from './author-template.ts';

const JSON_FILE = 'rules/templates/test/one.json';
const text = (content: string, doc: Record<string, unknown> = {}) =>
  authorTemplate(email(doc), { ...PLAIN_FILES, text: content });

describe('an author who makes a mistake in a template', () => {
  it('is told the file, line and column of a mistake in each of the three files, all at once', async () => {
    const { template, issues } = await authorTemplate(email({ subject: 'Hi {{ contact.first }}' }), {
      mjml: mjmlPage('<mj-text>Hi {{ account.nam }}</mj-text>'),
      text: 'Hi\n  {{ facts.arr | mony }}\n',
    });
    expect(template).toBeUndefined();
    expect(issues).toEqual([
      'one.mjml:4:16 error "account.nam" is not declared, add "account.nam": "required" or "optional" to "needs"',
      'one.txt:2:3 error unknown filter "mony", did you mean "money"?',
      `${JSON_FILE}:8:13 error "contact.first" is not declared, add "contact.first": "required" or "optional" to "needs"`,
    ]);
  });

  it.each([
    ['{{ contact.name | upper }}', 'unknown-filter'],
    ['{{ contact.name | raw }}', 'unknown-filter'],
    ['{{ contact.name | append: "x" }}', 'unknown-filter'],
    ['{% include "secrets" %}', 'unknown-tag'],
    ['{% render "secrets" %}', 'unknown-tag'],
    ['{% layout "secrets" %}', 'unknown-tag'],
    ['{% block a %}{% endblock %}', 'unknown-tag'],
    ['{% tablerow x in y %}{% endtablerow %}', 'unknown-tag'],
    ['{% increment x %}', 'unknown-tag'],
    ['{% cycle "a", "b" %}', 'unknown-tag'],
    ['{% liquid\n assign x = 1 %}', 'unknown-tag'],
    ['{% echo contact.name %}', 'unknown-tag'],
    ['{% if contact.name %}', 'liquid-syntax'],
    ['{{ contact.name', 'liquid-syntax'],
    ['{{ "a" "b" }}', 'liquid-syntax'],
    ['{{ }}', 'liquid-syntax'],
    ['{% endif %}', 'tag-left-over'],
    ['{{ user.name }}', 'unknown-variable'],
    ['{{ contact }}', 'unknown-variable'],
    ['{{ links.unsubscrib }}', 'unknown-variable'],
    ['{{ company.ceo }}', 'unknown-variable'],
    ['{{ constructor.constructor }}', 'unknown-variable'],
    ['{{ __proto__.polluted }}', 'unknown-variable'],
    ['{{ facts[facts.key] }}', 'dynamic-variable'],
    ['{% for x in facts.list %}{{ x }}{% endfor %}', 'unbounded-loop'],
    ['{% for x in facts.list limit: 51 %}{{ x }}{% endfor %}', 'unbounded-loop'],
    ['{% for x in facts.list limit: facts.n %}{{ x }}{% endfor %}', 'unbounded-loop'],
    ['{% for x in (1..9) limit: 9 %}{{ x }}{% endfor %}', 'loop-over-range'],
    ['{% for x in facts.a limit: 2 %}{% for y in facts.b limit: 2 %}{% endfor %}{% endfor %}', 'nested-loop'],
    ['{% assign contact = "x" %}', 'reserved-name'],
    ['{% capture links %}x{% endcapture %}', 'reserved-name'],
    ['{% for account in facts.list limit: 2 %}{% endfor %}', 'reserved-name'],
    ['x'.repeat(200_001), 'template-too-large'],
    ['https://{{ facts.host | url_encode }}/x', 'unsafe-link'],
    ['https://app.example.com/{{ facts.path }}', 'unsafe-link'],
  ])('finds %j (%s)', async (content, code) => {
    const { template, codes } = await text(content);
    expect(template).toBeUndefined();
    expect(codes).toContain(code);
  });

  it('suggests the name that was meant', async () => {
    const { issues } = await text('{{ contct.name }} {{ links.unsubscrib }} {% captur %}');
    expect(issues[0]).toContain('unknown tag "captur", did you mean "capture"?');
    const second = await text('{{ contct.name }} {{ links.unsubscrib }}');
    expect(second.issues).toEqual([
      'one.txt:1:4 error nothing offers "contct.name", did you mean "contact"?',
      'one.txt:1:22 error nothing offers "links.unsubscrib", did you mean "links.unsubscribe"?',
    ]);
  });

  it('does not blame the rest of a block for the mistake inside it', async () => {
    const { issues } = await text('{% if facts.a %}\n{{ facts.b | nope }}\n{% else %}\n{% endif %}');
    expect(issues).toHaveLength(1);
    expect(issues[0]).toMatch(/^one\.txt:2:1 error unknown filter "nope" \(allowed: capitalize, ceil, date,/);
  });
});

describe('the variables that a template declares', () => {
  it('are exactly the ones that it reads', async () => {
    const needs = { 'contact.firstName': 'required', 'facts.seats.used': 'required', 'run.id': 'optional' };
    const { issues } = await text('{{ contact.firstName }} {{ facts.seats.limit }}', { needs });
    expect(issues).toEqual([
      'one.txt:1:28 error "facts.seats.limit" is not declared, did you mean "facts.seats.used"?',
      `${JSON_FILE}:13:3 error "facts.seats.used" is declared here and read nowhere`,
      `${JSON_FILE}:14:3 error "run.id" is declared here and read nowhere`,
    ]);
  });

  it('cover the parts of a list or object that they name', async () => {
    const needs = { 'facts.tickets': 'required' };
    const { issues } = await text(
      '{{ facts.tickets.size }} {{ facts.tickets[0].title }} {{ facts.tickets | size }}' +
        '{% for ticket in facts.tickets limit: 5 %}{{ ticket.title }} {{ forloop.index }}{% endfor %}',
      { needs },
    );
    expect(issues).toEqual([]);
  });

  it('may not be a part of one another', async () => {
    const needs = { 'facts.seats': 'required', 'facts.seats.used': 'required' };
    const { codes } = await text('{{ facts.seats | size }} {{ facts.seats.used }}', { needs });
    expect(codes).toContain('overlapping-variable');
  });

  it('need not include links and company, which are always there', async () => {
    const { template, issues } = await text('{{ links.unsubscribe }} {{ company.postalAddress }}');
    expect(issues).toEqual([]);
    expect([...(template?.needs ?? [])]).toEqual([
      ['links.unsubscribe', 'required'],
      ['company.postalAddress', 'required'],
    ]);
  });

  it('are checked against what is offered, where that is known', async () => {
    const offers = { facts: new Set(['seats.used']), contact: new Set(['firstName']) };
    const needs = {
      'facts.seats.usd': 'required',
      'contact.name': 'required',
      'links.login': 'required',
      'with.note': 'required',
    };
    const body = '{{ facts.seats.usd }}{{ contact.name }}{{ links.login }}{{ with.note }}';
    const { issues } = await authorTemplate(email({ needs }), { ...PLAIN_FILES, text: body }, offers);
    expect(issues.map((issue) => issue.replace(/^.*? error /, ''))).toEqual([
      'nothing offers "facts.seats.usd", did you mean "facts.seats.used"?',
      'nothing offers "contact.name" (allowed: contact.firstName)',
      'nothing offers "links.login" (allowed: links.unsubscribe, links.preferences)',
    ]);
  });

  it.each([
    ['{{ contact.firstName }}'],
    ['{{ contact.firstName | upcase }}'],
    ['{{ contact.firstName | upcase | default: "you" }}'],
    ['{% if facts.b %}{{ contact.firstName }}{% endif %}'],
    ['{% for x in contact.firstName limit: 3 %}{{ x }}{% endfor %}'],
  ])('are not printed bare when they are optional: %s', async (content) => {
    const { codes } = await text(content, {
      needs: { 'contact.firstName': 'optional', 'facts.b': 'optional' },
    });
    expect(codes).toContain('optional-without-default');
  });

  it.each([
    ['{{ contact.firstName | default: "you" | upcase }}'],
    ['{% if contact.firstName %}{{ contact.firstName }}{% else %}you{% endif %}'],
    ['{% unless contact.firstName == "x" %}{{ contact.firstName }}{% endunless %}'],
    ['{% case contact.firstName %}{% when "Al" %}{{ contact.firstName }}{% endcase %}'],
  ])('may be optional behind a default or a question: %s', async (content) => {
    const { issues } = await text(content, { needs: { 'contact.firstName': 'optional' } });
    expect(issues).toEqual([]);
  });
});

describe('the shape of a template', () => {
  it.each([
    [{ channel: 'sms', text: 'x' }, '"channel" cannot be "sms" (allowed: email, in-app, slack, webhook)'],
    [{ channel: 'slack' }, '"text" is missing'],
    [{ channel: 'slack', text: 'x', subject: 'y' }, 'unknown key "subject"'],
    [{ channel: 'slack', text: 'x', needs: { contact: 'required' } }, 'one.json:9:'],
    [{ channel: 'slack', text: 'x', needs: { 'contact.__proto__': 'required' } }, 'one.json:9:'],
    [{ channel: 'slack', text: 'x', needs: { 'with.a': 'sometimes' } }, '(allowed: required, optional)'],
    [email({ mjml: '../other.mjml' }), 'a file beside this one'],
    [email({ mjml: '/etc/passwd' }), 'a file beside this one'],
    [email({ text: 'one.html' }), 'a file beside this one'],
    [{ channel: 'webhook', body: { __proto: 'x' } }, 'one.json:8:'],
  ])('refuses %j', async (doc, part) => {
    const { template, issues } = await authorTemplate(doc, PLAIN_FILES);
    expect(template).toBeUndefined();
    expect(issues.join('\n')).toContain(part);
  });

  it('needs the files that it names', async () => {
    expect((await authorTemplate(email(), {})).codes).toEqual(['missing-file', 'missing-file']);
    expect((await authorTemplate(email(), { text: 'x' })).codes).toEqual(['missing-file']);
  });
});

describe('a marketing topic', () => {
  const link = '{{ links.unsubscribe }}';
  const button = `<mj-button href="${link}">Stop these mails</mj-button>`;

  it('needs the unsubscribe link in both parts of an email', async () => {
    const without = await authorTemplate(email(), PLAIN_FILES);
    expect(checkTopic(without.template!, 'marketing')).toBe(
      'a marketing email needs {{ links.unsubscribe }}, missing in its html and its text part',
    );
    expect(checkTopic(without.template!, 'transactional')).toBeUndefined();
    const half = await authorTemplate(email(), { mjml: mjmlPage(button), text: 'x' });
    expect(checkTopic(half.template!, 'marketing')).toContain('missing in its text part');
    const whole = await authorTemplate(email(), { mjml: mjmlPage(button), text: `x ${link}` });
    expect(checkTopic(whole.template!, 'marketing')).toBeUndefined();
    const card = await authorTemplate({ channel: 'in-app', card: { title: 'T', body: 'B' } });
    expect(checkTopic(card.template!, 'marketing')).toBeUndefined();
  });
});

describe('a compiled template', () => {
  it('is plain JSON at rest, and renders the same once it is loaded again', async () => {
    const { template } = await authorTemplate(
      email({
        subject: 'Hi {{ contact.name }}',
        preheader: 'For you',
        needs: { 'contact.name': 'required' },
      }),
      PLAIN_FILES,
    );
    const values = { 'contact.name': 'Ann & Bo' };
    const loaded = loadTemplate(JSON.parse(JSON.stringify(template!.source)));
    const first = renderTemplate(template!, values);
    expect(first.ok).toBe(true);
    expect(renderTemplate(loaded, values)).toEqual(first);
  });

  it('is not loaded from what was never checked', () => {
    const doc = {
      ...{ $schema: '', id: 'a/b', owner: 'x', description: 'x' },
      channel: 'slack' as const,
      text: '{% if %}',
    };
    expect(() => loadTemplate({ doc })).toThrow(TypeError);
  });
});
