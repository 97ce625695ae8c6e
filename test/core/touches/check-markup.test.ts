import { describe, expect, it } from 'vitest';
import { authorTemplate, email, mjmlPage, PLAIN_FILES } from './author-template.ts';

const mjml = (content: string, doc: Record<string, unknown> = {}, head?: string) =>
  authorTemplate(email(doc), { ...PLAIN_FILES, mjml: mjmlPage(content, head) });

describe('the markup of an email', () => {
  const needs = { 'account.name': 'required' };

  it('takes Liquid in text, in alt texts and as a whole link, in Outlook comments too', async () => {
    const { issues } = await mjml(
      '<mj-text>{{ account.name }} {% if account.name == "a > b" %}<b>x</b>{% endif %}</mj-text>\n' +
        '<mj-image src="https://cdn.example.com/a.png" alt="{{ account.name }}" href="{{ links.preferences }}" />\n' +
        '<mj-button href="https://app.example.com/a?n={{ account.name | url_encode }}">Go</mj-button>\n' +
        '<mj-button href="{{ company.appUrl }}/a?n={{ account.name | url_encode }}">Go</mj-button>\n' +
        '<mj-button href="mailto:help@example.com?subject={{ account.name | url_encode }}">Go</mj-button>',
      { needs },
      '<mj-head><mj-title>{{ account.name }}</mj-title><mj-preview>{{ account.name }}</mj-preview></mj-head>',
    );
    expect(issues).toEqual([]);
  });

  it.each([
    ['<mj-text><a href="https://app.example.com/{{ account.name }}">x</a></mj-text>', 'unsafe-link'],
    ['<mj-text><a href="https://{{ account.name | url_encode }}/x">x</a></mj-text>', 'unsafe-link'],
    ['<mj-text><a href="https://example.com{{ account.name | url_encode }}">x</a></mj-text>', 'unsafe-link'],
    ['<mj-text><a href="{{ company.appUrl }}{{ account.name | url_encode }}">x</a></mj-text>', 'unsafe-link'],
    ['<mj-text><a href="{% if account.name %}https://a.example/{% endif %}">x</a></mj-text>', 'unsafe-place'],
    ['<mj-text><a href="javascript:alert(1)">x</a></mj-text>', 'unsafe-link'],
    ['<mj-text><a href="//evil.example/">x</a></mj-text>', 'unsafe-link'],
    ['<mj-text><a href="/settings">x</a></mj-text>', 'unsafe-link'],
    ['<mj-text><a href="http://example.com/">x</a></mj-text>', 'unsafe-link'],
    ['<mj-text><a href="https://me@example.com/">x</a></mj-text>', 'unsafe-link'],
    ['<mj-text><img src="data:image/png;base64,AAAA"></mj-text>', 'unsafe-link'],
    ['<mj-text><img srcset="https://a.example/x 1x, http://a.example/y 2x"></mj-text>', 'unsafe-link'],
    ['<mj-text><a href={{ account.name }}>x</a></mj-text>', 'unsafe-place'],
    ['<mj-text><b {{ account.name }}>x</b></mj-text>', 'unsafe-place'],
    ['<mj-text><b style="color:{{ account.name }}">x</b></mj-text>', 'unsafe-place'],
    ['<mj-text><b onclick="{{ account.name }}">x</b></mj-text>', 'unsafe-place'],
    ['<mj-text><b onclick="x()">x</b></mj-text>', 'unsafe-html'],
    ['<mj-text><!-- {{ account.name }} --></mj-text>', 'unsafe-place'],
    ['<mj-raw><script>x()</script></mj-raw>', 'unsafe-html'],
    ['<mj-raw><script src="https://cdn.example.com/x.js"></script></mj-raw>', 'unsafe-html'],
    ['<mj-text><iframe src="https://example.com/"></iframe></mj-text>', 'unsafe-html'],
    ['<mj-text><form action="https://example.com/"></form></mj-text>', 'unsafe-html'],
    ['<mj-text><svg><a xlink:href="https://example.com/">x</a></svg></mj-text>', 'unsafe-html'],
    ['<mj-raw><meta http-equiv="refresh" content="0;url=https://example.com/"></mj-raw>', 'unsafe-html'],
    ['{% if account.name %}\n<mj-text>x</mj-text>\n{% endif %}', 'liquid-lost'],
  ])('finds %s (%s)', async (content, code) => {
    const { template, codes } = await mjml(content, { needs });
    expect(template).toBeUndefined();
    expect(codes).toContain(code);
  });

  it('prints nothing into a style, not even where MJML puts it', async () => {
    const source = mjmlPage('<mj-text>x</mj-text>').replace(
      '<mj-section>',
      '<mj-section background-url="https://example.com/{{ account.name | url_encode }}">',
    );
    const { issues } = await authorTemplate(email({ needs }), { ...PLAIN_FILES, mjml: source });
    expect(issues).toEqual(['one.mjml:2:49 error nothing can be printed safely in the attribute "style"']);
  });

  it('says where in the MJML an unsafe place of the HTML is', async () => {
    const { issues } = await mjml(
      '<mj-text>{{ account.name }}</mj-text>\n<mj-text>\n<a href="https://x.example/{{ account.name }}">x</a>\n<a href="http://x.example/">x</a></mj-text>',
      { needs },
    );
    expect(issues).toEqual([
      'one.mjml:6:28 error a value inside a link ends with "| url_encode"',
      'one.mjml:7:10 error href: a link starts with "https://" and a host name, or with "mailto:" and an address',
    ]);
  });

  it('is refused when it is too large for an inbox before any value is printed', async () => {
    const { codes } = await mjml(`<mj-text>${'x'.repeat(99_000)}</mj-text>`);
    expect(codes).toEqual(['template-too-large']);
  });

  it('still has its Liquid checked when no HTML could be made of its MJML', async () => {
    const { issues } = await authorTemplate(
      email(),
      { ...PLAIN_FILES, mjml: mjmlPage('<mj-txt>{{ contact.name | nope }}\n</mj-txt>') },
      {},
      { allowMjmlProblems: true },
    );
    expect(issues).toHaveLength(1);
    expect(issues[0]).toContain('one.mjml:4:9 error unknown filter "nope"');
    const sound = await authorTemplate(
      email(),
      { ...PLAIN_FILES, mjml: mjmlPage('<mj-txt>{{ contact.name }}</mj-txt>') },
      {},
      { allowMjmlProblems: true },
    );
    expect(sound.codes).toEqual(['not-compiled', 'undeclared-variable']);
  });

  it('has its preheader in one place', async () => {
    const { codes } = await mjml(
      '<mj-text>x</mj-text>',
      { preheader: 'Look' },
      '<mj-head><mj-preview>x</mj-preview></mj-head>',
    );
    expect(codes).toEqual(['double-preheader']);
  });
});

