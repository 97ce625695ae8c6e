import type { DefinitionStore } from '../../app/ports/definition-store.ts';
import type { JourneyDefinition } from '../../core/rulebook/journey-definition.ts';
import { compareCodePoints } from './code-points.ts';

export class MemoryDefinitionStore implements DefinitionStore {
  /** As JSON text, so that nobody outside can change a definition that runs are on. */
  readonly #definitions = new Map<string, string>();

  async put(hash: string, definition: JourneyDefinition): Promise<void> {
    const text = JSON.stringify(definition);
    if (!this.#definitions.has(hash)) this.#definitions.set(hash, text);
  }

  async get(hash: string): Promise<JourneyDefinition | undefined> {
    const text = this.#definitions.get(hash);
    return text === undefined ? undefined : (JSON.parse(text) as JourneyDefinition);
  }

  async hashes(): Promise<readonly string[]> {
    return [...this.#definitions.keys()].sort(compareCodePoints);
  }
}
