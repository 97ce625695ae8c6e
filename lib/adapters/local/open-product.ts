import { join } from 'node:path';
import { killSwitchOf, readKill } from '../../app/acts/act-ports.ts';
import { newActs } from '../../app/acts/new-acts.ts';
import { deliverDue } from '../../app/delivery/deliver-due.ts';
import type { DeliveryPorts } from '../../app/delivery/delivery-ports.ts';
import { newLinks, readLinkToken } from '../../app/delivery/links.ts';
import { limitBacklog } from '../../app/intake/limit-backlog.ts';
import { newIntake, type RunningIntake } from '../../app/intake/new-intake.ts';
import { liveRules } from '../../app/kept/live-rules.ts';
import { withStoredDefinitions } from '../../app/kept/stored-definitions.ts';
import { storedWatermarks } from '../../app/kept/stored-watermarks.ts';
import { newLists } from '../../app/lists/new-lists.ts';
import type { PlayPorts } from '../../app/play/play-account.ts';
import { RuleLimiter } from '../../app/play/rule-limiter.ts';
import { tellPause } from '../../app/play/tell-pause.ts';
import type { Actor } from '../../app/ports/access-tokens.ts';
import type { Product } from '../../app/product/product.ts';
import { ChannelGates } from '../../app/touches/channel-gates.ts';
import { Confirmer } from '../../core/conditions/confirm.ts';
import type { Rulebook } from '../../core/rulebook.ts';
import { formatInstant, type Instant } from '../../core/time/instant.ts';
import type { KillSwitch } from '../../core/touches/plan-delivery.ts';
import type { Outside } from '../../core/work.ts';
import { type Backfilled, backfillFile } from './backfill-file.ts';
import { readChannelConfig } from './channels/channel-config.ts';
import { type LocalChannels, newChannels } from './channels/new-channels.ts';
import { DataFolderError } from './data-folder-error.ts';
import { type HeldFolder, holdFolder } from './hold-folder.ts';
import { hashToken, type Keys, openKeys, token } from './keys.ts';
import { type LocalStores, localStores } from './local-stores.ts';
import { choresOf } from './runtime/chores.ts';
import { Decider } from './runtime/decider.ts';
import { FairShare } from './runtime/fair-share.ts';
import { type Feed, LocalRuntime } from './runtime/local-runtime.ts';
import { type ClockState, ProductClock } from './runtime/product-clock.ts';
import { SampleFeed } from './runtime/sample-feed.ts';
import { sendTest, type TestSent } from './send-test.ts';
import type { LocalDatabase } from './sqlite/local-database.ts';
import { openDatabase } from './sqlite/open-database.ts';

export interface ProductOptions {
  /** The data folder. */
  readonly data: string;
  readonly rulebook: Rulebook;
  /** Whether the loop will be started: a command beside it changes nothing by being there. */
  readonly runs: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Virtual milliseconds a real one; 1 if nothing is said. */
  readonly speed?: number;
  /** A demonstration begins here, where the folder has none yet. */
  readonly sampleFrom?: Instant;
  /** Under which links in messages lead back here; asked for with every link, as a port may be found late. */
  publicUrl(): string;
  /** The machine's clock (epoch milliseconds). */
  readonly real: () => Instant;
  /** Told of what went wrong, of whom by opaque ids alone. */
  onTrouble(what: string, error: unknown): void;
  /** Told of what a person should know: a rule that paused itself, a source that fell silent. */
  onNotice(text: string): void;
  onProgress(now: Instant, catchingUp: boolean): void;
}

/** The whole product on one machine. The loop runs once it is started; acts and questions work without it. */
export interface OpenedProduct {
  readonly product: Product;
  readonly rulebook: Rulebook;
  readonly keys: Keys;
  readonly clock: ProductClock;
  readonly runtime: LocalRuntime;
  readonly ways: LocalChannels['ways'];
  readonly mode: 'outbox' | 'live';
  readonly environment: string;
  readonly stores: LocalStores;
  /** Sends a template with made-up values, as any email goes. Throws ActError. */
  sendTest(template: string, address: string): Promise<TestSent>;
  /** Reads signals of the past as knowledge alone: nothing fires. Throws SignalFileError. */
  backfill(path: string, onProgress: (signals: number) => void): Promise<Backfilled>;
  authenticate(token: string): Promise<Actor | undefined>;
  close(): Promise<void>;
}

