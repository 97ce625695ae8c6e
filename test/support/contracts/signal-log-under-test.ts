import type { ContactBook } from '../../../lib/app/ports/contact-book.ts';
import type { NewSignal, SignalLog, StoredSignal } from '../../../lib/app/ports/signal-log.ts';
import { formatInstant } from '../../../lib/core/time/instant.ts';
import { MONDAY } from './sample-commit.ts';

export interface SignalLogUnderTest {
  readonly log: SignalLog;
  /** Where the log puts personal data. */
  readonly contacts: ContactBook;
  close?(): void;
}

/** A signal that happened at MONDAY and was received a second later, unless `over` says otherwise. */
export function sampleSignal(id: string, over: Partial<StoredSignal> = {}): StoredSignal {
  return {
    specversion: '1.0',
    id,
    source: 'crm',
    type: 'nps.responded',
    account: 'acme',
    time: formatInstant(MONDAY),
    receivedat: formatInstant(MONDAY + 1000),
    data: { score: 3 },
    ...over,
  };
}

export function newSignal(signal: StoredSignal, over: Partial<NewSignal> = {}): NewSignal {
  return { signal, personal: undefined, state: 'waiting', ...over };
}
