import { afterEach, describe, expect, it } from 'vitest';
import { BASIC, bearer } from './fake-product.ts';
import { bodyOf, closeAll, exchange, LAST, request, scene, statusesOf } from './wire.ts';

afterEach(closeAll);

describe('the protocol', () => {
  it('pipelined gets its answers in order', async () => {
    const { port } = await scene();
    const answers = await exchange(port, [
      request('GET /healthz HTTP/1.1') +
        request('GET /api/tasks HTTP/1.1') +
        request('GET /api/tasks HTTP/1.1', [`Authorization: ${bearer('viewer')}`]) +
        request('GET /gone HTTP/1.1', [LAST]),
    ]);
    expect(statusesOf(answers)).toEqual(['200', '401', '200', '404']);
  });

  it('broken after a whole request still gives that request its answer', async () => {
    const { port } = await scene();
    const answers = await exchange(port, [`${request('GET /healthz HTTP/1.1')}NONSENSE\r\n\r\n`]);
    expect(statusesOf(answers)).toEqual(['200']);
    expect(bodyOf(answers)).toBe('{"status":"ok"}');
  });

  it('of 1.0 is answered, and then the connection is closed', async () => {
    const { port } = await scene();
    const answer = await exchange(port, ['GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n']);
    expect(statusesOf(answer)).toEqual(['200']);
    expect(bodyOf(answer)).toBe('{"status":"ok"}');
  });

  it.each([
    ['an address as target is served when it is ours', 'GET http://127.0.0.1/healthz HTTP/1.1', '200'],
    ['an address as target is refused when it is another', 'GET http://evil.example/healthz HTTP/1.1', '421'],
    ['a user in the address', 'GET http://127.0.0.1@evil.example/healthz HTTP/1.1', '421'],
    ['a target with dot segments', 'GET /u/../api/tasks HTTP/1.1', '400'],
    ['a target with dot segments in disguise', 'GET /u/%2e%2E/api/tasks HTTP/1.1', '400'],
    ['a target with a backslash', 'GET /u\\..\\api HTTP/1.1', '400'],
    ['a target that is no path', 'GET api/tasks HTTP/1.1', '400'],
    ['a target with a fragment', 'GET /healthz#x HTTP/1.1', '400'],
    ['a target of two slashes', 'GET //evil.example/healthz HTTP/1.1', '400'],
    ['an asterisk', 'OPTIONS * HTTP/1.1', '400'],
    ['TRACE, which would give the token back', 'TRACE /healthz HTTP/1.1', '405'],
    ['a method that is none', 'STEAL /healthz HTTP/1.1', '400'],
    ['another protocol', 'GET /healthz SMTP/1.0', '400'],
    ['a target of 5,000 characters', `GET /${'a'.repeat(5000)} HTTP/1.1`, '414'],
  ])('%s', async (_title, line, status) => {
    const { port, reached } = await scene();
    const answer = await exchange(port, [request(line, [LAST])]);
    expect(statusesOf(answer)).toEqual([status]);
    if (status !== '200') {
      expect(answer.toLowerCase()).toContain('content-type: application/problem+json');
      expect(JSON.parse(bodyOf(answer))).toMatchObject({ status: Number(status) });
      expect(answer).not.toContain('evil');
    }
    expect(reached).toEqual([]);
  });

  it.each([
    ['no Host', 'GET /healthz HTTP/1.1\r\n\r\n', '400'],
    ['two Hosts', request('GET /healthz HTTP/1.1', ['Host: evil.example', LAST]), '421'],
    ['a Host that is none', 'GET /healthz HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n', '400'],
    ['1.0 without a Host', 'GET /healthz HTTP/1.0\r\n\r\n', '400'],
    ['17 kB of header fields', request('GET /healthz HTTP/1.1', [`X: ${'a'.repeat(17_000)}`]), '431'],
    ['a header field over two lines', request('GET /healthz HTTP/1.1', ['X: a\r\n b']), '400'],
    ['a header name with a blank', request('GET /healthz HTTP/1.1', ['X : a']), '400'],
    ['a zero byte in a header', request('GET /healthz HTTP/1.1', ['X: a\0b']), '400'],
    [
      'two lengths, to smuggle a request',
      request('POST /v1/track HTTP/1.1', ['Content-Length: 2', 'Content-Length: 40'], '{}'),
      '400',
    ],
    [
      'a length and chunks, to smuggle a request',
      request('POST /v1/track HTTP/1.1', ['Content-Length: 4', 'Transfer-Encoding: chunked'], '0\r\n\r\n'),
      '400',
    ],
    [
      'two content types',
      request(
        'POST /v1/track HTTP/1.1',
        [
          `Authorization: ${BASIC}`,
          'Content-Type: application/json',
          'Content-Type: text/plain',
          'Content-Length: 2',
          LAST,
        ],
        '{}',
      ),
      '415',
    ],
    [
      'a chunk that is none',
      request('POST /v1/track HTTP/1.1', ['Transfer-Encoding: chunked'], 'zz\r\n'),
      '400',
    ],
    ['no HTTP at all', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', '400'],
  ])('with %s is refused', async (_title, text, status) => {
    const { port, reached } = await scene();
    const answer = await exchange(port, [text]);
    expect(statusesOf(answer)).toEqual([status]);
    expect(answer.toLowerCase()).toContain('x-content-type-options: nosniff');
    expect(JSON.parse(bodyOf(answer))).toMatchObject({ status: Number(status), detail: expect.any(String) });
    expect(reached).toEqual([]);
  });

  it('with a body too large is refused before it is sent', async () => {
    const { port, reached } = await scene();
    const head = request('POST /v1/track HTTP/1.1', [
      `Authorization: ${BASIC}`,
      'Content-Type: application/json',
      'Content-Length: 1000000000',
    ]);
    const answer = await exchange(port, [head, 'x'.repeat(65_536)]);
    expect(statusesOf(answer)).toEqual(['413']);
    expect(reached).toEqual([]);
  });

  it('with chunks without end is refused once they are too many', async () => {
    const { port, reached } = await scene();
    const head = request('POST /v1/track HTTP/1.1', [
      `Authorization: ${BASIC}`,
      'Content-Type: application/json',
      'Transfer-Encoding: chunked',
    ]);
    const chunk = `10000\r\n${' '.repeat(65_536)}\r\n`;
    const answer = await exchange(port, [head, ...Array.from({ length: 40 }, () => chunk)]);
    expect(statusesOf(answer)).toEqual(['413']);
    expect(reached).toEqual([]);
  });
});
