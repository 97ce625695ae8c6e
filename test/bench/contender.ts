import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Which rules hold for which account: a byte for every pair, `account * rules + rule`, 1 where it fires. */
export type Firings = Uint8Array;

/** An engine with all rules loaded, ready to be asked. */
export interface Contender {
  readonly name: string;
  /** Asks about the accounts from `from` up to, not including, `to`, and writes what fires. */
  run(from: number, to: number, fired: Firings): void | Promise<void>;
}

/** The version of an installed package, from its own package.json. */
export function versionOf(name: string): string {
  const path = join(import.meta.dirname, '..', '..', 'node_modules', name, 'package.json');
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
  return version;
}
