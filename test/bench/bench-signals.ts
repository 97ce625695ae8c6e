import { closeSync, openSync, writeSync } from 'node:fs';
import { beginnings, type Customer, type Happening, happening, newCustomer } from './bench-customers.ts';
import { Random } from './random.ts';

/** What a generated history is like. */
export interface HistorySize {
  readonly signals: number;
  readonly accounts: number;
  readonly days: number;
  readonly seed: number;
}

/** 2026-01-05T00:00:00Z, a Monday. */
const STARTS_AT = Date.UTC(2026, 0, 5);
const DAY_MS = 86_400_000;
const FLUSH_LINES = 10_000;
/** By the first word of the signal's type. */
const SOURCES: Readonly<Record<string, string>> = {
  usage: 'https://app.example.com/telemetry',
  adoption: 'https://app.example.com/analytics',
  seats: 'https://app.example.com/seats',
  ticket: 'https://helpdesk.example.com',
  csat: 'https://helpdesk.example.com',
  nps: 'https://survey.example.com',
  payment: 'https://billing.example.com',
};

/** Writes a history as NDJSON, in order of time, spread evenly over its days and customers. */
export function writeSignals(path: string, size: HistorySize): void {
  const random = new Random(size.seed);
  const customers = Array.from({ length: size.accounts }, (_, i) => newCustomer(i, size.days, random));
  const fd = openSync(path, 'w');
  let lines: string[] = [];
  let written = 0;
  const write = (customer: Customer, at: number, what: Happening) => {
    if (written === size.signals) return;
    written += 1;
    lines.push(lineOf(customer, at, what, random));
    if (lines.length < FLUSH_LINES) return;
    writeSync(fd, lines.join(''));
    lines = [];
  };
  while (written < size.signals) {
    const day = (written / size.signals) * size.days;
    const at = Math.floor(STARTS_AT + day * DAY_MS);
    const customer = random.pick(customers);
    if (!customer.begun) {
      customer.begun = true;
      for (const beginning of beginnings(customer, at, random)) write(customer, at, beginning);
    } else if (day < customer.fadesOn || random.chance(customer.left)) {
      write(customer, at, happening(customer, random));
    }
  }
  writeSync(fd, lines.join(''));
  closeSync(fd);
}

/** One CloudEvent as producers send it. */
function lineOf(customer: Customer, at: number, { type, data, contact }: Happening, random: Random): string {
  const envelope = {
    specversion: '1.0',
    id: identifier(random),
    source: SOURCES[type.split('.')[0] ?? ''] ?? 'https://crm.example.com',
    type,
    time: new Date(at).toISOString(),
    datacontenttype: 'application/json',
    account: customer.id,
    ...(contact === undefined ? {} : { contact }),
    data,
  };
  return `${JSON.stringify(envelope)}\n`;
}

/** As long as a UUID. */
function identifier(random: Random): string {
  const part = (digits: number) =>
    random
      .whole(0, 16 ** digits - 1)
      .toString(16)
      .padStart(digits, '0');
  return `${part(8)}-${part(4)}-${part(4)}-${part(4)}-${part(8)}${part(4)}`;
}
