import { beforeAll, describe, expect, it } from 'vitest';
import type { CompiledTemplate } from '../../../lib/core/touches/compiled-template.ts';
import { renderTemplate } from '../../../lib/core/touches/render-template.ts';
import type { RenderedMessage } from '../../../lib/core/touches/rendered-message.ts';
import type { TemplateValue } from '../../../lib/core/touches/template-values.ts';
import { authorTemplate, email, mjmlPage } from './author-template.ts';

/** Where a value is trusted to be a link, its host is the business of whoever supplies it. */
const WELL_FORMED = 'https://evil.example/free-money';

/** What a contact, an account, a signal or an integration might hand over. */
const HOSTILE: readonly string[] = [
  '<script>alert(1)</script>',
  '</title></style></div><script src=https://evil.example/x.js></script>',
  '"><img src=x onerror=alert(1)>',
  "'><svg/onload=alert(1)>",
  '" onmouseover="alert(1)',
  "' style='position:fixed;inset:0",
  '<a href="https://evil.example">your bank</a>',
  '<!--', // opens a comment
  '--><b>x</b>',
  '<![endif]--><b>x</b>',
  ']]><b>x</b>',
  '&#60;script&#62;alert(1)&#60;/script&#62;',
  '&lt;b&gt;',
  '%3Cscript%3E',
  'Ann\r\nBcc: everybody@example.com',
  'Ann\nBcc: everybody@example.com',
  'Ann\u2028Bcc: everybody@example.com',
  'Ann\u0085Bcc: everybody@example.com',
  'Ann%0d%0aBcc: everybody@example.com',
  '=?utf-8?Q?=0ABcc:_everybody@example.com?=',
  'javascript:alert(1)',
  'JAVA\tSCRIPT:alert(1)',
  'java\nscript:alert(1)',
  '\u0001javascript:alert(1)',
  'data:text/html;base64,PHNjcmlwdD4=',
  'vbscript:msgbox(1)',
  '//evil.example/x',
  WELL_FORMED,
  'https://app.example.com@evil.example/',
  '.evil.example/',
  '@evil.example/',
  '\\\\evil.example\\x',
  '../../admin?delete=1#',
  '{{ 7 | times: 7 }}',
  '{{ links.unsubscribe }}',
  '{% raw %}',
  '{% include "/etc/passwd" %}',
  ['$', '{7*7}'].join(''),
  '__proto__',
  'constructor',
  '<!channel> everybody',
  '<https://evil.example|our site>',
  '<@U0000000>',
  '*bold* _it_ `code`',
  'Ann\u202Egpj.exe',
  'Ann\u2066hidden\u2069',
  'nul\u0000byte',
  'esc\u001b[31mred',
  'bell\u0007',
  'half \ud83d character',
  'end \uffff',
  '\uE000\uE000',
  'x'.repeat(5000),
  '<b>'.repeat(900),
  'Z\u0301'.repeat(1500),
  'ﷺ'.repeat(1200),
  "'; DROP TABLE contacts; --",
  '=HYPERLINK("https://evil.example")',
];

const BENIGN = 'Ann';
const FIELDS = ['contact.firstName', 'account.name', 'with.note'] as const;
const LINK = 'with.url';

const printedNeeds = Object.fromEntries(FIELDS.map((field) => [field, 'required']));
const needs = { ...printedNeeds, [LINK]: 'required' };
const PRINTED = FIELDS.map((field) => `{{ ${field} }}`).join(' / ');
const CODED =
  'https://app.example.com/a?n={{ contact.firstName | url_encode }}&o={{ with.note | url_encode }}';

const DOCS: Record<string, Record<string, unknown>> = {
  email: email({ subject: `For ${PRINTED}`, preheader: `See ${PRINTED}`, needs }),
  'in-app': {
    channel: 'in-app',
    card: { title: `For ${PRINTED}`, body: PRINTED, action: { label: 'Go {{ with.note }}', url: CODED } },
    needs: printedNeeds,
  },
  'in-app link': {
    channel: 'in-app',
    card: { title: 'T', body: PRINTED, action: { label: 'Go', url: `{{ ${LINK} }}` } },
    needs,
  },
  slack: { channel: 'slack', text: `${PRINTED} <{{ ${LINK} }}|Open> <${CODED}|or this>`, needs },
  webhook: { channel: 'webhook', body: { printed: PRINTED, url: `{{ ${LINK} }}` }, needs },
};
const FILES = {
  mjml: mjmlPage(
    `<mj-text>${PRINTED} {% if with.note %}<b title="{{ with.note }}">{{ contact.firstName | upcase }}</b>{% endif %}
     <a href="{{ ${LINK} }}">a</a> <a href="${CODED.replace('&', '&amp;')}">b</a></mj-text>
     <mj-image src="https://cdn.example.com/a.png" alt="${PRINTED}" href="{{ ${LINK} }}" />
     <mj-button href="${CODED.replace('&', '&amp;')}">{{ account.name }}</mj-button>`,
    `<mj-head><mj-title>${PRINTED}</mj-title></mj-head>`,
  ),
  text: `${PRINTED}\n{{ ${LINK} }}\n${CODED}\n`,
};

