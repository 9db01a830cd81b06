-- SPDX-License-Identifier: GPL-3.0-or-later
-- A guest's copy of a room, of schema 2. Never to be changed: it stands for the ones that people have.
BEGIN;
-- One row. `keep` is in seconds, -1 for ever, as the room says.
CREATE TABLE room (
  room_id TEXT NOT NULL,
  name TEXT NOT NULL,
  keep INTEGER NOT NULL,
  read_seq INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  at INTEGER NOT NULL,
  client_id INTEGER NOT NULL,
  login TEXT NOT NULL,
  id TEXT,
  text TEXT
);

-- Numbers of which all is known that the room holds; no two ranges touch.
CREATE TABLE ranges (
  from_seq INTEGER PRIMARY KEY,
  to_seq INTEGER NOT NULL
);

-- What was said and the room has not confirmed, in the order of `place`; `problem` is why it was refused.
CREATE TABLE unsent (
  place INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  text TEXT NOT NULL,
  at INTEGER NOT NULL,
  problem TEXT
);
-- Of an act: BesedaActKind, whom or which message it was done to, and for how long. A removed message has no text.
ALTER TABLE events ADD COLUMN act INTEGER;
ALTER TABLE events ADD COLUMN target TEXT;
ALTER TABLE events ADD COLUMN target_seq INTEGER;
ALTER TABLE events ADD COLUMN seconds INTEGER;

INSERT INTO room VALUES ('5f0c6a6e-0d5e-4d38-9f5c-3a6f1f6f2b11', 'Tea at five', -1, 3);
INSERT INTO events VALUES (2, 1, 1764000002000, 7, 'Ann', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO events VALUES (3, 0, 1764000003000, 7, 'Ann', 'm1', 'hello, it''s me', NULL, NULL, NULL, NULL);
INSERT INTO events VALUES (9, 0, 1764000009000, 8, 'Ben', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO ranges VALUES (2, 4);
INSERT INTO ranges VALUES (9, 9);
INSERT INTO unsent VALUES (1, 'm8', 'not sent', 1764000008000, NULL);
INSERT INTO unsent VALUES (2, 'm7', 'refused', 1764000007000, 'The room is full.');
PRAGMA application_id = 1114858593;
PRAGMA user_version = 2;
COMMIT;
