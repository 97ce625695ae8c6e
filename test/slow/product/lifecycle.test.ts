import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { StatusJson } from '../../../lib/adapters/http/answer-schemas.ts';
import { localStores } from '../../../lib/adapters/local/local-stores.ts';
import { openDatabase } from '../../../lib/adapters/local/sqlite/open-database.ts';
import { command, newFolder, StartedProduct } from '../../support/started-product.ts';

let products: StartedProduct[] = [];
let folders: string[] = [];
afterEach(async () => {
  for (const product of products) await product.remove();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  [products, folders] = [[], []];
});

async function start(flags: Parameters<typeof StartedProduct.start>[0] = {}): Promise<StartedProduct> {
  const made = await StartedProduct.start(flags);
  products.push(made);
  return made;
}

function folder(): string {
  const made = newFolder();
  folders.push(made);
  return made;
}

/** What one failed start says: one line for a person, with exit code 2. */
async function refusal(data: string, env: Readonly<Record<string, string>> = {}, ...more: string[]) {
  const args = ['start', '--port', '0', '--data', data, '--sample', 'none', ...more];
  const { code, out, err } = await command(args, env);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).not.toMatch(/\n\s+at /);
  return err.replaceAll(data, 'DIR');
}

describe('a start that cannot be', () => {
  it('is refused beside another on the same folder, which goes on', async () => {
    const first = await start();
    expect(await refusal(first.data)).toBe(
      'error: a Touchline runs on "DIR" already: stop it first, or name another folder with --data\n',
    );
    expect((await first.get<StatusJson>('/api/status')).body).toMatchObject({ mode: 'outbox' });
    first.signal('SIGKILL');
    await first.ended();
    // Nobody has to tidy up after what was killed.
    const second = await start({ data: first.data });
    expect(await second.stop()).toBe(0);
  });

  it('is refused where the port is taken or the address none of this machine', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    const said = await refusal(folder(), {}, '--port', String(port));
    taken.close();
    expect(said).toBe(
      `error: nothing can listen on 127.0.0.1:${port}: the port is in use; name another with --port, or 0 for any that is free\n`,
    );
    expect(await refusal(folder(), {}, '--host', '192.0.2.1', '--public-url', 'https://t.example')).toBe(
      'error: nothing can listen on 192.0.2.1:0: that is no address of this machine; name another with --host\n',
    );
  });

  it.each([
    [{ TOUCHLINE_WRITE_KEY: 'hunter2' }, [], 'error: TOUCHLINE_WRITE_KEY must have 16 or more characters\n'],
    [
      { TOUCHLINE_MODE: 'on', TOUCHLINE_SMTP_URL: 'smtp://user:hunter2@' },
      [],
      'error: TOUCHLINE_MODE is "outbox" or "live"\nTOUCHLINE_SMTP_URL is "smtp://user:password@host:587" or "smtps://…"\n',
    ],
    [
      { TOUCHLINE_MODE: 'live' },
      ['--speed', '1d=2s'],
      'error: the clock runs fast in a demonstration only: --speed and TOUCHLINE_MODE=live exclude each other\n',
    ],
    [{}, ['--public-url', 'http://touchline.example'], expect.stringMatching(/^error: .*https:.*\n$/)],
    [{}, ['--host', '192.0.2.1'], expect.stringMatching(/^error: .*--public-url https:.*"192.0.2.1"\n$/)],
    [{}, ['--public-url', 'touchline.example'], expect.stringMatching(/^error: .*https:.*\n$/)],
    [{}, ['--backfill', 'none.ndjson'], 'error: there is no file "none.ndjson"\n'],
  ])('is refused with %j and %j', async (env, more, said) => {
    const err = await refusal(folder(), env as Record<string, string>, ...(more as string[]));
    expect(err).toEqual(said);
    expect(err).not.toContain('hunter2');
  });

  it('is refused on a folder that holds something else', async () => {
    const data = folder();
    writeFileSync(join(data, 'keys.json'), '{"writeKey": 1}');
    expect(await refusal(data)).toContain('error: DIR/keys.json must hold');
    const other = folder();
    writeFileSync(join(other, 'touchline.db'), 'x'.repeat(5000));
    expect(await refusal(other)).toMatch(/^error: DIR\/touchline.db is damaged or no database .*\n$/);
    writeFileSync(join(other, 'file'), '');
    expect(await refusal(join(other, 'file'))).toMatch(/^error: .*\n$/);
    const replayed = folder();
    const signals = join(other, 'signals.ndjson');
    const envelope = {
      specversion: '1.0',
      source: 's',
      account: 'A',
      time: '2026-06-01T00:00:00Z',
      data: {},
    };
    writeFileSync(signals, JSON.stringify({ ...envelope, id: '1', type: 'usage.recorded' }));
    expect(await command(['replay', signals, '--data', replayed])).toMatchObject({ code: 0 });
    expect(await refusal(replayed)).toBe(
      'error: "DIR" holds what a replay left: name another folder with --data\n',
    );
  });
});

