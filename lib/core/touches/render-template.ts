import type { CompiledTemplate } from './compiled-template.ts';
import { htmlProblems } from './html-safety.ts';
import { scanHtml } from './html-scan.ts';
import { escapeHtml, renderLiquid } from './liquid.ts';
import {
  lineProblem,
  MAX_HTML_BYTES,
  MAX_SUBJECT_LENGTH,
  type RenderedMessage,
  type RenderResult,
  slackLinks,
  utf8Length,
} from './rendered-message.ts';
import { urlProblem } from './safe-url.ts';
import { scopeOf, type TemplateValues } from './template-values.ts';

/** Characters; each is what the channel, or a reader, still takes. */
const MAX_LENGTH = {
  title: 200,
  label: 80,
  body: 2000,
  slack: 4000,
  text: 100_000,
  webhook: 20_000,
} as const;

/** Slack's mention of one person, channel or group. The words that call everybody are not among them. */
const SLACK_MENTION = /^(?:[@#][A-Z0-9]+|!subteam\^[A-Z0-9]+)$/;

/**
 * Renders a touch for one contact. `values` are keyed by the paths of `template.needs`; `zone` is the contact's IANA
 * zone, in which instants are shown. A value that is absent, or that no message should carry, gives no message: a
 * touch is never sent with a hole, a second header or a link that is not `https:` or `mailto:`.
 */
export function renderTemplate(
  template: CompiledTemplate,
  values: TemplateValues,
  zone: string = 'UTC',
): RenderResult {
  const result = scopeOf(template.needs, values);
  if (!result.ok) return result;
  const rendered = new Map<string, string>();
  for (const [key, part] of template.parts) {
    const one = renderLiquid(part.parsed, result.scope, zone);
    if (!one.ok) return { ...one, detail: `${key}: ${one.detail}` };
    rendered.set(key, one.text);
  }
  const message = messageOf(template, (key) => rendered.get(key) ?? '');
  return unsafePart(message) ?? tooLarge(message) ?? { ok: true, message };
}

function messageOf(template: CompiledTemplate, part: (key: string) => string): RenderedMessage {
  const { doc } = template.source;
  switch (doc.channel) {
    case 'email': {
      const preheader = doc.preheader === undefined ? undefined : part('preheader');
      const html = preheader === undefined ? part('html') : withPreheader(part('html'), preheader);
      const { from } = doc;
      return { channel: 'email', from, subject: part('subject'), preheader, html, text: part('text') };
    }
    case 'in-app': {
      const action = { label: part('card.action.label'), url: part('card.action.url') };
      return {
        channel: 'in-app',
        title: part('card.title'),
        body: part('card.body'),
        action: doc.card.action === undefined ? undefined : action,
      };
    }
    case 'slack':
      return { channel: 'slack', text: part('text') };
    case 'webhook': {
      const body = Object.keys(doc.body).map((name) => [name, part(`body.${name}`)] as const);
      return { channel: 'webhook', body: Object.fromEntries(body) };
    }
  }
}

/** Inboxes show the first text of the body: the preheader goes there, out of sight once the message is open. */
function withPreheader(html: string, preheader: string): string {
  const body = scanHtml(html).find((piece) => piece.kind === 'tag' && piece.name === 'body');
  const at = body?.end ?? 0;
  const hidden = 'display:none;max-height:0;max-width:0;opacity:0;overflow:hidden';
  return `${html.slice(0, at)}<div style="${hidden}">${escapeHtml(preheader)}</div>${html.slice(at)}`;
}

function unsafePart(message: RenderedMessage): RenderResult | undefined {
  for (const [part, problem] of partProblems(message)) {
    if (problem !== undefined) return { ok: false, reason: 'unsafe-value', detail: `${part}: ${problem}` };
  }
  return undefined;
}

function partProblems(message: RenderedMessage): [part: string, problem: string | undefined][] {
  switch (message.channel) {
    case 'email': {
      const { html, subject, preheader, text } = message;
      return [
        ['subject', lineProblem(subject, MAX_SUBJECT_LENGTH)],
        ['preheader', preheader === undefined ? undefined : lineProblem(preheader, MAX_SUBJECT_LENGTH)],
        ['html', htmlProblems(scanHtml(html), false)[0]?.message],
        ['text', text.trim() === '' ? 'nothing but blanks' : undefined],
      ];
    }
    case 'in-app': {
      const { title, body, action } = message;
      return [
        ['card.title', lineProblem(title, MAX_LENGTH.title)],
        ['card.body', body.trim() === '' ? 'nothing but blanks' : undefined],
        ['card.action.label', action === undefined ? undefined : lineProblem(action.label, MAX_LENGTH.label)],
        ['card.action.url', action === undefined ? undefined : urlProblem(action.url)],
      ];
    }
    case 'slack': {
      const links = slackLinks(message.text).filter((link) => !SLACK_MENTION.test(link));
      return [
        ['text', message.text.trim() === '' ? 'nothing but blanks' : undefined],
        ...links.map((link): [string, string | undefined] => [
          'text',
          urlProblem(link.replaceAll('&amp;', '&')),
        ]),
      ];
    }
    case 'webhook':
      return [];
  }
}

function tooLarge(message: RenderedMessage): RenderResult | undefined {
  const refuse = (part: string, size: number, max: number, unit: string): RenderResult | undefined =>
    size <= max
      ? undefined
      : { ok: false, reason: 'render-failed', detail: `${part}: ${size} ${unit}, at most ${max} are sent` };
  switch (message.channel) {
    case 'email':
      return (
        refuse('html', utf8Length(message.html), MAX_HTML_BYTES, 'bytes') ??
        refuse('text', message.text.length, MAX_LENGTH.text, 'characters')
      );
    case 'in-app':
      return refuse('card.body', message.body.length, MAX_LENGTH.body, 'characters');
    case 'slack':
      return refuse('text', message.text.length, MAX_LENGTH.slack, 'characters');
    case 'webhook': {
      const size = Object.values(message.body).reduce((sum, value) => sum + value.length, 0);
      return refuse('body', size, MAX_LENGTH.webhook, 'characters');
    }
  }
}
