/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "beseda-opcode.h"

G_BEGIN_DECLS

/*
 * Reads a server's side of RFC 6455: bytes as they come from a client, into messages and control frames. Owned by one
 * connection, used on its thread alone. It is strict, refuses as early as the bytes allow, and never allocates for a
 * frame that is whole in the bytes it was fed; what it must keep for a later call is bounded by its limit and freed
 * with the message. It does no I/O and answers nothing itself: pongs and closing belong to the caller.
 */
typedef struct _BesedaFrameReader BesedaFrameReader;

typedef enum
{
  BESEDA_FRAME_ERROR_PROTOCOL,    /* 1002 */
  BESEDA_FRAME_ERROR_UNSUPPORTED, /* 1003: a binary message */
  BESEDA_FRAME_ERROR_NOT_UTF8,    /* 1007 */
  BESEDA_FRAME_ERROR_POLICY,      /* 1008: more than BESEDA_LIMIT_FRAGMENTS fragments */
  BESEDA_FRAME_ERROR_TOO_BIG,     /* 1009 */
} BesedaFrameError;

#define BESEDA_FRAME_ERROR (beseda_frame_error_quark ())
GQuark beseda_frame_error_quark (void);

guint16 beseda_frame_error_to_close_code (const GError *error);

/* One whole text message, or one control frame, as a peer sent it. */
typedef struct
{
  BesedaOpcode opcode;
  const char *data;   /* not terminated, never NULL, valid until the next call on the reader; of a CLOSE its reason */
  gsize length;       /* bytes of `data` */
  guint16 close_code; /* of a CLOSE; 0 where the peer gave none */
} BesedaFrame;

typedef enum
{
  BESEDA_FRAME_READER_NEED_MORE,
  BESEDA_FRAME_READER_FRAME,
  BESEDA_FRAME_READER_ERROR,
} BesedaFrameReaderStatus;

/* `limit` is the most bytes that one message may have, all its fragments together. */
BesedaFrameReader *beseda_frame_reader_new (gsize limit);
void beseda_frame_reader_free (BesedaFrameReader *self);

/* Lends `bytes` to the reader, which unmasks them in place; they must stay until beseda_frame_reader_next() has
 * returned NEED_MORE or ERROR (the reader copies what it must keep), and nothing more may be fed before that. */
void beseda_frame_reader_feed (BesedaFrameReader *self, guint8 *bytes, gsize length);

/* Sets BESEDA_FRAME_ERROR; its message is a short reason that fits a Close frame. After an error or a CLOSE whatever
 * else the peer sends is dropped unread (sections 1.4 and 7.1.7), and the answer is NEED_MORE. */
BesedaFrameReaderStatus beseda_frame_reader_next (BesedaFrameReader *self, BesedaFrame *frame, GError **error);

/* The bytes that it keeps of what is not whole yet. */
gsize beseda_frame_reader_get_weight (const BesedaFrameReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaFrameReader, beseda_frame_reader_free)

G_END_DECLS
