import { BASIC, bearer, WRITE_KEY } from './fake-product.ts';
import { keys } from './hostile-bodies.ts';
import { act, ask, CANARY, event, type Hostile, JSON_TYPE, track } from './hostile-request.ts';

const KEYS: readonly Hostile[] = [
  track('no key', 401, 'unauthorized', '{}', { authorization: '' }),
  track('a wrong key', 401, 'unauthorized', '{}', { authorization: `Basic ${btoa('wk_wrong:')}` }),
  track('the beginning of the key', 401, 'unauthorized', '{}', {
    authorization: `Basic ${btoa(`${WRITE_KEY.slice(0, -1)}:`)}`,
  }),
  track('the key and something behind it', 401, 'unauthorized', '{}', {
    authorization: `Bearer ${WRITE_KEY}0`,
  }),
  track('the key as the password', 401, 'unauthorized', '{}', {
    authorization: `Basic ${btoa(`x:${WRITE_KEY}`)}`,
  }),
  track('Basic that is no base64', 401, 'unauthorized', '{}', { authorization: 'Basic ====' }),
  track('another scheme', 401, 'unauthorized', '{}', { authorization: `Digest ${WRITE_KEY}` }),
  track('a header without end', 401, 'unauthorized', '{}', { authorization: `Bearer ${'a'.repeat(8000)}` }),
  track('a token where a write key belongs', 401, 'unauthorized', '{}', { authorization: bearer('admin') }),
  track('a wrong key beside the right one in the body', 401, 'unauthorized', `{"writeKey":"${WRITE_KEY}"}`, {
    authorization: 'Bearer wrong',
  }),
  {
    ...track('a wrong key in the body alone', 401, 'unauthorized', '{"writeKey":"wrong"}'),
    headers: JSON_TYPE,
  },
  {
    ...track('a key in the body that is no text', 401, 'unauthorized', '{"writeKey":{"length":13}}'),
    headers: JSON_TYPE,
  },
  {
    ...event('an event without a key', 401, 'unauthorized', `{"writeKey":"${WRITE_KEY}"}`),
    headers: JSON_TYPE,
  },
  {
    ...track('a forged webhook', 401, 'unauthorized', '{"event":"paid"}'),
    path: '/v1/hooks/billing',
    headers: { ...JSON_TYPE, 'webhook-signature': 'forged' },
  },
  {
    ...track('a webhook for nobody', 404, 'not-found', '{"event":"paid"}'),
    path: '/v1/hooks/nobody',
    headers: JSON_TYPE,
  },
  ask('no token', 401, 'unauthorized', '/api/accounts', { authorization: '' }),
  ask('a wrong token', 401, 'unauthorized', '/api/accounts', { authorization: 'Bearer tl-root' }),
  ask('a write key where a token belongs', 401, 'unauthorized', '/api/accounts', { authorization: BASIC }),
  ask('a token as Basic', 401, 'unauthorized', '/api/accounts', {
    authorization: `Basic ${btoa('tl-admin:')}`,
  }),
  ask('a token in the query', 401, 'unauthorized', '/api/accounts?token=tl-admin', { authorization: '' }),
];

const ROLES: readonly Hostile[] = [
  ask('a viewer that reads a message', 403, 'forbidden', '/api/touches/0123'),
  act(
    'a viewer that completes a task',
    403,
    'forbidden',
    '/api/tasks/1/complete',
    {},
    {
      authorization: bearer('viewer'),
    },
  ),
  act('a csm that stops a run', 403, 'forbidden', '/api/runs/1/stop', {}, { authorization: bearer('csm') }),
  act(
    'ops that stops everything',
    403,
    'forbidden',
    '/api/kill',
    { scope: 'everything' },
    {
      authorization: bearer('ops'),
    },
  ),
  act(
    'ops that erases a contact',
    403,
    'forbidden',
    '/api/contacts/1/erase',
    {},
    {
      authorization: bearer('ops'),
    },
  ),
  act(
    'ops that makes itself an admin',
    403,
    'forbidden',
    '/api/tokens',
    { name: 'me', role: 'admin' },
    {
      authorization: bearer('ops'),
    },
  ),
];

const PATHS: readonly Hostile[] = [
  ask('an encoded slash', 400, 'wrong-path', '/api/accounts/..%2f..%2fetc%2fpasswd'),
  ask('an encoded backslash', 400, 'wrong-path', '/api/accounts/..%5c..%5cboot.ini'),
  ask('a zero byte', 400, 'wrong-path', '/api/accounts/acme%00.json'),
  ask('a line break for a header', 400, 'wrong-path', '/api/accounts/a%0d%0aSet-Cookie:%20x=1'),
  ask('a percent sign alone', 400, 'wrong-path', '/api/accounts/100%'),
  ask('no UTF-8', 400, 'wrong-path', '/api/accounts/%ff%fe'),
  ask('an empty segment', 400, 'wrong-path', '//api//accounts'),
  ask('a dot segment at the root', 404, 'not-found', '/api/../../etc/passwd'),
  ask('nothing there', 404, 'not-found', '/wp-admin/setup.php'),
  ask('a slash at the end', 404, 'not-found', '/api/accounts/'),
  ask('upper case', 404, 'not-found', '/API/accounts'),
  ask('__proto__ as an id', 404, 'not-found', '/api/__proto__'),
  { ...ask('DELETE', 405, 'wrong-method', '/api/accounts/acme'), method: 'DELETE' },
  { ...ask('PUT', 405, 'wrong-method', '/api/tasks/1'), method: 'PUT' },
  { ...ask('POST to a list', 405, 'wrong-method', '/api/accounts'), method: 'POST' },
  { ...ask('a method of its own', 405, 'wrong-method', '/api/accounts'), method: 'PROPFIND' },
  ask('GET where a call belongs', 405, 'wrong-method', '/v1/track'),
  { ...ask('a preflight of another site', 405, 'wrong-method', '/api/kill'), method: 'OPTIONS' },
  { ...ask('another host', 421, 'wrong-host', '/api/accounts'), origin: 'http://evil.example' },
  ask('another Host than the address', 421, 'wrong-host', '/api/accounts', { host: 'evil.example' }),
  ask('two hosts', 421, 'wrong-host', '/api/accounts', { host: 'localhost, evil.example' }),
  {
    ...ask('a host that begins like ours', 421, 'wrong-host', '/healthz'),
    origin: 'http://localhost.evil.example',
  },
];

