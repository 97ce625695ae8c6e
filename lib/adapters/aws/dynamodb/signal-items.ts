import type { LoggedSignal, LoggedState, NewSignal } from '../../../app/ports/signal-log.ts';
import { type SignalStamp, stampOf } from '../../../app/ports/stamp-of.ts';
import type { Instant } from '../../../core/time/instant.ts';
import { numberKey } from './arrival.ts';
import { expiry, KEEP_MS } from './expiry.ts';
import { type Item, item, type Key, number, numberOf, someTextOf, text, textOf } from './item.ts';
import { keyName, keyNames, SHARDS, sortable } from './keys.ts';
import { packedWhole, unpacked } from './packed.ts';
import { IF_ABSENT, type Write } from './write.ts';

export const RECEIVED_LIST = 'received';
/** Of these nothing is to be done any more. They stay for longer than one could come again without being too late. */
const OVER: ReadonlySet<LoggedState> = new Set<LoggedState>(['decided', 'refused', 'backfill']);

/** A signal that can be logged. */
export interface PackedSignal extends NewSignal {
  readonly stamp: SignalStamp;
  readonly json: string;
}

/** Throws Error for an instant that is none, and for what is no JSON. */
export function packSignal(one: NewSignal): PackedSignal {
  const personal = structuredClone(one.personal);
  return { ...one, personal, stamp: stampOf(one.signal), json: JSON.stringify(one.signal) };
}

export function signalKey({ signal, stamp }: Pick<PackedSignal, 'signal' | 'stamp'>): Key {
  return { p: `signal#${keyNames(signal.account, stamp.key)}`, s: 'signal' };
}

/** The item that leads from a signal's number to it. */
export function signalPointer(place: number): Key {
  return { p: `arrived#${numberKey(place)}`, s: 'pointer' };
}

/** The signal under its key, once, and what leads from its number to it. */
export function signalWrites(packed: PackedSignal, place: number): Write[] {
  const { signal, state, reason, stamp, json } = packed;
  const key = signalKey(packed);
  const listed = text(numberKey(place));
  const ttl = expiresAt(state, stamp.receivedAt);
  const put = item(key, {
    o: number(place),
    at: number(stamp.receivedAt),
    st: text(state),
    re: reason === undefined ? undefined : text(reason),
    k: text(stamp.key),
    j: packedWhole(json, `signal ${stamp.key}`),
    ttl,
    p1: text(accountSignals(signal.account)),
    s1: listed,
    p2: text(stateShard(state, place)),
    s2: listed,
    p3: text(`${RECEIVED_LIST}#${place % SHARDS}`),
    s3: text(sortable(stamp.receivedAt)),
  });
  const pointer = item(signalPointer(place), { kp: text(key.p), at: number(stamp.receivedAt), ttl });
  return [
    { put, when: IF_ABSENT },
    { put: pointer, when: IF_ABSENT },
  ];
}

/** How a signal ended, by the item that leads to it. What was decided stays so, and nothing leads to it any more. */
export function settleWrites(
  place: number,
  pointer: Item,
  state: LoggedState,
  reason: string | undefined,
): readonly [signal: Write, pointer: Write] {
  const ttl = expiresAt(state, numberOf(pointer, 'at') ?? 0);
  const kept = ttl === undefined ? undefined : { ':ttl': ttl };
  const told = reason === undefined ? undefined : { ':re': text(reason) };
  const sets = ['#st = :st', '#p2 = :p2', told && '#re = :re', kept && '#ttl = :ttl'].filter(Boolean);
  const removes = [told === undefined && '#re', kept === undefined && '#ttl'].filter(Boolean);
  const signal: Write = {
    update: { p: someTextOf(pointer, 'kp'), s: 'signal' },
    set: {
      expression: `SET ${sets.join(', ')}${removes.length === 0 ? '' : ` REMOVE ${removes.join(', ')}`}`,
      values: { ':st': text(state), ':p2': text(stateShard(state, place)), ...told, ...kept },
    },
    when: { expression: 'attribute_exists(#p) AND #st <> :over', values: { ':over': text('decided') } },
  };
  const key = signalPointer(place);
  if (state === 'decided') return [signal, { delete: key }];
  const set =
    kept === undefined ? { expression: 'REMOVE #ttl' } : { expression: 'SET #ttl = :ttl', values: kept };
  return [signal, { update: key, set, when: { expression: 'attribute_exists(#p)' } }];
}

export function readSignal(there: Item): LoggedSignal {
  return {
    number: numberOf(there, 'o') ?? 0,
    key: someTextOf(there, 'k'),
    state: someTextOf(there, 'st') as LoggedState,
    reason: textOf(there, 're'),
    signal: JSON.parse(unpacked(there.j)) as LoggedSignal['signal'],
  };
}

export function accountSignals(account: string): string {
  return `signals of#${keyName(account)}`;
}

export function stateSignals(state: LoggedState): string {
  return `signals ${state}`;
}

function stateShard(state: LoggedState, place: number): string {
  return `${stateSignals(state)}#${place % SHARDS}`;
}

/** What still waits for somebody never expires. */
function expiresAt(state: LoggedState, receivedAt: Instant) {
  return OVER.has(state) ? expiry(receivedAt + KEEP_MS) : undefined;
}
