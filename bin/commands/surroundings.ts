import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { DataFolderError } from '../../lib/adapters/local/data-folder-error.ts';
import { KeptDataError } from '../../lib/adapters/local/open-kept-data.ts';
import type { OpenedProduct } from '../../lib/adapters/local/open-product.ts';
import type { Clock } from '../../lib/app/ports/clock.ts';
import type { Rulebook } from '../../lib/core/rulebook.ts';

/** The product as commands use it. */
export type CommandProduct = Pick<
  OpenedProduct,
  'product' | 'rulebook' | 'sendTest' | 'backfill' | 'close'
> & { readonly clock: Clock };

/** What commands reach beyond their flags: the product, and the person at the terminal. */
export interface Surroundings {
  /** Throws KeptDataError for a folder that holds no product. */
  open(data: string, rulebook: Rulebook): Promise<CommandProduct>;
  /** A folder that `open` would refuse, told before anything else is read. Throws KeptDataError. */
  checkData(data: string): void;
  /** What the person types; undefined where there is nobody to ask. */
  ask(question: string): Promise<string | undefined>;
  /** Name of whoever runs the command. */
  user(): string;
}

export const LOCAL: Surroundings = {
  checkData(data) {
    if (!existsSync(join(data, 'touchline.db')))
      throw new KeptDataError(`nothing is kept in "${data}": run "touchline start" first`);
  },
  async open(data, rulebook) {
    // Loaded here, so that commands that only read files start without it.
    const { openProduct } = await import('../../lib/adapters/local/open-product.ts');
    try {
      return await openProduct({
        data,
        rulebook,
        runs: false,
        env: process.env,
        // No command makes links: messages go out from the product that runs.
        publicUrl: () => 'http://127.0.0.1:8787',
        real: () => Date.now(),
        onTrouble: (what, error) =>
          tell(`${what}: ${error instanceof Error ? error.message : String(error)}`),
        onNotice: tell,
        onProgress: () => undefined,
      });
    } catch (error) {
      throw error instanceof DataFolderError ? new KeptDataError(error.message) : error;
    }
  },
  async ask(question) {
    if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await terminal.question(question);
    } finally {
      terminal.close();
    }
  },
  user() {
    try {
      return userInfo().username;
    } catch {
      // A container may run under a number that has no name.
      return `uid-${process.getuid?.() ?? 'unknown'}`;
    }
  },
};

function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}