describe('the other channels', () => {
  it('take no link from a value but as a whole, or behind a fixed host', async () => {
    const card = (url: string) =>
      authorTemplate({
        channel: 'in-app',
        card: { title: 'T', body: 'B', action: { label: 'Go', url } },
        needs: { 'with.path': 'required' },
      });
    expect((await card('{{ with.path }}')).codes).toEqual([]);
    expect((await card('https://app.example.com/{{ with.path | url_encode }}')).codes).toEqual([]);
    expect((await card('https://{{ with.path | url_encode }}')).codes).toEqual(['unsafe-link']);
    expect((await card('https://app.example.com/{{ with.path }}')).codes).toEqual(['unsafe-link']);
    expect((await card('{% if with.path %}https://a.example/{% endif %}')).codes).toContain('unsafe-link');

    const slack = (content: string) =>
      authorTemplate({ channel: 'slack', text: content, needs: { 'with.path': 'required' } });
    expect((await slack('<{{ with.path }}|Open> {{ with.path }}')).codes).toEqual([]);
    expect((await slack('<https://a.example/{{ with.path | url_encode }}|Open>')).codes).toEqual([]);
    expect((await slack('<https://a.example/{{ with.path }}|Open>')).codes).toEqual(['unsafe-link']);
  });

  it('report mistakes at the string of the JSON in which they stand', async () => {
    const { issues } = await authorTemplate({
      channel: 'webhook',
      body: { account: '{{ account.id | nope }}' },
    });
    expect(issues).toHaveLength(1);
    expect(issues[0]).toContain(`rules/templates/test/one.json:8:14 error unknown filter "nope"`);
  });
});
