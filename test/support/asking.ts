import { newAccount } from '../../lib/core/accounts/account.ts';
import type { Reporter } from '../../lib/core/authoring/reporter.ts';
import { compileOperand } from '../../lib/core/conditions/compile-condition.ts';
import type { ParamsJson } from '../../lib/core/conditions/condition-schema.ts';
import { Confirmer } from '../../lib/core/conditions/confirm.ts';
import { newScope, type Value, type Watermarks } from '../../lib/core/conditions/scope.ts';
import { decide } from '../../lib/core/decide.ts';
import type { Rulebook } from '../../lib/core/rulebook.ts';
import { newWork } from '../../lib/core/work.ts';
import { ALIVE, at, type Envelope, signalOf } from './world.ts';

const THROWING: Reporter = {
  error: (_code, message) => {
    throw new Error(message);
  },
  warn: () => undefined,
  at: () => THROWING,
  failed: () => false,
};

export interface Asked {
  /** Undefined is unknown. */
  readonly value: Value | undefined;
  readonly why: string | undefined;
  readonly until: number;
}

/** An account that can be told of things and asked for the value of a fact or function at any instant. */
export class Asking {
  readonly #rulebook: Rulebook;
  readonly #watermarks: Watermarks;
  readonly #account;

  constructor(rulebook: Rulebook, begin: string, watermarks: Watermarks = ALIVE) {
    this.#rulebook = rulebook;
    this.#watermarks = watermarks;
    this.#account = newAccount('acme', at(begin), rulebook.rules.length);
  }

  /** `when` is event time, and the time at which it is received unless that is given. */
  tell(
    when: string,
    type: string,
    data: unknown = {},
    envelope: Envelope & { readonly received?: string } = {},
  ): this {
    const outside = {
      watermarks: this.#watermarks,
      pausedRules: new Set<string>(),
      confirmer: new Confirmer(),
      recordMisses: false,
    };
    const received = at(envelope.received ?? when);
    const signal = signalOf(this.#rulebook, received, type, data, { ...envelope, time: at(when) });
    void decide(newWork(this.#rulebook, this.#account, outside), signal);
    return this;
  }

  ask(when: string, fact: string, params?: ParamsJson, zone: string = this.#rulebook.catalog.zone): Asked {
    const { catalog } = this.#rulebook;
    const env = { catalog, named: new Map(), rules: new Map(), targets: new Map(), items: [] };
    const operand = compileOperand(params === undefined ? { fact } : { fact, params }, env, THROWING);
    if (operand === undefined) throw new Error(`"${fact}" does not compile`);
    const scope = newScope(this.#account, at(when), zone, this.#watermarks);
    const value = operand.read(scope);
    return { value, why: value === undefined ? operand.about(scope).why : undefined, until: scope.until };
  }

  value(when: string, fact: string, params?: ParamsJson, zone?: string): Value | undefined {
    return this.ask(when, fact, params, zone).value;
  }
}
