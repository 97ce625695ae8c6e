import type { JourneyDefinition } from '../../core/rulebook/journey-definition.ts';

/** Journeys by content hash: a run in flight finishes on the definition that it began with. */
export interface DefinitionStore {
  /** Keeps a definition; the same hash again changes nothing. */
  put(hash: string, definition: JourneyDefinition): Promise<void>;
  get(hash: string): Promise<JourneyDefinition | undefined>;
  hashes(): Promise<readonly string[]>;
}
