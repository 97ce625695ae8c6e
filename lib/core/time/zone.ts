import { DAY_MS, type EpochDay, type Instant } from './instant.ts';

/**
 * Zone rules come from the runtime's own zone data (Intl). One reading of it costs most of a microsecond, too
 * much for every signal, so offsets are kept per zone in chunks that are read when first needed. The cache only
 * remembers what Intl answers: the functions stay pure.
 */
interface ZoneTable {
  readonly format: Intl.DateTimeFormat;
  readonly chunks: (Stretch | undefined)[];
}

/** A time of constant offset, up to `until` (exclusive); `rest` follows it within the chunk. */
interface Stretch {
  readonly until: Instant;
  readonly offset: number;
  readonly rest: Stretch | undefined;
}

/** About 199 days. Chunk 0 starts at the epoch; 240 of them reach into 2100. */
const CHUNK_MS = 2 ** 34;
const CHUNKS = 240;
const CACHED_UNTIL = CHUNK_MS * CHUNKS;

/**
 * About 3.1 days. Two changes inside one probe would go unseen if they cancelled out. From 1970 to 2100 the
 * closest changes of any zone are 7 days apart (tzdata 2026c: Asia/Gaza, October 2040).
 */
const PROBE_MS = 2 ** 28;

/** Zone names arrive from outside in any case; past this many spellings they are no longer remembered. */
const MAX_SPELLINGS = 2000;
const MAX_NAME_LENGTH = 64;

/**
 * Three-letter names of the IANA database. Intl takes others too, and reads them in ways that nobody expects
 * (BST as Dhaka, IST as Calcutta), so those are refused.
 */
const THREE_LETTER_NAMES = new Set('cet eet est gmt hst met mst prc roc rok uct utc wet'.split(' '));

const tableBySpelling = new Map<string, ZoneTable>();
const tableByKey = new Map<string, ZoneTable>();

/** Whether the name is an IANA zone (or link), in any case. Offsets such as `+02:00` are not. */
export function isZone(name: string): boolean {
  return findTable(name) !== undefined;
}

/**
 * Milliseconds east of UTC on the wall clocks of the zone. Cached from 1970 to 2100, read from Intl outside.
 * Throws RangeError for an unknown zone.
 */
export function offsetAt(zone: string, at: Instant): number {
  if (zone === 'UTC') return 0;
  const table = tableBySpelling.get(zone) ?? tableOf(zone);
  if (!(at >= 0 && at < CACHED_UNTIL)) return readOffset(table.format, at);
  const index = Math.floor(at / CHUNK_MS);
  let stretch = table.chunks[index] ?? readChunk(table, index);
  while (at >= stretch.until && stretch.rest !== undefined) stretch = stretch.rest;
  return stretch.offset;
}

/** The calendar day in the zone. Throws RangeError for an unknown zone. */
export function localDay(zone: string, at: Instant): EpochDay {
  return Math.floor((at + offsetAt(zone, at)) / DAY_MS);
}

/** What the wall clock shows, in ms since its midnight, 0 to 86,399,999. RangeError for an unknown zone. */
export function localTimeOfDay(zone: string, at: Instant): number {
  const local = at + offsetAt(zone, at);
  return local - Math.floor(local / DAY_MS) * DAY_MS;
}

/**
 * The instant at which the zone's wall clock shows that day and time (ms since midnight). Disambiguation is
 * Temporal's `compatible`: a time that a gap leaves out is moved forward by the length of the gap (02:30 becomes
 * 03:30), and of a time that an overlap shows twice the EARLIER instant is taken. RangeError for an unknown zone.
 */
export function instantOf(zone: string, day: EpochDay, timeOfDayMs: number): Instant {
  const local = day * DAY_MS + timeOfDayMs;
  // No offset is as large as a day and no two changes are within two days, so these are the only candidates.
  const before = offsetAt(zone, local - DAY_MS);
  const after = offsetAt(zone, local + DAY_MS);
  const earlier = local - before;
  if (before === after || offsetAt(zone, earlier) === before) return earlier;
  const later = local - after;
  return offsetAt(zone, later) === after ? later : earlier;
}

