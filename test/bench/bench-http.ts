import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpClient } from './http-client.ts';
import { Payloads } from './http-payloads.ts';
import { BenchServer, CAN_PIN } from './http-servers.ts';
import { median } from './rounds.ts';

export interface HttpSize {
  readonly accounts: number;
  readonly connections: number;
  /** Requests of one CloudEvent in a round. */
  readonly singles: number;
  /** Requests of `batchSize` events in a round. */
  readonly batches: number;
  readonly batchSize: number;
  readonly rounds: number;
  readonly seed: number;
}

/** Beside a bare node:http server that reads the body and parses it, under the same requests. */
export interface LoadFigures {
  /** Accepted durably. */
  readonly signalsPerSecond: number;
  /** Milliseconds from writing a request to its answer, with all connections busy. */
  readonly p99Ms: number;
  readonly bareSignalsPerSecond: number;
  readonly bareP99Ms: number;
  /** The product's rate in the bare server's. */
  readonly ofBare: number;
  /** Signals decided in a second while others were taken, and when nothing else was to do. */
  readonly decidedMeanwhilePerSecond: number;
  readonly decidedAfterPerSecond: number;
}

export interface HttpFigures extends LoadFigures {
  readonly connections: number;
  /** Whether each server had one core and no more. */
  readonly oneCore: boolean;
  readonly batchSize: number;
  readonly batch: LoadFigures;
}

interface Load {
  readonly name: string;
  readonly signals: number;
  make(payloads: Payloads): Buffer[];
}

/** One round of one server. Rates are signals a second. */
interface Measured {
  readonly rate: number;
  readonly p99Ms: number;
}

interface MeasuredProduct extends Measured {
  readonly decidedMeanwhile: number;
  readonly decidedAfter: number;
}

/** Signals that one product on one core takes over HTTP and has on the disk, singly and in batches. */
export async function benchHttp(
  rules: string,
  size: HttpSize,
  tell: (text: string) => void,
): Promise<HttpFigures> {
  const { batchSize, connections } = size;
  const singles: Load = {
    name: 'single events',
    signals: size.singles,
    make: (payloads) => payloads.singles(size.singles),
  };
  const batches: Load = {
    name: `batches of ${batchSize}`,
    signals: size.batches * batchSize,
    make: (payloads) => payloads.batches(size.batches, batchSize),
  };
  const single = await benchLoad(rules, size, singles, tell);
  const batch = await benchLoad(rules, size, batches, tell);
  return { ...single, connections, oneCore: CAN_PIN, batchSize, batch };
}

async function benchLoad(
  rules: string,
  size: HttpSize,
  load: Load,
  tell: (text: string) => void,
): Promise<LoadFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'touchline-bench-http-'));
  const product = await BenchServer.product(folder, rules);
  const bare = await BenchServer.bare();
  const measure = (server: BenchServer, requests: readonly Buffer[]) =>
    measured(server.port, size.connections, load.signals, requests);
  try {
    const payloads = new Payloads(size.accounts, size.seed);
    await measure(product, payloads.beginnings());
    await product.drained();
    const products: MeasuredProduct[] = [];
    const bares: Measured[] = [];
    for (let round = -1; round < size.rounds; round += 1) {
      tell(`http, ${load.name}: ${round < 0 ? 'warming up' : `round ${round + 1} of ${size.rounds}`}`);
      const turns = [
        async () => bares.push(await measure(bare, load.make(payloads))),
        async () =>
          products.push(await decided(product, load.signals, await measure(product, load.make(payloads)))),
      ];
      for (const turn of round % 2 === 0 ? turns : turns.reverse()) await turn();
    }
    return figures(products.slice(1), bares.slice(1));
  } finally {
    await product.close();
    await bare.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Connections are new each time: the product closes what lies idle. */
async function measured(
  port: number,
  connections: number,
  signals: number,
  requests: readonly Buffer[],
): Promise<Measured> {
  const client = await HttpClient.open(port, connections);
  const began = performance.now();
  const waits = await client.send(requests);
  const rate = (1000 * signals) / (performance.now() - began);
  client.close();
  return { rate, p99Ms: percentile(waits, 0.99) };
}

/** The core is the product's until everything is decided, so that the next round finds it idle. */
async function decided(product: BenchServer, signals: number, taken: Measured): Promise<MeasuredProduct> {
  const left = await product.waiting();
  const began = performance.now();
  await product.drained();
  return {
    ...taken,
    decidedMeanwhile: taken.rate * (1 - left / signals),
    decidedAfter: (1000 * left) / (performance.now() - began),
  };
}

function figures(products: readonly MeasuredProduct[], bares: readonly Measured[]): LoadFigures {
  const ratios = products.map(({ rate }, round) => rate / (bares[round]?.rate ?? Number.NaN));
  return {
    signalsPerSecond: Math.round(median(products.map(({ rate }) => rate))),
    p99Ms: median(products.map(({ p99Ms }) => p99Ms)),
    bareSignalsPerSecond: Math.round(median(bares.map(({ rate }) => rate))),
    bareP99Ms: median(bares.map(({ p99Ms }) => p99Ms)),
    ofBare: median(ratios),
    decidedMeanwhilePerSecond: Math.round(median(products.map((one) => one.decidedMeanwhile))),
    decidedAfterPerSecond: Math.round(median(products.map((one) => one.decidedAfter))),
  };
}

/** The value below which so great a share of the values is. */
function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
