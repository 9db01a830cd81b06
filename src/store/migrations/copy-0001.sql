-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a guest's computer keeps of one room.

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
