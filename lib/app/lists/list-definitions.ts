import type { Rulebook } from '../../core/rulebook.ts';
import { formatInstant } from '../../core/time/instant.ts';
import { readKill } from '../acts/act-ports.ts';
import type { JourneyRow, RuleRow } from '../product/lists.ts';
import type { ListPorts } from './list-ports.ts';

const PAGE = 200;

/** Every rule, those that start journeys among them, in order of their ids. */
export async function listRules(
  { ruleWatch }: Pick<ListPorts, 'ruleWatch'>,
  rulebook: Rulebook,
): Promise<RuleRow[]> {
  const paused = new Map((await ruleWatch.paused()).map((one) => [one.rule, one]));
  return rulebook.rules
    .map(({ id, description, owner, status }) => {
      const pause = paused.get(id);
      return {
        id,
        description,
        owner,
        status,
        paused: pause && { at: formatInstant(pause.at), reason: pause.reason },
      };
    })
    .sort(byId);
}

/** Every journey in order of its id, with how many runs of it are open, in shadow or live, on whatever definition. */
export async function listJourneys(
  { book, settings }: Pick<ListPorts, 'book' | 'settings'>,
  rulebook: Rulebook,
): Promise<JourneyRow[]> {
  const kill = await readKill(settings);
  const open = await openRuns(book);
  return [...rulebook.journeys.values()]
    .map(({ id, description, owner, status, hash }) => ({
      id,
      description,
      owner,
      status,
      definition: hash,
      openRuns: open.get(id) ?? 0,
      killed: kill.everything || kill.journeys.includes(id),
    }))
    .sort(byId);
}

async function openRuns(book: ListPorts['book']): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  let cursor: string | undefined;
  do {
    const page = await book.runs({
      status: 'open',
      limit: PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const { journey } of page.items) counts.set(journey, (counts.get(journey) ?? 0) + 1);
    cursor = page.next;
  } while (cursor !== undefined);
  return counts;
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
