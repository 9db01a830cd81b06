-- SPDX-License-Identifier: GPL-3.0-or-later
-- Of an act: BesedaActKind, whom or which message it was done to, and for how long. A removed message has no text.
ALTER TABLE events ADD COLUMN act INTEGER;
ALTER TABLE events ADD COLUMN target TEXT;
ALTER TABLE events ADD COLUMN target_seq INTEGER;
ALTER TABLE events ADD COLUMN seconds INTEGER;
