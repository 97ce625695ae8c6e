import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allowListed } from '../../../../lib/adapters/local/channels/allow-listed.ts';
import {
  ChannelConfigError,
  readChannelConfig,
} from '../../../../lib/adapters/local/channels/channel-config.ts';
import { newChannels } from '../../../../lib/adapters/local/channels/new-channels.ts';
import { MemoryChannel } from '../../../../lib/adapters/memory/memory-channel.ts';
import type { OutgoingMessage } from '../../../../lib/app/ports/channel.ts';
import { sampleMessage } from '../../../support/contracts/channel.ts';
import { TEN } from '../../../support/touch-scene.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const SLACK = 'https://hooks.slack.com/services/T0/B0/x';
const NOT_ALLOWED = { sent: false, retryable: false, reason: 'not-on-allow-list', withheld: true };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'channels-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const channelsOf = (env: Record<string, string>) =>
  newChannels(readChannelConfig(env), { folder, clock: { now: () => TEN } });

const slack = (key: string): OutgoingMessage => ({
  ...sampleMessage(key),
  contact: undefined,
  message: { channel: 'slack', text: 'Look' },
});

describe('the channels of one machine', () => {
  it('lead to the outbox and nowhere else, unless they are said to be live', async () => {
    const { channels, ways, rates } = channelsOf({
      TOUCHLINE_SMTP_URL: 'smtp://127.0.0.1:1',
      TOUCHLINE_SLACK_WEBHOOK_URL: SLACK,
      TOUCHLINE_ENVIRONMENT: 'production',
    });
    expect(ways).toEqual({ email: 'outbox', 'in-app': 'outbox', slack: 'outbox', webhook: 'outbox' });
    expect(rates).toEqual({});
    expect(await channels.email.send(sampleMessage('k1'))).toEqual({ sent: true, providerId: undefined });
    expect(await channels.slack.send(slack('k2'))).toEqual({ sent: true, providerId: undefined });
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it('use the transports that they have when live, after a copy in the outbox', async () => {
    const { channels, ways, rates } = channelsOf({
      TOUCHLINE_MODE: 'live',
      TOUCHLINE_ENVIRONMENT: 'production',
      TOUCHLINE_SMTP_URL: 'smtp://127.0.0.1:1',
    });
    expect(ways.email).toBe('smtp');
    expect(rates).toEqual({ email: { perSecond: 10, burst: 1 } });
    expect(await channels.email.send(sampleMessage('k1'))).toMatchObject({ reason: 'smtp-unreachable' });
    expect(readdirSync(folder)).toEqual(['20260601T100000Z-k1.eml']);
  });

  it('say so where they are live and have no transport', async () => {
    const { channels } = channelsOf({ TOUCHLINE_MODE: 'live', TOUCHLINE_ENVIRONMENT: 'production' });
    expect(await channels.email.send(sampleMessage('k1'))).toMatchObject({
      sent: true,
      note: 'no-transport',
    });
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it.each([
    [''],
    ['bob@example.com, other.example'],
    ['mail.example.com'],
    ['ample.com'],
    ['example.com.evil.example'],
  ])('outside of production send to nobody who is not on the allow-list %j', async (list) => {
    const { channels } = channelsOf({
      TOUCHLINE_MODE: 'live',
      TOUCHLINE_ENVIRONMENT: 'staging',
      TOUCHLINE_SMTP_URL: 'smtp://127.0.0.1:1',
      TOUCHLINE_SLACK_WEBHOOK_URL: SLACK,
      TOUCHLINE_ALLOW_LIST: list,
    });
    expect(await channels.email.send(sampleMessage('k1'))).toEqual(NOT_ALLOWED);
    expect(await channels.slack.send(slack('k2'))).toEqual(NOT_ALLOWED);
    // People can still look at what would have gone.
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it.each([
    ['ann@example.com'],
    ['ANN@Example.com'],
    ['example.com'],
    ['@example.com'],
    ['x.example, example.com'],
  ])('outside of production send to whom the allow-list %j names', async (list) => {
    const { channels } = channelsOf({
      TOUCHLINE_MODE: 'live',
      TOUCHLINE_ENVIRONMENT: 'staging',
      TOUCHLINE_SMTP_URL: 'smtp://127.0.0.1:1',
      TOUCHLINE_ALLOW_LIST: list,
    });
    expect(await channels.email.send(sampleMessage('k1'))).toMatchObject({ reason: 'smtp-unreachable' });
  });
});

describe('an allow-list', () => {
  it('keeps back what has no target', async () => {
    const channel = new MemoryChannel();
    const listed = allowListed(channel, ['example.com'], () => undefined);
    expect(await listed.send(sampleMessage('k1'))).toEqual(NOT_ALLOWED);
    expect(channel.asked).toEqual([]);
  });

  it('reads the last "@" of an address', async () => {
    const channel = new MemoryChannel();
    const listed = allowListed(channel, ['example.com'], ({ address }) => address);
    const tricky = { ...sampleMessage('k1'), address: 'a@example.com@evil.example' };
    expect(await listed.send(tricky)).toEqual(NOT_ALLOWED);
    expect(channel.asked).toEqual([]);
  });
});

describe('the settings of channels', () => {
  it('are the outbox of a local environment when nothing is said', () => {
    expect(readChannelConfig({})).toEqual({
      mode: 'outbox',
      environment: 'local',
      production: false,
      allowList: [],
      smtp: undefined,
      slackUrl: undefined,
      webhook: undefined,
    });
  });

  it.each([
    ['smtp://mail.example.com', { host: 'mail.example.com', port: 587, secure: false, requireTls: true }],
    ['smtps://u%40x:p%20w@mail.example.com', { port: 465, secure: true, user: 'u@x', password: 'p w' }],
    ['smtp://127.0.0.1:2525', { host: '127.0.0.1', port: 2525, secure: false, requireTls: false }],
    ['smtp://mail.example.com:25?tls=optional', { port: 25, requireTls: false }],
  ])('read %s', (url, smtp) => {
    expect(readChannelConfig({ TOUCHLINE_SMTP_URL: url }).smtp).toMatchObject(smtp);
  });

  it('allow the webhook its own host, or those that are named', () => {
    const webhook = {
      TOUCHLINE_WEBHOOK_URL: 'https://hooks.example.com/in',
      TOUCHLINE_WEBHOOK_SECRET: SECRET,
    };
    expect(readChannelConfig(webhook).webhook?.hosts).toEqual(['hooks.example.com']);
    const hosts = { ...webhook, TOUCHLINE_WEBHOOK_HOSTS: 'a.example,hooks.example.com' };
    expect(readChannelConfig(hosts).webhook?.hosts).toEqual(['a.example', 'hooks.example.com']);
  });

  it.each([
    [{ TOUCHLINE_MODE: 'on' }, 'TOUCHLINE_MODE is "outbox" or "live"'],
    [{ TOUCHLINE_ENVIRONMENT: 'Prod 1' }, 'TOUCHLINE_ENVIRONMENT is a name such as'],
    [{ TOUCHLINE_ALLOW_LIST: 'ann@, x' }, 'TOUCHLINE_ALLOW_LIST is addresses and domains'],
    [{ TOUCHLINE_SMTP_URL: 'mail.example.com:25' }, 'TOUCHLINE_SMTP_URL is "smtp://user:password@host:587"'],
    [{ TOUCHLINE_SMTP_URL: 'smtp://u:%E0@host' }, 'TOUCHLINE_SMTP_URL is'],
    [{ TOUCHLINE_SLACK_WEBHOOK_URL: 'not a url' }, 'TOUCHLINE_SLACK_WEBHOOK_URL is "https://hooks.slack.com'],
    [{ TOUCHLINE_SLACK_WEBHOOK_URL: 'https://evil.example/' }, 'TOUCHLINE_SLACK_WEBHOOK_URL is'],
    [
      { TOUCHLINE_WEBHOOK_URL: 'http://a.example/', TOUCHLINE_WEBHOOK_SECRET: SECRET },
      'TOUCHLINE_WEBHOOK_URL is',
    ],
    [
      { TOUCHLINE_WEBHOOK_URL: 'https://a.example/', TOUCHLINE_WEBHOOK_SECRET: 'x' },
      'TOUCHLINE_WEBHOOK_SECRET is',
    ],
    [{ TOUCHLINE_WEBHOOK_URL: 'https://a.example/' }, 'belong together'],
    [{ TOUCHLINE_WEBHOOK_SECRET: SECRET }, 'belong together'],
    [
      {
        TOUCHLINE_WEBHOOK_URL: 'https://a.example/',
        TOUCHLINE_WEBHOOK_SECRET: SECRET,
        TOUCHLINE_WEBHOOK_HOSTS: 'b.example',
      },
      "TOUCHLINE_WEBHOOK_HOSTS lacks TOUCHLINE_WEBHOOK_URL's host",
    ],
  ])('are refused as %j', (env, problem) => {
    expect(() => readChannelConfig(env)).toThrow(ChannelConfigError);
    expect(() => readChannelConfig(env)).toThrow(problem);
  });

  it('are told all that is wrong at once, and never a secret', () => {
    let problems: readonly string[] = [];
    try {
      readChannelConfig({
        TOUCHLINE_MODE: 'on',
        TOUCHLINE_SMTP_URL: 'smtp//user:hunter2@host',
        TOUCHLINE_WEBHOOK_SECRET: 'hunter2',
      });
    } catch (error) {
      if (error instanceof ChannelConfigError) problems = error.problems;
    }
    expect(problems.length).toBeGreaterThanOrEqual(3);
    expect(problems.join()).not.toContain('hunter2');
  });
});
