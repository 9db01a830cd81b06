-- SPDX-License-Identifier: GPL-3.0-or-later
-- A room's file of schema 2. Never to be changed: it stands for the ones that people have.
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
-- Of an act: BesedaActKind, whom or which message it was done to, and for how long. A removed message has no text.
ALTER TABLE events ADD COLUMN act INTEGER;
ALTER TABLE events ADD COLUMN target TEXT;
ALTER TABLE events ADD COLUMN target_seq INTEGER;
ALTER TABLE events ADD COLUMN seconds INTEGER;

-- The acts that hold, one for each scope and person ('' for the room). They outlive the events.
CREATE TABLE acts (
  scope TEXT NOT NULL,
  key TEXT NOT NULL,
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  client_id INTEGER NOT NULL,
  login TEXT NOT NULL,
  act INTEGER NOT NULL,
  target TEXT,
  seconds INTEGER NOT NULL,
  text TEXT NOT NULL,
  hash BLOB,
  address TEXT,
  PRIMARY KEY (scope, key)
) WITHOUT ROWID;

-- BesedaDoorKind; the link's key, the password's hash and the owner's token.
ALTER TABLE room ADD COLUMN door INTEGER NOT NULL DEFAULT 0;
ALTER TABLE room ADD COLUMN door_key TEXT;
ALTER TABLE room ADD COLUMN password TEXT;
ALTER TABLE room ADD COLUMN owner TEXT;
ALTER TABLE room ADD COLUMN plain_on_network INTEGER NOT NULL DEFAULT 0;

INSERT INTO room VALUES ('5f0c6a6e-0d5e-4d38-9f5c-3a6f1f6f2b11', 'Tea at five', '0.0.0.0', 8765, -1, 4, 1764000004000, 1, 'AZaz09-_AZaz09-_AZaz09', NULL, 'ffeeddccbbaa99887766554433221100', 0);
INSERT INTO events VALUES (2, 1, 1764000002000, 7, 'Ann', 'ann', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO events VALUES (3, 0, 1764000003000, 7, 'Ann', 'ann', 'm1', 'hello, it''s me', NULL, NULL, NULL, NULL);
INSERT INTO events VALUES (4, 3, 1764000004000, 7, 'Ann', 'ann', 'a1', 'Too loud.', 1, 'Ben', 0, 600);
INSERT INTO names VALUES ('ann', x'a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90');
INSERT INTO present VALUES ('ann', 'Ann', 7, 2);
INSERT INTO acts VALUES ('mute', 'ben', 4, 1764000004000, 7, 'Ann', 1, 'Ben', 600, 'Too loud.', NULL, NULL);
PRAGMA application_id = 1114858593;
PRAGMA user_version = 2;
COMMIT;
