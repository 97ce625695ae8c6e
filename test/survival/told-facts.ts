import { canonicalJson } from '../../lib/core/authoring/canonical-json.ts';
import type { Rulebook } from '../../lib/core/rulebook.ts';
import type { StoredFacts } from '../support/stored-facts.ts';

/** Characters of a fact that are shown: a series of a year is long. */
const SHOWN = 300;

/** Without what Touchline has made of it on the way: segment, stage, health, whatever rules set. */
export function toldFacts(facts: StoredFacts, { catalog }: Rulebook): StoredFacts {
  return Object.fromEntries(
    Object.entries(facts).filter(([name, fact]) => {
      const key = (fact as { readonly key?: unknown }).key;
      return catalog.facts.get(name)?.derived !== true && !String(key ?? '').startsWith('touchline|');
    }),
  );
}

/** What is known of accounts differently, in words; of accounts that only one side has, nothing is said here. */
export function differentFacts(
  expected: ReadonlyMap<string, StoredFacts>,
  got: ReadonlyMap<string, StoredFacts>,
): string[] {
  const different: string[] = [];
  for (const [account, facts] of expected) {
    const others = got.get(account);
    if (others === undefined) continue;
    for (const name of new Set([...Object.keys(facts), ...Object.keys(others)])) {
      const [wanted, there] = [canonicalJson(facts[name] ?? null), canonicalJson(others[name] ?? null)];
      if (wanted !== there)
        different.push(`of ${account}, ${name} is ${there.slice(0, SHOWN)}, not ${wanted.slice(0, SHOWN)}`);
    }
  }
  return different;
}
