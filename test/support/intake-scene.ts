import { createHmac } from 'node:crypto';
import { loadRulebookFiles } from '../../lib/adapters/local/load-rulebook.ts';
import { MemoryAuditLog } from '../../lib/adapters/memory/memory-audit-log.ts';
import { MemoryContactBook } from '../../lib/adapters/memory/memory-contact-book.ts';
import { MemoryDirectory } from '../../lib/adapters/memory/memory-directory.ts';
import { MemorySignalLog } from '../../lib/adapters/memory/memory-signal-log.ts';
import type { IntakePorts } from '../../lib/app/intake/intake-ports.ts';
import { type IntakeOptions, newIntake, type RunningIntake } from '../../lib/app/intake/new-intake.ts';
import type { LoggedSignal, StoredSignal } from '../../lib/app/ports/signal-log.ts';
import { compileRulebook } from '../../lib/core/rulebook/compile-rulebook.ts';
import type { Rulebook } from '../../lib/core/rulebook.ts';
import { type Instant, parseInstant } from '../../lib/core/time/instant.ts';

const { rulebook } = compileRulebook(await loadRulebookFiles('rules', 'rules', []));
if (rulebook === undefined) throw new Error('the shipped rulebook does not compile');
export const SHIPPED: Rulebook = rulebook;

export const at = (text: string): Instant => {
  const instant = parseInstant(text);
  if (instant === undefined) throw new Error(`"${text}" is no instant`);
  return instant;
};

const keyed = (text: string) => createHmac('sha256', 'installation').update(text).digest('hex');

/** The shipped rulebook taking signals into memory, at 09:00 on the first of June 2026 by both clocks. */
export class IntakeScene {
  now: Instant = at('2026-06-01T09:00:00Z');
  /** Real time; the product's own unless it is set. */
  real: Instant | undefined;
  readonly contacts: MemoryContactBook = new MemoryContactBook();
  readonly log: MemorySignalLog = new MemorySignalLog(this.contacts);
  readonly directory: MemoryDirectory = new MemoryDirectory();
  readonly audit: MemoryAuditLog = new MemoryAuditLog();
  readonly secrets = new Map<string, readonly string[]>();
  readonly intake: RunningIntake;

  constructor(over: Partial<IntakePorts> = {}, options: IntakeOptions = {}, book: Rulebook = SHIPPED) {
    const ports: IntakePorts = {
      log: this.log,
      directory: this.directory,
      audit: this.audit,
      clock: { now: () => this.now },
      realClock: { now: () => this.real ?? this.now },
      identityKey: keyed,
      addressKey: (email) => keyed(email.trim().toLowerCase()).slice(0, 32),
      hookSecrets: (connector) => this.secrets.get(connector) ?? [],
      ...over,
    };
    this.intake = newIntake(book, ports, options);
  }

  logged(): Promise<readonly LoggedSignal[]> {
    return this.log.list({ limit: 10_000 });
  }

  async signals(): Promise<readonly StoredSignal[]> {
    return (await this.logged()).map(({ signal }) => signal);
  }

  async lastSignal(): Promise<StoredSignal> {
    const last = (await this.signals()).at(-1);
    if (last === undefined) throw new Error('nothing was logged');
    return last;
  }

  async audited() {
    return (await this.audit.list({ limit: 1000 })).items;
  }
}
