/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-codec-decode.h"

#include <glib/gi18n-lib.h>

#include "beseda-json.h"
#include "beseda-limits.h"

G_DEFINE_QUARK (beseda_codec_error, beseda_codec_error)

/* The longest part of a stranger's word that goes into an error. */
#define QUOTED_BYTES 32

JsonObject *
beseda_codec_parse (const char *text, gsize length, gsize limit, GError **error)
{
  if (length > limit)
    {
      g_set_error (error, BESEDA_CODEC_ERROR, BESEDA_CODEC_ERROR_TOO_LARGE,
                   _ ("The frame has %zu bytes; the limit is %zu."), length, limit);
      return NULL;
    }

  return beseda_json_parse (text, length, error);
}

void
beseda_codec_pass_on (GError **error, GError *refusal)
{
  if (refusal->domain == BESEDA_JSON_ERROR)
    {
      refusal->domain = BESEDA_CODEC_ERROR;
      refusal->code = BESEDA_CODEC_ERROR_BAD_FRAME;
    }
  g_propagate_error (error, refusal);
}

void
beseda_codec_set_unknown_type (const char *type, GError **error)
{
  g_autofree char *start = g_strndup (type, QUOTED_BYTES);
  g_autofree char *quoted = g_strescape (start, NULL);

  g_set_error (error, BESEDA_CODEC_ERROR, BESEDA_CODEC_ERROR_BAD_FRAME, _ ("There is no type “%s” of frames."), quoted);
}

const char *
beseda_codec_peek_id (JsonObject *frame)
{
  const char *id = beseda_json_get_string (frame, "id", NULL);

  return id != NULL && *id != 0 && strlen (id) <= BESEDA_LIMIT_MESSAGE_ID ? id : NULL;
}
