import { storedFirings, storedLevel } from '../../core/accounts/account-json.ts';
import { hint } from '../../core/authoring/suggest.ts';
import type { Rulebook } from '../../core/rulebook.ts';
import type { Actor } from '../ports/access-tokens.ts';
import { ROLES } from '../ports/access-tokens.ts';
import type { RunRow } from '../ports/book-reader.ts';
import { ActError, type KillScope, type KillState } from '../product/acts.ts';
import { type ActPorts, readKill } from './act-ports.ts';
import { note, submit } from './submit.ts';

const PAGE = 200;

/** What people stop and allow again: accounts, runs, rules, journeys, topics, everything; and who may. */
export class ControlActs {
  readonly #ports: ActPorts;
  readonly #rulebook: Rulebook;

  constructor(ports: ActPorts, rulebook: Rulebook) {
    this.#ports = ports;
    this.#rulebook = rulebook;
  }

  async pauseAccount(by: Actor, account: string, paused: boolean, reason?: string) {
    const stored = await this.#ports.accounts.load(account);
    if (stored === undefined)
      throw new ActError('not-found', `there is no account "${account.slice(0, 80)}"`);
    const before = storedLevel(stored.account, 'paused')?.value === true;
    if (before !== paused)
      await submit(this.#ports, by, { account, type: 'account.paused', data: { paused, ...given(reason) } });
    const act = paused ? 'account.pause' : 'account.resume';
    await note(this.#ports, by, { act, account, target: account, before, after: paused, reason });
    return { account, paused };
  }

  async stopRun(by: Actor, id: string, reason?: string): Promise<RunRow> {
    const run = await this.#ports.book.run(id);
    if (run === undefined) throw new ActError('not-found', `there is no run "${id.slice(0, 80)}"`);
    if (run.status === 'ended')
      throw new ActError('conflict', `the run has ended: ${run.reason ?? 'completed'}`);
    await submit(this.#ports, by, {
      account: run.account,
      type: 'run.stopped',
      data: { run: id, ...given(reason) },
    });
    const after = (await this.#ports.book.run(id)) ?? run;
    if (after.reason !== 'stopped')
      throw new ActError(
        'conflict',
        `the run ended before this could be done: ${after.reason ?? 'completed'}`,
      );
    await note(this.#ports, by, {
      act: 'run.stop',
      account: run.account,
      target: id,
      before: run.step ?? run.status,
      after: after.reason ?? after.status,
      reason,
    });
    return after;
  }

  async kill(
    by: Actor,
    scope: KillScope,
    id: string | undefined,
    on: boolean,
    reason?: string,
  ): Promise<KillState> {
    const { settings } = this.#ports;
    const before = await readKill(settings);
    const after = this.#killed(before, scope, id, on);
    await settings.set('kill', JSON.stringify(after));
    const target = id === undefined ? scope : `${scope} ${id}`;
    await note(this.#ports, by, { act: on ? 'kill' : 'revive', target, before, after, reason });
    return after;
  }

  /**
   * What was held back and is not released goes on waiting, and can be released later: a release that was cut short is
   * finished by asking once more.
   */
  async resumeRule(by: Actor, rule: string, release: boolean) {
    const paused = (await this.#ports.ruleWatch.paused()).find((one) => one.rule === rule);
    const holding = release ? await this.#holding(rule) : [];
    if (paused === undefined && holding.length === 0)
      throw new ActError('not-found', `no rule "${rule.slice(0, 80)}" is paused`);
    await this.#ports.ruleWatch.resume(rule);
    for (const account of holding)
      await submit(this.#ports, by, { account, type: 'rule.released', data: { rule } });
    const released = holding.length - (await this.#stillHolding(rule, holding));
    await note(this.#ports, by, {
      act: 'rule.resume',
      target: rule,
      before: paused?.reason,
      after: { released },
    });
    return { rule, released };
  }

  async createToken(by: Actor, name: string, role: Actor['role']): Promise<{ readonly token: string }> {
    if (!/^[A-Za-z0-9][\w.@-]{0,63}$/.test(name))
      throw new ActError('invalid', 'a name is 1 to 64 letters, digits, ".", "_", "-" or "@"');
    if (!ROLES.includes(role)) throw new ActError('invalid', `a role is one of ${ROLES.join(', ')}`);
    if ((await this.#ports.tokens.list()).some((one) => one.name === name))
      throw new ActError('conflict', `there is a token "${name}" already`);
    const token = `tl_${this.#ports.newId()}`;
    await this.#ports.tokens.add(this.#ports.hashToken(token), { name, role }, this.#ports.clock.now());
    await note(this.#ports, by, { act: 'token.create', target: name, before: undefined, after: role });
    return { token };
  }

  #killed(state: KillState, scope: KillScope, id: string | undefined, on: boolean): KillState {
    if (scope === 'everything') return { ...state, everything: on };
    const known = scope === 'journey' ? this.#rulebook.journeys : this.#rulebook.guardrails.topics;
    const there = scope === 'journey' ? state.journeys : state.topics;
    if (id === undefined) throw new ActError('invalid', `name the ${scope}`);
    // What was killed may have left the rulebook since, and can still be allowed again.
    if (!known.has(id) && !there.includes(id))
      throw new ActError('not-found', `there is no ${scope} "${id.slice(0, 80)}"${hint(id, known.keys())}`);
    const others = there.filter((one) => one !== id);
    const now = on ? [...others, id].sort() : others;
    return scope === 'journey' ? { ...state, journeys: now } : { ...state, topics: now };
  }

  /** Accounts where a firing of the rule asked for something that the pause held back. */
  async #holding(rule: string): Promise<readonly string[]> {
    const holding: string[] = [];
    let after: string | undefined;
    for (;;) {
      const ids = await this.#ports.accounts.list(after, PAGE);
      for (const id of ids) if (await this.#holds(rule, id)) holding.push(id);
      after = ids.at(-1);
      if (ids.length < PAGE) return holding;
    }
  }

  /** Of those, how many hold it still: their condition is unknown by now. */
  async #stillHolding(rule: string, accounts: readonly string[]): Promise<number> {
    let still = 0;
    for (const id of accounts) if (await this.#holds(rule, id)) still += 1;
    return still;
  }

  async #holds(rule: string, id: string): Promise<boolean> {
    const stored = await this.#ports.accounts.load(id);
    return stored !== undefined && storedFirings(stored.account, rule).some((one) => one.withheld === true);
  }
}

function given(reason: string | undefined): Readonly<Record<string, string>> {
  return reason === undefined ? {} : { reason };
}
