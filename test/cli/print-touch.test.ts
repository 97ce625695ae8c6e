import { describe, expect, it } from 'vitest';
import { touchLines } from '../../bin/commands/print-touch.ts';
import type { RenderedMessage } from '../../lib/core/touches/rendered-message.ts';
import { NINE, TOUCH } from '../adapters/http/fake-rows.ts';

/** The lines of a message, after those of its touch. */
function shown(message: RenderedMessage, address?: string): string[] {
  const stored = { touch: TOUCH.id, account: 'acme', contact: 'c-1', at: NINE, address, message };
  return touchLines({ ...TOUCH, contact: 'c-1' }, stored, NINE).slice(5);
}

describe('a touch in words', () => {
  it('shows an email by its text, with the headers that a person reads', () => {
    const html = '<p>Hello</p>';
    const parts = {
      from: 'success',
      subject: 'Welcome',
      preheader: 'Three steps',
      html,
      text: 'Hi\r\n\r\nBye\n',
    };
    expect(shown({ channel: 'email', ...parts }, 'ann@example.com')).toEqual([
      'To: ann@example.com',
      'From: success',
      'Subject: Welcome',
      'Preheader: Three steps',
      '',
      'Hi',
      '',
      'Bye',
    ]);
  });

  it('shows a card with its button, and one without', () => {
    const card = { channel: 'in-app', title: 'Try it', body: 'One\nTwo' } as const;
    expect(shown({ ...card, action: { label: 'Go', url: 'https://app.example.com/' } })).toEqual([
      'Title: Try it',
      '',
      'One',
      'Two',
      '',
      '[ Go ] https://app.example.com/',
    ]);
    expect(shown({ ...card, action: undefined })).toEqual(['Title: Try it', '', 'One', 'Two']);
  });

  it('shows what goes to Slack and to a webhook', () => {
    expect(shown({ channel: 'slack', text: 'One\nTwo' })).toEqual(['One', 'Two']);
    expect(shown({ channel: 'webhook', body: { account: 'acme', note: 'a\nb' } })).toEqual([
      'account: acme',
      'note: a b',
    ]);
  });

  it('lets nothing in a message reach the terminal as a command', () => {
    expect(shown({ channel: 'slack', text: 'a\u001b]0;title\u0007b\u202ec' })).toEqual(['a ]0;title b c']);
    expect(shown({ channel: 'in-app', title: '\u001b[2J', body: '\u009b2J', action: undefined })).toEqual([
      'Title:  [2J',
      '',
      ' 2J',
    ]);
  });

  it('says that there is no message where none was rendered, and that nobody was to get it', () => {
    expect(
      touchLines({ ...TOUCH, mode: 'shadow', status: 'skipped', until: undefined }, undefined, NINE),
    ).toEqual([
      `${TOUCH.id}: skipped (shadow)`,
      '2026-06-01T09:00:00Z (now): quiet-hours',
      'email to nobody of acme',
      'template onboarding/welcome, topic onboarding, step welcome of smb-onboarding',
      '',
      'no message was rendered, or it was erased',
    ]);
  });
});
