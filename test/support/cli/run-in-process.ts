import { vi } from 'vitest';
import { LOCAL, type Surroundings } from '../../../bin/commands/surroundings.ts';
import { runCommand } from '../../../bin/main.ts';
import type { Rulebook } from '../../../lib/core/rulebook.ts';
import { newFakeProduct, type Reached } from '../../adapters/http/fake-product.ts';
import { NINE } from '../../adapters/http/fake-rows.ts';
import type { Ended } from './run-touchline.ts';

/** A command's surroundings with a product that answers from memory, and what reached it. */
export interface FakeSurroundings {
  readonly surroundings: Surroundings;
  readonly product: ReturnType<typeof newFakeProduct>;
  readonly reached: readonly Reached[];
  /** How often the product was closed. */
  closed(): number;
}

/** The clock says 2026-06-01T09:00:00Z; whoever runs the command is `sam s`, and types what `typed` says. */
export function fakeSurroundings(typed?: string): FakeSurroundings {
  const product = newFakeProduct();
  const { reached } = product;
  let closed = 0;
  const surroundings: Surroundings = {
    checkData: () => undefined,
    open: async (_data: string, rulebook: Rulebook) => ({
      product: product.product,
      rulebook,
      clock: { now: () => NINE },
      sendTest: async (template, address) => {
        reached.push({ what: 'sendTest', args: [template, address] });
        if (product.answers.error !== undefined) throw product.answers.error;
        return { where: 'outbox', file: '.touchline/outbox/one.eml' };
      },
      backfill: async (path, onProgress) => {
        reached.push({ what: 'backfill', args: [path] });
        if (product.answers.error !== undefined) throw product.answers.error;
        onProgress(50_000);
        return { signals: 90_000, duplicates: 2, accounts: 250, rejected: 1, baselined: 61 };
      },
      close: async () => {
        closed += 1;
      },
    }),
    ask: async (question) => {
      reached.push({ what: 'ask', args: [question] });
      return typed;
    },
    user: () => 'sam s',
  };
  return { surroundings, product, reached, closed: () => closed };
}

/** Runs a command in this process, with pipes for streams; on a product that a test has made, or on real folders. */
export async function runInProcess(
  args: readonly string[],
  surroundings: Surroundings = LOCAL,
): Promise<Ended> {
  const text = { out: '', err: '' };
  const catching = (name: 'out' | 'err') => (chunk: unknown) => {
    text[name] += String(chunk);
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(catching('out')),
    vi.spyOn(process.stderr, 'write').mockImplementation(catching('err')),
  ];
  const before = process.exitCode;
  process.exitCode = undefined;
  try {
    await runCommand(['node', 'touchline', ...args], surroundings);
    return { ...text, code: Number(process.exitCode ?? 0) };
  } finally {
    process.exitCode = before;
    for (const spy of spies) spy.mockRestore();
  }
}
