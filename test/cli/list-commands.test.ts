import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StoreError } from '../../lib/app/ports/store-error.ts';
import { RULEBOOK_FILES } from '../support/authoring/rulebook-files.ts';
import { helpOf } from '../support/cli/help-of.ts';
import { fakeSurroundings, runInProcess } from '../support/cli/run-in-process.ts';
import { writeFolder } from '../support/cli/run-touchline.ts';

let rules: string;
beforeAll(() => {
  rules = writeFolder(RULEBOOK_FILES);
});
afterAll(() => rmSync(rules, { recursive: true }));

/** Runs a command on a product that knows one of everything. */
async function run(...args: readonly string[]) {
  const fake = fakeSurroundings();
  const ended = await runInProcess([...args, '--rules', rules], fake.surroundings);
  return { ...ended, reached: fake.reached, closed: fake.closed() };
}

describe('a list command', () => {
  it.each<[string[], string, Record<string, unknown>]>([
    [['accounts'], 'accounts', { limit: 50 }],
    [
      ['accounts', '--segment', 'scale', '--health', 'red', '--limit', '7', '--cursor', 'abc'],
      'accounts',
      { segment: 'scale', health: 'red', limit: 7, cursor: 'abc' },
    ],
    [
      [
        'tasks',
        ...['--account', 'hubspot:1', '--status', 'open', '--assignee', 'sam', '--mode', 'live'],
        ...['--kind', 'approval', '--reason', 'usage-decline'],
      ],
      'tasks',
      {
        account: 'hubspot:1',
        status: 'open',
        assignee: 'sam',
        mode: 'live',
        kind: 'approval',
        reason: 'usage-decline',
        limit: 50,
      },
    ],
    [
      ['runs', '--status', 'ended', '--journey', 'way', '--mode', 'shadow', '--account', 'acme'],
      'runs',
      { status: 'ended', journey: 'way', mode: 'shadow', account: 'acme', limit: 50 },
    ],
    [
      ['touches', '--status', 'suppressed', '--channel', 'email', '--contact', 'c-1', '--limit', '200'],
      'touches',
      { status: 'suppressed', channel: 'email', contact: 'c-1', limit: 200 },
    ],
    [['audit', '--act', 'kill', '--account', 'acme'], 'audit', { act: 'kill', account: 'acme', limit: 50 }],
  ])('asks for what its flags say and nothing else: %j', async (args, what, query) => {
    const { code, err, reached, closed } = await run(...args);
    expect({ code, err, reached, closed }).toEqual({
      code: 0,
      err: '',
      reached: [{ what, args: [query] }],
      closed: 1,
    });
  });

  it.each<[string[], string]>([
    [
      ['tasks', '--status', 'ended'],
      "option '--status <status>' argument 'ended' is invalid. Allowed choices are open, closed.",
    ],
    [
      ['touches', '--mode', 'lives'],
      "option '--mode <mode>' argument 'lives' is invalid. Allowed choices are live, shadow.",
    ],
    ...['0', '201', '-1', '1.5', 'ten', ''].map((limit): [string[], string] => [
      ['runs', `--limit=${limit}`],
      `option '--limit <count>' argument '${limit}' is invalid. a limit is 1 to 200.`,
    ]),
    [['accounts', '--assignee', 'sam'], "unknown option '--assignee'"],
    [['runs', 'one', 'more'], "too many arguments for 'runs'. Expected 0 arguments but got 2: one, more."],
  ])('ends with 2 and opens nothing where a flag makes no sense: %j', async (args, message) => {
    const { code, out, err, reached, closed } = await run(...args);
    expect({ code, out, err: err.split('\n')[0], reached, closed }).toEqual({
      code: 2,
      out: '',
      err: `error: ${message}`,
      reached: [],
      closed: 0,
    });
  });

  it.each([
    [new StoreError('bad-cursor', 'this cursor is none of ours'), 2, 'error: this cursor is none of ours\n'],
    [new StoreError('unavailable', 'the file is in use'), 1, 'error: the file is in use\n'],
  ])('tells an error of the store in one line, and closes: %s', async (error, code, err) => {
    const fake = fakeSurroundings();
    fake.product.answers.error = error;
    const ended = await runInProcess(['tasks', '--cursor', 'x', '--rules', rules], fake.surroundings);
    expect(ended).toEqual({ code, out: '', err });
    expect(fake.closed()).toBe(1);
  });

  it('says where an error arose that nobody foresaw', async () => {
    const fake = fakeSurroundings();
    fake.product.answers.error = new TypeError('undefined is not a function');
    const { code, out, err } = await runInProcess(['tasks', '--rules', rules], fake.surroundings);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^error: TypeError: undefined is not a function\n {4}at /);
    expect(fake.closed()).toBe(1);
  });

  it.each([
    ['accounts', 'there is no account "nobody"'],
    ['touches', 'there is no touch "nobody"'],
  ])('ends with 2 for one that is not there: %s', async (command, message) => {
    expect(await run(command, 'nobody')).toMatchObject({ code: 2, out: '', err: `error: ${message}\n` });
  });
});

