import type { ConnectorRoute, MappingRoute } from '../../lib/app/explain/explain-route.ts';
import type { AccountName, ContactName, MappedSignal } from '../../lib/core/connectors/connector.ts';
import type { Mismatch } from '../../lib/core/patterns/mismatch.ts';
import { formatInstant } from '../../lib/core/time/instant.ts';
import { colour } from './options.ts';
import { printable } from './table.ts';

/** A value, or what a field may be, is cut here: a line is for reading. */
const MOST_CHARACTERS = 160;

/** A route as the help of the command documents its JSON. */
export function routeJson({ connector, isTaken, mismatch, mappings }: ConnectorRoute): object {
  return {
    connector,
    taken: isTaken,
    mismatch: mismatch ?? null,
    mappings: mappings.map(({ type, ...rest }) => ({
      number: rest.number,
      type: type ?? null,
      outcome: rest.outcome,
      ...('mismatch' in rest ? { mismatch: rest.mismatch ?? null } : {}),
      ...('problem' in rest ? { problem: rest.problem } : {}),
      ...('signal' in rest ? { signal: signalJson(rest.signal) } : {}),
    })),
  };
}

function signalJson({ id, time, account, contact, data }: MappedSignal): object {
  return {
    id: id ?? null,
    time: time === undefined ? null : formatInstant(time),
    account: account === undefined ? null : { system: account.system ?? null, id: account.id },
    contact: contact ?? null,
    data,
  };
}

/** The same in lines for a person. */
export function routeLines({ connector, isTaken, mismatch, mappings }: ConnectorRoute): string[] {
  if (mismatch !== undefined) return [`${colour('bold', connector)} does not take it: ${inWords(mismatch)}`];
  const signals = mappings.filter(({ outcome }) => outcome === 'signal').length;
  const head = isTaken
    ? `takes it: ${signals === 1 ? 'a signal' : `${signals} signals`}`
    : 'makes nothing of it';
  return [`${colour('bold', connector)} ${head}`, ...mappings.flatMap(mappingLines)];
}

function mappingLines(mapping: MappingRoute): string[] {
  const { number, type = 'the signal that it names' } = mapping;
  const title = printable(`  ${number}. ${type}`);
  switch (mapping.outcome) {
    case 'signal':
      return [
        `${title}${printable(about(mapping.signal))}`,
        printable(`     ${JSON.stringify(mapping.signal.data)}`),
      ];
    case 'refused':
      return [printable(`${title} is refused: ${mapping.problem}`)];
    case 'not-matched':
      return [`${title}: ${mapping.mismatch === undefined ? 'not matched' : inWords(mapping.mismatch)}`];
    case 'no-signal':
      return [`${title}: there is none of that name`];
    case 'nobody':
      return [`${title} is about a person, and it names none`];
    case 'not-needed':
      return [`${title} is for the rest: a mapping before it took the event`];
  }
}

function about({ id, time, account, contact }: MappedSignal): string {
  const parts = [
    id === undefined ? undefined : `id ${id}`,
    time === undefined ? undefined : `at ${formatInstant(time)}`,
    account === undefined ? undefined : `account ${named(account)}`,
    contact === undefined ? undefined : `contact ${named(contact)}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? '' : `: ${parts.join(', ')}`;
}

function named(name: AccountName | ContactName): string {
  if ('email' in name) return name.email;
  return name.system === undefined ? name.id : `${name.id} of ${name.system}`;
}

function inWords({ path, wanted, got, why }: Mismatch): string {
  const field = `"${path}"`;
  const allowed = cut(wanted.map((one) => JSON.stringify(one)).join(' or '));
  const text =
    why === 'apart'
      ? `${field} matches in another item of its list than the fields before it (wanted ${allowed})`
      : why === 'object'
        ? `${field} is an object or an empty list, and a pattern matches values (wanted ${allowed})`
        : `${field} is ${got.length === 0 ? 'not there' : cut(got.map((one) => JSON.stringify(one)).join(', '))} (wanted ${allowed})`;
  return printable(text);
}

function cut(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text;
}
