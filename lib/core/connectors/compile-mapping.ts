import type { Catalog } from '../accounts/catalog.ts';
import type { Reporter } from '../authoring/reporter.ts';
import { hint } from '../authoring/suggest.ts';
import { compilePattern } from '../patterns/compile-pattern.ts';
import { kindOf } from '../signals/read-value.ts';
import type { SignalType } from '../signals/signal.ts';
import { compileSource, type ReadField } from './compile-source.ts';
import type { ContactName, Mapped, MappedSignal, Mapping, Passed } from './connector.ts';
import type { ConnectorJson, MappingJson } from './connector-schema.ts';
import { INSTANTS, toInstant } from './convert-value.ts';
import { compilePath, compilePaths } from './event-path.ts';
import { fieldsByName, plainName } from './fields-by-name.ts';
import { isOwnSignal } from './outside-signals.ts';

/** What the mappings of all connectors are checked against. */
export interface ConnectorEnv {
  readonly catalog: Catalog;
  /** Signal types that may come from outside. */
  readonly types: ReadonlyMap<string, SignalType>;
  readonly typesByName: ReadonlyMap<string, SignalType>;
  /** Signal types whose files are not right themselves: naming one is no further mistake. */
  readonly broken: ReadonlySet<string>;
}

/** A name longer than this is none that anybody gave to an event. */
const MAX_NAME = 200;
/** Ids of other systems are short; what is longer is text of another kind. */
const MAX_ID = 1000;

/** Checks one mapping and turns it into a closure over events. */
export function compileMapping(
  json: MappingJson,
  connector: ConnectorJson,
  env: ConnectorEnv,
  report: Reporter,
): Mapping {
  checkNames(json, connector, report);
  const when = json.when && compilePattern(json.when, report.at('when'));
  const typeOf = compileType(json, env, report);
  const dataOf = compileData(json, env, report);
  const namesOf = compileNames(json, connector);
  return {
    type: typeof json.signal === 'string' ? json.signal : undefined,
    otherwise: json.otherwise === true,
    when,
    read(event): Mapped | Passed {
      if (when?.takes(event) === false) return 'not-matched';
      const type = typeOf(event);
      if (type === undefined) return 'no-signal';
      const data = dataOf(event, type);
      if ('problem' in data) return { type: type.id, problem: data.problem };
      const names = namesOf(event);
      if ('problem' in names) return { type: type.id, problem: names.problem };
      // What says something about a person alone says nothing where the event names none.
      if (json.contact !== undefined && names.contact === undefined && isOfContact(type, env.catalog))
        return 'nobody';
      return { signal: { type: type.id, ...names, data: data.data } };
    },
  };
}

/** An ingest that is built in knows whom an event is about, and when it happened; anything else has to say so. */
function checkNames(json: MappingJson, connector: ConnectorJson, report: Reporter): void {
  for (const key of ['id', 'time', 'account', 'contact'] as const) {
    const isThere = json[key] !== undefined;
    if (connector.ingest !== undefined && isThere)
      report.error('misplaced-key', `"${key}" is known of what comes by ${connector.ingest}`, [key], 'key');
    if (connector.ingest === undefined && !isThere && key !== 'contact')
      report.error('missing-key', `"${key}" is missing: the events of a bus or a hook have to be told apart`);
  }
}

function compileType(json: MappingJson, env: ConnectorEnv, report: Reporter) {
  if (typeof json.signal === 'string') {
    const type = env.types.get(json.signal);
    if (type === undefined && isOwnSignal(json.signal))
      report.error('reserved-name', `only Touchline itself may say "${json.signal}"`, ['signal']);
    else if (type === undefined && !env.broken.has(json.signal))
      report.error(
        'unknown-signal',
        `unknown signal "${json.signal}"${hint(json.signal, env.types.keys())}`,
        ['signal'],
      );
    else if (type !== undefined && json.contact === undefined && json.account !== undefined)
      checkContact(type, env.catalog, report);
    return () => type;
  }
  const name = compilePath(json.signal.from);
  if (json.payload !== undefined)
    report.error(
      'misplaced-key',
      '"payload" goes with one signal type: take "fields" where the event names it',
      ['payload'],
      'key',
    );
  return (event: unknown) => {
    const named = name(event);
    return typeof named === 'string' && named.length <= MAX_NAME
      ? env.typesByName.get(plainName(named))
      : undefined;
  };
}

