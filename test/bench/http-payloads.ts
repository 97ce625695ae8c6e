import { beginnings, type Customer, happening, newCustomer } from './bench-customers.ts';
import { Random } from './random.ts';

/** Key that the product under test is started with. */
export const WRITE_KEY = 'wk_bench_0123456789abcdef';

/** Names as products give them: one that becomes logins, one that the rulebook knows as a signal, and usage. */
const EVENTS = ['Signed In', 'Project Created', 'Report Exported', 'Board Viewed', 'Comment Added'];
const BEGINNINGS_A_REQUEST = 500;

/** Requests ready to be written, no signal of which was ever sent before. Times are of the machine's clock. */
export class Payloads {
  readonly #random: Random;
  readonly #customers: readonly Customer[];
  #sent = 0;

  constructor(accounts: number, seed: number) {
    const random = new Random(seed);
    this.#random = random;
    this.#customers = Array.from({ length: accounts }, (_, i) => newCustomer(i, 200, random));
  }

  /** What makes customers known, with their people, as batches of CloudEvents. */
  beginnings(): Buffer[] {
    const events = this.#customers.flatMap((customer) =>
      beginnings(customer, Date.now(), this.#random).map((one) => this.#event(customer, one)),
    );
    const requests: Buffer[] = [];
    for (let i = 0; i < events.length; i += BEGINNINGS_A_REQUEST)
      requests.push(
        request(
          '/v1/events',
          'application/cloudevents-batch+json',
          events.slice(i, i + BEGINNINGS_A_REQUEST),
        ),
      );
    return requests;
  }

  /** One CloudEvent a request. */
  singles(count: number): Buffer[] {
    return Array.from({ length: count }, () => {
      const customer = this.#random.pick(this.#customers);
      const event = this.#event(customer, happening(customer, this.#random));
      return request('/v1/events', 'application/cloudevents+json', event);
    });
  }

  /** So many events a request, as Segment's library for Node sends them. */
  batches(count: number, size: number): Buffer[] {
    return Array.from({ length: count }, () => {
      const batch = Array.from({ length: size }, () => this.#track());
      return request('/v1/batch', 'application/json', { batch, sentAt: new Date().toISOString() });
    });
  }

  #event(customer: Customer, { type, contact, data }: ReturnType<typeof happening>): unknown {
    return {
      specversion: '1.0',
      id: this.#id(),
      source: 'https://app.example.com/telemetry',
      type,
      time: new Date().toISOString(),
      datacontenttype: 'application/json',
      account: customer.id,
      ...(contact === undefined ? {} : { contact }),
      data,
    };
  }

  #track(): unknown {
    const customer = this.#random.pick(this.#customers);
    return {
      timestamp: new Date().toISOString(),
      integrations: {},
      type: 'track',
      event: this.#random.pick(EVENTS),
      userId: this.#random.pick(customer.contacts),
      properties: { format: 'pdf', pages: this.#random.whole(1, 40) },
      context: {
        groupId: customer.id,
        library: { name: '@segment/analytics-node', version: '3.1.0' },
      },
      _metadata: { nodeVersion: '24.21.0', jsRuntime: 'node' },
      messageId: `node-next-${this.#id()}`,
    };
  }

  /** As long as a UUID. */
  #id(): string {
    this.#sent += 1;
    return `${Date.now().toString(16).padStart(12, '0')}-4000-8000-${this.#sent.toString(16).padStart(14, '0')}`;
  }
}

function request(path: string, mediaType: string, json: unknown): Buffer {
  const body = JSON.stringify(json);
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    `Authorization: Basic ${btoa(`${WRITE_KEY}:`)}`,
    `Content-Type: ${mediaType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}
