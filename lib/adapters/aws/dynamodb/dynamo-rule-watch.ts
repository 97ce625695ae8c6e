import type { Clock } from '../../../app/ports/clock.ts';
import type { PausedRule, RuleWatch } from '../../../app/ports/rule-watch.ts';
import { DAY_MS, type Instant } from '../../../core/time/instant.ts';
import { compareCodePoints } from '../../memory/code-points.ts';
import { Arrival, numberKey } from './arrival.ts';
import { expiry } from './expiry.ts';
import { Forgotten } from './forgotten.ts';
import { type Item, item, number, numberOf, someTextOf, text } from './item.ts';
import { keyName, shardOf, shardsOf, sortable } from './keys.ts';
import type { Table } from './table.ts';
import { IF_ABSENT, IF_PRESENT } from './write.ts';

const PAUSED = 'paused rules';
const RESUMED = 'resumed rules';
/** Limits look back a day. */
const KEEP_FIRING_MS = 3 * DAY_MS;

/** One small item a firing, in partitions by account, so that a rule that fires for everybody has no hot one. */
export class DynamoRuleWatch implements RuleWatch {
  readonly #table: Table;
  readonly #arrival: Arrival;
  readonly #forgotten: Forgotten;

  constructor(table: Table, clock: Clock) {
    this.#table = table;
    this.#arrival = new Arrival(clock);
    this.#forgotten = new Forgotten(table, 'firings');
  }

  async note(rule: string, account: string, at: Instant): Promise<void> {
    const arrival = this.#arrival.next();
    const key = {
      p: `${firingList(rule)}#${shardOf(account)}`,
      // The account as well, should another process have made the same number.
      s: `${sortable(at)}#${numberKey(arrival)}#${shardOf(account, 0x10000).toString(16)}`,
    };
    await this.#table.write({
      put: item(key, { ac: text(account), o: number(arrival), ttl: expiry(at + KEEP_FIRING_MS) }),
    });
  }

  async count(
    rule: string,
    since: Instant,
    besides?: string,
  ): Promise<{ readonly firings: number; readonly accounts: number }> {
    const forgotten = await this.#forgotten.before();
    const where = {
      expression: '#s > :since',
      values: { ':since': `${sortable(Math.max(since, forgotten - 1))}$` },
    };
    const [resumed, ...found] = await Promise.all([
      this.#table.get(resumedKey(rule)),
      ...shardsOf(firingList(rule)).map((partition) => this.#table.queryAll({ partition, where })),
    ]);
    const looked = (resumed && numberOf(resumed, 'o')) ?? 0;
    const firings = found.flat().filter((firing) => (numberOf(firing, 'o') ?? 0) > looked);
    const accounts = new Set(firings.map((firing) => someTextOf(firing, 'ac')));
    if (besides !== undefined) accounts.delete(besides);
    return { firings: firings.length, accounts: accounts.size };
  }

  async pause({ rule, at, reason }: PausedRule): Promise<void> {
    const put = item(pausedKey(rule), { ru: text(rule), at: number(at), re: text(reason) });
    await this.#table.write({ put, when: IF_ABSENT });
  }

  async paused(): Promise<readonly PausedRule[]> {
    const rules = (await this.#table.queryAll({ partition: PAUSED })).map(readPaused);
    return rules.sort((a, b) => a.at - b.at || compareCodePoints(a.rule, b.rule));
  }

  /**
   * What a person has looked at is passed over by its number, not by its instant, which the next firing may share. The
   * rest is a transaction of one, whose token says whether it was this call that did it.
   */
  async resume(rule: string): Promise<boolean> {
    await this.#table.write({ put: item(resumedKey(rule), { o: number(this.#arrival.next()) }) });
    return (await this.#table.transact([{ delete: pausedKey(rule), when: IF_PRESENT }])).done;
  }

  async forget(before: Instant): Promise<void> {
    await this.#forgotten.raise(before);
  }
}

function readPaused(there: Item): PausedRule {
  return { rule: someTextOf(there, 'ru'), at: numberOf(there, 'at') ?? 0, reason: someTextOf(there, 're') };
}

function firingList(rule: string): string {
  return `firings#${keyName(rule)}`;
}

function resumedKey(rule: string) {
  return { p: RESUMED, s: keyName(rule) };
}

function pausedKey(rule: string) {
  return { p: PAUSED, s: keyName(rule) };
}
