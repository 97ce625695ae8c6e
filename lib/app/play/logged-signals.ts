import type { Rulebook } from '../../core/rulebook.ts';
import { readSignal } from '../../core/signals/read-signal.ts';
import type { Signal } from '../../core/signals/signal.ts';
import type { LoggedSignal } from '../ports/signal-log.ts';

/** A logged signal as the rulebook of today understands it, or why it does not any more. */
export type OpenedSignal = { readonly signal: Signal } | { readonly refused: string };

/** Reads a logged signal: it brings its `receivedat` and, instead of an address, the key of one. */
export function openLogged(logged: LoggedSignal, rulebook: Rulebook): OpenedSignal {
  const { minorPerMajor } = rulebook.catalog;
  const read = readSignal(logged.signal, rulebook.signalTypes, undefined, {
    minorPerMajor: () => minorPerMajor,
    // The log holds no addresses: whatever looks like one is none of ours.
    addressKey: () => '',
  });
  return 'signal' in read ? { signal: read.signal } : { refused: `${read.rejected}: ${read.detail}` };
}
