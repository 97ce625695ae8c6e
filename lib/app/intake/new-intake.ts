import type { Connector } from '../../core/connectors/connector.ts';
import { hookEvent } from '../../core/connectors/hook-event.ts';
import type { Rulebook } from '../../core/rulebook.ts';
import type { SignalType } from '../../core/signals/signal.ts';
import type { Instant } from '../../core/time/instant.ts';
import {
  type HookResult,
  type Intake,
  IntakeError,
  type IntakeResult,
  type SegmentCall,
} from '../product/intake.ts';
import { AppendQueue } from './append-queue.ts';
import { Arrivals } from './arrivals.ts';
import { takeCloudEvent } from './cloud-event.ts';
import { signatureProblem } from './hook-signature.ts';
import { Identities } from './identities.ts';
import type { IntakePorts } from './intake-ports.ts';
import { IntakeRequest, type IntakeServices } from './intake-request.ts';
import { isDeeper } from './json-depth.ts';
import { readMessages, type SegmentMessage } from './segment-message.ts';
import { fittingId, settleEvent, shifted } from './settle-event.ts';
import { settleSegment } from './settle-segment.ts';
import { WaitingRoom } from './waiting-room.ts';

export interface IntakeOptions {
  /** How many envelopes may wait until it is known whom they are about; 500,000. */
  readonly maxParked?: number;
  /** Runs what merges the appends of a turn; after the turn's requests, if nothing is said. */
  readonly defer?: (run: () => void) => void;
}

/** Intake, and what has to be done about it as time passes. */
export interface RunningIntake extends Intake {
  /** Drops what has been parked for more than 14 days, with a record in the audit log. Returns how much. */
  dropExpired(now: Instant): Promise<number>;
  /** Up to when time may pass, as it is `now`: nothing that is still on its way into the log is older. */
  upTo(now: Instant): Instant;
}

const MAX_PARKED = 500_000;
/** A body that goes down further is no event of anybody's. */
const MAX_DEPTH = 64;

/** Takes signals in as this rulebook understands them. */
export function newIntake(
  rulebook: Rulebook,
  ports: IntakePorts,
  options: IntakeOptions = {},
): RunningIntake {
  const { minorPerMajor } = rulebook.catalog;
  const services: IntakeServices = {
    rulebook,
    identities: new Identities(ports.directory, ports),
    arrivals: new Arrivals(ports.clock, ports.log),
    queue: new AppendQueue(ports.log, options.defer),
    room: new WaitingRoom(ports.directory, ports.audit, options.maxParked ?? MAX_PARKED),
    context: { minorPerMajor: () => minorPerMajor, addressKey: (email) => ports.addressKey(email) },
    addressed: addressedTypes(rulebook),
    settleOf: ({ connector }) => (connector.ingest === 'segment' ? settleSegment : settleEvent),
  };
  const ingest = [...rulebook.connectors.values()].find((one) => one.ingest === 'segment');
  return new ConnectedIntake(services, ports, ingest);
}

/** Signal types with an address among their personal fields. */
function addressedTypes(rulebook: Rulebook): ReadonlySet<string> {
  const types = [...rulebook.signalTypes.values()];
  const isAddressed = (type: SignalType) =>
    [...type.fields.values()].some(({ personalField }) => personalField === 'email');
  return new Set(types.filter(isAddressed).map(({ id }) => id));
}

class ConnectedIntake implements RunningIntake {
  readonly #services: IntakeServices;
  readonly #ports: IntakePorts;
  readonly #segment: Connector | undefined;
  /** Tells messages apart that bring no id, came at one instant, and say the same. */
  #nameless = 0;

  constructor(services: IntakeServices, ports: IntakePorts, segment: Connector | undefined) {
    this.#services = services;
    this.#ports = ports;
    this.#segment = segment;
  }

