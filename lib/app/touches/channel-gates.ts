import type { Instant } from '../../core/time/instant.ts';
import type { Channel } from '../../core/touches/channel.ts';
import {
  afterPass,
  type Breaker,
  type BreakerLimits,
  CLOSED,
  passBreaker,
} from '../../core/touches/circuit-breaker.ts';
import { fullBucket, type Rate, type TokenBucket, takeToken } from '../../core/touches/token-bucket.ts';

export interface GateOptions {
  /** Channels without one are not limited. */
  readonly rates?: Partial<Readonly<Record<Channel, Rate>>>;
  readonly breaker?: BreakerLimits;
}

/** What providers take (Slack: about one message a second a channel); email is below what any plan allows. */
export const DEFAULT_RATES: Partial<Readonly<Record<Channel, Rate>>> = {
  email: { perSecond: 10, burst: 1 },
  slack: { perSecond: 1, burst: 1 },
  webhook: { perSecond: 10, burst: 1 },
};

const DEFAULT_BREAKER: BreakerLimits = { failures: 5, restMs: 60_000, maxRestMs: 15 * 60_000 };

export interface Busy {
  readonly reason: 'throttled' | 'provider-asks' | 'channel-failing';
  /** When to ask again. */
  readonly at: Instant;
}

/** How a channel stands, for whoever asks. */
export interface GateState {
  readonly channel: Channel;
  readonly open: boolean;
  /** Failures in a row. */
  readonly failures: number;
  /** Nothing is tried before; undefined when it may be tried now. */
  readonly until: Instant | undefined;
}

interface Gate {
  breaker: Breaker;
  bucket: TokenBucket | undefined;
  /** As the provider asked. */
  waitUntil: Instant;
  /** Messages told at one instant to come back: each gets a slot of its own. */
  turnedAway: { at: Instant; count: number };
}

/**
 * What keeps a channel from being asked too often or in vain: its rate, the provider's wish, and a circuit breaker. It
 * holds sends and nothing else, and forgets everything with the process.
 */
export class ChannelGates {
  readonly #rates: Partial<Readonly<Record<Channel, Rate>>>;
  readonly #limits: BreakerLimits;
  readonly #gates = new Map<Channel, Gate>();

  constructor(options: GateOptions = {}) {
    this.#rates = options.rates ?? DEFAULT_RATES;
    this.#limits = options.breaker ?? DEFAULT_BREAKER;
  }

  /** Lets one message through, whose fate `leave` must be told; or says why not, and until when. */
  enter(channel: Channel, now: Instant): Busy | undefined {
    const gate = this.#gateOf(channel);
    if (now < gate.waitUntil) return { reason: 'provider-asks', at: gate.waitUntil };
    const passed = passBreaker(gate.breaker, this.#limits, now);
    if ('at' in passed) return { reason: 'channel-failing', at: passed.at };
    const rate = this.#rates[channel];
    if (rate !== undefined) {
      const token = takeToken(gate.bucket ?? fullBucket(rate, now), rate, now);
      gate.bucket = token.bucket;
      if (!token.taken) return { reason: 'throttled', at: token.at + this.#slot(gate, rate, now) };
    }
    gate.breaker = passed.breaker;
    return undefined;
  }

  leave(channel: Channel, how: 'worked' | 'failed' | 'unused', now: Instant, retryAfterMs?: number): void {
    const gate = this.#gateOf(channel);
    if (retryAfterMs !== undefined) {
      // The provider answers, and says when: that is no failure.
      gate.waitUntil = Math.max(gate.waitUntil, now + retryAfterMs);
      gate.breaker = afterPass(gate.breaker, this.#limits, 'unused', now);
      return;
    }
    gate.breaker = afterPass(gate.breaker, this.#limits, how, now);
  }

  states(now: Instant): readonly GateState[] {
    return [...this.#gates].map(([channel, { breaker, waitUntil }]) => {
      const until = Math.max(breaker.openUntil ?? 0, waitUntil);
      const open = breaker.openUntil !== undefined;
      return { channel, open, failures: breaker.failures, until: until > now ? until : undefined };
    });
  }

  #slot(gate: Gate, rate: Rate, now: Instant): number {
    const { at, count } = gate.turnedAway;
    gate.turnedAway = { at: now, count: at === now ? count + 1 : 0 };
    return Math.ceil((gate.turnedAway.count * 1000) / rate.perSecond);
  }

  #gateOf(channel: Channel): Gate {
    const gate = this.#gates.get(channel) ?? {
      breaker: CLOSED,
      bucket: undefined,
      waitUntil: Number.NEGATIVE_INFINITY,
      turnedAway: { at: Number.NEGATIVE_INFINITY, count: 0 },
    };
    this.#gates.set(channel, gate);
    return gate;
  }
}
