import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openProduct } from '../../lib/adapters/local/open-product.ts';
import { openRulebook } from '../../lib/adapters/local/open-rulebook.ts';
import { edited, RULEBOOK_FILES } from '../support/authoring/rulebook-files.ts';
import { signalLine } from '../support/authoring/signal-lines.ts';
import { runInProcess } from '../support/cli/run-in-process.ts';
import { runTouchline, writeFolder } from '../support/cli/run-touchline.ts';

const below = (folder: string, files: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));

let folder: string;
const at = (name: string) => join(folder, name);
const run = (...args: readonly string[]) => runInProcess([...args, '--rules', at('rules')]);
const onData = (...args: readonly string[]) => run(...args, '--data', at('data'));

/** A product that has heard of one account and one contact, as a server would have left it. */
beforeAll(async () => {
  folder = writeFolder({
    ...below('rules', RULEBOOK_FILES),
    ...below('broken', edited('risk/login-drop.json', '"value": "trial"', '"value": "trail"')),
    'replayed.ndjson': `${signalLine('1')}\n`,
    'past.ndjson': `${signalLine('p1', { account: 'A-2' })}\nno signal\n`,
    'addresses.txt': 'ann@example.com\nbob@example.com\nnobody\nann@example.com\n',
    'file/touchline.db': 'this is no database, but long enough to be looked at as one would be',
  });
  const { rulebook } = await openRulebook(at('rules'));
  if (rulebook === undefined) throw new Error('the rulebook of the test is invalid');
  const opened = await openProduct({
    data: at('data'),
    runs: true,
    rulebook,
    env: {},
    publicUrl: () => 'http://127.0.0.1:8787',
    real: () => Date.now(),
    onTrouble: (what, error) => {
      throw new Error(what, { cause: error });
    },
    onNotice: () => undefined,
    onProgress: () => undefined,
  });
  const time = new Date(Date.now() - 60_000).toISOString();
  const signal = JSON.parse(signalLine('1', { time, data: { score: 3, email: 'ana@example.com' } }));
  await opened.product.intake.events([signal]);
  await opened.runtime.decideNow('A-1');
  await opened.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

const json = async (...args: readonly string[]) => {
  const { code, out, err } = await onData(...args, '--json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out);
};

describe('a command on the data folder of a product', () => {
  it('shows what the product knows', async () => {
    expect((await json('accounts')).items).toMatchObject([{ id: 'A-1', segment: 'unassigned' }]);
    expect((await json('accounts', 'A-1')).contacts).toHaveLength(1);
    expect(await json('status')).toMatchObject({ accounts: 1, mode: 'outbox', queues: { signals: 0 } });
  });

  it('acts at once and for good, under the name of whoever runs it', async () => {
    expect(await json('pause', 'A-1', '--reason', 'outage')).toEqual({ account: 'A-1', paused: true });
    expect((await json('accounts', 'A-1')).paused).toBe(true);
    expect(await json('resume', 'A-1')).toEqual({ account: 'A-1', paused: false });
    expect((await json('accounts', 'A-1')).paused).toBe(false);
    const { items } = await json('audit', '--account', 'A-1');
    expect(items.map(({ act, before, after }: Record<string, unknown>) => [act, before, after])).toEqual([
      ['account.resume', true, false],
      ['account.pause', false, true],
    ]);
    for (const { by, role } of items) expect([by, role]).toEqual([expect.stringMatching(/^cli:./), 'admin']);
  });

  it('stops a journey that there is, and no other', async () => {
    expect(await json('kill', 'journey', 'welcome')).toEqual({
      everything: false,
      journeys: ['welcome'],
      topics: [],
    });
    expect(await onData('kill', 'journey', 'welcom')).toEqual({
      code: 2,
      out: '',
      err: 'error: there is no journey "welcom", did you mean "welcome"?\n',
    });
    expect((await json('kill', 'journey', 'welcome', '--off')).journeys).toEqual([]);
  });

  it('keeps addresses from being written to, counting each once', async () => {
    expect(await json('suppress', 'import', at('addresses.txt'))).toEqual({ added: 2, refused: 1 });
    expect(await json('suppress', 'import', at('addresses.txt'))).toEqual({ added: 0, refused: 1 });
    const kept = readFileSync(at('data/touchline.db'), 'latin1');
    for (const address of ['ann@example.com', 'bob@example.com']) expect(kept).not.toContain(address);
  });

  it('makes a token once for each name', async () => {
    const { out } = await onData('token', 'dashboard', '--role', 'viewer');
    expect(out).toMatch(/^tl_[\w-]{32}\n$/);
    expect(await onData('token', 'dashboard', '--role', 'viewer')).toEqual({
      code: 1,
      out: '',
      err: 'error: there is a token "dashboard" already\n',
    });
  });

  it('leaves a test message in the outbox', async () => {
    const { template, file } = await json('send-test', 'hello', '--to', 'me@example.com');
    expect(template).toBe('hello');
    expect(readdirSync(at('data/outbox')).map((name) => at(`data/outbox/${name}`))).toEqual([file]);
    expect(readFileSync(file, 'utf8')).toContain('me@example.com');
  });

  it('takes the past in without acting on it', async () => {
    expect(await json('backfill', at('past.ndjson'))).toMatchObject({ signals: 1, accounts: 1, rejected: 1 });
    expect((await json('accounts')).items.map(({ id }: { id: string }) => id)).toEqual(['A-1', 'A-2']);
    expect((await json('touches')).items).toEqual([]);
    expect((await json('tasks', '--account', 'A-2')).items).toEqual([]);
  });

  it('erases a contact, and says so when there is none', async () => {
    const [{ id }] = (await json('accounts', 'A-1')).contacts;
    expect(await json('erase', id, '--yes')).toEqual({ account: 'A-1', contact: id, messages: 0 });
    expect((await json('accounts', 'A-1')).contacts).toEqual([]);
    expect(await onData('erase', 'nobody', '--yes')).toMatchObject({
      code: 2,
      err: 'error: there is no contact "nobody"\n',
    });
  });

  it.each([
    [['complete', 'none'], 'there is no task "none"'],
    [['assign', 'none', 'sam'], 'there is no task "none"'],
    [['approve', 'none'], 'there is no task "none"'],
    [['stop', 'none'], 'there is no run "none"'],
    [['pause', 'none'], 'there is no account "none"'],
    [['resume-rule', 'none'], 'no rule "none" is paused'],
    [['touches', 'none'], 'there is no touch "none"'],
    [['token', 'no name', '--role', 'csm'], 'a name is 1 to 64 letters, digits, ".", "_", "-" or "@"'],
    [['send-test', 'helo', '--to', 'me@example.com'], 'there is no template "helo", did you mean "hello"?'],
    [['backfill', 'none.ndjson'], 'there is no file "none.ndjson"'],
    [
      ['tasks', '--cursor', 'Secret'],
      'this cursor is none of ours: take the "next" of the page before, as it is',
    ],
  ])('ends with 2 and one line for what there is not: %j', async (args, message) => {
    expect(await onData(...args)).toEqual({ code: 2, out: '', err: `error: ${message}\n` });
  });
});

describe('a data folder that is none', () => {
  it.each([['status'], ['tasks'], ['complete', 'x'], ['backfill', 'x'], ['token', 'a', '--role', 'csm']])(
    'is told before anything is made in it: %s',
    async (...args) => {
      expect(await run(...args, '--data', at('none'))).toEqual({
        code: 2,
        out: '',
        err: `error: nothing is kept in "${at('none')}": run "touchline start" first\n`,
      });
      expect(readdirSync(folder)).not.toContain('none');
    },
  );

  it('is told where a replay left it', async () => {
    await run('replay', at('replayed.ndjson'), '--data', at('replayed'), '--json');
    expect(await run('tasks', '--data', at('replayed'))).toEqual({
      code: 2,
      out: '',
      err: `error: "${at('replayed')}" holds what a replay left: name another folder with --data\n`,
    });
  });

  it('is told where its file is no database', async () => {
    const { code, out, err } = await run('tasks', '--data', at('file'));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^error: .*touchline\.db is damaged or no database .*\n$/);
  });

  it('is told where its keys are damaged', async () => {
    const keys = at('data/keys.json');
    const before = readFileSync(keys);
    writeFileSync(keys, '{}');
    const { code, out, err } = await onData('tasks');
    writeFileSync(keys, before);
    chmodSync(keys, 0o600);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^error: .*keys\.json must hold \{"writeKey", "adminToken"\} .*\n$/);
  });

  it('is not opened by a rulebook with a mistake', async () => {
    const { code, out, err } = await runInProcess(['tasks', '--data', at('data'), '--rules', at('broken')]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('broken/risk/login-drop.json:12:76 error "status" has no value "trail"');
  });
});

describe('erasing without a terminal', () => {
  it('is refused without --yes, and colours nothing', async () => {
    const { code, out, err } = await runTouchline(
      ['erase', 'c-1', '--data', at('data'), '--rules', at('rules')],
      'c-1\n',
    );
    expect({ code, out, err }).toEqual({
      code: 2,
      out: '',
      err: 'error: this cannot be undone, and there is nobody to ask: add --yes\n',
    });
  });
});
