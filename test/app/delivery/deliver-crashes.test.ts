import { describe, expect, it } from 'vitest';
import { PROOF_MS } from '../../../lib/app/delivery/deliver-effect.ts';
import type { DeliveryPorts } from '../../../lib/app/delivery/delivery-ports.ts';
import { expireLeases } from '../../../lib/app/delivery/expire-leases.ts';
import type { ChannelPort } from '../../../lib/app/ports/channel.ts';
import { DELIVERY_STORES, DeliveryScene } from '../../support/delivery-scene.ts';
import { TEN } from '../../support/touch-scene.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

class Crash extends Error {}

/** A process that dies at its nth call of a port: the call itself may have gone through (`after`) or not. */
class Mortal {
  calls = 0;
  #dead = false;
  readonly #at: number;
  readonly #when: 'before' | 'after';

  constructor(at: number, when: 'before' | 'after') {
    this.#at = at;
    this.#when = when;
  }

  get hasDied(): boolean {
    return this.#dead;
  }

  /** The same object, each of whose methods may be the last. */
  wrap<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]) => {
          if (this.#dead) throw new Crash();
          this.calls += 1;
          const last = this.calls === this.#at;
          if (last && this.#when === 'before') this.#die();
          const result: unknown = await Reflect.apply(member, target, args);
          if (last) this.#die();
          return result;
        };
      },
    });
  }

  #die(): never {
    this.#dead = true;
    throw new Crash();
  }
}

function mortalPorts(ports: DeliveryPorts, mortal: Mortal): DeliveryPorts {
  const { email, slack } = ports.channels;
  return {
    ...ports,
    accounts: mortal.wrap(ports.accounts),
    ledger: mortal.wrap(ports.ledger),
    ledgerWriter: mortal.wrap(ports.ledgerWriter),
    sends: mortal.wrap(ports.sends),
    suppressions: mortal.wrap(ports.suppressions),
    contacts: mortal.wrap(ports.contacts),
    touches: mortal.wrap(ports.touches),
    channels: {
      ...(email === undefined ? {} : { email: mortal.wrap(email) }),
      ...(slack === undefined ? {} : { slack: mortal.wrap(slack) }),
    },
    onTrouble: () => undefined,
  };
}

type MakeStores = () => DeliveryScene['stores'];
type PortsOf = (scene: DeliveryScene) => DeliveryPorts;

/** What is in the outbox: a marketing touch, a transactional one, a notice. */
async function filled(make: MakeStores) {
  const scene = await DeliveryScene.of(make());
  const marketing = scene.send();
  const transactional = scene.billing({ key: 'b'.repeat(32) });
  const notice = scene.notice();
  await scene.decide(marketing, transactional, notice);
  return { scene, keys: { marketing: marketing.key, transactional: transactional.key, notice: notice.key } };
}

/** Calls of ports in a pass in which nothing goes wrong. */
async function callsOf(make: MakeStores, portsOf: PortsOf): Promise<number> {
  const { scene } = await filled(make);
  const mortal = new Mortal(Number.POSITIVE_INFINITY, 'before');
  await scene.deliver(TEN, mortalPorts(portsOf(scene), mortal));
  scene.stores.close();
  return mortal.calls;
}

/** Dies once at every call; each time another process starts, and runs for three days. What went wrong, in words. */
async function crashEverywhere(make: MakeStores, when: 'before' | 'after', portsOf: PortsOf) {
  const calls = await callsOf(make, portsOf);
  const figures = { calls, doubts: 0, resent: 0, wrong: [] as string[] };
  for (let nth = 1; nth <= calls; nth += 1) {
    const { scene, keys } = await filled(make);
    const mortal = new Mortal(nth, when);
    await expect(scene.deliver(TEN, mortalPorts(portsOf(scene), mortal))).rejects.toBeInstanceOf(Crash);
    expect(mortal.hasDied).toBe(true);
    await scene.deliverUntil(TEN + 3 * DAY, portsOf(scene));
    const doubted = new Set((await scene.entries('send-ambiguous')).map(({ key }) => key));
    const listed = new Set(await scene.stores.sends.inState('ambiguous', 10));
    for (const [kind, key] of Object.entries(keys)) {
      const isDoubted = doubted.has(key);
      const endsInDoubt = isDoubted && kind === 'marketing';
      const went = scene.channel.taken.filter((message) => message.key === key).length;
      const noted = (await scene.entries('sent')).filter((entry) => entry.key === key).length;
      const { state } = (await scene.record(key)) ?? { state: 'lost' };
      if (isDoubted) figures.doubts += 1;
      if (went > 1) figures.resent += 1;
      const wrong = (what: string) => figures.wrong.push(`${kind}, crash ${when} call ${nth}: ${what}`);
      // What is transactional goes once more where it was in doubt, and never otherwise.
      if (went > (isDoubted && kind !== 'marketing' ? 2 : 1)) wrong(`went ${went} times`);
      if (went === 0 && !endsInDoubt) wrong('never went');
      if (state !== (endsInDoubt ? 'ambiguous' : 'sent')) wrong(`is ${state}`);
      if (noted !== (endsInDoubt ? 0 : 1)) wrong(`is on record as sent ${noted} times`);
      if (listed.has(key) !== endsInDoubt) wrong('is not listed, or wrongly');
    }
    if ((await scene.stores.accounts.nextOutbox()) !== undefined)
      figures.wrong.push(`call ${nth}: left over`);
    figures.wrong.push(...scene.troubles.map(String));
    scene.stores.close();
  }
  return figures;
}

