import type { TouchChange } from '../../app/lists/project-touches.ts';
import type {
  Page,
  StoredMessage,
  Touch,
  TouchQuery,
  TouchStatus,
  TouchStore,
} from '../../app/ports/touch-store.ts';
import { advanceTouch, laterTouch } from '../../app/touches/advance-touch.ts';
import type { Instant } from '../../core/time/instant.ts';
import { compareCodePoints } from './code-points.ts';
import { type KeptRow, newestFirst } from './newest-first.ts';

interface KeptTouch extends KeptRow {
  readonly held: boolean;
}

export class MemoryTouchStore implements TouchStore {
  readonly #touches = new Map<string, KeptTouch>();
  readonly #messages = new Map<string, string>();

  /** Writes a touch unless the one that is there is later in its life. It keeps the place in lists that it first had. */
  write({ touch, held }: TouchChange): void {
    const there = this.#find(touch.id);
    if (there !== undefined && laterTouch(there, touch) === there) return;
    const at = this.#touches.get(touch.id)?.at ?? touch.at;
    this.#touches.set(touch.id, { at, id: touch.id, text: JSON.stringify(touch), held });
  }

  /** Touches of an account that wait inside of their runs. */
  held(account: string): readonly Touch[] {
    return [...this.#touches.values()]
      .filter(({ held }) => held)
      .map(({ text }) => JSON.parse(text) as Touch)
      .filter((touch) => touch.account === account);
  }

  async get(id: string): Promise<Touch | undefined> {
    return this.#find(id);
  }

  async list(query: TouchQuery): Promise<Page<Touch>> {
    const { account, contact, status, channel, journey, mode } = query;
    const fits = (touch: Touch) =>
      (account ?? touch.account) === touch.account &&
      (contact ?? touch.contact) === touch.contact &&
      (status ?? touch.status) === touch.status &&
      (channel ?? touch.channel) === touch.channel &&
      (journey ?? touch.journey) === touch.journey &&
      (mode ?? touch.mode) === touch.mode;
    return newestFirst<Touch>(this.#touches.values(), fits, query);
  }

  async advance(
    id: string,
    status: TouchStatus,
    at: Instant,
    reason: string,
    until?: Instant,
  ): Promise<void> {
    const there = this.#find(id);
    // What is told from outside is no longer in the hands of the run.
    if (there !== undefined)
      this.write({ touch: advanceTouch(there, status, at, reason, until), held: false });
  }

  async keepMessage(message: StoredMessage): Promise<void> {
    this.#messages.set(message.touch, JSON.stringify(message));
  }

  async message(touch: string): Promise<StoredMessage | undefined> {
    const text = this.#messages.get(touch);
    return text === undefined ? undefined : (JSON.parse(text) as StoredMessage);
  }

  async eraseMessages(account: string, contact: string): Promise<readonly string[]> {
    const erased = [...this.#messages.entries()]
      .map(([touch, text]) => ({ touch, message: JSON.parse(text) as StoredMessage }))
      .filter(({ message }) => message.account === account && message.contact === contact)
      .map(({ touch }) => touch);
    for (const touch of erased) this.#messages.delete(touch);
    return erased.sort(compareCodePoints);
  }

  #find(id: string): Touch | undefined {
    const text = this.#touches.get(id)?.text;
    return text === undefined ? undefined : (JSON.parse(text) as Touch);
  }
}
