import type { RenderedMessage } from '../../core/touches/rendered-message.ts';

/** A message ready to go, to one address. */
export interface OutgoingMessage {
  readonly key: string;
  readonly account: string;
  readonly contact: string;
  /** Where it goes on its channel: an email address, a Slack channel, a webhook's name; in-app needs none. */
  readonly address: string | undefined;
  readonly topic: string;
  readonly message: RenderedMessage;
}

export type ChannelAnswer =
  | { readonly sent: true; readonly providerId: string | undefined }
  | { readonly sent: false; readonly retryable: boolean; readonly reason: string };

/** One way that a touch goes out. The provider's own retries are off: whether to try again is decided above. */
export interface ChannelPort {
  /** Throws only when it is unknown whether the provider took the message, which makes the send ambiguous. */
  send(message: OutgoingMessage): Promise<ChannelAnswer>;
}
