import type { Instant } from '../time/instant.ts';
import { type AccountJson, instantOf, type MomentJson } from './account-json.ts';
import { SETTLED } from './cell.ts';

/** The time and the signal's key that a value was learnt from. */
export interface Stamp {
  readonly at: Instant;
  readonly key: string;
}

/** Numbers the moments of an account while it is closed: most signals set several facts. */
export class MomentWriter {
  readonly sources: string[] = [];
  readonly moments: MomentJson[] = [];
  readonly #keys: string[] = [];
  /** By instant, the first moment of it. */
  readonly #byInstant = new Map<Instant, number>();
  readonly #settledBefore: Instant;

  /** What is older than `settledBefore` needs no key any more. */
  constructor(settledBefore: Instant) {
    this.#settledBefore = settledBefore;
  }

  isSettled({ at, key }: Stamp): boolean {
    return at < this.#settledBefore || key === SETTLED;
  }

  numberOf(stamp: Stamp): number {
    const { at } = stamp;
    const key = this.isSettled(stamp) ? SETTLED : stamp.key;
    const first = this.#byInstant.get(at);
    if (first === undefined) this.#byInstant.set(at, this.moments.length);
    else if (this.#keys[first] === key) return first;
    else {
      const other = this.moments.findIndex((moment, i) => instantOf(moment) === at && this.#keys[i] === key);
      if (other !== -1) return other;
    }
    this.#keys.push(key);
    return this.moments.push(key === SETTLED ? at : this.#withKey(at, key)) - 1;
  }

  #withKey(at: Instant, key: string): MomentJson {
    const cut = key.indexOf('|') + 1;
    const source = key.slice(0, cut);
    const known = this.sources.indexOf(source);
    return [at, known === -1 ? this.sources.push(source) - 1 : known, key.slice(cut)];
  }
}

/** The moments of a stored account, by number. */
export function openMoments({ moments, sources }: Pick<AccountJson, 'moments' | 'sources'>): Stamp[] {
  return moments.map((moment) => {
    if (typeof moment === 'number') return { at: moment, key: SETTLED };
    const [at, source, id] = moment;
    return { at, key: `${sources[source] ?? ''}${id}` };
  });
}
