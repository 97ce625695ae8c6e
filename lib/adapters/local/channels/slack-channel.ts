import type { ChannelAnswer, ChannelPort, OutgoingMessage } from '../../../app/ports/channel.ts';
import type { Clock } from '../../../app/ports/clock.ts';
import { postJson, type Route, retryAfterMs } from './post-json.ts';

/** Where incoming webhooks of Slack are. */
export const SLACK_HOST = 'hooks.slack.com';

export interface SlackOptions {
  /** `https://hooks.slack.com/services/…`: who has it may post. */
  readonly url: string;
  readonly host?: string;
  readonly route?: Route;
}

/** Posts to the one Slack channel that an incoming webhook belongs to. Throws RangeError for another host. */
export class SlackChannel implements ChannelPort {
  readonly #url: URL;
  readonly #route: Route;
  readonly #clock: Clock;

  constructor({ url, host = SLACK_HOST, route = {} }: SlackOptions, clock: Clock) {
    this.#url = new URL(url);
    if (this.#url.protocol !== 'https:' || this.#url.hostname !== host || this.#url.port !== '')
      throw new RangeError(`a Slack webhook is "https://${host}/…"`);
    this.#route = route;
    this.#clock = clock;
  }

  async send({ message }: OutgoingMessage): Promise<ChannelAnswer> {
    if (message.channel !== 'slack') return { sent: false, retryable: false, reason: 'not-composable' };
    const body = JSON.stringify({ text: message.text });
    const result = await postJson(this.#url, body, {}, this.#route);
    if (!result.answered) {
      const retryable = result.reason === 'unreachable';
      return { sent: false, retryable, reason: `slack-${result.reason}` };
    }
    const { status } = result;
    if (status >= 200 && status < 300) return { sent: true, providerId: undefined };
    // Slack knows no idempotency: a gateway that gave up may have handed it on before.
    if (status >= 500 && status !== 503) throw new Error(`Slack answered ${status}`);
    const asked = retryAfterMs(result.retryAfter, this.#clock.now());
    // The payload is at fault, or else the webhook itself, which somebody can set right.
    const retryable = status !== 400 && status !== 413;
    return {
      sent: false,
      retryable,
      reason: `slack-${status}`,
      ...(asked === undefined || !retryable ? {} : { retryAfterMs: asked }),
    };
  }
}
