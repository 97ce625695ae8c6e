import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IntakeError, type IntakeResult, type SegmentCall } from '../../../lib/app/product/intake.ts';
import { readSignal } from '../../../lib/core/signals/read-signal.ts';
import { IntakeScene, SHIPPED } from '../../support/intake-scene.ts';

const CALLS: readonly SegmentCall[] = ['track', 'identify', 'group', 'page', 'batch'];

/** Anything that JSON can say, keys that mean something among it. */
const NAMES = [
  'type',
  'userId',
  'anonymousId',
  'groupId',
  'context',
  'traits',
  'properties',
  'event',
  'messageId',
  'timestamp',
  'sentAt',
  'name',
  'email',
  'account',
  'data',
  'externalIds',
  '__proto__',
  'constructor',
  'toString',
];
const hostile = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(
      fc.constantFrom<unknown>(
        null,
        true,
        false,
        '',
        ' ',
        'track',
        'group',
        'Contract Signed',
        'a@b.c',
        '2026-06-01T08:00:00Z',
        '9999-12-31T23:59:59Z',
        '0001-01-01T00:00:00Z',
      ),
      fc.constantFrom<unknown>(0, -0, -1, 1e308, -1e308, 5e-324, 2 ** 53, Number.MAX_SAFE_INTEGER),
      fc.string({ unit: 'binary', maxLength: 20 }),
    ),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...NAMES), fc.string({ maxLength: 5 })), tie('value'), {
      maxKeys: 6,
    }),
  ),
})).value;
/** As it would be parsed: own properties, `__proto__` too. */
const parsed = hostile.map((value) => JSON.parse(JSON.stringify(value ?? null)) as unknown);

function expectSound(result: IntakeResult, size: number): void {
  const { accepted, duplicates, parked, refused } = result;
  expect(accepted + duplicates + parked).toBeLessThanOrEqual(size);
  for (const { index, reason, detail } of refused) {
    expect(index).toBeLessThan(size);
    expect(reason).toMatch(/^[a-z-]+$/);
    expect(detail.length).toBeLessThan(300);
  }
}

/** Whatever came in, what is in the log is a signal by the rulebook, without personal data. */
async function expectSoundLog(scene: IntakeScene): Promise<void> {
  const context = { minorPerMajor: () => 100, addressKey: () => 'none' };
  for (const signal of await scene.signals()) {
    expect(readSignal(signal, SHIPPED.signalTypes, undefined, context)).toHaveProperty('signal');
    expect(JSON.stringify(signal.data ?? {})).not.toContain('a@b.c"');
  }
}

describe('whatever is parsed', () => {
  it('is taken or refused as CloudEvents, and breaks nothing', async () => {
    const scene = new IntakeScene();
    const event = fc.record(
      {
        specversion: fc.constant('1.0'),
        id: fc.oneof(fc.constant('e'), parsed),
        source: fc.oneof(fc.constant('s'), parsed),
        type: fc.oneof(fc.constantFrom(...SHIPPED.signalTypes.keys(), 'account.linked'), parsed),
        account: fc.oneof(fc.constant('acme'), parsed),
        contact: fc.oneof(fc.constant('c'), parsed),
        time: fc.oneof(fc.constant('2026-06-01T08:00:00Z'), parsed),
        data: parsed,
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(event, parsed), { maxLength: 5 }), async (events) => {
        expectSound(await scene.intake.events(events), events.length);
      }),
      { numRuns: 300 },
    );
    await expectSoundLog(scene);
  });

  it('is taken or refused as calls of Segment, or is none as a whole', async () => {
    const scene = new IntakeScene();
    const message = fc.record(
      {
        type: fc.oneof(fc.constantFrom('track', 'identify', 'group', 'page'), parsed),
        userId: fc.oneof(fc.constantFrom('u', 'a@b.c'), parsed),
        anonymousId: parsed,
        groupId: fc.oneof(fc.constant('acme'), parsed),
        context: fc.oneof(fc.record({ groupId: fc.constant('acme') }), parsed),
        event: fc.oneof(fc.constantFrom('Contract Signed', 'Seats Changed', 'Payment Failed', 'x'), parsed),
        properties: parsed,
        traits: parsed,
        timestamp: fc.oneof(fc.constant('2026-06-01T08:00:00Z'), parsed),
        sentAt: parsed,
        messageId: parsed,
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...CALLS),
        fc.oneof(message, fc.record({ batch: fc.array(message, { maxLength: 4 }) }), parsed),
        async (call, body) => {
          try {
            expectSound(await scene.intake.segment(call, body), 4);
          } catch (error) {
            expect(error).toBeInstanceOf(IntakeError);
          }
        },
      ),
      { numRuns: 400 },
    );
    await expectSoundLog(scene);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it.each<[string, object]>([
    ['a userId that is an object', { userId: { $ne: null } }],
    ['a userId of 2,000 characters', { userId: 'x'.repeat(2000) }],
    ['a groupId that is a list', { userId: 'u', context: { groupId: ['acme'] } }],
    ['a number that is no id', { userId: 1.5 }],
    ['true for an id', { userId: true }],
    ['blanks for an id', { userId: '   ' }],
    ['a timestamp that is a number', { userId: 'u', timestamp: 1780303800 }],
    ['a timestamp without a zone', { userId: 'u', timestamp: '2026-06-01T08:00:00' }],
    ['a sentAt that is none', { userId: 'u', timestamp: '2026-06-01T08:00:00Z', sentAt: {} }],
    ['an event that is an object', { userId: 'u', event: { name: 'x' } }],
    ['an event of 201 characters', { userId: 'u', event: 'x'.repeat(201) }],
    ['an event of blanks', { userId: 'u', event: '   ' }],
    ['a messageId that is a list', { userId: 'u', messageId: [1] }],
  ])('of a track call with %s is refused, and leaves nothing behind', async (_title, over) => {
    const scene = new IntakeScene();
    expect(await scene.intake.segment('track', { event: 'Clicked', ...over })).toMatchObject({
      accepted: 0,
      parked: 0,
      refused: [{ index: 0, reason: 'wrong-envelope' }],
    });
    expect(await scene.signals()).toEqual([]);
    expect(await scene.directory.countParked()).toBe(0);
  });

  it('of ten thousand properties is taken, though no more than 200 of them are looked at for another spelling', async () => {
    const scene = new IntakeScene();
    const properties = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, i) => [`Some Property ${i}`, i]),
    );
    const body = {
      userId: 'u',
      messageId: 'm',
      event: 'Seats Changed',
      properties,
      context: { groupId: 'acme' },
    };
    expect(await scene.intake.segment('track', body)).toMatchObject({ accepted: 1 });
    expect(await scene.lastSignal()).not.toHaveProperty('data');
  });

  it('of an event deep as a well is taken where it need not be kept, and never overflows', async () => {
    const scene = new IntakeScene();
    const deep = JSON.parse(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`) as unknown;
    const body = { userId: 'u', event: 'Clicked', properties: { deep }, context: { groupId: 'acme' } };
    expect(await scene.intake.segment('track', { ...body, messageId: 'm' })).toMatchObject({ accepted: 1 });
    expect(await scene.intake.segment('track', body)).toMatchObject({ refused: [{ reason: 'too-deep' }] });
    expect(
      await scene.intake.segment('track', { ...body, messageId: 'n', context: {}, userId: 'v' }),
    ).toMatchObject({
      refused: [{ reason: 'too-deep' }],
    });
  });
});
