type Json = Readonly<Record<string, unknown>>;

/** One signal for the rulebook that tests break on purpose, as a line of NDJSON; parts of the envelope may be changed. */
export function signalLine(id: string, changes: Json = {}): string {
  return JSON.stringify({
    specversion: '1.0',
    id,
    source: 'test',
    type: 'nps.responded',
    time: '2026-03-02T09:00:00Z',
    account: 'A-1',
    contact: 'ana',
    data: { score: 9 },
    ...changes,
  });
}

/** The same with another payload. */
function payloadLine(id: string, data: unknown): string {
  return signalLine(id, { data });
}

const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

/** Lines that are no signals, each with the reason and the detail that it is refused with. */
export const REFUSED_LINES: readonly (readonly [line: string, reason: string, detail: string])[] = [
  ['{"specversion": "1.0",', 'malformed', 'the line is not JSON'],
  ['specversion: 1.0', 'malformed', 'the line is not JSON'],
  [`${signalLine('two')}${signalLine('three')}`, 'malformed', 'the line is not JSON'],
  [signalLine('nul').replace('"A-1"', '"A-1\0"'), 'malformed', 'the line is not JSON'],
  ['\0\0\0', 'malformed', 'the line is not JSON'],
  ['[1, 2]', 'wrong-envelope', 'expected a CloudEvents object, got a list of 2'],
  ['"text"', 'wrong-envelope', 'expected a CloudEvents object, got text of 4 characters'],
  ['null', 'wrong-envelope', 'expected a CloudEvents object, got null'],
  ['{}', 'wrong-envelope', '"specversion" must be "1.0", got nothing'],
  [deep(300), 'wrong-envelope', 'expected a CloudEvents object, got a list of 1'],
  [
    signalLine('x', { specversion: '0.3' }),
    'wrong-envelope',
    '"specversion" must be "1.0", got text of 3 characters',
  ],
  [signalLine('x', { id: 7 }), 'wrong-envelope', '"id" must be 1 to 200 visible characters, got a number'],
  [signalLine('a b'), 'wrong-envelope', '"id" must be 1 to 200 visible characters, got text of 3 characters'],
  [
    signalLine('x', { source: '' }),
    'wrong-envelope',
    '"source" must be 1 to 200 visible characters, got text of 0 characters',
  ],
  [signalLine('x', { type: null }), 'wrong-envelope', '"type" must be a signal type, got null'],
  [
    signalLine('x', { account: 5 }),
    'wrong-envelope',
    '"account" must be 1 to 200 visible characters, got a number',
  ],
  [
    signalLine('x', { contact: {} }),
    'wrong-envelope',
    '"contact" must be 1 to 200 visible characters, got an object',
  ],
  [
    signalLine('x', { time: 'yesterday' }),
    'wrong-envelope',
    '"time" must be an RFC 3339 instant, got text of 9 characters',
  ],
  [
    signalLine('x', { time: 1_772_442_000_000 }),
    'wrong-envelope',
    '"time" must be an RFC 3339 instant, got a number',
  ],
  [`{"__proto__": ${signalLine('x')}}`, 'wrong-envelope', '"specversion" must be "1.0", got nothing'],
  [
    signalLine('x', { type: 'nps.respond' }),
    'unknown-signal',
    'unknown signal type "nps.respond", did you mean "nps.responded"?',
  ],
  [
    signalLine('x', { type: '__proto__' }),
    'unknown-signal',
    'unknown signal type "__proto__" (allowed: segment.changed, stage.changed, health.changed, task.completed, task.assigned, task.snoozed, approval.decided, consent.changed, address.suppressed, account.paused, contract.signed, invoice.opened, nps.responded, usage.recorded)',
  ],
  [signalLine('x', { account: undefined }), 'missing-account', '"account" is missing'],
  [payloadLine('x', [9]), 'wrong-payload', '"data" must be an object, got a list of 1'],
  [payloadLine('x', {}), 'wrong-payload', '"data.score" is missing'],
  [
    payloadLine('x', { score: '9' }),
    'wrong-payload',
    '"data.score": expected a number, got text of 1 characters',
  ],
  [payloadLine('x', { score: 11 }), 'wrong-payload', '"data.score": expected at most 10, got a number'],
  [
    payloadLine('x', { score: 9, scor: 1 }),
    'wrong-payload',
    'unknown field "data.scor", did you mean "score"?',
  ],
  [
    payloadLine('x', 0).replace('"data":0', '"data":{"score":1e999}'),
    'wrong-payload',
    '"data.score": expected a number, got a number',
  ],
  [
    payloadLine('x', 0).replace('"data":0', `"data":{"score":${deep(300)}}`),
    'wrong-payload',
    '"data.score": expected a number, got a list of 1',
  ],
  [
    payloadLine('x', 0).replace('"data":0', '"data":{"score":9,"__proto__":{"polluted":true}}'),
    'wrong-payload',
    'unknown field "data.__proto__" (allowed: score, email)',
  ],
  [
    payloadLine('x', { score: 9, email: 'Ana Secret <ana@' }),
    'wrong-payload',
    '"data.email": expected an email address, got text of 16 characters',
  ],
];
