import { appendFileSync, writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { newHttpApp } from '../../lib/adapters/http/http-app.ts';
import { clientAddress, startHttpServer } from '../../lib/adapters/local/http-server.ts';
import { openProduct } from '../../lib/adapters/local/open-product.ts';
import { openRulebook } from '../../lib/adapters/local/open-rulebook.ts';
import type { OutgoingMessage } from '../../lib/app/ports/channel.ts';
import type { Instant } from '../../lib/core/time/instant.ts';
import { plant } from './planted-bugs.ts';
import { PortPoints, putAround } from './port-points.ts';
import { type Command, HANDED_OVER, type Report } from './process-talk.ts';

/**
 * The whole product as `touchline start` runs it, in a process that may be killed at any moment. What is not the
 * product's: its clock is told the time through stdin, and its ports may be halted at a point or broken on purpose.
 */
async function main(): Promise<void> {
  const { rulebook } = await openRulebook('rules');
  if (rulebook === undefined) throw new Error('the rulebook is invalid');
  flushCompileCache();
  const points = new PortPoints(() => report({ halted: true }));
  let now: Instant = 0;
  let opened: Awaited<ReturnType<typeof openProduct>> | undefined;
  let closeServer = async () => {};
  report({ ready: true });
  for await (const line of createInterface({ input: process.stdin })) {
    const command = JSON.parse(line) as Command;
    if ('open' in command) {
      const { data, bug } = command.open;
      now = command.open.now;
      putAround('channel', 'send', (call, [message]) => {
        // What a provider would know: that it was handed this message, whatever comes of the sender.
        appendFileSync(join(data, HANDED_OVER), `${(message as OutgoingMessage).key}\n`);
        return call();
      });
      if (bug !== undefined) plant(bug);
      opened = await openProduct({
        data,
        rulebook,
        runs: true,
        env: {},
        publicUrl: () => 'http://127.0.0.1:8787',
        real: () => now,
        onTrouble: (what, error) => report({ trouble: `${what}: ${String(error)}` }),
        onNotice: () => undefined,
        onProgress: () => undefined,
      });
      const app = newHttpApp(opened.product, {
        hosts: ['127.0.0.1'],
        writeKeys: [opened.keys.writeKey],
        authenticate: opened.authenticate,
        clientOf: clientAddress,
        onError: (error, route) => report({ trouble: `${route}: ${String(error)}` }),
      });
      const server = await startHttpServer(app, { host: '127.0.0.1', port: 0 });
      closeServer = () => server.close();
      opened.runtime.start();
      report({ port: server.port });
    } else if (opened === undefined) throw new Error('the product is not open');
    else if ('at' in command) {
      now = Math.max(now, command.at);
      points.begin(command.halt);
      opened.runtime.wake();
      report({ at: now });
    } else if ('settle' in command) {
      while (!(await isQuiet(opened, now))) await new Promise((resolve) => setTimeout(resolve, 2));
      report({ quiet: now, calls: points.calls });
    } else {
      await closeServer();
      await opened.close();
      report({ closed: true });
      return;
    }
  }
}

/** Whether nothing is left to be decided or sent at this instant. */
async function isQuiet(
  { stores, runtime }: Awaited<ReturnType<typeof openProduct>>,
  now: Instant,
): Promise<boolean> {
  if ((await stores.log.count('waiting')) > 0) runtime.wake();
  else if ((await stores.accounts.due(now, 1)).length > 0) runtime.wake();
  else if (((await stores.accounts.nextOutbox()) ?? Number.POSITIVE_INFINITY) <= now) runtime.wake();
  else return true;
  return false;
}

/** Written before the process does anything else, which it may not live to do. */
function report(said: Report): void {
  writeSync(1, `${JSON.stringify(said)}\n`);
}

await main();
// Also where whoever gave the commands has died.
process.exit();