describe.each(DELIVERY_STORES)('a crash at any await of a delivery over %s', (_name, make) => {
  it.each(['before', 'after'] as const)(
    '%s the call: nothing is lost, nothing marketing goes twice, every doubt is listed',
    async (when) => {
      const { calls, doubts, resent, wrong } = await crashEverywhere(make, when, (scene) => scene.ports());
      expect(wrong).toEqual([]);
      expect(calls).toBeGreaterThan(40);
      // Between the claim and the provider's answer on record there is no way to know.
      expect(doubts).toBeGreaterThan(5);
      expect(resent).toBeGreaterThan(0);
    },
  );

  it('is found out to repeat a message when it is sent before it is claimed', async () => {
    const hasty: PortsOf = (scene) => {
      const ports = scene.ports();
      const { sends } = ports;
      return {
        ...ports,
        channels: { email: ANSWERS_YES, slack: ANSWERS_YES },
        sends: {
          plan: async (plan) => {
            const record = await sends.plan(plan);
            if (record.state === 'planned')
              await scene.channel.send({ key: plan.key } as Parameters<typeof scene.channel.send>[0]);
            return record;
          },
          get: (key) => sends.get(key),
          replace: (key, from, to, at) => sends.replace(key, from, to, at),
          sendsTo: (address, since) => sends.sendsTo(address, since),
          sendsOf: (account, since) => sends.sendsOf(account, since),
          inState: (state, limit, settled) => sends.inState(state, limit, settled),
        },
      };
    };
    const { wrong } = await crashEverywhere(make, 'before', hasty);
    expect(wrong).toContainEqual(expect.stringMatching(/^marketing, .* went 2 times$/));
  });
});

const ANSWERS_YES: ChannelPort = { send: async () => ({ sent: true, providerId: undefined }) };

describe.each(DELIVERY_STORES)('an answer that is lost, over %s', (_name, make) => {
  it('leaves a marketing touch in doubt for good: listed, on record, never sent again', async () => {
    const scene = await DeliveryScene.of(make());
    scene.channel.expect({ lost: 'reset', taken: true });
    await scene.decide(scene.send());
    expect(await scene.deliver()).toMatchObject({ counts: { ambiguous: 1 }, next: TEN + PROOF_MS });
    expect(await scene.touch()).toMatchObject({ status: 'ambiguous', reason: 'answer-lost' });
    await scene.deliverUntil(TEN + 3 * DAY);
    expect(scene.channel.asked).toHaveLength(1);
    expect(await scene.said()).toEqual(['send-ambiguous answer-lost']);
    expect(await scene.record()).toMatchObject({ state: 'ambiguous', settled: true });
    expect(await scene.stores.sends.inState('ambiguous', 10)).toEqual([scene.send().key]);
    scene.stores.close();
  });

  it('has a transactional touch sent once more, once', async () => {
    const scene = await DeliveryScene.of(make());
    scene.channel.expect({ lost: 'reset', taken: false }, { lost: 'reset', taken: false });
    await scene.decide(scene.billing());
    await scene.deliverUntil(TEN + 3 * DAY);
    expect(scene.channel.asked).toHaveLength(2);
    expect(await scene.entries()).toMatchObject([
      { kind: 'send-ambiguous', values: { attempt: 1 } },
      { kind: 'send-ambiguous', values: { attempt: 2 } },
    ]);
    expect(await scene.stores.sends.inState('ambiguous', 10)).toEqual([scene.send().key]);
    scene.stores.close();
  });

  it('is cleared up by the provider, who says that it went: nothing is sent again', async () => {
    const scene = await DeliveryScene.of(make());
    scene.channel.expect({ lost: 'reset', taken: true });
    await scene.decide(scene.billing());
    await scene.deliver();
    await scene.stores.touches.advance(scene.send().key, 'delivered', TEN + MINUTE, 'delivered');
    await scene.deliverUntil(TEN + 3 * DAY);
    expect(scene.channel.asked).toHaveLength(1);
    expect(await scene.record()).toMatchObject({ state: 'sent' });
    expect(await scene.touch()).toMatchObject({ status: 'delivered' });
    expect(await scene.said()).toEqual(['send-ambiguous answer-lost', 'sent']);
    scene.stores.close();
  });

  it('is listed by a sweep once its lease has run out, and not before', async () => {
    const scene = await DeliveryScene.of(make());
    scene.channel.expect({ lost: 'reset', taken: true });
    await scene.decide(scene.send());
    await scene.deliver();
    expect(await expireLeases(scene.stores, TEN + 5 * MINUTE - 1)).toBe(0);
    expect(await scene.stores.sends.inState('ambiguous', 10)).toEqual([]);
    expect(await expireLeases(scene.stores, TEN + 5 * MINUTE)).toBe(1);
    expect(await scene.stores.sends.inState('ambiguous', 10)).toEqual([scene.send().key]);
    expect(await expireLeases(scene.stores, TEN + 6 * MINUTE)).toBe(0);
    scene.stores.close();
  });
});

describe.each(DELIVERY_STORES)('two processes over %s', (_name, make) => {
  it('that deliver the same outbox at once send everything once', async () => {
    const { scene } = await filled(make);
    await Promise.all([scene.deliver(), scene.deliver(), scene.deliver()]);
    await scene.deliverUntil(TEN + 3 * DAY);
    expect(scene.channel.asked).toHaveLength(3);
    expect(await scene.stores.sends.inState('ambiguous', 10)).toEqual([]);
    expect(await scene.stores.accounts.nextOutbox()).toBeUndefined();
    scene.stores.close();
  });
});