/**
 * Opens the product on a data folder, making it as needed. Throws DatabaseFileError, DataFolderError, KeysError or
 * ChannelConfigError where the folder or the environment is not fit for it.
 */
export async function openProduct(options: ProductOptions): Promise<OpenedProduct> {
  const config = readChannelConfig(options.env);
  if (config.mode === 'live' && (options.speed ?? 1) !== 1)
    throw new DataFolderError(
      'the clock runs fast in a demonstration only: --speed and TOUCHLINE_MODE=live exclude each other',
    );
  const held = options.runs ? holdFolder(options.data) : undefined;
  let db: LocalDatabase | undefined;
  try {
    const keys = openKeys(options.data, options.env);
    db = openDatabase(options.data, { synchronous: 'normal' });
    return await assemble(options, config, keys, db, held);
  } catch (error) {
    db?.close();
    held?.release();
    throw error;
  }
}

async function assemble(
  options: ProductOptions,
  config: ReturnType<typeof readChannelConfig>,
  keys: Keys,
  db: LocalDatabase,
  held: HeldFolder | undefined,
): Promise<OpenedProduct> {
  const stores = localStores(db);
  const { onTrouble, onNotice } = options;
  await claimFolder(options.data, stores);
  const rulebook = await currentRulebook(options, stores);
  const clock = await openClock(options, stores);
  const channels = newChannels(config, { folder: join(options.data, 'outbox'), clock });
  const watermarks = await storedWatermarks(rulebook, stores.watermarks);
  const limiter = new RuleLimiter(
    stores.ruleWatch,
    rulebook.guardrails,
    () => stores.accounts.count(),
    tellPause(stores.audit, onNotice),
  );
  const outside: Outside = {
    watermarks,
    pausedRules: limiter.paused,
    confirmer: new Confirmer(),
    liveSince: await liveRules(rulebook, stores.settings, clock.now(), options.runs),
    recordMisses: true,
  };
  let kill: KillSwitch = killSwitchOf(await readKill(stores.settings));
  const delivery: DeliveryPorts = {
    ...stores,
    channels: channels.channels,
    gates: new ChannelGates({ rates: channels.rates }),
    rulebook,
    outside,
    kill: async () => killSwitchOf(await readKill(stores.settings)),
    links: (account, contact, topic) => newLinks(options.publicUrl(), keys.sign)(account, contact, topic),
    forgetMessages: async (touches) => void (await channels.outbox.erase(touches)),
    onTrouble,
  };
  const play: PlayPorts = { ...stores, kill: () => kill, limiter };
  const identityKey = (text: string) => keys.keyed('contact', text);
  const addressKey = (email: string) => keys.keyed('address', email.trim().toLowerCase());
  const share = new FairShare();
  const decider = new Decider({
    log: stores.log,
    play,
    rulebook,
    outside,
    watermarks,
    watermarkStore: stores.watermarks,
    settings: stores.settings,
    share,
    onTrouble,
  });
  const intake = wakeful(
    newIntake(rulebook, {
      ...stores,
      clock,
      realClock: { now: options.real },
      identityKey,
      addressKey,
      hookSecrets: (connector) => hookSecrets(options.env, connector),
    }),
    () => runtime.wake(),
  );
  const feed: Feed | undefined = await SampleFeed.open(intake, stores.settings, options.sampleFrom);
  const runtime: LocalRuntime = new LocalRuntime({
    clock,
    decider,
    share,
    upTo: (now) => intake.upTo(now),
    feed,
    deliver: async (now) => (await deliverDue(delivery, now)).next ?? Number.POSITIVE_INFINITY,
    keepClock: async () => {
      // A command's clock is that of the product that runs, as it was a moment ago.
      if (!options.runs) return;
      await stores.settings.set('clock', JSON.stringify(clock.state));
      await stores.settings.set('now', formatInstant(clock.now()));
    },
    refresh: async () => {
      kill = killSwitchOf(await readKill(stores.settings));
      await limiter.refresh();
    },
    chores: choresOf({ stores, intake, rulebook, watermarks, onNotice }),
    onTrouble,
    onProgress: options.onProgress,
  });
  const acts = newActs(
    {
      ...stores,
      clock,
      decideNow: async (account) => {
        await limiter.refresh();
        await runtime.decideNow(account);
      },
      newId: token,
      hashToken,
      addressKey,
      forgetMessages: async (touches) => void (await channels.outbox.erase(touches)),
      readUnsubscribe: (text) => readLinkToken(text, keys.sign),
    },
    rulebook,
  );
  const { mode, environment } = config;
  const lists = newLists({ ...stores, clock }, { rulebook, mode, environment });
  return {
    product: { intake: limitBacklog(intake, stores.log, { now: options.real }), acts, lists },
    rulebook,
    keys,
    clock,
    runtime,
    ways: channels.ways,
    mode,
    environment,
    stores,
    sendTest: (template, address) => sendTest({ rulebook, channels, clock }, template, address),
    backfill: (path, onProgress) =>
      backfillFile(
        { stores, play, rulebook, outside, watermarks, now: clock.now(), identityKey, addressKey },
        path,
        onProgress,
      ),
    authenticate: async (text) => {
      const hash = hashToken(text);
      if (hash === hashToken(keys.adminToken)) return { name: 'admin', role: 'admin' };
      return stores.tokens.find(hash);
    },
    close: async () => {
      await runtime.stop();
      db.close();
      held?.release();
    },
  };
}

