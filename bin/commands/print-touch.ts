import type { StoredMessage, Touch } from '../../lib/app/ports/touch-store.ts';
import { formatInstant, type Instant } from '../../lib/core/time/instant.ts';
import type { RenderedMessage } from '../../lib/core/touches/rendered-message.ts';
import { colour } from './options.ts';
import { printable, printableLines, whenOf } from './table.ts';

/** A touch and its message, for reading. */
export function touchLines(touch: Touch, stored: StoredMessage | undefined, now: Instant): string[] {
  const { id, account, contact, channel, template, topic, journey, step, mode, status, at, reason, until } =
    touch;
  const shadow = mode === 'shadow' ? ' (shadow)' : '';
  const held = until === undefined ? '' : `, until ${formatInstant(until)} (${whenOf(until, now)})`;
  const out = [
    colour('bold', `${id}: ${status}${shadow}`),
    `${formatInstant(at)} (${whenOf(at, now)}): ${reason}${held}`,
    `${channel} to ${contact ?? 'nobody'} of ${account}`,
    `template ${template}, topic ${topic}, step ${step} of ${journey}`,
    '',
  ].map(printable);
  if (stored === undefined) return [...out, 'no message was rendered, or it was erased'];
  if (stored.address !== undefined) out.push(header('To', stored.address));
  return [...out, ...messageLines(stored.message)];
}

function messageLines(message: RenderedMessage): string[] {
  switch (message.channel) {
    case 'email': {
      const { from, subject, preheader, text } = message;
      const beside = preheader === undefined ? [] : [header('Preheader', preheader)];
      return [
        header('From', from),
        header('Subject', subject),
        ...beside,
        '',
        ...printableLines(text.trimEnd()),
      ];
    }
    case 'in-app': {
      const { title, body, action } = message;
      const button =
        action === undefined ? [] : ['', `[ ${printable(action.label)} ] ${printable(action.url)}`];
      return [header('Title', title), '', ...printableLines(body), ...button];
    }
    case 'slack':
      return printableLines(message.text);
    case 'webhook':
      return Object.entries(message.body).map(([name, value]) => header(name, value));
  }
}

function header(name: string, value: string): string {
  return `${printable(name)}: ${printable(value)}`;
}
