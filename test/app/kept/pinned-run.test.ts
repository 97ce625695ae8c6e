import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KeptData, type KeptStores } from '../../../lib/app/kept/kept-data.ts';
import { type SendPorts, sendTouch } from '../../../lib/app/touches/send-touch.ts';
import { decide } from '../../../lib/core/decide.ts';
import type { Rulebook } from '../../../lib/core/rulebook.ts';
import { givenSignal } from '../../../lib/replay/test-given.ts';
import { Executions } from '../../support/executions.ts';
import { contact, mail, RUN, start, way } from '../../support/journey-worlds.ts';
import { KEPT_STORES, keep } from '../../support/kept-stores.ts';
import { type RulebookParts, rulebookOf, when } from '../../support/rulebook.ts';
import { TOUCH_STORES, TouchScene } from '../../support/touch-scene.ts';
import { at, short, TestWorld } from '../../support/world.ts';

const text = (subject: string) => ({
  channel: 'email',
  from: 'success',
  subject,
  mjml: 'page.mjml',
  text: 'page.txt',
});

/** The journey as somebody wrote it at first: a note, a second note on day 4, a call below 10 seats on day 6. */
const BEGAN: RulebookParts = way(
  {
    exit: [{ reason: 'gone', when: { condition: 'gone' } }],
    steps: [
      mail('hello', { at: 'P1D' }),
      mail('second', { at: 'P4D' }, { template: 'note/second' }),
      {
        id: 'check',
        at: 'P6D',
        branch: [{ when: when('limit', 'lessThan', 10), goto: 'call' }],
        otherwise: 'over',
      },
      { id: 'call', task: { reason: 'few', title: 'Call', assign: 'csm', dueIn: 'P2D' } },
      { id: 'over', end: 'completed' },
    ],
  },
  {
    conditions: { gone: when('tier', 'equal', 'lost') },
    templates: { 'note/hello': text('Hello'), 'note/second': text('Second as it was') },
  },
);

/** The same journey today: other texts, days, threshold and exit; one step more; the evening begins earlier. */
const TODAY: RulebookParts = way(
  {
    exit: [{ reason: 'gone', when: { condition: 'gone' } }],
    steps: [
      mail('hello', { at: 'P1D' }),
      mail('extra', { at: 'P2D' }),
      mail('second', { at: 'P9D' }, { template: 'note/second' }),
      {
        id: 'check',
        at: 'P12D',
        branch: [{ when: when('limit', 'lessThan', 2), goto: 'call' }],
        otherwise: 'over',
      },
      { id: 'call', task: { reason: 'few', title: 'Call today', assign: 'csm', dueIn: 'P2D' } },
      { id: 'over', end: 'completed' },
    ],
  },
  {
    conditions: { gone: when('limit', 'lessThan', 100) },
    templates: { 'note/hello': text('Good day'), 'note/second': text('Second as it is') },
    guardrails: {
      quietHours: { from: '15:00', to: '10:00', weekends: true, kinds: ['marketing'], channels: ['email'] },
      sendAt: '10:30',
    },
  },
);

/** Other facts come first, so that every fact has another slot than it had. */
const MOVED: RulebookParts = {
  ...TODAY,
  facts: { aardvark: { type: 'string', meaning: 'New' }, ...TODAY.facts },
  rules: { newcomer: { conditions: when('aardvark', 'equal', 'yes') } },
};

describe.each(KEPT_STORES)('a run in flight, kept in %s', (name, make) => {
  const began = rulebookOf(BEGAN);
  let stores: KeptStores & { close(): void };
  let world: TestWorld;
  beforeEach(async () => {
    stores = make();
    world = new TestWorld(began, '2026-06-01');
    await contact(world, '2026-06-01 00:00', 'ann', { roles: ['champion'] });
    await world.know('2026-06-01 08:00', { limit: 5 });
    await start(world, '2026-06-01 16:00');
    await world.pass('2026-06-03 12:00');
    await stores.settings.set('now', '2026-06-03T12:00:00Z');
    await keep(stores, world.json, world.ledger, began);
  });
  afterEach(() => stores.close());

  const goOn = async (rulebook: Rulebook) => {
    const work = await (await KeptData.open(stores, rulebook))?.work('acme');
    if (work === undefined) throw new Error('not kept');
    return { work, executions: new Executions(work) };
  };
  const said = (work: { ledger: TestWorld['ledger'] }) =>
    work.ledger
      .filter(({ kind }) => RUN.includes(kind) || kind === 'task-created' || kind === 'step-done')
      .map(({ at: when, kind, step, reason, to }) =>
        [short(when), kind, step, reason ?? to].filter((word) => word !== undefined).join(' '),
      );

  it('had sent its first note when it was put away', () => {
    expect(world.said('touch')).toEqual(['06-02 16:00 touch hello ann']);
    expect(world.world.account.runs).toMatchObject([
      { journey: 'way', definition: began.journeys.get('way')?.hash },
    ]);
  });

  it.each<[string, RulebookParts]>([
    ['other steps, days, thresholds and exits', TODAY],
    ['facts and rules laid out anew as well', MOVED],
  ])('finishes as it began after the journey has %s, under the guardrails of today', async (_what, parts) => {
    const { work, executions } = await goOn(rulebookOf(parts));
    await executions.pass(at('2026-06-30'));
    expect(said(work)).toEqual([
      // Due on day 4 at 16:00, which is evening by now.
      '06-05 16:00 touch-delayed second quiet-hours',
      '06-08 10:30 touch second',
      '06-08 10:30 step-done second check',
      '06-08 10:30 step-done check call',
      '06-08 10:30 task-created call few',
      '06-08 10:30 step-done call over',
      '06-08 10:30 run-ended completed',
    ]);
    expect(work.account.runs).toEqual([]);
    expect(work.account.tasks).toMatchObject([{ reason: 'few', title: 'Call' }]);
  });

  it('finishes as it began after the journey is there no more', async () => {
    const { journeys: _journeys, ...rest } = BEGAN;
    const { work, executions } = await goOn(rulebookOf(rest));
    await executions.pass(at('2026-06-30'));
    expect(said(work).at(-1)).toBe('06-07 16:00 run-ended completed');
  });

  it('sends the text that it began with', async () => {
    const today = rulebookOf(TODAY);
    const { work, executions } = await goOn(today);
    await executions.pass(at('2026-06-30'));
    const touches = TOUCH_STORES.find(([kind]) => kind === name)?.[1]();
    if (touches === undefined) throw new Error('no stores');
    const scene = await TouchScene.of(touches);
    const [send] = executions.sends;
    if (send === undefined) throw new Error('nothing to send');
    const ports: SendPorts = scene.ports();
    expect(await sendTouch(ports, work, send, send.at)).toEqual({ result: 'sent' });
    expect(scene.subjects).toEqual(['Second as it was']);
    touches.close();
  });

  it('is left alone by an exit that was written later, and ended by the one that it began with', async () => {
    const { work } = await goOn(rulebookOf(TODAY));
    await decide(work, givenSignal('acme', { facts: { limit: 6 } }, at('2026-06-03 13:00'), work.rulebook));
    expect(work.account.runs).toHaveLength(1);
    await decide(
      work,
      givenSignal('acme', { facts: { tier: 'lost' } }, at('2026-06-03 14:00'), work.rulebook),
    );
    expect(said(work)).toEqual(['06-03 14:00 run-ended gone']);
  });
});
