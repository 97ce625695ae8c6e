import { describe, expect, it } from 'vitest';
import { MemoryBook } from '../../../lib/adapters/memory/memory-book.ts';
import type { RunRow, TaskRow } from '../../../lib/app/ports/book-reader.ts';
import type { Touch } from '../../../lib/app/ports/touch-store.ts';
import { HOUR_MS, type Instant } from '../../../lib/core/time/instant.ts';
import { call, contact, mail, start, way } from '../../support/journey-worlds.ts';
import { type RulebookParts, rulebookOf, when } from '../../support/rulebook.ts';
import { at, TestWorld } from '../../support/world.ts';

const TASK = { createTask: { reason: 'seats', title: 'Ask why', assign: 'csm', dueIn: 'P2D' } };
const few = (status: string) => ({
  status,
  conditions: when('seats', 'lessThan', 3),
  event: { type: 'few', params: { effects: [TASK, { startJourney: { id: 'tried' } }] } },
});

/** Touches in and out of quiet hours, tasks that are done, escalate, expire and vanish, a goal, runs in shadow. */
const PARTS: RulebookParts = way(
  {
    goal: { when: when('tier', 'equal', 'gold') },
    steps: [
      mail('hello'),
      mail('night', { at: 'PT12H' }),
      call('ring', { at: 'P2D' }, { wait: 'P5D' }),
      {
        id: 'ask',
        approval: { title: 'May we?', by: 'manager', within: 'P2D', onDecline: 'over', onTimeout: 'late' },
      },
      mail('late', { at: 'P10D' }),
      { id: 'over', end: 'completed' },
    ],
  },
  {
    rules: { few: few('live'), fewer: few('shadow') },
    journeys: {
      tried: {
        status: 'shadow',
        steps: [mail('hello', { at: 'PT11H' }), call('ring'), { id: 'over', end: 'completed' }],
      },
    },
  },
);

interface Shown {
  readonly tasks: readonly TaskRow[];
  readonly runs: readonly RunRow[];
  readonly touches: readonly Touch[];
}

async function shownBy(book: MemoryBook): Promise<Shown> {
  const all = { limit: 200 };
  return {
    tasks: (await book.tasks(all)).items,
    runs: (await book.runs(all)).items,
    touches: (await book.touches.list(all)).items,
  };
}

/** Plays three weeks hour by hour, with a commit after every `every` of them; `look` sees what each leaves. */
async function play(
  every: number,
  look: (world: TestWorld, shown: Shown) => void = () => undefined,
): Promise<Shown> {
  const world = new TestWorld(rulebookOf(PARTS), '2026-06-01');
  const book = new MemoryBook();
  let projected = 0;
  let hours = 0;
  const commit = async () => {
    // What is stored is JSON, without infinities.
    const account = JSON.parse(JSON.stringify(world.json)) as TestWorld['json'];
    book.project({ account, ledger: world.ledger.slice(projected) });
    projected = world.ledger.length;
    look(world, await shownBy(book));
  };
  const upTo = async (until: Instant) => {
    for (let now = world.json.now + HOUR_MS; now < until; now += HOUR_MS) {
      await world.pass(now);
      hours += 1;
      if (hours % every === 0) await commit();
    }
  };
  await contact(world, '2026-06-01 00:00', 'ann', { roles: ['champion'] });
  await world.know('2026-06-01 08:00', { seats: 2 });
  await start(world, '2026-06-01 09:00');
  await upTo(at('2026-06-05'));
  const ring = world.json.tasks.find(({ reason }) => reason === 'ring');
  await world.tell('2026-06-05 09:00', 'task.completed', { task: ring?.id ?? '', outcome: 'reached' });
  await upTo(at('2026-06-15'));
  await start(world, '2026-06-15 09:00');
  await world.pass('2026-06-15 09:30');
  await upTo(at('2026-06-15 23:00'));
  await world.know('2026-06-16 06:00', { tier: 'gold' });
  await upTo(at('2026-06-22'));
  await world.pass('2026-06-22');
  await commit();
  return shownBy(book);
}

const idsOf = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id).sort();
const open = <Row extends { readonly status: string }>(rows: readonly Row[]) =>
  rows.filter(({ status }) => status === 'open');

describe('what people see of an account that is played', () => {
  it('is open for as long as the account has it open, and keeps its row afterwards', async () => {
    const everOpen = { tasks: new Set<string>(), runs: new Set<string>() };
    const { tasks, runs } = await play(1, ({ json }, shown) => {
      expect(idsOf(open(shown.tasks))).toEqual(idsOf(json.tasks));
      expect(idsOf(open(shown.runs))).toEqual(idsOf(json.runs));
      for (const { id } of json.tasks) everOpen.tasks.add(id);
      for (const { id } of json.runs) everOpen.runs.add(id);
    });
    expect(everOpen.tasks.size).toBeGreaterThan(3);
    expect(idsOf(tasks)).toEqual(expect.arrayContaining([...everOpen.tasks].sort()));
    expect(idsOf(runs)).toEqual(expect.arrayContaining([...everOpen.runs].sort()));
  });

  it('says how each task and run ended', async () => {
    const { tasks, runs } = await play(1);
    const said = tasks.map(({ reason, kind, mode, status, outcome = '-' }) =>
      [kind === 'approval' ? 'approval' : reason, mode, status, outcome].join(' '),
    );
    expect(said.sort()).toEqual([
      'approval live closed expired',
      'ring live closed reached',
      'ring shadow closed vanished',
      'seats live open -',
      'seats shadow closed vanished',
    ]);
    const ended = runs.map(({ journey, mode, status, reason = '-' }) =>
      [journey, mode, status, reason].join(' '),
    );
    expect(ended.sort()).toEqual([
      'tried shadow ended completed',
      'way live ended completed',
      'way live ended goal',
    ]);
  });

  it('ends in the same rows however many decisions a commit holds', async () => {
    const often = await play(1);
    for (const every of [7, 50, 10_000]) {
      const seldom = await play(every);
      const facts = ({ tasks, runs, touches }: Shown) => ({
        tasks: tasks.map(({ id, status, outcome, assignee, createdAt, mode }) => ({
          id,
          status,
          // When a task vanished is known to the nearest commit only; what else became of it to the millisecond.
          outcome,
          assignee,
          createdAt,
          mode,
        })),
        runs: runs.map(({ id, status, reason, endedAt, startedAt }) => ({
          id,
          status,
          reason,
          endedAt,
          startedAt,
        })),
        touches: touches.map(({ id, status, reason, at: instant }) => ({ id, status, reason, instant })),
      });
      expect(facts(seldom)).toEqual(facts(often));
    }
  });

  it('has one row for each touch, whether it went, was held or fell', async () => {
    const { touches } = await play(1);
    const said = touches.map(({ step, mode, status, reason }) => [step, mode, status, reason].join(' '));
    expect(said.sort()).toEqual([
      'hello live planned way/hello',
      'hello live planned way/hello',
      'hello shadow skipped shadow',
      'late live planned way/late',
      'night live planned way/night',
      'night live suppressed goal',
    ]);
    expect(touches.every(({ status }) => status !== 'delayed')).toBe(true);
  });
});
