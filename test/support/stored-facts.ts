import type { AccountJson } from '../../lib/core/accounts/account-json.ts';
import { openAccount } from '../../lib/core/accounts/open-account.ts';
import type { Rulebook } from '../../lib/core/rulebook.ts';

/** What is known of an account by name of fact, each thing with the instant and signal that it was learnt from. */
export type StoredFacts = Readonly<Record<string, unknown>>;

/** The facts of an account as it is stored, where moments are numbers that mean nothing elsewhere. */
export function factsOf(json: AccountJson, rulebook: Rulebook): StoredFacts {
  const account = openAccount(json, rulebook);
  const cells = { level: account.levels, log: account.logs, set: account.sets, series: account.series };
  return Object.fromEntries(
    rulebook.catalog.slots.flatMap(({ kind, index, name }) => {
      const cell = cells[kind][index];
      return cell === undefined ? [] : [[name, plain(cell)]];
    }),
  );
}

function plain(cell: unknown): unknown {
  const text = JSON.stringify(cell, (_name, value: unknown) => {
    if (value instanceof Set) return [...value].sort();
    if (value instanceof Map) return [...value].sort(([a], [b]) => (a < b ? -1 : 1));
    return value;
  });
  return JSON.parse(text);
}
