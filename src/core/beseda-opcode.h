/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a WebSocket frame is: RFC 6455, section 5.2. Control frames have the bit 8. */
typedef enum
{
  BESEDA_OPCODE_CONTINUATION = 0,
  BESEDA_OPCODE_TEXT = 1,
  BESEDA_OPCODE_BINARY = 2,
  BESEDA_OPCODE_CLOSE = 8,
  BESEDA_OPCODE_PING = 9,
  BESEDA_OPCODE_PONG = 10,
} BesedaOpcode;
