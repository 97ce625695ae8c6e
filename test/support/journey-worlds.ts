import type { LedgerKind } from '../../lib/core/ledger.ts';
import { type RulebookParts, rulebookOf, when } from './rulebook.ts';
import { TestWorld } from './world.ts';

type Json = Readonly<Record<string, unknown>>;

/** Everything that says how a run went. */
export const RUN: readonly LedgerKind[] = [
  'run-started',
  'run-refused',
  'run-ended',
  'run-replanned',
  'goal',
  'step-skipped',
  'touch',
  'touch-delayed',
  'touch-suppressed',
  'approval-asked',
];

/** An email step; its template is `note/hello` and its topic `news` if nothing else is said. */
export function mail(id: string, timing: Json = {}, touch: Json = {}): Json {
  return { id, ...timing, touch: { channel: 'email', template: 'note/hello', topic: 'news', ...touch } };
}

/** A task step. */
export function call(id: string, timing: Json = {}, task: Json = {}): Json {
  return { id, ...timing, task: { reason: id, title: 'Call', assign: 'csm', dueIn: 'P2D', ...task } };
}

/** A journey `way` that begins when `flag` is set to true. */
export function way(journey: Json, parts: RulebookParts = {}): RulebookParts {
  const enter = { on: 'flag.set', when: when('signal.flag', 'equal', true) };
  return { ...parts, journeys: { way: { enter, ...journey }, ...parts.journeys } };
}

/** An account that ann can be reached in, from Monday 1 June 2026 in UTC. */
export async function worldOf(parts: RulebookParts): Promise<TestWorld> {
  const world = new TestWorld(rulebookOf(parts), '2026-06-01');
  await contact(world, '2026-06-01 00:00', 'ann', { roles: ['champion'] });
  return world;
}

/** A contact whose address is known. */
export function contact(world: TestWorld, when: string, id: string, data: Json = {}): Promise<void> {
  return world.tell(when, 'contact.identified', { email: `${id}@example.com`, ...data }, { contact: id });
}

export function start(world: TestWorld, instant: string): Promise<void> {
  return world.tell(instant, 'flag.set', { flag: true });
}
