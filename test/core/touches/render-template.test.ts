import { describe, expect, it } from 'vitest';
import { renderTemplate } from '../../../lib/core/touches/render-template.ts';
import type { RenderedMessage } from '../../../lib/core/touches/rendered-message.ts';
import type { TemplateValues } from '../../../lib/core/touches/template-values.ts';
import { authorTemplate, email, mjmlPage, PLAIN_FILES } from './author-template.ts';

async function rendered(
  doc: Record<string, unknown>,
  values: TemplateValues,
  files: { mjml?: string; text?: string } = PLAIN_FILES,
  zone?: string,
) {
  const { template, issues } = await authorTemplate(doc, doc.channel === 'email' ? files : {});
  if (template === undefined) throw new Error(issues.join('\n'));
  return renderTemplate(template, values, zone);
}

const WELCOME = email({
  subject: "Welcome, {{ contact.firstName | default: 'and hello' }}",
  preheader: 'Three steps for {{ account.name }}',
  needs: { 'contact.firstName': 'optional', 'account.name': 'required' },
});
const WELCOME_FILES = {
  mjml: mjmlPage(
    '<mj-text>Hello {{ contact.firstName | default: "there" }} of {{ account.name }}</mj-text>\n' +
      '<mj-button href="{{ links.unsubscribe }}">Stop these mails</mj-button>',
  ),
  text: 'Hello {{ contact.firstName | default: "there" }} of {{ account.name }}\n\nStop these mails: {{ links.unsubscribe }}\n',
};
const UNSUBSCRIBE = 'https://mail.example.com/u/abc?t=1&s=2';

describe('an email', () => {
  it('is rendered in all its parts', async () => {
    const result = await rendered(
      WELCOME,
      { 'contact.firstName': 'Ann', 'account.name': 'Tom & Co', 'links.unsubscribe': UNSUBSCRIBE },
      WELCOME_FILES,
    );
    if (!result.ok || result.message.channel !== 'email') throw new Error(JSON.stringify(result));
    const { message } = result;
    expect(message.from).toBe('success');
    expect(message.subject).toBe('Welcome, Ann');
    expect(message.preheader).toBe('Three steps for Tom & Co');
    expect(message.text).toBe(`Hello Ann of Tom & Co\n\nStop these mails: ${UNSUBSCRIBE}\n`);
    expect(message.html).toContain('>Hello Ann of Tom &amp; Co</div>');
    expect(message.html).toContain('href="https://mail.example.com/u/abc?t=1&amp;s=2"');
    expect(message.html).toMatch(
      /<body[^>]*><div style="display:none;[^"]*">Three steps for Tom &amp; Co<\/div>/,
    );
  });

  it('goes without what is optional, and prints its default', async () => {
    const result = await rendered(
      WELCOME,
      { 'account.name': 'Acme', 'links.unsubscribe': UNSUBSCRIBE },
      WELCOME_FILES,
    );
    expect(result).toMatchObject({ ok: true, message: { subject: 'Welcome, and hello' } });
  });

  it.each([
    ['absent', {}],
    ['null', { 'account.name': null }],
    ['blank', { 'account.name': '  ' }],
    ['not a number', { 'account.name': Number.NaN }],
    ['inherited', Object.create({ 'account.name': 'Acme' })],
  ])('is not rendered when a required value is %s', async (_, values: TemplateValues) => {
    const result = await rendered(WELCOME, { 'links.unsubscribe': UNSUBSCRIBE, ...values }, WELCOME_FILES);
    expect(result).toEqual({ ok: false, reason: 'missing-data', detail: 'no value for account.name' });
  });

  it('is not rendered without its unsubscribe link', async () => {
    const result = await rendered(WELCOME, { 'account.name': 'Acme' }, WELCOME_FILES);
    expect(result).toEqual({ ok: false, reason: 'missing-data', detail: 'no value for links.unsubscribe' });
  });

  it.each([
    ['two lines', 'Acme\nBcc: all@example.com'],
    ['a carriage return', 'Acme\rBcc: all@example.com'],
    ['a tab', 'Acme\tx'],
  ])('has a subject of one line, whatever a value holds: %s', async (_, name) => {
    const doc = email({ subject: 'For {{ with.name }}', needs: { 'with.name': 'required' } });
    expect(await rendered(doc, { 'with.name': name })).toEqual({
      ok: false,
      reason: 'unsafe-value',
      detail: 'subject: a line break or control character',
    });
  });

  it('has a subject of at most 200 characters', async () => {
    const doc = email({ subject: 'For {{ with.name }}', needs: { 'with.name': 'required' } });
    expect(await rendered(doc, { 'with.name': 'x'.repeat(196) })).toMatchObject({ ok: true });
    expect(await rendered(doc, { 'with.name': 'x'.repeat(197) })).toEqual({
      ok: false,
      reason: 'unsafe-value',
      detail: 'subject: 201 characters, at most 200 are sent',
    });
  });

  it('has a subject at all', async () => {
    const doc = email({ subject: '{{ with.name | default: "" }}', needs: { 'with.name': 'optional' } });
    expect(await rendered(doc, {})).toMatchObject({ ok: false, detail: 'subject: nothing but blanks' });
  });

  it('is not sent when the inbox would cut it', async () => {
    const doc = email({ needs: { 'with.rows': 'required' } });
    const mjml = mjmlPage(
      `<mj-text>{% for row in with.rows limit: 50 %}<p>{{ row }}</p>${'-'.repeat(1000)}{% endfor %}</mj-text>`,
    );
    const files = { ...PLAIN_FILES, mjml };
    const rows = (count: number, length: number) => ({ 'with.rows': Array(count).fill('ü'.repeat(length)) });
    expect(await rendered(doc, rows(20, 100), files)).toMatchObject({ ok: true });
    expect(await rendered(doc, rows(50, 500), files)).toMatchObject({ ok: false, reason: 'render-failed' });
  });

  it('shows instants in the zone of its reader', async () => {
    const doc = email({ subject: 'On {{ with.at | date: "iso" }}', needs: { 'with.at': 'required' } });
    const values = { 'with.at': '2026-03-04T23:30:00Z' };
    expect(await rendered(doc, values, PLAIN_FILES, 'Asia/Tokyo')).toMatchObject({
      message: { subject: 'On 2026-03-05' },
    });
    expect(await rendered(doc, values, PLAIN_FILES, 'America/New_York')).toMatchObject({
      message: { subject: 'On 2026-03-04' },
    });
  });
});

