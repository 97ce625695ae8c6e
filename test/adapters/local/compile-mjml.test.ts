import { describe, expect, it } from 'vitest';
import { compileMjml } from '../../../lib/adapters/local/compile-mjml.ts';

const page = (content: string, head = '') =>
  `<mjml>${head}<mj-body>\n<mj-section><mj-column>\n${content}\n</mj-column></mj-section></mj-body></mjml>`;

describe('MJML with Liquid in it', () => {
  it.each([
    ['in text', `<mj-text>{{ a.b | default: "it's > 3" }}{% if a > 3 and b < 2 %}x & y{% endif %}</mj-text>`],
    [
      'in attributes',
      '<mj-button href="{{ links.app }}?a={{ run.id | url_encode }}">{{ account.name }}</mj-button>',
    ],
    ['in alt texts', '<mj-image src="https://cdn.example.com/a.png" alt="{{ account.name }}" />'],
    [
      'in tables',
      '<mj-table>{% for x in facts.l limit: 5 %}<tr><td>{{ x }}</td></tr>{% endfor %}</mj-table>',
    ],
    ['in mj-raw', '<mj-raw>{% if a %}</mj-raw><mj-text>x</mj-text><mj-raw>{% endif %}</mj-raw>'],
  ])('comes out with the Liquid untouched: %s', async (_, content) => {
    const { html, problems } = await compileMjml('a.mjml', page(content));
    expect(problems).toEqual([]);
    const tokens = content.match(/\{\{.*?\}\}|\{%.*?%\}/g) ?? [];
    expect(tokens.length).toBeGreaterThan(0);
    for (const token of tokens) expect(html).toContain(token);
  });

  it('keeps it untouched where styles are written into the elements, too', async () => {
    const head = '<mj-head><mj-style inline="inline">.x { color: red }</mj-style></mj-head>';
    const content = '<mj-text css-class="x">{{ a | default: "b > c" }} {% if a > 3 %}y{% endif %}</mj-text>';
    const { html, problems } = await compileMjml('a.mjml', page(content, head));
    expect(problems).toEqual([]);
    expect(html).toContain('{{ a | default: "b > c" }} {% if a > 3 %}y{% endif %}');
  });

  it('is the same HTML every time', async () => {
    const source = page('<mj-text>{{ a }}</mj-text>');
    const [first, second] = [await compileMjml('a.mjml', source), await compileMjml('b.mjml', source)];
    expect(second).toEqual(first);
  });
});

describe('MJML that is not right', () => {
  it.each([
    ['', 1, 'an MJML file starts with <mjml>'],
    ['hello', 1, 'an MJML file starts with <mjml>'],
    ['<html><body>x</body></html>', 1, 'an MJML file starts with <mjml>'],
    ['<mjml></mjml>', 1, 'this is not MJML: '],
    ['<mjml>\n<mj-body>\n</mjml>', 2, '<mj-body> is not closed before </mjml>'],
    ['<mjml><mj-body></mj-body>', 1, '<mjml> is not closed'],
    ['<mjml><mj-body></mj-body></mjml>\n</mj-text>', 2, '</mj-text> closes nothing'],
    [page('<mj-text>hi'), 3, '<mj-text> is not closed before </mj-column>'],
    [page('<mj-txt>hi</mj-txt>'), 3, "<mj-txt>: Element mj-txt doesn't exist or is not registered"],
    [page('<mj-text colr="red">hi</mj-text>'), 3, '<mj-text>: Attribute colr is illegal'],
    [page('<mj-text color="{{ a }}">hi</mj-text>'), 3, '<mj-text>: Attribute color has invalid value'],
    [page('<mj-section></mj-section>'), 3, '<mj-section>: mj-section cannot be used inside mj-column'],
  ])('is told with its line: %j', async (source, line, message) => {
    const { html, problems } = await compileMjml('a.mjml', source);
    expect(html).toBe('');
    expect(problems[0]?.line).toBe(line);
    expect(problems[0]?.message).toContain(message);
  });

  it('has all its problems told at once', async () => {
    const { problems } = await compileMjml(
      'a.mjml',
      page('<mj-text a="b">x</mj-text>\n<mj-buton>y</mj-buton>'),
    );
    expect(problems.map((problem) => problem.line)).toEqual([3, 4]);
  });
});

describe('hostile MJML', () => {
  it.each([
    ['in the body', page('<mj-include path="/etc/hostname" type="html" />')],
    ['in capitals', page('<MJ-INCLUDE path="/etc/hostname" type="html" />')],
    [
      'as a stylesheet',
      page('<mj-text>x</mj-text>', '<mj-head><mj-include path="/etc/hostname" type="css" /></mj-head>'),
    ],
    ['as MJML', page('<mj-include path="./compile-mjml.test.ts" />')],
    ['in raw content', page('<mj-raw><mj-include path="/etc/hostname" type="html" /></mj-raw>')],
    [
      'in a conditional comment',
      page('<!--[if mso]><mj-include path="/etc/hostname" type="html" /><![endif]-->'),
    ],
  ])('includes no file: %s', async (_, source) => {
    const { html, problems } = await compileMjml('a.mjml', source);
    expect(html).toBe('');
    expect(problems.map((problem) => problem.message)).toContain(
      '<mj-include> is not allowed: a template is one file',
    );
  });

  it('reads no file by another spelling either', async () => {
    const source = page('<![CDATA[<mj-include path="/etc/hostname" type="html" />]]><mj-text>x</mj-text>');
    const { html } = await compileMjml('a.mjml', source);
    expect(html).not.toMatch(/mj-include (?:denied|fails)/);
  });

  it('fetches no font and runs no script of its own accord', async () => {
    const { html } = await compileMjml(
      'a.mjml',
      page('<mj-text font-family="Roboto, Open Sans">x</mj-text>'),
    );
    expect(html).toContain('Roboto');
    expect(html).not.toMatch(/googleapis|@import|<link|<script/);
  });

  it('keeps the comments of its author to itself', async () => {
    const { html } = await compileMjml(
      'a.mjml',
      page('<!-- this customer is difficult -->\n<mj-text>x</mj-text>'),
    );
    expect(html).not.toContain('difficult');
  });

  it.each([
    ['200,001 characters', 'x'.repeat(200_001), 'at most 200000 are read'],
    ['9,000 open sections', `<mjml>${'<mj-section>'.repeat(9000)}`, 'nested more than 40 levels deep'],
    [
      '41 levels',
      `<mjml>${'<mj-wrapper>'.repeat(41)}${'</mj-wrapper>'.repeat(41)}</mjml>`,
      'nested more than 40',
    ],
  ])('is not compiled when it is too much: %s', async (_, source, message) => {
    const { html, problems } = await compileMjml('a.mjml', source);
    expect(html).toBe('');
    expect(problems[0]?.message).toContain(message);
  });

  it('takes 190 kB of deep HTML without running out of stack', async () => {
    const { html, problems } = await compileMjml(
      'a.mjml',
      page(`<mj-text>${'<b>'.repeat(63_000)}</mj-text>`),
    );
    expect(problems).toEqual([]);
    expect(html.length).toBeGreaterThan(189_000);
  });
});
