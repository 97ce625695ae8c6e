import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkToken, newLinks, readLinkToken } from '../../../lib/app/delivery/links.ts';
import { urlProblem } from '../../../lib/core/touches/safe-url.ts';

const sign = (text: string) =>
  createHmac('sha256', 'a key of 32 bytes for this test..').update(text).digest('base64url');
const other = (text: string) => createHmac('sha256', 'another key').update(text).digest('base64url');
const SUBJECT = { account: 'acme', contact: 'c0ffee', topic: 'onboarding' };

describe('a link that stops something', () => {
  it('says who stops what, and nothing else', () => {
    const link = newLinks('https://app.example.com/', sign)('acme', 'c0ffee', 'onboarding').unsubscribe ?? '';
    expect(link).toMatch(/^https:\/\/app\.example\.com\/u\/1\.[\w-]+\.[\w-]+$/);
    expect(readLinkToken(link.slice(link.lastIndexOf('/') + 1), sign)).toEqual(SUBJECT);
    expect(urlProblem(link)).toBeUndefined();
  });

  it('leads to all of marketing where a contact would choose', () => {
    const { preferences = '' } = newLinks('https://app.example.com', sign)('acme', 'c0ffee', 'onboarding');
    const token = preferences.slice(preferences.lastIndexOf('/') + 1);
    expect(readLinkToken(token, sign)).toEqual({ ...SUBJECT, topic: 'marketing' });
  });

  it('is read as it was written, whatever ids are made of', async () => {
    await fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), fc.string(), (account, contact, topic) => {
        const subject = { account, contact, topic };
        expect(readLinkToken(linkToken(subject, sign), sign)).toEqual(subject);
      }),
      { numRuns: 300 },
    );
  });

  it('is nothing when it was forged, changed anywhere, cut or of another version', () => {
    const token = linkToken(SUBJECT, sign);
    const [, payload = '', signed = ''] = token.split('.');
    const hostile = [
      linkToken(SUBJECT, other),
      linkToken({ ...SUBJECT, topic: 'billing' }, other),
      `1.${linkToken({ ...SUBJECT, contact: 'bob' }, sign).split('.')[1]}.${signed}`,
      `2.${payload}.${signed}`,
      `1.${payload}.`,
      `1.${payload}`,
      `1..${signed}`,
      `${token}.x`,
      `${token}=`,
      ` ${token}`,
      token.toUpperCase(),
      '',
      '.',
      '..',
      '__proto__',
      '1.e30.e30',
      `1.${Buffer.from('{"__proto__":1}').toString('base64url')}.${signed}`,
      'x'.repeat(1_000_000),
    ];
    for (const one of hostile) expect(readLinkToken(one, sign)).toBeUndefined();
    for (let i = 0; i < token.length; i += 1) {
      const changed = `${token.slice(0, i)}${token[i] === 'A' ? 'B' : 'A'}${token.slice(i + 1)}`;
      expect(readLinkToken(changed, sign)).toBeUndefined();
    }
  });

  it('cannot be made of something else that was signed with the same key', () => {
    const payload = Buffer.from('["acme","c0ffee","onboarding"]').toString('base64url');
    expect(readLinkToken(`1.${payload}.${sign(payload)}`, sign)).toBeUndefined();
  });

  it.each(['http://127.0.0.1:8787', 'http://localhost:8787/', 'https://app.example.com/touchline/'])(
    'may be under %s',
    (base) => {
      const { unsubscribe = '' } = newLinks(base, sign)('a', 'b', 'c');
      expect(unsubscribe.startsWith(`${base.replace(/\/$/, '')}/u/1.`)).toBe(true);
      expect(urlProblem(unsubscribe, new Set([unsubscribe]))).toBeUndefined();
    },
  );

  it.each([
    'http://app.example.com',
    'http://10.0.0.1:8787',
    'javascript:alert(1)',
    'https://u@a.example',
    'app',
    '',
  ])('is never under %j', (base) => expect(() => newLinks(base, sign)).toThrow(RangeError));
});
