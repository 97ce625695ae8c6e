import type { ChannelAnswer, ChannelPort, OutgoingMessage } from '../../app/ports/channel.ts';

/** How the provider takes one message. A lost answer leaves open whether it took it: `taken` says what is true. */
export type ChannelTurn = ChannelAnswer | { readonly lost: string; readonly taken: boolean };

/** A channel that leads nowhere: it keeps what it is given and answers as it is told to. */
export class MemoryChannel implements ChannelPort {
  readonly #asked: OutgoingMessage[] = [];
  readonly #taken: OutgoingMessage[] = [];
  readonly #turns: ChannelTurn[] = [];

  /** Lines up what happens to the next messages, in order; those after them are sent. */
  expect(...turns: readonly ChannelTurn[]): void {
    this.#turns.push(...turns);
  }

  /** Every message that `send` was called with. */
  get asked(): readonly OutgoingMessage[] {
    return structuredClone(this.#asked);
  }

  /** The messages that the provider took, answered or not. */
  get taken(): readonly OutgoingMessage[] {
    return structuredClone(this.#taken);
  }

  /** Provider ids are `memory-1`, `memory-2` and so on. Throws Error when the answer is to be lost. */
  async send(message: OutgoingMessage): Promise<ChannelAnswer> {
    const copy = structuredClone(message);
    this.#asked.push(copy);
    const turn = this.#turns.shift() ?? { sent: true, providerId: `memory-${this.#taken.length + 1}` };
    if ('lost' in turn ? turn.taken : turn.sent) this.#taken.push(copy);
    if ('lost' in turn) throw new Error(turn.lost);
    return turn;
  }
}