const QUERIES: readonly Hostile[] = [
  ask('an unknown parameter', 400, 'wrong-query', `/api/accounts?${CANARY}=1`),
  ask('a parameter twice', 400, 'wrong-query', '/api/accounts?limit=1&limit=2'),
  ask('a limit of 0', 400, 'wrong-query', '/api/accounts?limit=0'),
  ask('a limit of a million', 400, 'wrong-query', '/api/accounts?limit=1000000'),
  ask('a limit that is no number', 400, 'wrong-query', '/api/accounts?limit=1e9'),
  ask('a status that is none', 400, 'wrong-query', `/api/tasks?status=${CANARY}`),
  ask('__proto__ as a parameter', 400, 'wrong-query', '/api/tasks?__proto__=1'),
  ask('constructor as a parameter', 400, 'wrong-query', '/api/tasks?constructor[prototype]=1'),
  ask(
    'a cursor that is no place',
    400,
    'wrong-query',
    '/api/accounts/acme/ledger?cursor=1;DROP%20TABLE%20ledger',
  ),
  ask('a query that is no UTF-8', 400, 'wrong-query', '/api/tasks?assignee=%c0%af'),
  ask('an account with a line break', 400, 'wrong-query', '/api/tasks?account=a%0ab'),
];

const BODIES: readonly Hostile[] = [
  track('__proto__', 400, 'reserved-key', '{"__proto__":{"admin":true}}'),
  track('__proto__ deep inside', 400, 'reserved-key', '{"properties":{"a":[{"__proto__":{"admin":true}}]}}'),
  track('__proto__ in escapes', 400, 'reserved-key', '{"\\u005f_proto_\\u005F":{"admin":true}}'),
  track('constructor', 400, 'reserved-key', '{"constructor":{"prototype":{"admin":true}}}'),
  act('prototype among the fields of a task', 400, 'reserved-key', '/api/tasks/1/complete', {
    fields: { prototype: 1 },
  }),
  act('an unknown field', 422, 'invalid', '/api/tasks/1/complete', { [CANARY]: 1 }),
  act('an outcome that is a list', 422, 'invalid', '/api/tasks/1/complete', { outcome: [CANARY] }),
  act('fields that nest', 422, 'invalid', '/api/tasks/1/complete', { fields: { a: { b: { c: CANARY } } } }),
  act('51 fields', 422, 'invalid', '/api/tasks/1/complete', { fields: keys(51) }),
  act('no assignee', 422, 'invalid', '/api/tasks/1/assign', {}),
  act('an assignee of 201 characters', 422, 'invalid', '/api/tasks/1/assign', { assignee: 'x'.repeat(201) }),
  act('an assignee that a terminal would obey', 422, 'invalid', '/api/tasks/1/assign', {
    assignee: '\u001b[2J',
  }),
  act('a snooze until a day that is none', 422, 'invalid', '/api/tasks/1/snooze', {
    until: '2026-02-30T00:00:00Z',
  }),
  act('a snooze without offset', 422, 'invalid', '/api/tasks/1/snooze', { until: '2026-06-01T09:00:00' }),
  act('a kill without a scope', 422, 'invalid', '/api/kill', { on: true }),
  act('a kill of a journey that is not named', 422, 'invalid', '/api/kill', { scope: 'journey' }),
  act('a kill of everything, by name', 422, 'invalid', '/api/kill', { scope: 'everything', id: 'x' }),
  act('a kill that is on as text', 422, 'invalid', '/api/kill', { scope: 'everything', on: 'false' }),
  act('feedback of a kind that is none', 422, 'invalid', '/api/touches/1/feedback', { type: CANARY }),
  act('1,001 addresses', 422, 'invalid', '/api/suppressions', {
    addresses: Array.from({ length: 1001 }, () => CANARY),
    reason: 'x',
  }),
  act('a role that is none', 422, 'invalid', '/api/tokens', { name: 'x', role: 'root' }),
  act('a list where an object belongs', 422, 'invalid', '/api/tasks/1/complete', []),
  act('a task that is not there', 404, 'not-found', '/api/tasks/nobody/complete', {}),
  act('a task that is over', 409, 'conflict', '/api/tasks/over/complete', {}),
  {
    ...act(
      'a form of a megabyte to unsubscribe',
      413,
      'too-large',
      '/u/a-signed-token',
      'x'.repeat(1_000_000),
    ),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  },
];

export const HOSTILE_ACTS: readonly Hostile[] = [...KEYS, ...ROLES, ...PATHS, ...QUERIES, ...BODIES];
