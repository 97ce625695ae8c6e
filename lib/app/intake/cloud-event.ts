import { readId } from '../../core/connectors/compile-mapping.ts';
import { kindOf } from '../../core/signals/read-value.ts';
import { formatInstant, type Instant, parseInstant } from '../../core/time/instant.ts';
import type { Place, Settling } from './intake-ports.ts';
import { contactOfAddress, shifted, takeLinks } from './settle-event.ts';

/** Says that an account goes by an id in another system: the directory's business, and no signal. */
const LINKED = 'account.linked';

/**
 * Takes one CloudEvent. It names account and contact by our own ids; a contact that is an address is the one who has
 * it, so that no log holds it. `shift` leads from the sender's clock to the product's.
 */
export async function takeCloudEvent(
  json: unknown,
  place: Place,
  now: Instant,
  shift: number,
  settling: Settling,
): Promise<void> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    settling.refuse(place, 'wrong-envelope', `expected a CloudEvents object, got ${kindOf(json)}`);
    return;
  }
  const { specversion, id, source, type, account, contact, time, data } = json as Record<string, unknown>;
  if (type === LINKED && !settling.rulebook.signalTypes.has(LINKED)) {
    await takeLinked(account, data, place, settling);
    return;
  }
  const isAddress = typeof contact === 'string' && contact.includes('@') && isAccount(account);
  const who = isAddress ? await contactOfAddress(contact, account, settling) : contact;
  settling.emit(place, {
    specversion,
    id,
    source,
    type,
    account,
    contact: who,
    time: timeOf(time, now, shift),
    data,
  });
}

/** CloudEvents may leave the time out. What is no instant is left for the envelope's own check to refuse. */
function timeOf(time: unknown, now: Instant, shift: number): unknown {
  if (time === undefined || time === null) return formatInstant(now);
  const at = typeof time === 'string' ? parseInstant(time) : undefined;
  return at === undefined || shift === 0 ? time : formatInstant(shifted(at, shift));
}

async function takeLinked(account: unknown, data: unknown, place: Place, settling: Settling): Promise<void> {
  const { system, id } = (typeof data === 'object' && data !== null ? data : {}) as Record<string, unknown>;
  const own = readId(id);
  const isSystem = typeof system === 'string' && /^[a-z0-9]+(?:[-.][a-z0-9]+)*$/.test(system);
  if (!isAccount(account))
    settling.refuse(
      place,
      'missing-account',
      `"account" must be 1 to 200 visible characters, got ${kindOf(account)}`,
    );
  else if (!isSystem || own === undefined)
    settling.refuse(
      place,
      'wrong-payload',
      `"data" must be {"system", "id"}, got ${kindOf(system)} and ${kindOf(id)}`,
    );
  else {
    await takeLinks(place, account, [{ system, id: own }], settling);
    settling.note(place);
  }
}

/** An id that the envelope's own check will take. */
function isAccount(account: unknown): account is string {
  return typeof account === 'string' && /^[\x21-\x7e]{1,200}$/.test(account);
}
