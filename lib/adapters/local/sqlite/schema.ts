/** Marks a SQLite file as Touchline's ("TCHL"), so that another program's is never written to. */
export const APPLICATION_ID = 0x5443484c;

/**
 * The schema, one step a version: `user_version` counts the steps taken. A step that has shipped never changes; a
 * change of the schema is a further step.
 *
 * Accounts have a number of their own, so that what belongs to one repeats eight bytes and not its id.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE accounts (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    due INTEGER,
    state TEXT NOT NULL
  ) STRICT;
  CREATE INDEX accounts_due ON accounts (due, id) WHERE due IS NOT NULL;

  CREATE TABLE ledger (
    account INTEGER NOT NULL REFERENCES accounts (number),
    sequence INTEGER NOT NULL,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    rule TEXT,
    journey TEXT,
    run TEXT,
    entry TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX ledger_sequence ON ledger (account, sequence);
  CREATE INDEX ledger_rule ON ledger (account, rule, sequence, kind) WHERE rule IS NOT NULL;
  CREATE INDEX ledger_journey ON ledger (account, journey, sequence, kind) WHERE journey IS NOT NULL;

  CREATE TABLE seen (
    account INTEGER NOT NULL REFERENCES accounts (number),
    key TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (account, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX seen_at ON seen (at);

  CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL REFERENCES accounts (number),
    effect TEXT NOT NULL
  ) STRICT;

  CREATE TABLE definitions (
    hash TEXT PRIMARY KEY,
    definition TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE contacts (
    number INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    contact TEXT NOT NULL,
    erased INTEGER NOT NULL DEFAULT 0,
    UNIQUE (account, contact)
  ) STRICT;
  CREATE TABLE contact_fields (
    contact INTEGER NOT NULL REFERENCES contacts (number),
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    at INTEGER NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (contact, name)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE sends (
    key TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    address_key TEXT NOT NULL,
    counted INTEGER NOT NULL,
    planned_at INTEGER NOT NULL,
    claimed_at INTEGER,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    ambiguities INTEGER NOT NULL,
    lease_until INTEGER,
    provider_ids TEXT NOT NULL,
    reason TEXT,
    settled INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX sends_state ON sends (state, planned_at, key, settled);
  CREATE INDEX sends_address ON sends (address_key, claimed_at) WHERE counted = 1;
  CREATE INDEX sends_account ON sends (account, claimed_at) WHERE counted = 1;

  CREATE TABLE suppressions (
    address_key TEXT PRIMARY KEY,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE watermarks (
    source TEXT NOT NULL,
    hour INTEGER NOT NULL,
    PRIMARY KEY (source, hour)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
];