/** As `instantOf`, but of a time that an overlap shows twice the LATER instant is taken. */
export function laterInstantOf(zone: string, day: EpochDay, timeOfDayMs: number): Instant {
  const local = day * DAY_MS + timeOfDayMs;
  const after = offsetAt(zone, local + DAY_MS);
  const later = local - after;
  return offsetAt(zone, later) === after ? later : instantOf(zone, day, timeOfDayMs);
}

/**
 * The first instant at which the wall clock shows that day and time, or has leapt over it: as `instantOf`, but
 * of a time that a gap leaves out it is the end of the gap (02:30 becomes 03:00).
 */
export function firstInstantFrom(zone: string, day: EpochDay, timeOfDayMs: number): Instant {
  const local = day * DAY_MS + timeOfDayMs;
  const at = instantOf(zone, day, timeOfDayMs);
  const offset = offsetAt(zone, at);
  if (at + offset === local) return at;
  return changeBetween(local - offset, at, (instant) => offsetAt(zone, instant) === offset);
}

/**
 * The first instant of the local day. Where a change of clocks leaves midnight out it is the end of the gap, and
 * for a day that the zone leaves out altogether (Pacific/Apia, 2011-12-30) the start of the day after it.
 */
export function startOfDay(zone: string, day: EpochDay): Instant {
  return firstInstantFrom(zone, day, 0);
}

/**
 * The same wall-clock time n calendar days on (n may be negative), by the rules of `instantOf`: +1 day is not
 * +24 h where clocks change. Zero days change nothing, not even in an overlap.
 */
export function addDays(zone: string, at: Instant, n: number): Instant {
  if (n === 0) return at;
  return instantOf(zone, localDay(zone, at) + n, localTimeOfDay(zone, at));
}

function tableOf(zone: string): ZoneTable {
  const table = findTable(zone);
  if (table !== undefined) return table;
  const shown = JSON.stringify(zone.slice(0, MAX_NAME_LENGTH));
  throw new RangeError(`unknown time zone ${shown}, expected an IANA name such as "Europe/Berlin"`);
}

function findTable(zone: string): ZoneTable | undefined {
  const known = tableBySpelling.get(zone);
  if (known !== undefined) return known;
  if (zone.length > MAX_NAME_LENGTH || !/^[A-Za-z]/.test(zone)) return undefined;
  const key = zone.toLowerCase();
  if (zone.length === 3 && !THREE_LETTER_NAMES.has(key)) return undefined;
  const table = tableByKey.get(key) ?? readZone(zone);
  if (table === undefined) return undefined;
  tableByKey.set(key, table);
  if (tableBySpelling.size < MAX_SPELLINGS) tableBySpelling.set(zone, table);
  return table;
}

function readZone(zone: string): ZoneTable | undefined {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    return { format, chunks: new Array<Stretch | undefined>(CHUNKS).fill(undefined) };
  } catch {
    return undefined;
  }
}

/** Intl ends its text in `GMT`, `GMT+05:45` or `GMT-00:44:30`. */
function readOffset(format: Intl.DateTimeFormat, at: Instant): number {
  const text = format.format(at);
  const sign = text.lastIndexOf('GMT') + 3;
  const [hours = 0, minutes = 0, seconds = 0] = text
    .slice(sign + 1)
    .split(':')
    .map(Number);
  const size = (hours * 3600 + minutes * 60 + seconds) * 1000;
  return text[sign] === '-' ? -size : size;
}

function readChunk(table: ZoneTable, index: number): Stretch {
  const start = index * CHUNK_MS;
  let probe = start + CHUNK_MS;
  let stretch: Stretch = {
    until: Number.POSITIVE_INFINITY,
    offset: readOffset(table.format, probe),
    rest: undefined,
  };
  while (probe > start) {
    const { offset: next } = stretch;
    const offset = readOffset(table.format, probe - PROBE_MS);
    if (offset !== next) {
      const isAfter = (at: Instant) => readOffset(table.format, at) === next;
      stretch = { until: changeBetween(probe - PROBE_MS, probe, isAfter), offset, rest: stretch };
    }
    probe -= PROBE_MS;
  }
  table.chunks[index] = stretch;
  return stretch;
}

/** The first instant for which `isAfter` holds, given that it fails at `from`, holds at `to` and turns once. */
function changeBetween(from: Instant, to: Instant, isAfter: (at: Instant) => boolean): Instant {
  let low = from;
  let high = to;
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2);
    if (isAfter(middle)) high = middle;
    else low = middle;
  }
  return high;
}
