import type { ChannelPort, OutgoingMessage } from '../../../app/ports/channel.ts';
import type { Clock } from '../../../app/ports/clock.ts';
import { DEFAULT_RATES, type GateOptions } from '../../../app/touches/channel-gates.ts';
import type { Channel } from '../../../core/touches/channel.ts';
import { allowListed } from './allow-listed.ts';
import type { ChannelConfig } from './channel-config.ts';
import { OutboxFolder } from './outbox-folder.ts';
import type { Route } from './post-json.ts';
import { SlackChannel } from './slack-channel.ts';
import { SmtpChannel } from './smtp-channel.ts';
import { WebhookChannel } from './webhook-channel.ts';
import { outboxOnly, withCopy } from './with-copy.ts';

export interface LocalChannels {
  readonly channels: Readonly<Record<Channel, ChannelPort>>;
  readonly outbox: OutboxFolder;
  /** How messages leave by each channel. */
  readonly ways: Readonly<Record<Channel, 'outbox' | 'smtp' | 'slack' | 'webhook'>>;
  /** Rates of the channels that have a provider; nobody has to be spared the outbox. */
  readonly rates: NonNullable<GateOptions['rates']>;
}

interface Transport {
  readonly way: 'smtp' | 'slack' | 'webhook';
  readonly channel: ChannelPort;
  targetOf(message: OutgoingMessage): string | undefined;
}

/**
 * The channels of one machine. In mode `outbox` every message lands in the folder and goes nowhere else; in mode
 * `live` those that have a transport use it, after a copy in the folder, and outside of production only for the
 * allow-list. Throws RangeError where a transport cannot be as the config says.
 */
export function newChannels(
  config: ChannelConfig,
  { folder, clock, route }: { readonly folder: string; readonly clock: Clock; readonly route?: Route },
): LocalChannels {
  const outbox = new OutboxFolder(folder, clock);
  const transports = config.mode === 'live' ? transportsOf(config, clock, route) : {};
  const waysOut = (channel: Channel): ChannelPort => {
    const transport = transports[channel];
    if (transport === undefined) {
      // In-app cards are shown from what Touchline keeps: the outbox is all the way they go.
      return config.mode === 'outbox' || channel === 'in-app' ? outbox : outboxOnly(outbox);
    }
    const { channel: out, targetOf } = transport;
    return withCopy(config.production ? out : allowListed(out, config.allowList, targetOf), outbox);
  };
  const wayOf = (channel: Channel) => transports[channel]?.way ?? 'outbox';
  return {
    channels: {
      email: waysOut('email'),
      'in-app': waysOut('in-app'),
      slack: waysOut('slack'),
      webhook: waysOut('webhook'),
    },
    outbox,
    ways: {
      email: wayOf('email'),
      'in-app': wayOf('in-app'),
      slack: wayOf('slack'),
      webhook: wayOf('webhook'),
    },
    rates: Object.fromEntries(
      Object.entries(DEFAULT_RATES).filter(([channel]) => Object.hasOwn(transports, channel)),
    ),
  };
}

function transportsOf(
  { smtp, slackUrl, webhook }: ChannelConfig,
  clock: Clock,
  route: Route = {},
): Partial<Record<Channel, Transport>> {
  return {
    ...(smtp === undefined
      ? {}
      : {
          email: { way: 'smtp', channel: new SmtpChannel(smtp, clock), targetOf: ({ address }) => address },
        }),
    ...(slackUrl === undefined
      ? {}
      : {
          slack: {
            way: 'slack',
            channel: new SlackChannel({ url: slackUrl, route }, clock),
            targetOf: () => new URL(slackUrl).hostname,
          },
        }),
    ...(webhook === undefined
      ? {}
      : {
          webhook: {
            way: 'webhook',
            channel: new WebhookChannel({ ...webhook, route }, clock),
            targetOf: () => new URL(webhook.url).hostname,
          },
        }),
  };
}
