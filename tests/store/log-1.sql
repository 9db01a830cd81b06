-- SPDX-License-Identifier: GPL-3.0-or-later
-- A room's file of schema 1. Never to be changed: it stands for the ones that people have.
BEGIN;
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

INSERT INTO room VALUES ('5f0c6a6e-0d5e-4d38-9f5c-3a6f1f6f2b11', 'Tea at five', '0.0.0.0', 8765, -1, 4, 1764000004000);
INSERT INTO events VALUES (2, 1, 1764000002000, 7, 'Ann', 'ann', NULL, NULL);
INSERT INTO events VALUES (3, 0, 1764000003000, 7, 'Ann', 'ann', 'm1', 'hello, it''s me');
INSERT INTO events VALUES (4, 2, 1764000004000, 8, 'Ben', 'ben', NULL, NULL);
INSERT INTO names VALUES ('ann', x'a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90');
INSERT INTO present VALUES ('ann', 'Ann', 7, 2);
PRAGMA application_id = 1114858593;
PRAGMA user_version = 1;
COMMIT;
