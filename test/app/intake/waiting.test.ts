import { describe, expect, it } from 'vitest';
import { MemoryDirectory } from '../../../lib/adapters/memory/memory-directory.ts';
import type { Parked } from '../../../lib/app/ports/directory.ts';
import { IntakeScene } from '../../support/intake-scene.ts';

const NONE = { accepted: 0, duplicates: 0, parked: 0, refused: [] };
const GROUP = { userId: 'u-1', groupId: 'acme', messageId: 'g-1', traits: { name: 'Acme Ltd' } };
const IDENTIFY = { userId: 'u-1', messageId: 'i-1', traits: { email: 'ada@example.com' } };
const CLICKED = { userId: 'u-1', messageId: 't-1', event: 'Clicked' };
const DAY = 86_400_000;

const ids = async (scene: IntakeScene) => (await scene.signals()).map(({ id }) => id);

describe('what is said of a user whom no account knows', () => {
  it('waits, durably, and is taken when a group has them', async () => {
    const scene = new IntakeScene();
    expect(await scene.intake.segment('identify', IDENTIFY)).toEqual({ ...NONE, parked: 1 });
    expect(await scene.intake.segment('track', CLICKED)).toEqual({ ...NONE, parked: 1 });
    expect(await scene.signals()).toEqual([]);
    expect(await scene.directory.countParked()).toBe(2);

    scene.now += DAY;
    expect(await scene.intake.segment('group', GROUP)).toEqual({ ...NONE, accepted: 1 });
    const signals = await scene.signals();
    expect(signals.map(({ id }) => id).sort()).toEqual(['g-1', 'i-1', 't-1']);
    expect(new Set(signals.map(({ contact }) => contact)).size).toBe(1);
    const clicked = signals.find(({ id }) => id === 't-1');
    expect(clicked).toMatchObject({
      time: '2026-06-01T09:00:00Z',
      receivedat: '2026-06-02T09:00:00Z',
      account: 'acme',
    });
    expect(await scene.contacts.get('acme', clicked?.contact ?? '')).toMatchObject({
      fields: { email: 'ada@example.com' },
    });
    expect(await scene.directory.countParked()).toBe(0);
  });

  it('is taken by any event that says the group, too', async () => {
    const scene = new IntakeScene();
    await scene.intake.segment('identify', IDENTIFY);
    await scene.intake.segment('track', { ...CLICKED, context: { groupId: 'acme' } });
    expect((await ids(scene)).sort()).toEqual(['i-1', 't-1']);
  });

  it('does not wait at all when the same batch says the group later', async () => {
    const scene = new IntakeScene();
    const batch = [
      { type: 'identify', ...IDENTIFY },
      { type: 'group', ...GROUP },
    ];
    expect(await scene.intake.segment('batch', { batch })).toEqual({ ...NONE, accepted: 2 });
    expect(await scene.directory.countParked()).toBe(0);
  });

  it('keeps an address out of what it waits for', async () => {
    const waits: string[] = [];
    class Watched extends MemoryDirectory {
      override park(...parked: readonly Omit<Parked, 'number'>[]): Promise<void> {
        waits.push(...parked.map(({ waitsFor }) => waitsFor));
        return super.park(...parked);
      }
    }
    const scene = new IntakeScene({ directory: new Watched() });
    await scene.intake.segment('identify', { ...IDENTIFY, userId: 'ada@example.com' });
    expect(waits).toEqual([expect.stringMatching(/^member:address:[0-9a-f]{32}$/)]);
  });

  it('waits on where the user is in two accounts, until one is named', async () => {
    const scene = new IntakeScene();
    await scene.intake.segment('group', GROUP);
    await scene.intake.segment('group', { ...GROUP, groupId: 'bolt', messageId: 'g-2' });
    expect(await scene.intake.segment('track', CLICKED)).toEqual({ ...NONE, parked: 1 });
    expect(await scene.intake.segment('track', { ...CLICKED, context: { groupId: 'bolt' } })).toEqual({
      ...NONE,
      accepted: 1,
    });
    expect(await scene.lastSignal()).toMatchObject({ account: 'bolt' });
    expect(await scene.directory.countParked()).toBe(1);
  });

  it('is refused at once where it could never be a signal', async () => {
    const scene = new IntakeScene();
    const signed = { ...CLICKED, event: 'Contract Signed', properties: { arr: 'much' } };
    expect(await scene.intake.segment('track', signed)).toMatchObject({
      parked: 0,
      refused: [{ reason: 'wrong-payload' }],
    });
    let deep: unknown = 'x';
    for (let i = 0; i < 5_000; i += 1) deep = [deep];
    expect(await scene.intake.segment('track', { ...CLICKED, properties: { deep } })).toMatchObject({
      parked: 0,
      refused: [{ reason: 'too-deep' }],
    });
    expect(await scene.directory.countParked()).toBe(0);
  });

  it('is a duplicate when it was taken before, and not logged twice', async () => {
    const scene = new IntakeScene();
    await scene.intake.segment('track', CLICKED);
    await scene.intake.segment('track', CLICKED);
    expect(await scene.directory.countParked()).toBe(2);
    await scene.intake.segment('group', GROUP);
    expect(await ids(scene)).toEqual(['g-1', 't-1']);
    expect(await scene.directory.countParked()).toBe(0);
  });

  it('is taken whole where there is more of it than is looked at in one go', async () => {
    const scene = new IntakeScene();
    const batch = Array.from({ length: 1_234 }, (_, i) => ({
      type: 'track',
      ...CLICKED,
      messageId: `t-${i}`,
    }));
    expect(await scene.intake.segment('batch', { batch })).toEqual({ ...NONE, parked: 1_234 });
    await scene.intake.segment('group', GROUP);
    expect(await scene.signals()).toHaveLength(1_235);
    expect(await scene.directory.countParked()).toBe(0);
  });

  it('is taken though it was parked in the moment in which the group was said', async () => {
    const scene = new IntakeScene();
    const requests = Array.from({ length: 20 }, (_, i) =>
      i === 10
        ? scene.intake.segment('group', GROUP)
        : scene.intake.segment('track', { ...CLICKED, messageId: `t-${i}` }),
    );
    await Promise.all(requests);
    expect(new Set(await ids(scene)).size).toBe(20);
    expect(await scene.directory.countParked()).toBe(0);
  });

  it('stays parked when the log cannot be written, and is taken when the client says it again', async () => {
    let full = false;
    const scene: IntakeScene = new IntakeScene({
      log: {
        append: (signals) => (full ? Promise.reject(new Error('disk full')) : scene.log.append(signals)),
        lastReceived: () => scene.log.lastReceived(),
      },
    });
    await scene.intake.segment('track', CLICKED);
    full = true;
    await expect(scene.intake.segment('group', GROUP)).rejects.toThrow('disk full');
    expect(await scene.directory.countParked()).toBe(1);
    full = false;
    await scene.intake.segment('group', GROUP);
    expect((await ids(scene)).sort()).toEqual(['g-1', 't-1']);
  });

  it('is taken by the next process when one died between learning where they belong and taking it', async () => {
    const before = new IntakeScene();
    await before.intake.segment('track', CLICKED);
    const dying = new IntakeScene({
      directory: before.directory,
      log: { append: () => new Promise(() => {}), lastReceived: async () => undefined },
    });
    void dying.intake.segment('group', GROUP);
    await expect.poll(() => before.directory.accountOf('segment', 'acme')).toBe('acme');

    const after = new IntakeScene({ directory: before.directory });
    await after.intake.segment('group', GROUP);
    expect((await ids(after)).sort()).toEqual(['g-1', 't-1']);
    expect(await before.directory.countParked()).toBe(0);
  });

  it('is taken when a bus names them by their address', async () => {
    const scene = new IntakeScene();
    await scene.intake.segment('track', { ...CLICKED, userId: 'ada@example.com' });
    await scene.intake.events([
      {
        specversion: '1.0',
        id: 'e-1',
        source: 'crm',
        type: 'nps.responded',
        account: 'acme',
        contact: 'ada@example.com',
        time: '2026-06-01T09:00:00Z',
        data: { score: 9 },
      },
    ]);
    expect((await ids(scene)).sort()).toEqual(['e-1', 't-1']);
  });
});

