import type { Catalog } from '../accounts/catalog.ts';
import { compileConnector } from '../connectors/compile-connector.ts';
import type { Connector } from '../connectors/connector.ts';
import { outsideSignals, typesByPlainName } from '../connectors/outside-signals.ts';
import type { SignalType } from '../signals/signal.ts';
import type { Documents } from './read-documents.ts';

/** The connectors by id. An ingest that is built in has one set of mappings: a second file for it is refused. */
export function compileConnectors(
  documents: Documents,
  signalTypes: ReadonlyMap<string, SignalType>,
  catalog: Catalog,
): ReadonlyMap<string, Connector> {
  const types = outsideSignals(signalTypes);
  const env = { catalog, types, typesByName: typesByPlainName(types), broken: documents.broken.signal };
  const connectors = new Map<string, Connector>();
  const ingests = new Map<string, string>();
  for (const { id, json, report } of documents.connector) {
    connectors.set(id, compileConnector(json, env, report));
    if (json.ingest === undefined) continue;
    const first = ingests.get(json.ingest);
    if (first === undefined) ingests.set(json.ingest, id);
    else
      report.error(
        'duplicate-id',
        `the ingest "${json.ingest}" is already taken by the connector "${first}"`,
        ['ingest'],
      );
  }
  return connectors;
}
