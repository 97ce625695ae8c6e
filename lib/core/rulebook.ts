import type { Catalog } from './accounts/catalog.ts';
import type { HealthModel } from './health/health.ts';
import type { CompiledJourney } from './journeys/journey.ts';
import type { JourneyDefinition } from './rulebook/journey-definition.ts';
import type { CompiledRule } from './rules/rule.ts';
import type { RuleIndex } from './rules/rule-index.ts';
import type { Segments } from './segments/segments.ts';
import type { Track } from './segments/stages.ts';
import type { SignalType } from './signals/signal.ts';
import type { BusinessCalendar } from './time/business-calendar.ts';
import type { CompiledTemplate } from './touches/compiled-template.ts';
import type { Guardrails } from './touches/guardrails.ts';

/** Everything under `rules/`, validated, compiled and hashed: what a decision is made by. */
export interface Rulebook {
  /** SHA-256 of the authors' files, on every ledger entry's page and every deployment. */
  readonly hash: string;
  readonly catalog: Catalog;
  readonly signalTypes: ReadonlyMap<string, SignalType>;
  readonly segments: Segments;
  readonly tracks: readonly Track[];
  readonly health: readonly HealthModel[];
  /** Slots that any health model reads, or that decide which model applies. */
  readonly healthReads: ReadonlySet<number>;
  readonly rules: readonly CompiledRule[];
  readonly index: RuleIndex;
  readonly journeys: ReadonlyMap<string, CompiledJourney>;
  /** Journeys by content hash, earlier ones that runs still need among them. */
  readonly definitions: ReadonlyMap<string, CompiledJourney>;
  /** The same journeys as plain JSON by hash, to be stored while runs need them. */
  readonly documents: ReadonlyMap<string, JourneyDefinition>;
  /** Compiles a definition that was stored earlier. Throws if it has no place in this rulebook. */
  readonly openDefinition: (hash: string, definition: JourneyDefinition) => CompiledJourney;
  readonly templates: ReadonlyMap<string, CompiledTemplate>;
  readonly guardrails: Guardrails;
  readonly calendar: BusinessCalendar;
}
