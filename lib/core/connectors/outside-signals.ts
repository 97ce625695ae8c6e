import { OWN_SIGNALS } from '../signals/derived-signals.ts';
import type { SignalType } from '../signals/signal.ts';
import { plainName } from './fields-by-name.ts';

/** Of Touchline's own signals, what others may say too: consent is given elsewhere, and mail bounces elsewhere. */
const ALSO_FROM_OUTSIDE: ReadonlySet<string> = new Set(['consent.changed', 'address.suppressed']);

const OWN: ReadonlySet<string> = new Set(
  OWN_SIGNALS.map((one) => one.id).filter((id) => !ALSO_FROM_OUTSIDE.has(id)),
);

/** Whether only Touchline itself may say this: what it derives, and acts that need a person with a role. */
export function isOwnSignal(type: string): boolean {
  return OWN.has(type);
}

/** Signal types that may come from outside. */
export function outsideSignals(types: ReadonlyMap<string, SignalType>): ReadonlyMap<string, SignalType> {
  return new Map([...types].filter(([id]) => !isOwnSignal(id)));
}

/**
 * Signal types by how an event may be named after them: `Contract Signed`, `contract_signed` and `contract.signed` are
 * all `contractsigned`. Of two types that would be one, neither is found.
 */
export function typesByPlainName(types: ReadonlyMap<string, SignalType>): ReadonlyMap<string, SignalType> {
  const named = new Map<string, SignalType | undefined>();
  for (const [id, type] of types) {
    const plain = plainName(id);
    named.set(plain, named.has(plain) ? undefined : type);
  }
  return new Map([...named].flatMap(([plain, type]) => (type === undefined ? [] : [[plain, type] as const])));
}
