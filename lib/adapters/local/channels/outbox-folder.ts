import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChannelAnswer, ChannelPort, OutgoingMessage } from '../../../app/ports/channel.ts';
import type { Clock } from '../../../app/ports/clock.ts';
import { formatInstant } from '../../../core/time/instant.ts';
import { composeEmail } from './compose-email.ts';
import { safeKey } from './safe-key.ts';

/**
 * Every message as a file that people can look at: emails as .eml, which any mail program opens, the others as JSON or
 * text. Names tell the time and the send key, and nothing about anybody; the same key twice leaves one file.
 */
export class OutboxFolder implements ChannelPort {
  readonly #folder: string;
  readonly #clock: Clock;
  #made: Promise<unknown> | undefined;

  constructor(folder: string, clock: Clock) {
    this.#folder = folder;
    this.#clock = clock;
  }

  async send(message: OutgoingMessage): Promise<ChannelAnswer> {
    let file: { readonly extension: string; readonly content: string | Buffer };
    try {
      file = await this.#fileOf(message);
    } catch {
      return { sent: false, retryable: false, reason: 'not-composable' };
    }
    try {
      await this.#write(fileName(message, file.extension), file.content);
    } catch {
      return { sent: false, retryable: true, reason: 'outbox-unwritable' };
    }
    return { sent: true, providerId: undefined };
  }

  /** Where the message under this key lies; undefined where there is none. */
  async find(key: string): Promise<string | undefined> {
    const name = (await this.#names()).find((one) => keyOf(one) === safeKey(key));
    return name === undefined ? undefined : join(this.#folder, name);
  }

  /** Deletes the files of these touches; how many there were. */
  async erase(touches: readonly string[]): Promise<number> {
    if (touches.length === 0) return 0;
    const keys = new Set(touches.map(safeKey));
    let erased = 0;
    for (const name of await this.#names()) {
      if (!keys.has(keyOf(name))) continue;
      await rm(join(this.#folder, name), { force: true });
      erased += 1;
    }
    return erased;
  }

  /** Emails go by the clock of the product, which a demonstration runs fast. */
  async #fileOf(message: OutgoingMessage): Promise<{ extension: string; content: string | Buffer }> {
    const one = message.message;
    switch (one.channel) {
      case 'email':
        return { extension: 'eml', content: (await composeEmail(message, this.#clock.now())).raw };
      case 'slack':
        return { extension: 'txt', content: `${one.text}\n` };
      case 'in-app':
      case 'webhook': {
        const { account, contact, topic } = message;
        const shown = { at: formatInstant(this.#clock.now()), account, contact, topic, ...one };
        return { extension: 'json', content: `${JSON.stringify(shown, undefined, 2)}\n` };
      }
    }
  }

  /** Whole or not at all: a reader never sees half a message. */
  async #write(name: string, content: string | Buffer): Promise<void> {
    this.#made ??= mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await this.#made;
    const temporary = join(this.#folder, `.${name}.tmp`);
    await writeFile(temporary, content, { mode: 0o600 });
    await rename(temporary, join(this.#folder, name));
  }

  async #names(): Promise<readonly string[]> {
    try {
      return await readdir(this.#folder);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    }
  }
}

/** `20260601T100000Z-<key>.eml`, by when the touch was decided: a later attempt writes over an earlier one. */
function fileName({ at, key }: OutgoingMessage, extension: string): string {
  const time = `${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
  return `${time}-${safeKey(key)}.${extension}`;
}

/** Also of a file that a crash has left half written. */
function keyOf(name: string): string {
  return /^\.?\d{8}T\d{6}Z-([a-z0-9-]+)\.(?:eml|json|txt)(?:\.tmp)?$/.exec(name)?.[1] ?? '';
}
