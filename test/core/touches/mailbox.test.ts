import { describe, expect, it } from 'vitest';
import { isMailbox, mailboxName } from '../../../lib/core/touches/mailbox.ts';

describe('isMailbox', () => {
  it.each([
    'ann@example.com',
    "o'neil+news@mail.example.co.uk",
    'ann_b@example.com',
    'änn@müller.example',
    'a@b.example',
  ])('takes %s', (text) => expect(isMailbox(text)).toBe(true));

  it.each([
    '',
    'ann',
    '@example.com',
    'ann@',
    'ann@localhost',
    'ann@example.com, bob@example.com',
    'ann@example.com;bob@example.com',
    'Ann <ann@example.com>',
    'ann@example.com\r\nBcc: bob@example.com',
    'ann@example.com\n',
    'ann bob@example.com',
    '"ann"@example.com',
    'ann@[127.0.0.1]',
    'ann@exa mple.com',
    'ann@example..com',
    'ann@-example.com',
    'ann@example.com.',
    '-oQ/tmp@example.com',
    'ann(comment)@example.com',
    'ann\u0000@example.com',
    'ann\u202e@example.com',
    `${'a'.repeat(65)}@example.com`,
    `ann@${'a'.repeat(250)}.example`,
  ])('refuses %j', (text) => expect(isMailbox(text)).toBe(false));
});

describe('mailboxName', () => {
  it('joins what is known of a name', () => {
    expect(mailboxName('Ann', 'Böhm')).toBe('Ann Böhm');
    expect(mailboxName(' Ann ', undefined)).toBe('Ann');
    expect(mailboxName('王', '小明')).toBe('王 小明');
    expect(mailboxName("Ann O'Neil-Smith")).toBe("Ann O'Neil-Smith");
  });

  it.each([
    [],
    [''],
    [undefined, 7],
    ['Ann\r\nBcc: x'],
    ['Ann <bob@example.com>'],
    ['Ann, Bob'],
    ['"Ann"'],
    ['Ann; Bob'],
    ['Ann\u202eBob'],
    ['Ann\u2028Bob'],
    ['visit //evil.example'],
    ['www.evil.example'],
    ['A'.repeat(101)],
  ])('is none for %j', (...parts) => expect(mailboxName(...parts)).toBeUndefined());
});
