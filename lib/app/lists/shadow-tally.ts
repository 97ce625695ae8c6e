import type { LedgerEntry } from '../../core/ledger.ts';
import type { ShadowReport } from '../product/lists.ts';

/** What one rule would have done, counted entry by entry. */
export class RuleTally {
  readonly #accounts = new Set<string>();
  #firings = 0;
  #tasks = 0;
  #runs = 0;
  #notices = 0;
  #opportunities = 0;

  count({ kind }: LedgerEntry, account: string): void {
    if (kind === 'fired') {
      this.#firings += 1;
      this.#accounts.add(account);
    } else if (kind === 'task-created') this.#tasks += 1;
    else if (kind === 'run-started') this.#runs += 1;
    else if (kind === 'notice') this.#notices += 1;
    else if (kind === 'opportunity') this.#opportunities += 1;
  }

  get counts(): Omit<ShadowReport['rules'][number], 'rule'> {
    return {
      firings: this.#firings,
      accounts: this.#accounts.size,
      tasks: this.#tasks,
      runs: this.#runs,
      notices: this.#notices,
      opportunities: this.#opportunities,
    };
  }
}

/** What the runs of one journey would have done. */
export class JourneyTally {
  readonly #touches = new Map<string, number>();
  readonly #suppressed = new Map<string, number>();
  #runs = 0;
  #tasks = 0;

  count({ kind, template = '', reason = '' }: LedgerEntry): void {
    if (kind === 'run-started') this.#runs += 1;
    else if (kind === 'task-created') this.#tasks += 1;
    else if (kind === 'touch') this.#touches.set(template, (this.#touches.get(template) ?? 0) + 1);
    else if (kind === 'touch-suppressed')
      this.#suppressed.set(reason, (this.#suppressed.get(reason) ?? 0) + 1);
  }

  get counts(): Omit<ShadowReport['journeys'][number], 'journey'> {
    return {
      runs: this.#runs,
      touches: Object.fromEntries(this.#touches),
      suppressed: Object.fromEntries(this.#suppressed),
      tasks: this.#tasks,
    };
  }
}
