import type { Signal } from '../../core/signals/signal.ts';
import { formatInstant } from '../../core/time/instant.ts';
import type { StoredSignal } from '../ports/signal-log.ts';

/** A checked signal as the log keeps it. `data` is the payload as it came, of which the personal fields stay behind. */
export function storedSignal(signal: Signal, data: unknown): StoredSignal {
  const kept = withoutPersonal(signal, data);
  return {
    specversion: '1.0',
    id: signal.id,
    source: signal.source,
    type: signal.type.id,
    account: signal.account,
    ...(signal.contact === undefined ? {} : { contact: signal.contact }),
    time: formatInstant(signal.time),
    receivedat: formatInstant(signal.receivedAt),
    ...(signal.addressKey === undefined ? {} : { addresskey: signal.addressKey }),
    ...(kept === undefined ? {} : { data: kept }),
  };
}

/** Of the fields that the type has, nothing else; undefined if there are none. */
function withoutPersonal(signal: Signal, data: unknown): Record<string, unknown> | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const given = data as Readonly<Record<string, unknown>>;
  let kept: Record<string, unknown> | undefined;
  for (const { name, personalField } of signal.type.fields.values()) {
    if (personalField !== undefined || !Object.hasOwn(given, name)) continue;
    const value = given[name];
    if (value === undefined || value === null) continue;
    kept ??= {};
    kept[name] = plain(value);
  }
  return kept;
}

/** Money may come with more than it needs; the rest was checked to be a value or a list of words. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const { amount, currency } = value as { readonly amount?: unknown; readonly currency?: unknown };
  return { amount, currency };
}