/** A folder belongs to a replay or to a running product, never to both. */
async function claimFolder(data: string, stores: LocalStores): Promise<void> {
  const origin = await stores.settings.get('origin');
  if (origin === 'replay')
    throw new DataFolderError(`"${data}" holds what a replay left: name another folder with --data`);
  if (origin === undefined) await stores.settings.set('origin', 'product');
}

/** Keeps today's definitions for as long as runs need them, and opens the earlier ones. */
async function currentRulebook(
  { rulebook, runs, onTrouble }: ProductOptions,
  stores: LocalStores,
): Promise<Rulebook> {
  if (runs)
    for (const [hash, definition] of rulebook.documents) await stores.definitions.put(hash, definition);
  return withStoredDefinitions(rulebook, stores.definitions, (hash, error) =>
    onTrouble(`definition ${hash}`, error),
  );
}

async function openClock(options: ProductOptions, stores: LocalStores): Promise<ProductClock> {
  const kept = await stores.settings.get('clock');
  const begun = options.sampleFrom;
  const from: ClockState | undefined =
    kept !== undefined
      ? (JSON.parse(kept) as ClockState)
      : begun === undefined
        ? undefined
        : { virtual: begun, catchingUp: true, own: true };
  const clock = new ProductClock(options.real, options.speed ?? 1, from);
  const received = await stores.log.lastReceived();
  if (received !== undefined) clock.atLeast(received);
  return clock;
}

/** Intake that has the loop look at what came in. */
function wakeful(intake: RunningIntake, wake: () => void): RunningIntake {
  const waking = async <Result>(taken: Promise<Result>): Promise<Result> => {
    const result = await taken;
    wake();
    return result;
  };
  return {
    events: (events, by) => waking(intake.events(events, by)),
    segment: (call, body) => waking(intake.segment(call, body)),
    hook: (connector, headers, body) => waking(intake.hook(connector, headers, body)),
    dropExpired: (now) => intake.dropExpired(now),
    upTo: (now) => intake.upTo(now),
  };
}

/** `TOUCHLINE_HOOK_<CONNECTOR>`, several secrets separated by commas while one is being changed. */
function hookSecrets(env: ProductOptions['env'], connector: string): readonly string[] {
  const name = `TOUCHLINE_HOOK_${connector.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`;
  return (env[name] ?? '')
    .split(',')
    .map((secret) => secret.trim())
    .filter((secret) => secret !== '');
}
