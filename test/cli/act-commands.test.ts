import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SignalFileError } from '../../lib/adapters/local/read-signal-file.ts';
import { ActError } from '../../lib/app/product/acts.ts';
import { RULEBOOK_FILES } from '../support/authoring/rulebook-files.ts';
import { helpOf } from '../support/cli/help-of.ts';
import { fakeSurroundings, runInProcess } from '../support/cli/run-in-process.ts';
import { writeFolder } from '../support/cli/run-touchline.ts';

const ID = '5f1c2b7a9d3e4f60a1b2c3d4';
const BY = { name: 'cli:sam_s', role: 'admin' };

let folder: string;
const at = (name: string) => join(folder, name);
beforeAll(() => {
  folder = writeFolder(
    Object.fromEntries(Object.entries(RULEBOOK_FILES).map(([path, text]) => [`rules/${path}`, text])),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a command on a product that knows one of everything, for somebody who types what `typed` says if asked. */
async function run(args: readonly string[], more: { typed?: string; error?: unknown } = {}) {
  const fake = fakeSurroundings(more.typed);
  fake.product.answers.error = more.error;
  const ended = await runInProcess([...args, '--rules', at('rules')], fake.surroundings);
  return { ...ended, reached: fake.reached, closed: fake.closed() };
}

describe('an act', () => {
  it.each<[string[], string, unknown[]]>([
    [['complete', ID], 'completeTask', [BY, ID, {}]],
    [['complete', ID, '--outcome', 'recovered'], 'completeTask', [BY, ID, { outcome: 'recovered' }]],
    [
      ['complete', ID, '--field', 'seats=12', '--field', 'cause=new = admin', '--field', 'ok=true'],
      'completeTask',
      [BY, ID, { fields: { seats: 12, cause: 'new = admin', ok: true } }],
    ],
    [
      ['complete', ID, '--field', 'zip=00420', '--field', 'big=1e5', '--field', 'price=-1.50'],
      'completeTask',
      [BY, ID, { fields: { zip: '00420', big: '1e5', price: -1.5 } }],
    ],
    [['assign', ID, 'queue:digital'], 'assignTask', [BY, ID, 'queue:digital']],
    [
      ['snooze', ID, '--until', '2026-06-08T11:00:00+02:00', '--reason', 'holiday'],
      'snoozeTask',
      [BY, ID, '2026-06-08T09:00:00Z', 'holiday'],
    ],
    [
      ['snooze', ID, '--until', 'P3DT1H', '--reason', 'holiday'],
      'snoozeTask',
      [BY, ID, '2026-06-04T10:00:00Z', 'holiday'],
    ],
    [
      // From Monday: Thursday and Friday.
      ['snooze', ID, '--until', '4 business days', '--reason', 'legal'],
      'snoozeTask',
      [BY, ID, '2026-06-05T09:00:00Z', 'legal'],
    ],
    [['approve', ID], 'decideApproval', [BY, ID, 'approve', undefined]],
    [['decline', ID, '--reason', 'too early'], 'decideApproval', [BY, ID, 'decline', 'too early']],
    [['stop', 'run-1', '--reason', 'mistake'], 'stopRun', [BY, 'run-1', 'mistake']],
    [['pause', 'hubspot:1042'], 'pauseAccount', [BY, 'hubspot:1042', true, undefined]],
    [['resume', 'acme', '--reason', 'over'], 'pauseAccount', [BY, 'acme', false, 'over']],
    [['resume-rule', 'login-drop'], 'resumeRule', [BY, 'login-drop', false]],
    [['resume-rule', 'login-drop', '--release'], 'resumeRule', [BY, 'login-drop', true]],
    [['kill', 'journey', 'welcome'], 'kill', [BY, 'journey', 'welcome', true, undefined]],
    [['kill', 'topic', 'news', '--off'], 'kill', [BY, 'topic', 'news', false, undefined]],
    [['kill', 'everything', '--reason', 'x'], 'kill', [BY, 'everything', undefined, true, 'x']],
    [['erase', 'c-1', '--yes'], 'eraseContact', [BY, 'c-1', undefined]],
    [['erase', 'c-1', '--account', 'acme', '--yes'], 'eraseContact', [BY, 'c-1', 'acme']],
    [['token', 'dashboard', '--role', 'viewer'], 'createToken', [BY, 'dashboard', 'viewer']],
    [['send-test', 'hello', '--to', 'you@example.com'], 'sendTest', ['hello', 'you@example.com']],
    [['backfill', 'history.ndjson'], 'backfill', ['history.ndjson']],
  ])('is done by whoever runs it, as the flags say, and once: %j', async (args, what, expected) => {
    const { code, reached, closed } = await run(args);
    expect({ code, reached, closed }).toEqual({ code: 0, reached: [{ what, args: expected }], closed: 1 });
  });

  it.each<[string[], string]>([
    [['complete'], "missing required argument 'task'"],
    [
      ['complete', ID, '--outcome', ' '],
      "option '--outcome <outcome>' argument ' ' is invalid. there is nothing in it.",
    ],
    ...['cause', '=x', '1st=x', '__proto__=x', 'a b=x'].map((field): [string[], string] => [
      ['complete', ID, '--field', field],
      `option '--field <name=value>' argument '${field}' is invalid. a field is name=value, and its name one word such as "cause".`,
    ]),
    [
      ['complete', ID, '--field', 'a=1', '--field', 'a=2'],
      "option '--field <name=value>' argument 'a=2' is invalid. the field \"a\" stands here twice.",
    ],
    [['assign', ID], "missing required argument 'who'"],
    [['snooze', ID, '--until', 'P1D'], "required option '--reason <text>' not specified"],
    ...['tomorrow', '2026-06-08', '2026-02-30T09:00:00Z', 'P0D', '-P1D', '0 business days', ''].map(
      (until): [string[], string] => [
        ['snooze', ID, `--until=${until}`, '--reason', 'x'],
        `option '--until <when>' argument '${until}' is invalid. until is an instant such as "2026-06-01T09:00:00Z", or a span from now such as "P3D" or "2 business days".`,
      ],
    ),
    [
      ['snooze', ID, '--until', '9999-01-01T00:00:00Z', '--reason', 'x'],
      "option '--until <when>' argument '9999-01-01T00:00:00Z' is invalid. the instant must lie between 2000-01-01T00:00:00Z and 2100-01-01T00:00:00Z, got 9999-01-01T00:00:00Z.",
    ],
    [['stop', 'run-1', '--reason', 'a\nb'], "option '--reason <text>' argument 'a"],
    [
      ['kill', 'topics', 'news'],
      "command-argument value 'topics' is invalid for argument 'what'. Allowed choices are journey, topic, everything.",
    ],
    [['kill', 'journey'], 'name the journey'],
    [['kill', 'everything', 'welcome'], '"everything" is named by no id'],
    [['token', 'dashboard'], "required option '--role <role>' not specified"],
    [
      ['token', 'dashboard', '--role', 'root'],
      "option '--role <role>' argument 'root' is invalid. Allowed choices are viewer, csm, ops, admin.",
    ],
    [['send-test', 'hello'], "required option '--to <address>' not specified"],
    [
      ['send-test', 'hello', '--to', 'Ann <ann@example.com>'],
      "option '--to <address>' argument 'Ann <ann@example.com>' is invalid. an address is one such as \"you@example.com\".",
    ],
    [['suppress', 'imports', 'x'], "unknown command 'imports'"],
  ])('that makes no sense ends with 2 before anything is opened: %j', async (args, message) => {
    const { code, out, err, reached, closed } = await run(args);
    expect({ code, out, err: err.split('\n')[0], reached, closed }).toEqual({
      code: 2,
      out: '',
      err: `error: ${message}`,
      reached: [],
      closed: 0,
    });
  });

  it('cannot be put off past the years that can be written', async () => {
    expect(await run(['snooze', ID, '--until', 'P90Y', '--reason', 'x'])).toMatchObject({
      code: 2,
      err: 'error: until lies too far ahead\n',
      reached: [],
      closed: 1,
    });
  });

  it.each([
    ['not-found', 2],
    ['invalid', 2],
    ['conflict', 1],
  ] as const)(
    'that the product refuses ends with one line, and a code that says why: %s',
    async (problem, code) => {
      const error = new ActError(problem, 'the outcome is one of recovered, lost, got "won"');
      const ended = await run(['complete', ID, '--outcome', 'won', '--json'], { error });
      expect(ended).toMatchObject({
        code,
        out: '',
        err: 'error: the outcome is one of recovered, lost, got "won"\n',
        closed: 1,
      });
    },
  );

  it.each([
    ['complete', 'nobody'],
    ['assign', 'nobody', 'sam'],
    ['snooze', 'nobody', '--until', 'P1D', '--reason', 'x'],
    ['approve', 'nobody'],
    ['decline', 'nobody'],
  ])('on a task that is not there ends with 2: %s', async (...args) => {
    expect(await run(args)).toMatchObject({ code: 2, out: '', err: 'error: there is no such task\n' });
  });

  it('says what was done in one line', async () => {
    const said = async (...args: string[]) => (await run(args)).out;
    expect(await said('complete', ID)).toBe(`completed: Logins fell three weeks running (acme, ${ID})\n`);
    expect(await said('pause', 'acme')).toBe('paused: nothing is sent to acme\n');
    expect(await said('kill', 'topic', 'news')).toBe('stopped: topic news\n');
    expect(await said('kill', 'everything', '--off')).toBe('allowed again: everything\n');
    expect(await said('resume-rule', 'quiet', '--release')).toBe('resumed: quiet, released for 2 accounts\n');
    expect(await said('send-test', 'hello', '--to', 'you@example.com')).toBe(
      'sent: hello, outbox: .touchline/outbox/one.eml\n',
    );
    expect(await said('backfill', 'x')).toBe(
      '90000 signals of 250 accounts taken in, 2 duplicates, 1 line refused\n61 firings taken as known: from here on changes fire\n',
    );
  });

  it.each<[string[], string, string[]]>([
    [['assign', ID, 'sam'], 'tasks', ['id', 'assignee', 'status']],
    [['stop', 'run-1'], 'runs', ['id', 'journey', 'status']],
    [['resume', 'acme'], 'resume', ['account', 'paused']],
    [['resume-rule', 'quiet'], 'resume-rule', ['rule', 'released']],
    [['kill', 'everything'], 'kill', ['everything', 'journeys', 'topics']],
    [['erase', 'c-1', '--yes'], 'erase', ['account', 'contact', 'messages']],
    [['token', 'a', '--role', 'csm'], 'token', ['name', 'role', 'token']],
    [['send-test', 'hello', '--to', 'you@example.com'], 'send-test', ['template', 'where', 'file']],
    [['backfill', 'x'], 'backfill', ['signals', 'duplicates', 'accounts', 'rejected', 'baselined']],
  ])('prints one object with --json, with the keys that the help documents: %j', async (args, help, keys) => {
    const { code, out } = await run([...args, '--json']);
    expect(code).toBe(0);
    const answer = JSON.parse(out);
    for (const key of keys) expect(answer).toHaveProperty(key);
    for (const key of Object.keys(answer)) expect(helpOf(help), key).toContain(`"${key}"`);
  });
});

describe('a token', () => {
  it('stands alone on stdout, so that it can be piped', async () => {
    const { out, err } = await run(['token', 'sam', '--role', 'csm']);
    expect(out).toBe('tl_shown_once\n');
    expect(err).toBe('a token for sam (csm); it is not shown again\n');
  });
});

describe('erasing', () => {
  const asked = { what: 'ask', args: ['This cannot be undone. Type the id of the contact to erase it: '] };

  it('is done once the id of the contact was typed', async () => {
    const { code, reached } = await run(['erase', 'c-1'], { typed: ' c-1 ' });
    expect({ code, reached }).toEqual({
      code: 0,
      reached: [asked, { what: 'eraseContact', args: [BY, 'c-1', undefined] }],
    });
  });

  it.each(['', 'y', 'yes', 'c-2', 'C-1'])('is not done where something else was typed: %j', async (typed) => {
    const { code, out, err, reached } = await run(['erase', 'c-1'], { typed });
    expect({ code, out, err, reached }).toEqual({
      code: 1,
      out: '',
      err: 'error: that is another id: nothing was erased\n',
      reached: [asked],
    });
  });

  it('is refused where there is nobody to ask', async () => {
    const { code, err, reached } = await run(['erase', 'c-1']);
    expect({ code, err, reached }).toEqual({
      code: 2,
      err: 'error: this cannot be undone, and there is nobody to ask: add --yes\n',
      reached: [asked],
    });
  });
});

describe('backfill', () => {
  it('ends with 2 where there is no file', async () => {
    const error = new SignalFileError('there is no file "history.ndjson"');
    expect(await run(['backfill', 'history.ndjson'], { error })).toMatchObject({
      code: 2,
      out: '',
      err: 'error: there is no file "history.ndjson"\n',
      closed: 1,
    });
  });
});