describe('with --json', () => {
  const documented = (command: string, value: unknown) => {
    for (const key of Object.keys(value as object)) expect(helpOf(command), key).toContain(`"${key}"`);
  };

  it.each([
    ['accounts', 'next-1'],
    ['tasks', null],
    ['runs', null],
    ['touches', null],
    ['audit', null],
  ])(
    'a list is its items and the next cursor, with the keys that the help documents: %s',
    async (command, next) => {
      const { code, out, err } = await run(command, '--json');
      expect({ code, err }).toEqual({ code: 0, err: '' });
      const page = JSON.parse(out);
      expect(Object.keys(page)).toEqual(['items', 'next']);
      expect(page.next).toBe(next);
      expect(page.items).toHaveLength(1);
      documented(command, page.items[0]);
    },
  );

  it.each([[['accounts', 'acme']], [['touches', 'one']], [['status']], [['shadow']]])(
    'is one object with the keys that the help documents: %j',
    async (args) => {
      const { code, out } = await run(...args, '--json');
      expect(code).toBe(0);
      documented(args[0] ?? '', JSON.parse(out));
    },
  );

  it('has instants as text, and null for what there is not', async () => {
    expect(JSON.parse((await run('tasks', '--json')).out).items[0]).toMatchObject({
      createdAt: '2026-06-01T09:00:00Z',
      dueAt: '2026-06-02T09:00:00Z',
      closedAt: null,
      run: null,
    });
  });

  it('tells an error on stderr alone', async () => {
    expect(await run('accounts', 'nobody', '--json')).toMatchObject({ code: 2, out: '' });
  });
});

describe('for a person', () => {
  it('accounts stand in a table, with how to see more', async () => {
    expect((await run('accounts')).out).toBe(
      [
        'ACCOUNT  NAME  SEGMENT  STAGE  HEALTH     TASKS  RUNS',
        'acme     Acme  scale           yellow 61      1     1',
        'there are more: --cursor next-1',
        '',
      ].join('\n'),
    );
  });

  it('tasks stand in a table, with when they are due', async () => {
    expect((await run('tasks')).out).toBe(
      [
        'TASK                      ACCOUNT  STATE  DUE     FOR  WHAT',
        '5f1c2b7a9d3e4f60a1b2c3d4  acme     open   in 24h  sam  Logins fell three weeks running',
        '',
      ].join('\n'),
    );
  });

  it('a run shows its step, and a touch why it waits, in 100 columns', async () => {
    const runs = (await run('runs', '--account', 'acme')).out.split('\n');
    expect(runs[1]).toBe(
      'smb-onboarding-0a1b2c3d4e5f6071  acme     smb-onboarding  at first-project  now      now',
    );
    const touches = (await run('touches')).out.split('\n');
    expect(touches[1]).toBe(
      '0123456789abcdef0123456789abcdef  acme     email  onboarding/welcome  delayed  now   quiet-hours',
    );
    for (const line of [...runs, ...touches]) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('nothing is said as such', async () => {
    expect((await run('runs', '--account', 'nobody')).out).toBe('no run\n');
  });

  it('an account shows what is known of it, and nobody by name', async () => {
    const { out } = await run('accounts', 'acme');
    expect(out).toContain(
      'acme, Acme\nsegment scale; stage none; health yellow 61\nknown as salesforce:001A\n',
    );
    expect(out).toContain('\ncontacts\n  CONTACT  ROLES     ZONE\n  c-1      champion\n');
    expect(out).toContain('\nfacts\n  seats.used = 12 (47 hours old)\n');
    expect(out).toContain('\nopen tasks\n  TASK ');
  });

  it('a touch shows its message as text, headers first', async () => {
    const { out } = await run('touches', '0123456789abcdef0123456789abcdef');
    expect(out).toBe(
      [
        '0123456789abcdef0123456789abcdef: delayed',
        '2026-06-01T09:00:00Z (now): quiet-hours, until 2026-06-01T10:00:00Z (in 60min)',
        'email to c-1 of acme',
        'template onboarding/welcome, topic onboarding, step welcome of smb-onboarding',
        '',
        'To: ada@example.com',
        'From: care',
        'Subject: Welcome',
        '',
        'Hello',
        '',
      ].join('\n'),
    );
  });

  it('the status says what is stopped and what is silent', async () => {
    const { out } = await run('status');
    expect(out).toContain('250 accounts at 2026-06-01T09:00:00Z\nsending into the outbox, environment local');
    expect(out).toContain(
      'waiting: 0 signals, 2 effects, 1 parked, 0 quarantined; next due: nothing\nstopped: topic newsletter\n',
    );
    expect(out).toContain('\nsources\n  product: never heard, silent\n');
  });

  it('what is in shadow is counted by rule and by journey', async () => {
    const { out } = await run('shadow');
    expect(out).toContain('RULE   FIRINGS  ACCOUNTS  TASKS  RUNS  NOTICES  OPPORTUNITIES\nquiet        3');
    expect(out).toContain('winback     1      0  email 2  quiet-hours 1');
  });

  it('the record says who changed what', async () => {
    expect((await run('audit')).out.split('\n')[1]).toMatch(
      /^now {3}sam \(csm\) {2}task\.complete {2}acme {5}5f1c2b7a9d3e4f60a1b2c3d4 {2}\{"status":"open"\} → none$/,
    );
  });
});
