-- SPDX-License-Identifier: GPL-3.0-or-later
-- Keeping order: what was done, what of it holds, and who can join.

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