/** Whether all that a signal changes is something about one person. */
function isOfContact(type: SignalType, catalog: Catalog): boolean {
  return type.writes.size > 0 && [...type.writes].every((slot) => slot === catalog.contacts.slot);
}

function checkContact(type: SignalType, catalog: Catalog, report: Reporter): void {
  if (!isOfContact(type, catalog)) return;
  report.error('missing-key', `${type.id} is about a person: name the "contact" by "id" or "email"`);
}

type Data = { readonly data: Record<string, unknown> } | { readonly problem: string };

function compileData(json: MappingJson, env: ConnectorEnv, report: Reporter) {
  const object = json.fields === undefined ? undefined : compilePath(json.fields.from);
  const reads = typeof json.signal === 'string' ? compilePayload(json, json.signal, env, report) : [];
  return (event: unknown, type: SignalType): Data => {
    const data = object === undefined ? {} : fieldsByName(object(event), type, env.catalog.currency);
    for (const [name, read] of reads) {
      const converted = read(event);
      if (converted === undefined) continue;
      if ('problem' in converted) return { problem: `"${name}": ${converted.problem}` };
      data[name] = converted.value;
    }
    return { data };
  };
}

function compilePayload(
  json: MappingJson,
  signal: string,
  env: ConnectorEnv,
  report: Reporter,
): readonly (readonly [string, ReadField])[] {
  const type = env.types.get(signal);
  if (type === undefined) return [];
  const payload = Object.entries(json.payload ?? {});
  const given = new Set(payload.map(([name]) => name));
  const missing = [...type.fields.values()].filter(
    ({ name, json: field }) => field.optional !== true && field.default === undefined && !given.has(name),
  );
  if (missing.length > 0 && json.fields === undefined) {
    const names = missing.map(({ name }) => `"${name}"`).join(', ');
    report.error('missing-field', `${signal} needs ${names}`, json.payload === undefined ? [] : ['payload']);
  }
  return payload.flatMap(([name, source]) => {
    const at = report.at('payload', name);
    const field = type.fields.get(name);
    if (field === undefined) {
      at.error(
        'unknown-field',
        `${signal} has no field "${name}"${hint(name, type.fields.keys())}`,
        [],
        'key',
      );
      return [];
    }
    return [[name, compileSource(source, field, () => env.catalog.minorPerMajor, at)] as const];
  });
}

type Names = Pick<MappedSignal, 'id' | 'time' | 'account' | 'contact'>;

function compileNames(json: MappingJson, connector: ConnectorJson) {
  const id = json.id && compilePaths(json.id.from);
  const time = json.time && { at: compilePaths(json.time.from), as: json.time.as ?? 'instant' };
  const account = json.account && { at: compilePaths(json.account.id.from), system: json.account.system };
  const contact = compileContact(json, connector);
  return (event: unknown): Names | { readonly problem: string } => {
    const names: { -readonly [K in keyof Names]: Names[K] } = {
      id: undefined,
      time: undefined,
      account: undefined,
      contact: contact?.(event),
    };
    if (id !== undefined) {
      names.id = readId(id(event));
      if (names.id === undefined) return missing('id', id(event));
    }
    if (time !== undefined) {
      names.time = toInstant(time.at(event), time.as);
      if (names.time === undefined)
        return { problem: `"time": expected ${INSTANTS[time.as]}, got ${kindOf(time.at(event))}` };
    }
    if (account !== undefined) {
      const own = readId(account.at(event));
      if (own === undefined) return missing('account', account.at(event));
      names.account = { system: account.system, id: own };
    }
    return names;
  };
}

function compileContact(json: MappingJson, connector: ConnectorJson) {
  const { contact } = json;
  if (contact === undefined) return undefined;
  if ('email' in contact) {
    const at = compilePaths(contact.email.from);
    return (event: unknown): ContactName | undefined => {
      const email = at(event);
      return typeof email === 'string' && email.length <= MAX_ID ? { email } : undefined;
    };
  }
  const at = compilePaths(contact.id.from);
  const system = contact.system ?? connector.id;
  return (event: unknown): ContactName | undefined => {
    const id = readId(at(event));
    return id === undefined ? undefined : { system, id };
  };
}

/** An outside id as text: systems write them as text or as whole numbers. Undefined for anything else. */
export function readId(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined;
  if (typeof value !== 'string' || value.length > MAX_ID) return undefined;
  const text = value.trim();
  return text === '' ? undefined : text;
}

function missing(what: string, got: unknown): { readonly problem: string } {
  return { problem: `"${what}": expected an id, got ${kindOf(got)}` };
}
