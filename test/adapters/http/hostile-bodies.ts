import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { act, ask, CANARY, event, type Hostile, JSON_TYPE, track } from './hostile-request.ts';

const BYTES = (...bytes: number[]) => new Uint8Array(bytes);
const MEBIBYTE = 1_048_576;
const zeros = (size: number) => new Uint8Array(size);
const copied = (bytes: Uint8Array) => new Uint8Array(bytes);

const MALFORMED: readonly Hostile[] = [
  track('no body where one is needed', 400, 'malformed-json', ''),
  track('half an object', 400, 'malformed-json', `{"userId": "${CANARY}"`),
  track('half a text', 400, 'malformed-json', `{"userId": "${CANARY}`),
  track('a comma too many', 400, 'malformed-json', `{"userId": "${CANARY}",}`),
  track('single quotes', 400, 'malformed-json', `{'userId': '${CANARY}'}`),
  track('a comment', 400, 'malformed-json', `{"userId": "${CANARY}" /* hello */}`),
  track('two values', 400, 'malformed-json', `{} {"userId": "${CANARY}"}`),
  track('NaN', 400, 'malformed-json', '{"value": NaN}'),
  track('a number with a leading zero', 400, 'malformed-json', '{"value": 01}'),
  track('a control character in a text', 400, 'malformed-json', '{"event": "a\u0001b"}'),
  track('an escape that is none', 400, 'malformed-json', '{"event": "\\x41"}'),
  track('half a surrogate pair', 400, 'not-unicode', '{"event": "\\ud83d"}'),
  track('surrogates the wrong way round', 400, 'not-unicode', '{"event": "\\ude00\\ud83d"}'),
  track('bytes that are no UTF-8', 400, 'not-unicode', BYTES(0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d)),
  track('UTF-16', 400, 'not-unicode', BYTES(0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00)),
  track('an overlong slash', 400, 'not-unicode', BYTES(0x22, 0xc0, 0xaf, 0x22)),
  track('a list for a call', 400, 'malformed-request', '[]'),
  track('null for a call', 400, 'malformed-request', 'null'),
  track('a text for a call', 400, 'malformed-request', `"${CANARY}"`),
  event('a number for an event', 400, 'malformed-request', '42'),
  event('a batch that is no list', 400, 'malformed-request', '{}', {
    'content-type': 'application/cloudevents-batch+json',
  }),
  event('a structured event that is a list', 400, 'malformed-request', '[]', {
    'content-type': 'application/cloudevents+json',
  }),
  event('a binary event with a broken attribute', 400, 'malformed-request', '{}', { 'ce-id': '%zz' }),
  event('a binary event with data in a header', 400, 'malformed-request', '{}', {
    'ce-id': '1',
    'ce-data': 'x',
  }),
  event('a binary event with an attribute that is no name', 400, 'malformed-request', '{}', {
    'ce-a-b': 'x',
  }),
  event('a binary event whose data is no JSON', 400, 'malformed-json', CANARY, { 'ce-id': '1' }),
];

const TYPES: readonly Hostile[] = [
  track('a form', 415, 'unsupported-type', `userId=${CANARY}`, {
    'content-type': 'application/x-www-form-urlencoded',
  }),
  track('text', 415, 'unsupported-type', '{}', { 'content-type': 'text/plain' }),
  track('XML', 415, 'unsupported-type', '<a/>', { 'content-type': 'application/xml' }),
  track('two content types', 415, 'unsupported-type', '{}', {
    'content-type': 'application/json, text/plain',
  }),
  track('a content type that is none', 415, 'unsupported-type', '{}', { 'content-type': 'json' }),
  track('another charset', 415, 'unsupported-type', '{}', {
    'content-type': 'application/json; charset=utf-16',
  }),
  event('a binary event with an image', 415, 'unsupported-type', BYTES(1, 2), {
    'content-type': 'image/png',
    'ce-id': '1',
  }),
  act(
    'a form that acts (another site could send one)',
    415,
    'unsupported-type',
    '/api/kill',
    'scope=everything',
    {
      'content-type': 'application/x-www-form-urlencoded',
    },
  ),
];

const OVERSIZED: readonly Hostile[] = [
  track('a mebibyte and a byte', 413, 'too-large', zeros(MEBIBYTE + 1)),
  track('a length that is declared and too large', 413, 'too-large', '{}', {
    'content-length': '999999999999',
  }),
  track('a length that is no number', 400, 'malformed-request', '{}', { 'content-length': '-1' }),
  {
    ...track('too many calls at once', 413, 'too-large', `{"batch":[${'{},'.repeat(2000)}{}]}`),
    path: '/v1/batch',
  },
  event('too many events at once', 413, 'too-large', `[${'{},'.repeat(2000)}{}]`),
  track('lists 100,000 deep', 400, 'too-deep', '['.repeat(100_000)),
  track('objects 33 deep', 400, 'too-deep', `${'{"a":'.repeat(33)}1${'}'.repeat(33)}`),
  track(
    'brackets in brackets, closed as they should be',
    400,
    'too-deep',
    '['.repeat(5000) + ']'.repeat(5000),
  ),
  track('1,001 keys in one object', 400, 'too-many-keys', JSON.stringify(keys(1001))),
  track(
    'more than 100,000 keys in all',
    400,
    'too-many-keys',
    `[${'{"a":1,"b":2,"c":3,"d":4},'.repeat(25_000)}{"a":1}]`,
  ),
  track('a text of 65,537 characters', 400, 'too-long-text', JSON.stringify({ event: 'x'.repeat(65_537) })),
  track('a key of a megabyte', 400, 'too-long-text', `{"${'x'.repeat(1_000_000)}":1}`),
  ask('a path of 5,000 characters', 414, 'target-too-long', `/api/accounts/${'a'.repeat(5000)}`),
  ask('a query of 5,000 characters', 414, 'target-too-long', `/api/accounts?segment=${'a'.repeat(5000)}`),
];

export function keys(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, i]));
}

const COMPRESSED: readonly Hostile[] = [
  track('a gzip bomb of 200 MB', 413, 'too-large', copied(gzipSync(zeros(200_000_000), { level: 9 })), {
    'content-encoding': 'gzip',
  }),
  track('a deflate bomb', 413, 'too-large', copied(deflateSync(zeros(50_000_000))), {
    'content-encoding': 'deflate',
  }),
  track('a brotli bomb', 413, 'too-large', copied(brotliCompressSync(zeros(50_000_000))), {
    'content-encoding': 'br',
  }),
  track('a bomb in a bomb', 415, 'unsupported-encoding', copied(gzipSync(gzipSync(zeros(1_000_000)))), {
    'content-encoding': 'gzip, gzip',
  }),
  track('gzip in name only', 400, 'malformed-encoding', '{}', { 'content-encoding': 'gzip' }),
  track('half of a gzip file', 400, 'malformed-encoding', copied(gzipSync('{"a":1}').subarray(0, 15)), {
    'content-encoding': 'gzip',
  }),
  track('another encoding', 415, 'unsupported-encoding', '{}', { 'content-encoding': 'compress' }),
  {
    ...track('a webhook that is compressed, so that nothing is signed', 415, 'unsupported-encoding', '{}'),
    path: '/v1/hooks/billing',
    headers: { ...JSON_TYPE, 'content-encoding': 'gzip' },
  },
];

export const HOSTILE_BODIES: readonly Hostile[] = [...MALFORMED, ...TYPES, ...OVERSIZED, ...COMPRESSED];
