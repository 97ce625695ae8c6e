import { hint } from '../core/authoring/suggest.ts';
import type { Rulebook } from '../core/rulebook.ts';
import { type ReadContext, readSignal } from '../core/signals/read-signal.ts';
import { compareSignals, type Signal } from '../core/signals/signal.ts';
import { NO_HOLIDAYS } from '../core/time/business-calendar.ts';
import { formatInstant, HOUR_MS, type Instant, parseInstant } from '../core/time/instant.ts';
import { addSpan, parseSpan } from '../core/time/span.ts';
import type { GroupWorld } from './group-world.ts';
import { TestError } from './test-given.ts';
import type { SeriesJson, TestSignalJson } from './test-schema.ts';

/** `P3DT9H` from the start, on the calendar of the environment's zone; or an instant. */
export function instantAt(text: string, start: Instant, zone: string): Instant {
  const span = parseSpan(text);
  const at = span === undefined ? parseInstant(text) : addSpan(zone, start, span, NO_HOLIDAYS);
  if (at === undefined) throw new TestError(`"${text}" is neither a span nor an instant`);
  return at;
}

/** The signals of a test in the order in which they come. Throws TestError for one that ingest would refuse. */
export function testSignals(
  list: readonly (TestSignalJson | SeriesJson)[],
  start: Instant,
  accounts: readonly string[],
  rulebook: Rulebook,
  context: ReadContext,
): Signal[] {
  const signals: Signal[] = [];
  const { zone } = rulebook.catalog;
  for (const [i, json] of list.entries()) {
    const account = json.account ?? (accounts.length === 1 ? accounts[0] : undefined);
    if (account === undefined)
      throw new TestError(`signal ${i + 1} needs an "account": the test has ${accounts.length}`);
    const events =
      'series' in json
        ? seriesEvents(json, start, zone)
        : [{ at: instantAt(json.at, start, zone), type: json.type, data: dataOf(json) }];
    for (const [n, event] of events.entries()) {
      const envelope = {
        specversion: '1.0',
        id: `${i + 1}.${n + 1}`,
        source: 'test',
        type: event.type,
        time: formatInstant(event.at),
        account,
        ...(json.contact === undefined ? {} : { contact: json.contact }),
        data: event.data,
      };
      const read = readSignal(envelope, rulebook.signalTypes, undefined, context);
      if ('rejected' in read) throw new TestError(`signal ${i + 1}: ${read.detail}`);
      signals.push(read.signal);
    }
  }
  return signals.sort(compareSignals);
}

/** A task that is named by its reason is found when the signal comes: until then it has no id. */
const BY_REASON = 'reason:';

/** The payload as it is checked: a task named by reason stands in for its id. */
export function dataOf(json: TestSignalJson): Readonly<Record<string, unknown>> {
  return json.task === undefined ? (json.data ?? {}) : { ...json.data, task: BY_REASON + json.task };
}

/** The signal with the id of the open task that it names by reason. Throws TestError when none is open. */
export async function withTask(signal: Signal, group: GroupWorld): Promise<Signal> {
  const index = signal.type.fields.get('task')?.index;
  const named = index === undefined ? undefined : signal.values[index];
  if (index === undefined || typeof named !== 'string' || !named.startsWith(BY_REASON)) return signal;
  await group.passTo(signal.receivedAt - 1);
  const reason = named.slice(BY_REASON.length);
  const open = group.worlds.get(signal.account)?.account.tasks ?? [];
  const task = open.find((one) => one.reason === reason);
  if (task === undefined) {
    throw new TestError(
      `no task "${reason}" is open${hint(
        reason,
        open.map((one) => one.reason),
      )}`,
    );
  }
  return { ...signal, values: signal.values.with(index, task.id) };
}

interface Event {
  readonly at: Instant;
  readonly type: string;
  readonly data: unknown;
}

function seriesEvents(json: SeriesJson, start: Instant, zone: string): Event[] {
  const days = json.per === 'week' ? 7 : 1;
  const events: Event[] = [];
  for (const [i, value] of expandValues(json.values).entries()) {
    if (value === undefined) continue;
    const end = addSpan(zone, start, { months: 0, days: (i + 1) * days, ms: 0 }, NO_HOLIDAYS);
    events.push({ at: end - HOUR_MS, type: json.signal ?? json.series, data: { [json.field]: value } });
  }
  return events;
}

/** `100 60 _ 5x3` as numbers, with undefined where nothing came. */
export function expandValues(text: string): (number | undefined)[] {
  return text
    .trim()
    .split(/ +/)
    .flatMap((word) => {
      const [value = '', times = '1'] = word.split('x');
      return new Array<number | undefined>(Number(times)).fill(value === '_' ? undefined : Number(value));
    });
}