const templates = new Map<string, CompiledTemplate>();
beforeAll(async () => {
  for (const [name, doc] of Object.entries(DOCS)) {
    const { template, issues } = await authorTemplate(doc, doc.channel === 'email' ? FILES : {});
    expect(issues).toEqual([]);
    templates.set(name, template!);
  }
});

function values(replaced: Record<string, TemplateValue>): Record<string, TemplateValue> {
  return {
    ...Object.fromEntries(FIELDS.map((field) => [field, BENIGN])),
    [LINK]: 'https://app.example.com/start',
    ...replaced,
  };
}

/** How often each character that is markup somewhere occurs: a value that gets through adds to one of them. */
function markup(text: string): string {
  return ['<', '>', '"'].map((sign) => `${sign}${text.split(sign).length - 1}`).join(' ');
}

function links(html: string): string[] {
  return [...html.matchAll(/\s(?:href|src)="([^"]*)"/g)].map((match) => match[1]!);
}

function checkSafe(message: RenderedMessage, benign: RenderedMessage): void {
  if (message.channel === 'email' && benign.channel === 'email') {
    expect(markup(message.html)).toBe(markup(benign.html));
    expect(message.html.split("'").length).toBe(benign.html.split("'").length);
    for (const link of links(message.html))
      expect(link).toMatch(/^https:\/\/(?:app|cdn)\.example\.com(?:\/|$)/);
    for (const line of [message.subject, message.preheader ?? '']) {
      expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      expect(line.length).toBeLessThanOrEqual(200);
    }
    expect(message.html + message.text).not.toMatch(/(?![\t\r\n])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u);
    expect(message.html.length).toBeLessThan(100_000);
  } else if (message.channel === 'in-app') {
    expect(message.title + (message.action?.label ?? '')).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
    expect(message.action?.url).toMatch(/^https:\/\/app\.example\.com\/[^<>"'\s]*$/);
  } else if (message.channel === 'slack') {
    expect(message.text.split(/[<>]/).length).toBe(5);
    for (const [, link] of message.text.matchAll(/<([^|>]*)/g))
      expect(link).toMatch(/^https:\/\/app\.example\.com\//);
  } else if (message.channel === 'webhook') {
    expect(Object.keys(JSON.parse(JSON.stringify(message.body)))).toEqual(['printed', 'url']);
  }
  expect(JSON.stringify(message)).not.toContain('49');
  expect(JSON.stringify(message)).not.toMatch(/"(?:java\s*script|vbscript|data):/i);
}

describe.each(Object.keys(DOCS))('a hostile value in a touch by %s', (name) => {
  const render = (replaced: Record<string, TemplateValue>) =>
    renderTemplate(templates.get(name)!, values(replaced));
  const benign = () => {
    const result = render({});
    if (!result.ok) throw new Error(result.detail);
    return result.message;
  };

  it.each(HOSTILE.map((value, index) => [index, value]))('is text or refused: number %i', (_, value) => {
    for (const field of FIELDS) {
      const result = render({ [field]: value });
      if (result.ok) checkSafe(result.message, benign());
      else expect(['unsafe-value', 'render-failed']).toContain(result.reason);
      if (!result.ok && value.length > 8) expect(result.detail).not.toContain(value.trim().slice(0, 8));
    }
  });

  it('does no harm as the name of a value either', () => {
    const hostile = JSON.parse(
      '{"__proto__": {"polluted": "yes"}, "constructor": {"prototype": {"polluted": "yes"}}}',
    );
    const result = render({ ...hostile, ['__proto__']: 'x' });
    expect(result.ok).toBe(true);
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });
});

describe.each(['email', 'in-app link', 'slack'])(
  'a hostile value as the whole link of a touch by %s',
  (name) => {
    it.each(HOSTILE.map((value, index) => [index, value]))('is refused: number %i', (_, value) => {
      const result = renderTemplate(templates.get(name)!, values({ [LINK]: value }));
      if (value === WELL_FORMED) expect(result.ok).toBe(true);
      else expect(result).toMatchObject({ ok: false, reason: 'unsafe-value' });
    });
  },
);

describe('the list of hostile values', () => {
  it('is long, and each of its tricks is caught by something: without the rules most would get through', () => {
    expect(HOSTILE.length).toBeGreaterThanOrEqual(50);
    const raw = HOSTILE.filter(
      (value) => markup(value) !== '<0 >0 "0' || /\p{Cc}|[\u2028\u202e\u2066]/u.test(value),
    );
    expect(raw.length).toBeGreaterThanOrEqual(25);
  });
});
