import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openKeys } from '../../lib/adapters/local/keys.ts';
import { openRulebook } from '../../lib/adapters/local/open-rulebook.ts';
import type { Rulebook } from '../../lib/core/rulebook.ts';
import type { PlantedBug } from './planted-bugs.ts';
import type { ProductFolder } from './product-child.ts';

const { rulebook } = await openRulebook('rules');
if (rulebook === undefined) throw new Error('the shipped rulebook is invalid');
/** The rulebook that all of them run on. */
export const SHIPPED: Rulebook = rulebook;

/** Data folders of one test, all with the same keys: ids that are made of them are the same in each. */
export class Folders {
  readonly #root: string = mkdtempSync(join(tmpdir(), 'touchline-survival-'));
  readonly #writeKey: string;

  constructor() {
    this.#writeKey = openKeys(join(this.#root, 'keys'), {}).writeKey;
  }

  /** What Node has compiled, shared by all processes. */
  get compileCache(): string {
    return join(this.#root, 'compile-cache');
  }

  make(name: string, bug?: PlantedBug): ProductFolder {
    const data = join(this.#root, name);
    mkdirSync(data);
    for (const file of ['keys.json', 'secret.key'])
      copyFileSync(join(this.#root, 'keys', file), join(data, file));
    return { data, writeKey: this.#writeKey, bug };
  }

  remove(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }
}