describe('the other channels', () => {
  it('render a card of plain text', async () => {
    const doc = {
      channel: 'in-app',
      card: {
        title: 'Hi {{ contact.firstName }}',
        body: 'A\nB',
        action: { label: 'Go', url: '{{ company.appUrl }}' },
      },
      needs: { 'contact.firstName': 'required' },
    };
    const values = { 'contact.firstName': 'A & <b>', 'company.appUrl': 'https://app.example.com/x?a=1&b=2' };
    expect(await rendered(doc, values)).toEqual({
      ok: true,
      message: {
        channel: 'in-app',
        title: 'Hi A & <b>',
        body: 'A\nB',
        action: { label: 'Go', url: 'https://app.example.com/x?a=1&b=2' },
      },
    });
    expect(await rendered(doc, { ...values, 'company.appUrl': 'javascript:alert(1)//' })).toMatchObject({
      ok: false,
      reason: 'unsafe-value',
    });
  });

  it('render a card without an action, and none that is too long', async () => {
    const doc = {
      channel: 'in-app',
      card: { title: 'T', body: '{{ with.body }}' },
      needs: { 'with.body': 'required' },
    };
    expect(await rendered(doc, { 'with.body': 'x' })).toMatchObject({ message: { action: undefined } });
    expect(await rendered(doc, { 'with.body': 'x'.repeat(2001) })).toEqual({
      ok: false,
      reason: 'render-failed',
      detail: 'card.body: 2001 characters, at most 2000 are sent',
    });
  });

  it('render Slack text in which only the author writes markup', async () => {
    const doc = {
      channel: 'slack',
      text: '<{{ with.url }}|Open> for {{ account.name }} <@U123> <#C9> <!subteam^S1>',
      needs: { 'with.url': 'required', 'account.name': 'required' },
    };
    const values = { 'with.url': 'https://app.example.com/x?a=1&b=2', 'account.name': '<!channel> & <@U1>' };
    expect(await rendered(doc, values)).toEqual({
      ok: true,
      message: {
        channel: 'slack',
        text: '<https://app.example.com/x?a=1&amp;b=2|Open> for &lt;!channel&gt; &amp; &lt;@U1&gt; <@U123> <#C9> <!subteam^S1>',
      },
    });
    expect(await rendered(doc, { ...values, 'with.url': '!channel' })).toMatchObject({
      reason: 'unsafe-value',
    });
    expect(await rendered(doc, { ...values, 'with.url': 'http://a.example/' })).toMatchObject({
      reason: 'unsafe-value',
    });
    const all = { channel: 'slack', text: '<!here> look' };
    expect(await rendered(all, {})).toMatchObject({ ok: false, reason: 'unsafe-value' });
  });

  it('render a flat body for a webhook', async () => {
    const doc = {
      channel: 'webhook',
      body: { account: '{{ account.id }}', note: 'n' },
      needs: { 'account.id': 'required' },
    };
    const result = await rendered(doc, { 'account.id': 'a"b\n{}' });
    expect(result).toEqual({
      ok: true,
      message: { channel: 'webhook', body: { account: 'a"b\n{}', note: 'n' } },
    });
    expect(await rendered(doc, { 'account.id': ['x'] })).toMatchObject({
      ok: false,
      reason: 'render-failed',
    });
  });

  it('tell which part failed and where, and no value', async () => {
    const doc = {
      channel: 'webhook',
      body: { n: 'x {{ account.seats | times: 2 }}' },
      needs: { 'account.seats': 'required' },
    };
    const result = await rendered(doc, { 'account.seats': 'secret' });
    expect(result).toEqual({
      ok: false,
      reason: 'render-failed',
      detail: 'body.n: "times" takes a number, got string (line 1, column 3)',
    });
  });
});

describe('what is rendered', () => {
  it('is the same message for the same values, every time', async () => {
    const { template } = await authorTemplate(WELCOME, WELCOME_FILES);
    const values = { 'account.name': 'Acme', 'links.unsubscribe': UNSUBSCRIBE };
    const messages = new Set<string>();
    for (let i = 0; i < 20; i += 1) messages.add(JSON.stringify(renderTemplate(template!, values)));
    expect(messages.size).toBe(1);
  });

  it('does not change the values that it was given', async () => {
    const { template } = await authorTemplate({
      channel: 'slack',
      text: '{{ facts.a | join }}',
      needs: { 'facts.a': 'required' },
    });
    const list = Object.freeze(['x', 'y']);
    const result = renderTemplate(template!, Object.freeze({ 'facts.a': list }));
    expect((result as { message: RenderedMessage }).message).toEqual({ channel: 'slack', text: 'x, y' });
  });
});