describe('an anonymous visitor', () => {
  const VISIT = { anonymousId: 'v-1', messageId: 'p-1', name: 'Pricing' };

  it('waits for an identify that says who it is', async () => {
    const scene = new IntakeScene();
    expect(await scene.intake.segment('page', VISIT)).toEqual({ ...NONE, parked: 1 });
    expect(await scene.intake.segment('identify', { ...IDENTIFY, anonymousId: 'v-1' })).toEqual({
      ...NONE,
      parked: 1,
    });
    await scene.intake.segment('group', GROUP);
    const signals = await scene.signals();
    expect(signals.map(({ id }) => id).sort()).toEqual(['g-1', 'i-1', 'p-1']);
    expect(new Set(signals.map(({ contact }) => contact)).size).toBe(1);
    expect(await scene.intake.segment('page', { ...VISIT, messageId: 'p-2' })).toEqual({
      ...NONE,
      accepted: 1,
    });
  });

  it('waits even where the account is known, if something is said of a person', async () => {
    const scene = new IntakeScene();
    const context = { groupId: 'acme' };
    expect(await scene.intake.segment('page', { ...VISIT, context })).toEqual({ ...NONE, parked: 1 });
    expect(await scene.intake.segment('identify', { ...IDENTIFY, anonymousId: 'v-1', context })).toEqual({
      ...NONE,
      accepted: 1,
    });
    const [one, two] = await scene.signals();
    expect([one?.id, two?.id].sort()).toEqual(['i-1', 'p-1']);
    expect(one?.contact).toBe(two?.contact);
  });

  it('need not be known for what is said of the account alone', async () => {
    const scene = new IntakeScene();
    const seats = { anonymousId: 'cron', messageId: 's', event: 'Seats Changed', properties: { used: 3 } };
    expect(await scene.intake.segment('track', { ...seats, context: { groupId: 'acme' } })).toEqual({
      ...NONE,
      accepted: 1,
    });
    expect(await scene.lastSignal()).not.toHaveProperty('contact');
  });

  it('of another id stays unknown', async () => {
    const scene = new IntakeScene();
    await scene.intake.segment('page', { ...VISIT, anonymousId: 'v-2' });
    await scene.intake.segment('group', { ...GROUP, anonymousId: 'v-1' });
    expect(await scene.directory.countParked()).toBe(1);
  });
});

