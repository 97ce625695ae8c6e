import type { Instant } from '../../core/time/instant.ts';
import type { Directory, Parked } from '../ports/directory.ts';

/** Whom nothing that waits may be about any more. */
export interface ErasedPerson {
  readonly account: string;
  readonly contact: string;
  /** As it was written to, where one was known. */
  readonly address: string | undefined;
}

const PAGE = 500;
const USER_WAIT = 'member:';

/**
 * Deletes what is parked and may hold something personal of a contact: whatever waits for a user who is that contact
 * in some account, and whatever speaks of the address. Returns how much it was.
 */
export async function forgetParked(directory: Directory, person: ErasedPerson): Promise<number> {
  let forgotten = 0;
  let since: Instant = 0;
  for (let limit = PAGE; ; ) {
    const page = await directory.parkedBefore(Number.MAX_SAFE_INTEGER, limit, since);
    const theirs: number[] = [];
    for (const parked of page) if (await isOf(directory, parked, person)) theirs.push(parked.number);
    await directory.unpark(theirs);
    forgotten += theirs.length;
    if (page.length < limit) return forgotten;
    const last = page.at(-1)?.receivedAt ?? since;
    // Where one instant fills the page, the next page has to reach beyond it.
    limit = last === since ? limit * 2 : PAGE;
    since = last;
  }
}

async function isOf(directory: Directory, parked: Parked, person: ErasedPerson): Promise<boolean> {
  if (person.address !== undefined && mentions(parked, person.address)) return true;
  if (!parked.waitsFor.startsWith(USER_WAIT)) return false;
  const members = await directory.memberships(parked.waitsFor.slice(USER_WAIT.length));
  return members.some(({ account, contact }) => account === person.account && contact === person.contact);
}

/** Written in whatever case, and whatever stands around it. */
function mentions({ body, waitsFor }: Parked, address: string): boolean {
  const text = `${waitsFor}\n${JSON.stringify(body)}`.toLowerCase();
  return text.includes(JSON.stringify(address.trim().toLowerCase()).slice(1, -1));
}
