import { SeededRandom } from '../../lib/adapters/local/sample/seeded-random.ts';

/** Adapters that the product runs on, by what they are to it. */
export type PortName =
  | 'log'
  | 'accounts'
  | 'directory'
  | 'ruleWatch'
  | 'watermarks'
  | 'sends'
  | 'touches'
  | 'ledger'
  | 'settings'
  | 'channel';

/** Before or after a call of a port, the `nth` since the tick began. */
export interface PortPoint {
  readonly port: PortName;
  readonly method: string;
  readonly nth: number;
  readonly side: 'before' | 'after';
}

/** When a process is killed: some time after a tick began, or at a point of its work (where that is not met, at its end). */
export type Kill = { readonly afterMs: number } | { readonly point: PortPoint };

/** By `port.method`, how often it was called in the course of a tick. */
export type PortCalls = Readonly<Record<string, number>>;

interface Place {
  readonly port: PortName;
  readonly method: string;
  readonly weight: number;
}

const place = (port: PortName, method: string, weight: number): Place => ({ port, method, weight });

/** What comes in, what is decided, what is sent; what is rare in a tick weighs more. */
export const PLACES: readonly Place[] = [
  place('log', 'append', 3),
  place('directory', 'join', 3),
  place('directory', 'link', 3),
  place('directory', 'park', 3),
  place('directory', 'unpark', 5),
  place('accounts', 'commit', 6),
  place('log', 'settle', 3),
  place('ruleWatch', 'note', 4),
  place('watermarks', 'hear', 2),
  place('settings', 'set', 1),
  place('sends', 'plan', 4),
  place('touches', 'keepMessage', 4),
  place('sends', 'replace', 10),
  place('channel', 'send', 12),
  place('touches', 'advance', 4),
  place('ledger', 'append', 4),
  place('accounts', 'settle', 4),
  place('accounts', 'postpone', 4),
];
/** Most ticks are over by then. */
const LONGEST_MS = 100;
const MOMENTS = 0.4;

/**
 * The kills of each tick, by its index: the same seed and calls, the same plan. `calls` are those of a run that nobody
 * disturbs; ticks before `from` are let be.
 */
export function planKills(
  seed: number,
  kills: number,
  calls: readonly PortCalls[],
  from: number,
): ReadonlyMap<number, readonly Kill[]> {
  const random = new SeededRandom(seed, 29);
  const ticks = calls.length - from;
  const plan = new Map<number, Kill[]>();
  for (let i = 0; i < kills; i += 1) {
    // One a tick as far as there are ticks, and the rest wherever: a second kill meets the recovery from the first.
    const tick =
      i < ticks
        ? from + Math.floor((i * ticks) / Math.min(kills, ticks))
        : random.whole(from, calls.length - 1);
    const kill = random.chance(MOMENTS)
      ? { afterMs: random.between(0, LONGEST_MS) }
      : { point: drawPoint(calls[tick] ?? {}, random) };
    plan.set(tick, [...(plan.get(tick) ?? []), kill]);
  }
  return plan;
}

/** Of what was called, and early enough to come before the signals that are held back for the kill. */
function drawPoint(calls: PortCalls, random: SeededRandom): PortPoint {
  const called = PLACES.filter(({ port, method }) => (calls[`${port}.${method}`] ?? 0) > 0);
  const { port, method } = random.weighted(called.map((one) => [one.weight, one] as const));
  const nth = random.whole(1, Math.ceil((calls[`${port}.${method}`] ?? 1) / 2));
  return { port, method, nth, side: random.chance(0.5) ? 'before' : 'after' };
}
