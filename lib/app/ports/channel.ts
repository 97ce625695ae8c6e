import type { Instant } from '../../core/time/instant.ts';
import type { TopicKind } from '../../core/touches/channel.ts';
import type { RenderedMessage } from '../../core/touches/rendered-message.ts';

/** Whom an email is from: a sender of guardrails.json. */
export interface Sender {
  readonly name: string;
  readonly address: string;
  readonly replyTo?: string | undefined;
}

/** A message ready to go, to one address. Personal data, but for the key, account and contact. */
export interface OutgoingMessage {
  /** Under which it is sent at most once. */
  readonly key: string;
  readonly account: string;
  /** Undefined of a notice to people inside. */
  readonly contact: string | undefined;
  /**
   * Where it goes: of an email the mailbox, which `isMailbox` has accepted; of a notice who it is for; a touch on another
   * channel has none, since the channel knows its way.
   */
  readonly address: string | undefined;
  /** The contact's name, where a header may carry it. */
  readonly name: string | undefined;
  /** The topic of a touch, the rule of a notice. */
  readonly topic: string;
  readonly kind: TopicKind;
  /** Of an email. */
  readonly sender: Sender | undefined;
  /** The one-click link that stops the topic, where the touch has one. */
  readonly unsubscribe: string | undefined;
  /** When it was decided: the same for every attempt. */
  readonly at: Instant;
  readonly message: RenderedMessage;
}

export type ChannelAnswer =
  /** `note` is a slug that says where it went, where that is not to the contact. */
  | { readonly sent: true; readonly providerId: string | undefined; readonly note?: string }
  | {
      readonly sent: false;
      readonly retryable: boolean;
      /** A slug. */
      readonly reason: string;
      /** The provider asks not to be asked before: milliseconds from now. */
      readonly retryAfterMs?: number;
      /** The channel itself kept it back, and no provider was asked. */
      readonly withheld?: boolean;
    };

/** One way that a touch goes out. The provider's own retries are off: whether to try again is decided above. */
export interface ChannelPort {
  /**
   * Throws only when it is unknown whether the provider took the message, which makes the send ambiguous. What it
   * throws and answers holds no personal data.
   */
  send(message: OutgoingMessage): Promise<ChannelAnswer>;
}
