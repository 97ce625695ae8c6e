import { elapsedAt } from '../authoring/elapsed.ts';
import type { Reporter } from '../authoring/reporter.ts';
import { compilePattern } from '../patterns/compile-pattern.ts';
import { checkRuleLimits } from '../patterns/rule-limits.ts';
import { type ConnectorEnv, compileMapping, readId } from './compile-mapping.ts';
import type { Connector, Hook, Mapped, Mapping } from './connector.ts';
import type { ConnectorJson, HookJson } from './connector-schema.ts';
import { compilePath, compilePaths } from './event-path.ts';

const MINUTE_MS = 60_000;

/** Where each scheme puts the signature; `hmac` is what providers do on their own, each in another header. */
const HEADERS: Readonly<Record<HookJson['scheme'], string | undefined>> = {
  'standard-webhooks': 'webhook-signature',
  stripe: 'stripe-signature',
  hmac: undefined,
};

/** What every event on a bus has at the top; a pattern about anything else would never match. */
const ENVELOPE: ReadonlySet<string> = new Set([
  'version',
  'id',
  'detail-type',
  'source',
  'account',
  'time',
  'region',
  'resources',
  'detail',
]);

/** Checks a connector and turns it into closures over events. */
export function compileConnector(json: ConnectorJson, env: ConnectorEnv, report: Reporter): Connector {
  checkWays(json, report);
  const mappings = json.signals.map((one, i) => compileMapping(one, json, env, report.at('signals', i)));
  const links = Object.entries(json.links ?? {}).map(([system, { from }]) => ({
    system,
    read: compilePaths(from),
  }));
  return {
    id: json.id,
    bus: compileBus(json, report),
    hook: json.hook && compileHook(json.hook, json, mappings, report.at('hook')),
    ingest: json.ingest,
    mappings,
    read(event) {
      const mapped: Mapped[] = [];
      for (const mapping of mappings) {
        if (mapping.otherwise && mapped.length > 0) continue;
        const one = mapping.read(event);
        if (typeof one !== 'string') mapped.push(one);
      }
      return mapped;
    },
    links: (event) =>
      links.flatMap(({ system, read }) => {
        const id = readId(read(event));
        return id === undefined ? [] : [{ system, id }];
      }),
  };
}

/** Events come by a bus, by a hook (or both), or by an ingest that is built in. */
function checkWays(json: ConnectorJson, report: Reporter): void {
  const { bus, hook, ingest } = json;
  if (bus === undefined && hook === undefined && ingest === undefined)
    report.error('missing-key', 'a connector has a "bus", a "hook" or an "ingest", here is none');
  if (ingest === undefined) return;
  for (const key of ['bus', 'hook'] as const) {
    if (json[key] !== undefined)
      report.error('two-kinds', `"${key}" does not go with "ingest"`, [key], 'key');
  }
}

function compileBus(json: ConnectorJson, report: Reporter): Connector['bus'] {
  const { bus, pattern } = json;
  if (pattern !== undefined && bus === undefined)
    report.error(
      'missing-key',
      '"pattern" says which events of a bus: name the "bus" too',
      ['pattern'],
      'key',
    );
  if (bus === undefined) return undefined;
  if (pattern === undefined) {
    report.error('missing-key', '"bus" needs a "pattern": which of its events', ['bus'], 'key');
    return undefined;
  }
  const at = report.at('pattern');
  const compiled = compilePattern(pattern, at);
  checkRuleLimits(pattern, compiled, at);
  for (const field of compiled.fields) {
    const [top = ''] = field.path.split('.');
    if (!ENVELOPE.has(top))
      at.error(
        'unknown-key',
        `an event on a bus has no "${top}" at the top (allowed: ${[...ENVELOPE].join(', ')})`,
        field.at.slice(
          0,
          field.at.findLastIndex((part) => part === top || String(part).startsWith(`${top}.`)) + 1,
        ),
        'key',
      );
  }
  return { name: bus, pattern, takes: compiled.takes, mismatch: compiled.mismatch };
}

function compileHook(
  hook: HookJson,
  json: ConnectorJson,
  mappings: readonly Mapping[],
  report: Reporter,
): Hook {
  const { scheme, prefix = '', encoding = 'hex' } = hook;
  const header = hook.header ?? HEADERS[scheme];
  if (header === undefined)
    report.error('missing-key', '"hmac" needs a "header": which one carries the signature');
  for (const key of ['prefix', 'encoding'] as const) {
    if (scheme !== 'hmac' && hook[key] !== undefined)
      report.error('misplaced-key', `"${key}" goes with the scheme hmac`, [key], 'key');
  }
  if (scheme === 'standard-webhooks' && hook.header !== undefined)
    report.error('misplaced-key', 'the headers of standard-webhooks are fixed', ['header'], 'key');
  if (scheme === 'hmac' && hook.tolerance !== undefined)
    report.error('misplaced-key', 'what is signed by hmac carries no time', ['tolerance'], 'key');
  const tolerance =
    hook.tolerance === undefined ? 5 * MINUTE_MS : (elapsedAt(hook.tolerance, report.at('tolerance')) ?? 0);
  return {
    scheme,
    header: header ?? '',
    prefix,
    encoding,
    tolerance,
    detailType: hook.detailType && compilePath(hook.detailType.from),
    headers: headersIn(json, mappings),
  };
}

/** The headers that paths and patterns of the connector name. */
function headersIn(json: ConnectorJson, mappings: readonly Mapping[]): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value === 'string' && value.startsWith('headers.')) found.add(value.slice('headers.'.length));
    if (typeof value !== 'object' || value === null) return;
    for (const inner of Object.values(value)) visit(inner);
  };
  visit(json);
  for (const field of mappings.flatMap(({ when }) => when?.fields ?? [])) visit(field.path);
  return found;
}
