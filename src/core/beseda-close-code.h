/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Why a WebSocket was closed: RFC 6455, section 7.4.1, and our own from the private range (section 7.4.2). */
typedef enum
{
  BESEDA_CLOSE_NORMAL = 1000,
  BESEDA_CLOSE_GOING_AWAY = 1001, /* the server stops */
  BESEDA_CLOSE_PROTOCOL_ERROR = 1002,
  BESEDA_CLOSE_UNSUPPORTED = 1003, /* a binary frame */
  BESEDA_CLOSE_NOT_UTF8 = 1007,
  BESEDA_CLOSE_POLICY = 1008,
  BESEDA_CLOSE_TOO_BIG = 1009,
  BESEDA_CLOSE_INTERNAL_ERROR = 1011,
  BESEDA_CLOSE_OVERLOADED = 1013,
  BESEDA_CLOSE_LOGIN_TAKEN = 4001,
  BESEDA_CLOSE_NOT_ALLOWED = 4003,
  BESEDA_CLOSE_TOO_SLOW = 4008,
} BesedaCloseCode;
