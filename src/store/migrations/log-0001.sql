-- SPDX-License-Identifier: GPL-3.0-or-later
-- A room's log: what was said and happened, and what follows from it.

-- One row. `keep` is in seconds, -1 for ever; times are UTC in milliseconds since the epoch.
CREATE TABLE room (
  room_id TEXT NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  address TEXT NOT NULL DEFAULT '',
  port INTEGER NOT NULL DEFAULT 0,
  keep INTEGER NOT NULL DEFAULT -1,
  last_seq INTEGER NOT NULL DEFAULT 0,
  last_at INTEGER NOT NULL DEFAULT 0
);

-- `key` is what the spellings of a login have in common.
CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  at INTEGER NOT NULL,
  client_id INTEGER NOT NULL,
  login TEXT NOT NULL,
  key TEXT NOT NULL,
  id TEXT,
  text TEXT
);

-- A message that is repeated is recognised by whose it is and its id.
CREATE UNIQUE INDEX events_by_id ON events (key, id) WHERE id IS NOT NULL;

-- Whose names are whose, by the SHA-256 of the owner's token.
CREATE TABLE names (
  key TEXT PRIMARY KEY,
  hash BLOB NOT NULL
) WITHOUT ROWID;

-- Whose Online the log has, and no Offline after it.
CREATE TABLE present (
  key TEXT PRIMARY KEY,
  login TEXT NOT NULL,
  client_id INTEGER NOT NULL,
  since_seq INTEGER NOT NULL
) WITHOUT ROWID;