describe('waiting', () => {
  it('ends after 14 days, with a record that names nobody', async () => {
    const scene = new IntakeScene();
    await scene.intake.segment('identify', IDENTIFY);
    await scene.intake.segment('track', { ...CLICKED, userId: 'u-2' });
    scene.now += DAY;
    await scene.intake.segment('track', { ...CLICKED, messageId: 't-2' });
    expect(await scene.intake.dropExpired(scene.now + 13 * DAY)).toBe(0);
    expect(await scene.intake.dropExpired(scene.now + 13 * DAY + 1)).toBe(2);
    expect(await scene.directory.countParked()).toBe(1);
    expect(await scene.audited()).toEqual([
      {
        at: scene.now + 13 * DAY + 1,
        by: 'touchline',
        role: 'system',
        act: 'parked.drop',
        target: 'member',
        before: { connector: 'segment', count: 2, since: '2026-06-01T09:00:00Z' },
        reason: 'for 14 days nobody said whom it is about',
      },
    ]);
  });

  it('too long makes a signal too late, which is on record in the log', async () => {
    const scene = new IntakeScene();
    const week = { timestamp: '2026-05-25T09:00:00Z', sentAt: '2026-06-01T09:00:00Z' };
    await scene.intake.segment('track', { ...CLICKED, ...week });
    scene.now += 8 * DAY;
    expect(await scene.intake.segment('group', GROUP)).toEqual({ ...NONE, accepted: 1 });
    expect(await scene.logged()).toMatchObject([
      { state: 'waiting', signal: { id: 'g-1' } },
      { state: 'refused', reason: 'too-late', signal: { id: 't-1' } },
    ]);
    expect(await scene.directory.countParked()).toBe(0);
  });

  it('has room for so much and no more', async () => {
    const scene = new IntakeScene({}, { maxParked: 3 });
    const batch = Array.from({ length: 5 }, (_, i) => ({ type: 'track', ...CLICKED, messageId: `t-${i}` }));
    expect(await scene.intake.segment('batch', { batch })).toMatchObject({
      parked: 3,
      refused: [
        { index: 3, reason: 'waiting-room-full' },
        { index: 4, reason: 'waiting-room-full' },
      ],
    });
    await scene.intake.segment('group', GROUP);
    expect(await scene.intake.segment('track', { ...CLICKED, userId: 'u-9' })).toMatchObject({ parked: 1 });
  });
});
