import type { Rulebook } from '../../core/rulebook.ts';
import type { DefinitionStore } from '../ports/definition-store.ts';

/**
 * The rulebook with every stored definition that it does not have itself, for runs that began on an earlier one. One
 * that today's rulebook has no place for is left out, and told of: its runs cannot go on.
 */
export async function withStoredDefinitions(
  rulebook: Rulebook,
  store: DefinitionStore,
  onUnusable: (hash: string, error: unknown) => void = () => undefined,
): Promise<Rulebook> {
  const definitions = new Map(rulebook.definitions);
  for (const hash of await store.hashes()) {
    const definition = definitions.has(hash) ? undefined : await store.get(hash);
    if (definition === undefined) continue;
    try {
      definitions.set(hash, rulebook.openDefinition(hash, definition));
    } catch (error) {
      onUnusable(hash, error);
    }
  }
  return { ...rulebook, definitions };
}
