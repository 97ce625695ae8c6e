import { expireLeases } from '../../../app/delivery/expire-leases.ts';
import type { RunningIntake } from '../../../app/intake/new-intake.ts';
import type { HourlyWatermarks } from '../../../app/kept/hourly-watermarks.ts';
import { HORIZON_MS } from '../../../core/accounts/compile-catalog.ts';
import type { Rulebook } from '../../../core/rulebook.ts';
import { DAY_MS, formatInstant, HOUR_MS, type Instant, parseInstant } from '../../../core/time/instant.ts';
import type { LocalStores } from '../local-stores.ts';
import type { Chore } from './local-runtime.ts';

interface ChoreParts {
  readonly stores: LocalStores;
  readonly intake: RunningIntake;
  readonly rulebook: Rulebook;
  readonly watermarks: HourlyWatermarks;
  onNotice(text: string): void;
}

/** What comes round by itself: doubtful sends, waiting strangers, silent sources, and forgetting. */
export function choresOf(parts: ChoreParts): readonly Chore[] {
  const { stores, intake } = parts;
  const silent = new SilentSources(parts);
  return [
    { name: 'expire-leases', every: HOUR_MS, run: async (now) => void (await expireLeases(stores, now)) },
    { name: 'drop-expired', every: HOUR_MS, run: async (now) => void (await intake.dropExpired(now)) },
    { name: 'silent-sources', every: HOUR_MS, run: (now) => silent.look(now) },
    {
      name: 'forget',
      every: DAY_MS,
      run: async (now) => {
        // Dedup is kept past the replay horizon; the limits of rules look back a day.
        await stores.accounts.forgetSeen(now - HORIZON_MS - DAY_MS);
        await stores.ruleWatch.forget(now - 2 * DAY_MS);
      },
    },
  ];
}

/** A source that falls silent raises one alarm, and another only after it was heard again (DESIGN §4.6). */
class SilentSources {
  readonly #parts: ChoreParts;
  /** By source, since when it is known to be silent. */
  readonly #silent = new Map<string, Instant>();
  #loaded = false;

  constructor(parts: ChoreParts) {
    this.#parts = parts;
  }

  async look(now: Instant): Promise<void> {
    await this.#load();
    for (const source of this.#parts.rulebook.catalog.sources.values()) {
      const heard = this.#parts.watermarks.lastHeard(source, now);
      if (heard === undefined || source.maxSilence === undefined) continue;
      const isSilent = now - heard > source.maxSilence;
      const known = this.#silent.get(source.name) === heard;
      if (!isSilent) this.#silent.delete(source.name);
      else if (!known) await this.#alarm(source.name, heard, now);
    }
  }

  async #alarm(source: string, heard: Instant, now: Instant): Promise<void> {
    this.#silent.set(source, heard);
    const since = formatInstant(heard);
    await this.#parts.stores.audit.append({
      at: now,
      by: 'touchline',
      role: 'system',
      act: 'source.silent',
      account: undefined,
      target: source,
      before: undefined,
      after: { lastHeard: since },
      reason: undefined,
    });
    this.#parts.onNotice(`source ${source} is silent: last heard ${since}`);
  }

  /** Alarms that were raised before the product was started again. */
  async #load(): Promise<void> {
    if (this.#loaded) return;
    this.#loaded = true;
    const { items } = await this.#parts.stores.audit.list({ act: 'source.silent', limit: 100 });
    for (const { target, after } of items) {
      const heard = parseInstant((after as { readonly lastHeard: string }).lastHeard);
      if (heard !== undefined && !this.#silent.has(target)) this.#silent.set(target, heard);
    }
  }
}
