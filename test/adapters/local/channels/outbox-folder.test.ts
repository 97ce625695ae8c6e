import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OutboxFolder } from '../../../../lib/adapters/local/channels/outbox-folder.ts';
import type { OutgoingMessage } from '../../../../lib/app/ports/channel.ts';
import { sampleMessage } from '../../../support/contracts/channel.ts';
import { readEmail } from '../../../support/read-email.ts';
import { at } from '../../../support/world.ts';

const KEY = 'a1b2c3d4e5f60718293a4b5c6d7e8f90';
const NAME = `20260601T100000Z-${KEY}.eml`;

let folder: string;
let now: number;
let outbox: OutboxFolder;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'outbox-')), 'outbox');
  now = at('2026-06-01 10:00');
  outbox = new OutboxFolder(folder, { now: () => now });
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

const files = () => readdirSync(folder).sort();
const opened = (name = NAME) => readEmail(readFileSync(join(folder, name), 'utf8'));
const email = (over: Partial<OutgoingMessage> = {}): OutgoingMessage => ({ ...sampleMessage(KEY), ...over });

describe('the outbox folder', () => {
  it('holds an email that any mail program opens, with its text and its HTML', async () => {
    expect(await outbox.send(email())).toEqual({ sent: true, providerId: undefined });
    expect(files()).toEqual([NAME]);
    const { headers, parts } = opened();
    expect(Object.fromEntries(headers)).toMatchObject({
      from: 'Example Team <team@mail.example.com>',
      'reply-to': 'team@example.com',
      to: 'Ann Böhm <ann@example.com>',
      subject: 'Grüße, 王 👩🏽‍🚀',
      date: 'Mon, 01 Jun 2026 10:00:00 +0000',
      'message-id': `<${KEY}@mail.example.com>`,
      'mime-version': '1.0',
      'list-unsubscribe': '<https://app.example.com/u/1.abc.def>',
      'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
    });
    expect(parts.map(({ type }) => type)).toEqual(['text/plain', 'text/html']);
    expect(parts[0]?.body).toBe('a & b\r\n.\r\nlast line');
    expect(parts[1]?.body).toBe('<p>a &amp; b</p>\r\n');
  });

  it('offers no one-click link where the message has none', async () => {
    await outbox.send(email({ unsubscribe: undefined, kind: 'transactional' }));
    expect(opened().headers.has('list-unsubscribe')).toBe(false);
    expect(opened().headers.has('list-unsubscribe-post')).toBe(false);
  });

  it('writes the address alone where no name is known', async () => {
    await outbox.send(email({ name: undefined }));
    expect(opened().headers.get('to')).toBe('ann@example.com');
  });

  it('is readable by its owner alone', async () => {
    await outbox.send(email());
    expect(statSync(join(folder, NAME)).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('has one file for one key, however often and however late it is sent', async () => {
    await outbox.send(email());
    now += 86_400_000;
    await new OutboxFolder(folder, { now: () => now }).send(email());
    expect(files()).toEqual([NAME]);
    expect(opened().headers.get('date')).toBe('Tue, 02 Jun 2026 10:00:00 +0000');
  });

  it('tells nothing about anybody by its names, also where keys are oddly made', async () => {
    for (const key of [KEY, '__proto__', '../../etc/passwd', 'ann@example.com', 'a\nb', '', 'x'.repeat(300)])
      await outbox.send(email({ key }));
    expect(files()).toHaveLength(7);
    for (const name of files()) expect(name).toMatch(/^20260601T100000Z-[a-z0-9]{32}\.eml$/);
    expect(readdirSync(join(folder, '..'))).toEqual(['outbox']);
  });

  it('shows a card and a webhook as JSON, and Slack as text', async () => {
    const { message: _email, ...rest } = email();
    const card = { channel: 'in-app', title: 'Hi', body: 'A card', action: undefined } as const;
    await outbox.send({ ...rest, key: 'k1', message: card });
    await outbox.send({ ...rest, key: 'k2', message: { channel: 'webhook', body: { plan: 'pro' } } });
    await outbox.send({ ...rest, key: 'k3', message: { channel: 'slack', text: 'Look at this' } });
    expect(files()).toEqual(['k1.json', 'k2.json', 'k3.txt'].map((name) => `20260601T100000Z-${name}`));
    const read = (name: string) => readFileSync(join(folder, `20260601T100000Z-${name}`), 'utf8');
    expect(JSON.parse(read('k1.json'))).toMatchObject({
      at: '2026-06-01T10:00:00Z',
      channel: 'in-app',
      title: 'Hi',
    });
    expect(JSON.parse(read('k2.json'))).toMatchObject({ channel: 'webhook', body: { plan: 'pro' } });
    expect(read('k3.txt')).toBe('Look at this\n');
  });

  it('deletes what is asked for and nothing else, with what a crash has left half written', async () => {
    await outbox.send(email());
    await outbox.send(email({ key: 'k2' }));
    await outbox.send(email({ key: '__proto__' }));
    writeFileSync(join(folder, `.${NAME}.tmp`), 'half');
    writeFileSync(join(folder, 'notes.txt'), 'of somebody else');
    expect(await outbox.erase([KEY, '__proto__', 'k9'])).toBe(3);
    expect(files()).toEqual(['20260601T100000Z-k2.eml', 'notes.txt']);
    expect(await outbox.erase([KEY])).toBe(0);
  });

  it('has nothing to delete before anything was sent', async () => {
    expect(await outbox.erase([KEY])).toBe(0);
  });

  it('says that a message did not land where its folder cannot be written', async () => {
    writeFileSync(folder, 'a file where the folder should be');
    expect(await outbox.send(email())).toEqual({
      sent: false,
      retryable: true,
      reason: 'outbox-unwritable',
    });
  });

  describe('lets no header in through', () => {
    it.each([
      ['a name', { name: 'Ann\r\nBcc: everybody@example.com' }],
      ['a name that ends its quotes', { name: 'Ann" <evil@example.com>, "x' }],
      [
        'the subject',
        { message: { ...emailOf(), subject: 'Hi\r\nBcc: everybody@example.com\r\n\r\n<b>body</b>' } },
      ],
      [
        'the name of the sender',
        { sender: { name: 'Team\r\nBcc: everybody@example.com', address: 'a@b.example' } },
      ],
      ['the key', { key: 'k>\r\nBcc: everybody@example.com' }],
    ])('%s', async (_what, over) => {
      const answer = await outbox.send(email(over as Partial<OutgoingMessage>));
      expect(answer.sent).toBe(true);
      const [name = ''] = files();
      const { headers, parts } = opened(name);
      expect(headers.has('bcc')).toBe(false);
      expect(['Ann Böhm <ann@example.com>', 'ann@example.com']).toContain(headers.get('to'));
      expect(parts.map(({ type }) => type)).toEqual(['text/plain', 'text/html']);
    });

    it.each([
      ['an address', { address: 'ann@example.com\r\nBcc: everybody@example.com' }],
      ['two addresses', { address: 'ann@example.com, everybody@example.com' }],
      ['a link', { unsubscribe: 'https://a.example/>\r\nBcc: everybody@example.com' }],
      ['no address', { address: undefined }],
      ['no sender', { sender: undefined }],
    ])('%s: it is refused', async (_what, over) => {
      expect(await outbox.send(email(over))).toEqual({
        sent: false,
        retryable: false,
        reason: 'not-composable',
      });
    });
  });

  it('takes a text that looks like a file or an address of the web for a text', async () => {
    const message = { ...emailOf(), text: '/etc/passwd', html: 'https://example.com/' };
    await outbox.send(email({ message }));
    expect(opened().parts.map(({ body }) => body)).toEqual(['/etc/passwd', 'https://example.com/']);
  });
});

function emailOf() {
  const { message } = sampleMessage(KEY);
  if (message.channel !== 'email') throw new Error('no email');
  return message;
}
