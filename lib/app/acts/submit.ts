import type { LevelValue } from '../../core/accounts/cell.ts';
import { ACTS_SOURCE } from '../../core/signals/derived-signals.ts';
import { formatInstant, type Instant } from '../../core/time/instant.ts';
import type { Actor } from '../ports/access-tokens.ts';
import type { StoredSignal } from '../ports/signal-log.ts';
import type { ActPorts } from './act-ports.ts';

export interface ActSignal {
  readonly account: string;
  readonly contact?: string;
  readonly type: string;
  readonly data: Readonly<Record<string, LevelValue>>;
}

/** Logs an act as the signal that it is, and has it decided. */
export async function submit(ports: ActPorts, by: Actor, act: ActSignal): Promise<void> {
  const { account, contact, type, data } = act;
  const now = formatInstant(await instantFor(ports, account));
  const signal: StoredSignal = {
    specversion: '1.0',
    id: ports.newId(),
    source: ACTS_SOURCE,
    type,
    account,
    ...(contact === undefined ? {} : { contact }),
    time: now,
    receivedat: now,
    data: { ...data, by: by.name },
  };
  await ports.log.append([{ signal, personal: undefined, state: 'waiting' }]);
  await ports.decideNow(account);
}

/**
 * Later than all that has been decided for the account: where the clock stands still, what a person does second is
 * still the newer of two things that they say.
 */
async function instantFor({ accounts, clock }: ActPorts, account: string): Promise<Instant> {
  const decided = (await accounts.load(account))?.account.now ?? Number.NEGATIVE_INFINITY;
  return Math.max(clock.now(), decided + 1);
}

export interface Noted {
  readonly act: string;
  readonly account?: string;
  readonly target: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly reason?: string | undefined;
}

/** Puts an act on record: who, when, before and after. */
export async function note(ports: ActPorts, by: Actor, noted: Noted): Promise<void> {
  const { act, account, target, before, after, reason } = noted;
  const at = ports.clock.now();
  await ports.audit.append({ at, by: by.name, role: by.role, act, account, target, before, after, reason });
}
