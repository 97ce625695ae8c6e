import { Confirmer } from '../../lib/core/conditions/confirm.ts';
import { benchAccounts } from './bench-accounts.ts';
import { benchCatalog } from './bench-facts.ts';
import { benchRules, countLeaves } from './bench-rules.ts';
import { compareFirings } from './compare-firings.ts';
import type { Contender, Firings } from './contender.ts';
import { logicEngineContender, rulesEngineContender } from './peer-contenders.ts';
import { alternate, median, rateOf, type Timed, timesAsFast } from './rounds.ts';
import { compileRules, scopeOn, touchlineContender } from './touchline-contender.ts';

export interface EvaluationSize {
  readonly rules: number;
  readonly accounts: number;
  readonly rounds: number;
  readonly seed: number;
}

export interface EvaluationFigures {
  readonly rules: number;
  readonly conditions: number;
  readonly accounts: number;
  readonly identical: boolean;
  readonly firings: number;
  readonly accountsPerSecond: Readonly<Record<string, number>>;
  readonly over: Readonly<Record<string, number>>;
  readonly confirmMicros: number;
}

/** Long enough for a clock, short enough for many rounds. */
const LEAST_MS = 500;
const CONFIRMED_A_ROUND = 500;

/** Rules over rows of facts: Touchline's evaluator against its peers, on the same rules and accounts. */
export async function benchEvaluation(
  size: EvaluationSize,
  tell: (text: string) => void,
): Promise<EvaluationFigures> {
  const catalog = benchCatalog();
  const rules = benchRules(size.rules, size.seed);
  const accounts = benchAccounts(size.accounts, size.seed + 1, catalog);
  const conditions = compileRules(rules, catalog);
  const fast = [touchlineContender(conditions, accounts), logicEngineContender(rules, accounts)];
  const slow = [rulesEngineContender(rules, accounts, true), rulesEngineContender(rules, accounts, false)];
  const results = new Map(
    [...fast, ...slow].map(({ name }) => [name, new Uint8Array(rules.length * accounts.length)]),
  );
  const firedBy = (one: Contender) => results.get(one.name) as Firings;
  const timed = [
    ...fast.map((one) => repeated(one, accounts.length, firedBy(one))),
    ...slow.map((one) => inSlices(one, accounts.length, size.rounds, firedBy(one))),
  ];
  const rounds = await alternate(timed, size.rounds, (round) =>
    tell(round < 0 ? 'rules: warming up' : `rules: round ${round + 1} of ${size.rounds}`),
  );
  const { identical, firings, differences } = compareFirings(rules, results);
  for (const difference of differences) tell(difference);
  const peers = [...rounds.keys()].filter((name) => name !== 'touchline');
  return {
    rules: rules.length,
    conditions: rules.reduce((sum, rule) => sum + countLeaves(rule.conditions), 0),
    accounts: accounts.length,
    identical,
    firings,
    accountsPerSecond: Object.fromEntries(
      [...rounds.keys()].map((name) => [name, Math.round(rateOf(rounds, name))]),
    ),
    over: Object.fromEntries(peers.map((name) => [name, timesAsFast(rounds, 'touchline', name)])),
    confirmMicros: await confirmMicros(),
  };

  /** Confirms firings as the product does, one at a time; throws on one that json-rules-engine does not confirm. */
  async function confirmMicros(): Promise<number> {
    const confirmer = new Confirmer();
    const fired = firedBy(fast[0] as Contender);
    const times: number[] = [];
    for (let round = -1; round < size.rounds; round += 1) {
      tell(round < 0 ? 'confirming: warming up' : `confirming: round ${round + 1} of ${size.rounds}`);
      for (let i = 0, from = Math.max(round, 0) * 7919; i < CONFIRMED_A_ROUND; i += 1) {
        from = fired.indexOf(1, (from + 37) % fired.length);
        if (from === -1) from = fired.indexOf(1);
        const condition = conditions[from % rules.length] as (typeof conditions)[number];
        const scope = scopeOn(accounts[Math.floor(from / rules.length)] as (typeof accounts)[number]);
        const started = performance.now();
        const { holds } = await confirmer.confirm(condition, scope);
        if (round >= 0) times.push((performance.now() - started) * 1000);
        if (!holds) throw new Error(`json-rules-engine does not confirm ${rules[from % rules.length]?.id}`);
      }
    }
    return median(times);
  }
}

/** All accounts over and over, until enough time has passed. */
function repeated(one: Contender, accounts: number, fired: Firings): Timed {
  return {
    name: one.name,
    run: async () => {
      const until = performance.now() + LEAST_MS;
      let asked = 0;
      do {
        await one.run(0, accounts, fired);
        asked += accounts;
      } while (performance.now() < until);
      return asked;
    },
  };
}

/** Another part of the accounts in every round: together the rounds have asked about all of them. */
function inSlices(one: Contender, accounts: number, rounds: number, fired: Firings): Timed {
  const slice = Math.ceil(accounts / rounds);
  return {
    name: one.name,
    run: async (round) => {
      const from = Math.max(round, 0) * slice;
      const to = Math.min(accounts, round < 0 ? Math.ceil(slice / 10) : from + slice);
      await one.run(from, to, fired);
      return to - from;
    },
  };
}
