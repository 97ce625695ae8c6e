import { describe, expect, it } from 'vitest';
import { fixesHost, urlProblem } from '../../../lib/core/touches/safe-url.ts';

describe('a link in a message', () => {
  it.each([
    'https://example.com',
    'https://example.com/',
    'https://app.eu-1.example.com:8443/a/b?c=d&e=%20f#g',
    'https://example.com?q=(1)',
    'https://example.com/üñí',
    'mailto:help@example.com',
    'mailto:help+billing@mail.example.com?subject=Hello%20there',
  ])('may be %s', (url) => {
    expect(urlProblem(url)).toBeUndefined();
  });

  it.each([
    '',
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\tscript:alert(1)',
    ' https://example.com/',
    'https://example.com/a b',
    'https://example.com/\n',
    'data:text/html,<script>1</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'http://example.com/',
    'HTTPS:example.com',
    '//example.com/',
    '/path',
    '#',
    '?a=b',
    'example.com',
    'https:/example.com',
    'https:///example.com',
    'https://',
    'https://user@example.com/',
    'https://example.com@evil.example/',
    'https://example.com:pass@evil.example/',
    'https://example.com\\@evil.example/',
    'https://example.com&#47;@evil.example/',
    'https://exämple.com/',
    'https://-example.com/',
    'https://example.com:port/',
    'https://[::1]/',
    'https://example.com/"onclick="x',
    'https://example.com/<b>',
    "https://example.com/'onclick='x",
    'https://example.com/{{ 7 }}',
    'https://example.com/\u202egpj.exe',
    'https://example.com/\u0000',
    'https://example.com/\ud800',
    `https://example.com/${'x'.repeat(2048)}`,
    'mailto:',
    'mailto:help',
    'mailto:a@b@c.example',
    'mailto:a@example.com,b@example.com',
    'mailto:a@example.com?subject=x%0d%0aBcc:b@example.com',
    'tel:+4912345',
    'ftp://example.com/',
    'blob:https://example.com/x',
  ])('is never %j', (url) => {
    expect(urlProblem(url)).toBeTypeOf('string');
  });

  it('has a host that nothing can change once a slash, "?" or "#" has ended it', () => {
    for (const start of [
      'https://a.example/',
      'https://a.example?x=',
      'https://a.example#',
      'mailto:a@b.example?subject=',
    ]) {
      expect(fixesHost(start)).toBe(true);
    }
    for (const start of [
      '',
      'https://',
      'https://a.example',
      'https://a.',
      'mailto:',
      'mailto:a@b.example',
      '/x',
      '?x=',
    ]) {
      expect(fixesHost(start)).toBe(false);
    }
  });
});