describe('Ctrl-C', () => {
  it('stops a demonstration while it catches up, and the next start goes on from there', async () => {
    const first = await start({ sample: 'demo' });
    await first.eventually('some accounts', async () => (await first.all('/api/accounts')).length > 50);
    expect(await first.stop()).toBe(0);
    expect(first.logs).toMatch(/stopped; start again and it goes on from here\n$/);
    expect(first.logs).not.toMatch(/trouble/);
    const { code, out } = await first.command('status', '--json');
    const before = JSON.parse(out) as StatusJson;
    expect(code).toBe(0);
    const second = await start({ data: first.data });
    const now = await second.eventually('a later day', async () => {
      const { body } = await second.get<StatusJson>('/api/status');
      return Date.parse(body.now) > Date.parse(before.now) + 2 * 86_400_000 ? body.now : undefined;
    });
    // It is still catching up: what lay between was not left out.
    expect(Date.parse(now)).toBeLessThan(Date.now());
    // One Ctrl-C may arrive twice, by way of npm.
    second.signal('SIGINT');
    expect(await second.stop()).toBe(0);
    expect(second.logs).not.toMatch(/trouble/);
  });

  it('loses nothing of what was acknowledged while requests come in', async () => {
    const running = await start();
    const acknowledged: string[] = [];
    let stopped = false;
    const client = async (name: string) => {
      for (let i = 0; !stopped; i += 1) {
        const id = `${name}-${i}`;
        const event = {
          specversion: '1.0',
          id,
          source: 'app',
          type: 'usage.recorded',
          account: `account-${i % 7}`,
          data: { feature: 'reports' },
        };
        try {
          const { status } = await running.ingest('/v1/events', event, 'application/cloudevents+json');
          if (status === 200) acknowledged.push(id);
        } catch {
          // The product is gone, or the request was cut off: nothing was promised.
          stopped = true;
        }
      }
    };
    const clients = ['a', 'b', 'c', 'd'].map(client);
    await running.eventually('a few hundred', () => acknowledged.length > 200);
    expect(await running.stop()).toBe(0);
    stopped = true;
    await Promise.all(clients);
    expect(running.logs).not.toMatch(/trouble/);

    const again = await start({ data: running.data });
    await again.eventually('an end of the queue', async () => {
      const { body } = await again.get<StatusJson>('/api/status');
      return body.queues.signals === 0;
    });
    expect(await again.stop()).toBe(0);
    const db = openDatabase(running.data);
    const { ledger } = localStores(db);
    const decided: string[] = [];
    for (let account = 0; account < 7; account += 1) {
      const query = { account: `account-${account}`, kinds: ['signal'], after: 0, limit: 5000 } as const;
      for (const { entry } of await ledger.entries(query)) decided.push(entry.signal ?? '');
    }
    db.close();
    expect(new Set(decided).size).toBe(decided.length);
    expect(decided).toEqual(expect.arrayContaining(acknowledged.map((id) => `app|${id}`)));
  });
});