  async events(events: readonly unknown[], clock: 'sender' | 'own' = 'sender'): Promise<IntakeResult> {
    return this.#handle(async (request) => {
      const now = this.#ports.clock.now();
      const shift = clock === 'own' ? 0 : now - this.#ports.realClock.now();
      for (const [index, json] of events.entries())
        await takeCloudEvent(json, { index, source: 'events' }, now, shift, request);
    });
  }

  async segment(call: SegmentCall, body: unknown): Promise<IntakeResult> {
    const connector = this.#segment;
    if (connector === undefined)
      throw new IntakeError('this rulebook has no connector with "ingest": "segment"');
    const messages = readMessages(call, body, this.#ports.realClock.now());
    return this.#handle(async (request) => {
      const now = this.#ports.clock.now();
      for (const [index, read] of messages.entries()) {
        const place = { index, source: connector.id };
        if ('problem' in read) request.refuse(place, 'wrong-envelope', read.problem);
        else {
          const { message } = read;
          const at = shifted(now, -message.age);
          const id = this.#idOf(message, now);
          if (id === undefined) request.refuse(place, 'too-deep', 'it is nested too deep');
          else await request.take({ ...place, connector, id, at, shift: 0, event: message.body });
        }
      }
    });
  }

  async hook(id: string, headers: Readonly<Record<string, string>>, body: Uint8Array): Promise<HookResult> {
    const connector = this.#services.rulebook.connectors.get(id);
    const hook = connector?.hook;
    if (connector === undefined || hook === undefined)
      return { ok: false, problem: 'unknown-connector', detail: 'there is no webhook of this name' };
    const secrets = this.#ports.hookSecrets(id).filter((secret) => secret !== '');
    if (secrets.length === 0)
      return { ok: false, problem: 'not-configured', detail: `the secret of "${id}" is not set` };
    const byName = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    const real = this.#ports.realClock.now();
    const problem = signatureProblem(hook, secrets, { headers: byName, body }, real);
    if (problem !== undefined) return { ok: false, problem: 'bad-signature', detail: problem };

    const event = hookEvent(id, hook, byName, readJson(body));
    const result = await this.#handle((request) => {
      const shift = this.#ports.clock.now() - real;
      return request.take({ index: 0, source: id, connector, id: undefined, at: undefined, shift, event });
    });
    return { ok: true, result };
  }

  dropExpired(now: Instant): Promise<number> {
    return this.#services.room.dropExpired(now);
  }

  upTo(now: Instant): Instant {
    return this.#services.arrivals.upTo(now);
  }

  async #handle(take: (request: IntakeRequest) => Promise<void>): Promise<IntakeResult> {
    await this.#services.arrivals.ready();
    const request = new IntakeRequest(this.#services);
    try {
      await take(request);
      return await request.finish();
    } catch (error) {
      // What it learnt is in the directory perhaps, and what waited for it has not been taken.
      this.#services.identities.forget();
      throw error;
    }
  }

  /**
   * The client's own id, else one that the message has by what it says and when: sent twice, it is the same. One that
   * says neither is a new one every time. Undefined where it is too deep to be written.
   */
  #idOf(message: SegmentMessage, now: Instant): string | undefined {
    const { identities } = this.#services;
    if (message.messageId !== undefined) return fittingId(message.messageId, identities);
    const { sentAt: _sentAt, ...body } = message.body;
    if (isDeeper(body, MAX_DEPTH)) return undefined;
    const text = JSON.stringify(body);
    if (message.isTimed) return identities.messageId('timed', text);
    this.#nameless += 1;
    return identities.messageId('untimed', String(now), String(this.#nameless), text);
  }
}

/** The body as JSON. Throws IntakeError for what is none. */
function readJson(body: Uint8Array): unknown {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new IntakeError(`the body is not JSON, it is ${body.length} bytes of something else`);
  }
  if (isDeeper(value, MAX_DEPTH))
    throw new IntakeError(`the body is nested more than ${MAX_DEPTH} levels deep`);
  return value;
}
