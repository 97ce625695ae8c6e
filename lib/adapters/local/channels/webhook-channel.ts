import { createHmac } from 'node:crypto';
import type { ChannelAnswer, ChannelPort, OutgoingMessage } from '../../../app/ports/channel.ts';
import type { Clock } from '../../../app/ports/clock.ts';
import { formatInstant } from '../../../core/time/instant.ts';
import { postJson, type Route, retryAfterMs } from './post-json.ts';
import { safeKey } from './safe-key.ts';

export interface WebhookOptions {
  readonly url: string;
  /** Standard Webhooks: `whsec_` and at least 24 bytes in base64. */
  readonly secret: string;
  /** Hosts that may be posted to. */
  readonly hosts: readonly string[];
  readonly route?: Route;
}

/**
 * Posts messages to one address of the operator's, signed by Standard Webhooks (`webhook-id` is the send key, by which
 * the receiver tells a repetition). Throws RangeError for an address or secret that is none.
 */
export class WebhookChannel implements ChannelPort {
  readonly #url: URL;
  readonly #secret: Buffer;
  readonly #route: Route;
  readonly #clock: Clock;

  constructor({ url, secret, hosts, route = {} }: WebhookOptions, clock: Clock) {
    this.#url = new URL(url);
    if (this.#url.protocol !== 'https:' || this.#url.username !== '' || this.#url.password !== '')
      throw new RangeError('a webhook is "https://host/…", without a user');
    if (!hosts.map((host) => host.toLowerCase()).includes(this.#url.hostname))
      throw new RangeError(`the webhook's host is not among those allowed: ${hosts.join(', ')}`);
    this.#secret = secretBytes(secret);
    this.#route = route;
    this.#clock = clock;
  }

  async send(outgoing: OutgoingMessage): Promise<ChannelAnswer> {
    const { message, account, contact, topic } = outgoing;
    if (message.channel !== 'webhook') return { sent: false, retryable: false, reason: 'not-composable' };
    const now = this.#clock.now();
    const body = JSON.stringify({
      type: contact === undefined ? 'notice' : 'touch',
      timestamp: formatInstant(now),
      data: { account, ...(contact === undefined ? {} : { contact }), topic, ...message.body },
    });
    const result = await postJson(this.#url, body, this.#headers(outgoing.key, now, body), this.#route);
    if (!result.answered) {
      const retryable = result.reason === 'unreachable';
      return { sent: false, retryable, reason: `webhook-${result.reason}` };
    }
    const { status } = result;
    if (status >= 200 && status < 300) return { sent: true, providerId: undefined };
    const asked = retryAfterMs(result.retryAfter, now);
    // The receiver knows a repetition by its id, so what a server could not do for now is tried again.
    const retryable = status >= 500 || status === 408 || status === 425 || status === 429;
    return {
      sent: false,
      retryable,
      reason: `webhook-${status}`,
      ...(asked === undefined || !retryable ? {} : { retryAfterMs: asked }),
    };
  }

  #headers(key: string, now: number, body: string): Record<string, string> {
    const id = safeKey(key);
    const timestamp = String(Math.floor(now / 1000));
    const signed = createHmac('sha256', this.#secret).update(`${id}.${timestamp}.${body}`).digest('base64');
    return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signed}` };
  }
}

const MIN_SECRET_BYTES = 24;

function secretBytes(secret: string): Buffer {
  const text = secret.startsWith('whsec_') ? secret.slice('whsec_'.length) : '';
  const bytes = Buffer.from(text, 'base64');
  if (
    bytes.length < MIN_SECRET_BYTES ||
    bytes.toString('base64').replace(/=+$/, '') !== text.replace(/=+$/, '')
  )
    throw new RangeError(`a webhook secret is "whsec_" and at least ${MIN_SECRET_BYTES} bytes in base64`);
  return bytes;
}
