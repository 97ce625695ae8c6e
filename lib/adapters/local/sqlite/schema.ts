/** Marks a SQLite file as Touchline's ("TCHL"), so that another program's is never written to. */
export const APPLICATION_ID = 0x5443484c;

/**
 * The schema, one step a version: `user_version` counts the steps taken. A step that has shipped never changes; a
 * change of the schema is a further step.
 *
 * Accounts have a number of their own, so that what belongs to one repeats eight bytes and not its id.
 *
 * `secure_delete` zeroes what is deleted, but not the copies of rows that stay behind in a page when its rows are moved
 * to others. What a page has no room for is never moved, and zeroed with its overflow pages: `spill` fills a page's room,
 * so that what stands behind it can be erased without a trace.
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
  `
  CREATE TABLE signals (
    number INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    key TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    signal TEXT NOT NULL,
    UNIQUE (account, key)
  ) STRICT;
  CREATE INDEX signals_state ON signals (state, number) WHERE state <> 'decided';
  CREATE INDEX signals_account ON signals (account, number);
  CREATE INDEX signals_received ON signals (received_at);

  CREATE INDEX contacts_contact ON contacts (contact, account);

  CREATE TABLE account_links (
    system TEXT NOT NULL,
    id TEXT NOT NULL,
    account TEXT NOT NULL,
    PRIMARY KEY (system, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX account_links_account ON account_links (account);
  CREATE INDEX account_links_id ON account_links (id, account);
  CREATE TABLE memberships (
    number INTEGER PRIMARY KEY,
    user_key TEXT NOT NULL,
    account TEXT NOT NULL,
    contact TEXT NOT NULL,
    UNIQUE (user_key, account)
  ) STRICT;
  CREATE TABLE parked (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    waits_for TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    connector TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX parked_waits ON parked (waits_for, number);
  CREATE INDEX parked_at ON parked (received_at);

  CREATE TABLE executions (
    account INTEGER NOT NULL REFERENCES accounts (number),
    run TEXT NOT NULL,
    definition TEXT NOT NULL,
    token TEXT NOT NULL,
    execution TEXT NOT NULL,
    PRIMARY KEY (account, run)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE tasks (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    status TEXT NOT NULL,
    mode TEXT NOT NULL,
    assignee TEXT NOT NULL,
    reason TEXT NOT NULL,
    kind TEXT NOT NULL,
    task TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX tasks_created ON tasks (created_at, id);
  CREATE INDEX tasks_status ON tasks (status, created_at, id);
  CREATE INDEX tasks_account ON tasks (account, created_at, id);
  CREATE INDEX tasks_open ON tasks (account) WHERE status = 'open';

  CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    status TEXT NOT NULL,
    mode TEXT NOT NULL,
    journey TEXT NOT NULL,
    run TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX runs_started ON runs (started_at, id);
  CREATE INDEX runs_status ON runs (status, started_at, id);
  CREATE INDEX runs_account ON runs (account, started_at, id);
  CREATE INDEX runs_open ON runs (account) WHERE status = 'open';

  CREATE TABLE touches (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    contact TEXT,
    first_at INTEGER NOT NULL,
    status TEXT NOT NULL,
    held INTEGER NOT NULL,
    mode TEXT NOT NULL,
    channel TEXT NOT NULL,
    journey TEXT NOT NULL,
    touch TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX touches_first ON touches (first_at, id);
  CREATE INDEX touches_account ON touches (account, first_at, id);
  CREATE INDEX touches_status ON touches (status, first_at, id);
  CREATE INDEX touches_held ON touches (account) WHERE held = 1;

  CREATE TABLE messages (
    touch TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL,
    contact TEXT NOT NULL,
    at INTEGER NOT NULL,
    spill BLOB NOT NULL DEFAULT (zeroblob(4096)),
    address TEXT,
    message TEXT NOT NULL
  ) STRICT;
  CREATE INDEX messages_contact ON messages (account, contact);

  CREATE TABLE rule_firings (
    rule TEXT NOT NULL,
    at INTEGER NOT NULL,
    account TEXT NOT NULL
  ) STRICT;
  CREATE INDEX rule_firings_rule ON rule_firings (rule, at, account);
  CREATE INDEX rule_firings_at ON rule_firings (at);
  CREATE TABLE paused_rules (
    rule TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    reason TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE access_tokens (
    hash TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE audit (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    account TEXT,
    act TEXT NOT NULL,
    entry TEXT NOT NULL
  ) STRICT;
  CREATE INDEX audit_account ON audit (account, number) WHERE account IS NOT NULL;

  DROP TABLE outbox;
  CREATE TABLE outbox (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    account INTEGER NOT NULL REFERENCES accounts (number),
    not_before INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    effect TEXT NOT NULL
  ) STRICT;
  CREATE INDEX outbox_order ON outbox (not_before);
  `,
];
