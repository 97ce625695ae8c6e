import type { OpenedProduct } from '../../lib/adapters/local/open-product.ts';
import { formatInstant, type Instant } from '../../lib/core/time/instant.ts';
import { colour } from './options.ts';

/** How often progress is told (milliseconds). */
const EVERY_MS = 2000;

/** Says on stderr where to look and what is happening. Opaque ids alone: never personal data. */
export class StartReport {
  #toldAt = 0;
  #wasCatchingUp = false;

  started(url: string, data: string, opened: OpenedProduct): void {
    const { mode, environment, ways } = opened;
    const live =
      mode === 'live' ? `live (${environment}): ${waysOf(ways)}` : 'outbox: nothing leaves this machine';
    say(`${colour('bold', 'Touchline')} is at ${url}`);
    say(
      `  look       ${url}/api/touches and the rest of ${url}/openapi.json (token: adminToken in ${data}/keys.json)`,
    );
    say(
      `  send       ${url}/v1/batch as Segment does, ${url}/v1/events as CloudEvents (writeKey in the same file)`,
    );
    say(`  messages   ${data}/outbox, as .eml files that any mail program opens`);
    say(`  mode       ${live}`);
    say(`  from here  npx touchline status, npx touchline tasks, npx touchline touches`);
  }

  progress(now: Instant, catchingUp: boolean): void {
    const real = performance.now();
    const arrived = this.#wasCatchingUp && !catchingUp;
    if (!arrived && (!catchingUp || real - this.#toldAt < EVERY_MS)) {
      this.#wasCatchingUp = catchingUp;
      return;
    }
    this.#toldAt = real;
    this.#wasCatchingUp = catchingUp;
    const day = formatInstant(now).slice(0, 10);
    say(arrived ? `caught up with the present: it is ${formatInstant(now)} now` : `catching up: ${day}`);
  }

  backfilling(signals: number): void {
    say(`backfill: ${signals} signals`);
  }

  backfilled({ signals, accounts, rejected }: { signals: number; accounts: number; rejected: number }): void {
    say(
      `backfill: ${signals} signals of ${accounts} accounts are known now, ${rejected} were refused; from here on changes fire`,
    );
  }

  notice(text: string): void {
    say(colour('yellow', `notice: ${text}`));
  }

  trouble(what: string, error: unknown): void {
    say(colour('red', `trouble with ${what}: ${error instanceof Error ? error.message : String(error)}`));
  }

  stopping(): void {
    say('stopping: finishing what is under way');
  }

  stopped(): void {
    say('stopped; start again and it goes on from here');
  }
}

function waysOf(ways: OpenedProduct['ways']): string {
  return Object.entries(ways)
    .map(([channel, way]) => `${channel} by ${way}`)
    .join(', ');
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
