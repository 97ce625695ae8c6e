import type { Connector, MappedSignal, Mapping, Passed } from '../../core/connectors/connector.ts';
import type { Mismatch } from '../../core/patterns/mismatch.ts';
import type { Rulebook } from '../../core/rulebook.ts';
import { readSignal } from '../../core/signals/read-signal.ts';
import { formatInstant } from '../../core/time/instant.ts';

/** What one mapping makes of an event. `number` counts from 1, as authors count. */
export type MappingRoute = { readonly number: number; readonly type: string | undefined } & (
  | { readonly outcome: 'signal'; readonly signal: MappedSignal }
  /** It takes the event, and what comes of it is no sound signal. `problem` names the field and quotes no value. */
  | { readonly outcome: 'refused'; readonly problem: string }
  | { readonly outcome: 'not-matched'; readonly mismatch: Mismatch | undefined }
  /** `not-needed`: it is for the rest, and a mapping before it gave a signal. */
  | { readonly outcome: Exclude<Passed, 'not-matched'> | 'not-needed' }
);

/** What one connector makes of an event. */
export interface ConnectorRoute {
  readonly connector: string;
  /** Whether at least one signal comes of it. */
  readonly isTaken: boolean;
  /** Why the pattern of its bus does not take the event; its mappings are then not asked. */
  readonly mismatch: Mismatch | undefined;
  readonly mappings: readonly MappingRoute[];
}

/** What every connector with a bus makes of an event, by id. Connectors are on different buses: none is left out. */
export function routeOfBus(event: unknown, rulebook: Rulebook): readonly ConnectorRoute[] {
  return [...rulebook.connectors.values()].flatMap((connector) => {
    const { id, bus } = connector;
    if (bus === undefined) return [];
    if (bus.takes(event)) return [routeOf(connector, event, rulebook)];
    return [{ connector: id, isTaken: false, mismatch: bus.mismatch(event), mappings: [] }];
  });
}

/** What the mappings of one connector make of an event that is shaped for them. */
export function routeOf(connector: Connector, event: unknown, rulebook: Rulebook): ConnectorRoute {
  const mappings: MappingRoute[] = [];
  // As a connector reads: one for the rest is asked where nothing before it took the event, rightly or wrongly.
  let isRest = true;
  for (const [i, mapping] of connector.mappings.entries()) {
    const route = routeOfMapping(mapping, event, isRest, rulebook);
    mappings.push({ number: i + 1, ...route });
    if (route.outcome === 'signal' || route.outcome === 'refused') isRest = false;
  }
  const isTaken = mappings.some(({ outcome }) => outcome === 'signal');
  return { connector: connector.id, isTaken, mismatch: undefined, mappings };
}

type WithoutNumber<T> = T extends unknown ? Omit<T, 'number'> : never;

function routeOfMapping(
  mapping: Mapping,
  event: unknown,
  isRest: boolean,
  rulebook: Rulebook,
): WithoutNumber<MappingRoute> {
  const { type } = mapping;
  if (mapping.otherwise && !isRest) return { type, outcome: 'not-needed' };
  const read = mapping.read(event);
  if (read === 'not-matched') return { type, outcome: read, mismatch: mapping.when?.mismatch(event) };
  if (typeof read === 'string') return { type, outcome: read };
  if ('problem' in read) return { type: read.type, outcome: 'refused', problem: read.problem };
  const { signal } = read;
  const problem = signalProblem(signal, rulebook);
  return problem === undefined
    ? { type: signal.type, outcome: 'signal', signal }
    : { type: signal.type, outcome: 'refused', problem };
}

/** For what comes by an ingest, which knows the time itself. */
const SOME_TIME = Date.UTC(2026, 0, 1);

/** What intake would have against a signal, whoever it is about: whether its account is known is not asked. */
function signalProblem(signal: MappedSignal, rulebook: Rulebook): string | undefined {
  const envelope = {
    specversion: '1.0',
    id: 'route',
    source: 'route',
    type: signal.type,
    account: 'whoever',
    time: formatInstant(signal.time ?? SOME_TIME),
    data: signal.data,
  };
  const read = readSignal(envelope, rulebook.signalTypes, undefined, {
    minorPerMajor: () => rulebook.catalog.minorPerMajor,
    addressKey: () => '',
  });
  return 'rejected' in read ? read.detail : undefined;
}
