import type { FolderState, SendRow } from './read-folder.ts';
import type { SignalKey } from './requests.ts';
import { differentFacts } from './told-facts.ts';

/** A message of which nobody can know whether it went: the process died while the channel had it. */
export interface AmbiguousSend {
  readonly key: string;
  /** `settled`: listed as ambiguous for good. `resent`: transactional, so that it went once more, and is done. */
  readonly end: 'settled' | 'resent';
}

/** What a folder that was killed over and over says differently from one that was not. Empty where all is well. */
export interface Findings {
  readonly lost: readonly string[];
  readonly duplicated: readonly string[];
  readonly unexpected: readonly string[];
  readonly ambiguous: readonly AmbiguousSend[];
}

/** Compares what was survived with an uninterrupted run of the same signals. */
export function compareFolders(
  calm: FolderState,
  survived: FolderState,
  acknowledged: ReadonlySet<SignalKey>,
): Findings {
  const checker = new Checker(calm, survived);
  checker.signals(acknowledged);
  checker.decisions();
  checker.rows('task', calm.tasks, survived.tasks);
  checker.rows('run', calm.runs, survived.runs);
  checker.touches();
  checker.unexpected.push(...differentFacts(calm.facts, survived.facts));
  checker.handovers();
  checker.files();
  for (const leftover of survived.leftovers)
    if (!calm.leftovers.includes(leftover)) checker.unexpected.push(`left over: ${leftover}`);
  return checker;
}

class Checker implements Findings {
  readonly lost: string[] = [];
  readonly duplicated: string[] = [];
  readonly unexpected: string[] = [];
  readonly ambiguous: AmbiguousSend[] = [];
  readonly #calm: FolderState;
  readonly #survived: FolderState;

  constructor(calm: FolderState, survived: FolderState) {
    this.#calm = calm;
    this.#survived = survived;
  }

  signals(acknowledged: ReadonlySet<SignalKey>): void {
    const known = new Set(
      [...this.#survived.signals.keys()].map((name) => name.slice(name.indexOf(' ') + 1)),
    );
    for (const key of acknowledged) if (!known.has(key)) this.lost.push(`acknowledged signal ${key}`);
    for (const [name, times] of this.#survived.signals)
      if (times > 1) this.duplicated.push(`signal ${name}, ${times} times in the ledger`);
    this.#names('signal', this.#calm.signals, this.#survived.signals);
  }

  /** Entry by entry in the order of each account. */
  decisions(): void {
    const { decisions } = this.#survived;
    this.#names('account', this.#calm.decisions, decisions);
    for (const [account, expected] of this.#calm.decisions) {
      const got = decisions.get(account) ?? [];
      const first = expected.findIndex((entry, i) => entry !== got[i]);
      if (first === -1 && expected.length === got.length) continue;
      const left = [...got];
      for (const entry of expected) {
        const at = left.indexOf(entry);
        if (at === -1) this.lost.push(`of ${account}, decision ${entry}`);
        else left.splice(at, 1);
      }
      const wanted = new Set(expected);
      for (const entry of left)
        (wanted.has(entry) ? this.duplicated : this.unexpected).push(`of ${account}, decision ${entry}`);
      if (left.length === 0 && expected.length === got.length)
        this.unexpected.push(`of ${account}, another order from decision ${first} on: ${expected[first]}`);
    }
  }

  rows(what: string, calm: ReadonlyMap<string, string>, survived: ReadonlyMap<string, string>): void {
    this.#names(what, calm, survived);
    for (const [id, row] of survived)
      if (calm.has(id) && calm.get(id) !== row)
        this.unexpected.push(`${what} ${row} instead of ${calm.get(id)}`);
  }

  /** A touch ends as it should, or in a doubt that is on record everywhere. */
  touches(): void {
    const { touches, sends, ends } = this.#survived;
    this.#names('touch', this.#calm.touches, touches);
    for (const [key, expected] of this.#calm.touches) {
      const got = touches.get(key);
      if (got === undefined) continue;
      const send = sends.get(key);
      if (got.status === 'ambiguous' && expected.status === 'sent') {
        const isListed =
          send !== undefined && isSettledDoubt(send) && ends.get(key)?.includes('send-ambiguous');
        if (isListed === true) this.ambiguous.push({ key, end: 'settled' });
        else this.lost.push(`touch ${key} is in doubt, and not on record as such`);
      } else if (got.status !== expected.status || got.rest !== expected.rest)
        this.unexpected.push(
          `touch ${key} is ${got.status} ${got.rest}, not ${expected.status} ${expected.rest}`,
        );
      else if (send !== undefined && send.ambiguities > 0) this.ambiguous.push({ key, end: 'resent' });
    }
    for (const [key, kinds] of ends) {
      const sent = kinds.filter((kind) => kind === 'sent').length;
      if (sent > 1) this.duplicated.push(`touch ${key}, ${sent} times sent in the ledger`);
    }
  }

  /** The channel was handed each message once; once more only for each doubt about a transactional one. */
  handovers(): void {
    for (const [key, times] of this.#survived.handedOver) {
      const send = this.#survived.sends.get(key);
      const resent = send?.kind === 'transactional' ? send.ambiguities : 0;
      if (times > 1 + resent) this.duplicated.push(`touch ${key}, handed to the channel ${times} times`);
      if (!this.#calm.handedOver.has(key)) this.unexpected.push(`touch ${key} was handed to the channel`);
    }
  }

  /** One file for each message that went; for one in doubt there may be one. */
  files(): void {
    const { files, touches } = this.#survived;
    const there = new Set(files);
    if (there.size < files.length) this.duplicated.push('messages with several files');
    for (const [key, { status }] of touches)
      if (status === 'sent' && !there.has(key)) this.lost.push(`the file of touch ${key}`);
    for (const key of there) {
      const status = touches.get(key)?.status;
      if (status !== 'sent' && status !== 'ambiguous')
        this.unexpected.push(`a file of touch ${key}, ${status}`);
    }
  }

  #names(what: string, calm: ReadonlyMap<string, unknown>, survived: ReadonlyMap<string, unknown>): void {
    for (const name of calm.keys()) if (!survived.has(name)) this.lost.push(`${what} ${name}`);
    for (const name of survived.keys()) if (!calm.has(name)) this.unexpected.push(`${what} ${name}`);
  }
}

function isSettledDoubt({ state, kind, ambiguities, settled }: SendRow): boolean {
  // A transactional message goes once more on the first doubt, and stays in the second.
  return state === 'ambiguous' && settled && ambiguities >= (kind === 'transactional' ? 2 : 1);
}
