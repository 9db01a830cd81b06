/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-json.h"

#include <glib/gi18n-lib.h>

#include "beseda-limits.h"

G_DEFINE_QUARK (beseda_json_error, beseda_json_error)

typedef struct
{
  const char *start;
  const char *at;
  const char *end;
  guint n_members; /* of the outermost object */
  GError **error;
} Scan;

static gboolean
refuse (Scan *scan)
{
  if (scan->at == scan->end)
    g_set_error (scan->error, BESEDA_JSON_ERROR, BESEDA_JSON_ERROR_SYNTAX, _ ("This is not JSON: it ends too early."));
  else
    g_set_error (scan->error, BESEDA_JSON_ERROR, BESEDA_JSON_ERROR_SYNTAX,
                 _ ("This is not JSON: byte %zu is out of place."), (gsize) (scan->at - scan->start));

  return FALSE;
}

/* 0 at the end: no byte 0 is ever accepted, so it never looks like one that belongs. */
static char
peek (const Scan *scan)
{
  return scan->at < scan->end ? *scan->at : 0;
}

static gboolean
take (Scan *scan, char c)
{
  if (peek (scan) != c)
    return FALSE;

  scan->at++;
  return TRUE;
}

static void
skip_space (Scan *scan)
{
  while (peek (scan) == ' ' || peek (scan) == '\n' || peek (scan) == '\r' || peek (scan) == '\t')
    scan->at++;
}

static gboolean
skip_digits (Scan *scan)
{
  const char *from = scan->at;

  while (g_ascii_isdigit (peek (scan)))
    scan->at++;

  return scan->at > from;
}

static gboolean
scan_number (Scan *scan)
{
  const char *from = scan->at;
  gboolean negative = take (scan, '-');
  gboolean whole = TRUE;

  if (!take (scan, '0') && !skip_digits (scan))
    return refuse (scan);

  if (take (scan, '.'))
    {
      whole = FALSE;
      if (!skip_digits (scan))
        return refuse (scan);
    }

  if (take (scan, 'e') || take (scan, 'E'))
    {
      whole = FALSE;
      if (!take (scan, '+'))
        take (scan, '-');
      if (!skip_digits (scan))
        return refuse (scan);
    }

  /* A longer integer would wrap around in json-glib. */
  if (whole)
    {
      guint64 limit = negative ? (guint64) G_MAXINT64 + 1 : G_MAXINT64;
      guint64 value = 0;

      for (const char *digit = from + negative; digit < scan->at; digit++)
        {
          guint add = *digit - '0';

          if (value > (limit - add) / 10)
            {
              g_set_error (scan->error, BESEDA_JSON_ERROR, BESEDA_JSON_ERROR_RANGE,
                           _ ("The number at byte %zu does not fit into 64 bits."), (gsize) (from - scan->start));
              return FALSE;
            }
          value = value * 10 + add;
        }
    }

  return TRUE;
}

/* The four digits after `\u`. */
static gboolean
scan_unit (Scan *scan, guint *unit)
{
  *unit = 0;
  for (int i = 0; i < 4; i++, scan->at++)
    {
      if (!g_ascii_isxdigit (peek (scan)))
        return FALSE;
      *unit = *unit * 16 + g_ascii_xdigit_value (*scan->at);
    }

  return TRUE;
}

static gboolean
scan_escape (Scan *scan)
{
  guint unit;

  if (peek (scan) != 0 && strchr ("\"\\/bfnrt", peek (scan)) != NULL)
    {
      scan->at++;
      return TRUE;
    }
  if (!take (scan, 'u') || !scan_unit (scan, &unit) || unit == 0)
    return FALSE;
  if (unit < 0xd800 || unit > 0xdfff)
    return TRUE;

  return unit <= 0xdbff && take (scan, '\\') && take (scan, 'u') && scan_unit (scan, &unit) && unit >= 0xdc00 &&
         unit <= 0xdfff;
}

static gboolean
scan_string (Scan *scan)
{
  if (!take (scan, '"'))
    return refuse (scan);

  while (!take (scan, '"'))
    if (take (scan, '\\'))
      {
        if (!scan_escape (scan))
          return refuse (scan);
      }
    else if ((guchar) peek (scan) < 0x20)
      return refuse (scan);
    else
      scan->at++;

  return TRUE;
}

static gboolean
scan_word (Scan *scan, const char *word)
{
  for (; *word != 0; word++)
    if (!take (scan, *word))
      return refuse (scan);

  return TRUE;
}

static gboolean
scan_scalar (Scan *scan)
{
  switch (peek (scan))
    {
    case '"':
      return scan_string (scan);
    case 't':
      return scan_word (scan, "true");
    case 'f':
      return scan_word (scan, "false");
    case 'n':
      return scan_word (scan, "null");
    default:
      return scan_number (scan);
    }
}

static gboolean
scan_name (Scan *scan, guint depth)
{
  skip_space (scan);
  if (!scan_string (scan))
    return FALSE;
  skip_space (scan);
  if (!take (scan, ':'))
    return refuse (scan);

  scan->n_members += depth == 1;
  return TRUE;
}

/* Each turn of the outer loop reads one value and whatever ends with it. */
static gboolean
scan_object (Scan *scan)
{
  char closers[BESEDA_LIMIT_JSON_DEPTH + 1];
  guint depth = 0;

  skip_space (scan);
  if (peek (scan) != '{')
    return refuse (scan);

  for (;;)
    {
      skip_space (scan);
      if (peek (scan) == '{' || peek (scan) == '[')
        {
          if (depth == BESEDA_LIMIT_JSON_DEPTH)
            {
              g_set_error (scan->error, BESEDA_JSON_ERROR, BESEDA_JSON_ERROR_DEPTH,
                           _ ("Objects and arrays are nested more than %d deep."), BESEDA_LIMIT_JSON_DEPTH);
              return FALSE;
            }
          closers[++depth] = *scan->at++ == '{' ? '}' : ']';
          skip_space (scan);
          if (peek (scan) != closers[depth])
            {
              if (closers[depth] == '}' && !scan_name (scan, depth))
                return FALSE;
              continue;
            }
        }
      else if (!scan_scalar (scan))
        return FALSE;

      for (skip_space (scan); depth > 0 && take (scan, closers[depth]); skip_space (scan))
        depth--;
      if (depth == 0)
        return scan->at == scan->end || refuse (scan);
      if (!take (scan, ','))
        return refuse (scan);
      if (closers[depth] == '}' && !scan_name (scan, depth))
        return FALSE;
    }
}

static JsonNode *
get_node (JsonObject *object, const char *name, JsonNodeType type, GType value_type)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || json_node_get_node_type (node) != type ||
      (type == JSON_NODE_VALUE && json_node_get_value_type (node) != value_type))
    return NULL;

  return node;
}

JsonObject *
beseda_json_parse (const char *text, gsize length, GError **error)
{
  Scan scan = { .start = text, .at = text, .end = text + length, .error = error };
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (JsonObject) object = NULL;

  if (!scan_object (&scan))
    return NULL;

  parser = json_parser_new ();
  if (!json_parser_load_from_data (parser, text, length, NULL))
    {
      g_set_error (error, BESEDA_JSON_ERROR, BESEDA_JSON_ERROR_SYNTAX, _ ("This is not JSON in UTF-8."));
      return NULL;
    }

  object = json_object_ref (json_node_get_object (json_parser_get_root (parser)));
  if (json_object_get_size (object) != scan.n_members)
    {
      g_set_error (error, BESEDA_JSON_ERROR, BESEDA_JSON_ERROR_DUPLICATE, _ ("The object has two fields of one name."));
      return NULL;
    }

  return g_steal_pointer (&object);
}

char *
beseda_json_write (JsonNode *node)
{
  g_autofree char *written = json_to_string (node, FALSE);
  g_auto (GStrv) parts = NULL;

  if (strchr (written, 0x1f) == NULL)
    return g_steal_pointer (&written);

  parts = g_strsplit (written, "\x1f", -1);

  return g_strjoinv ("\\u001f", parts);
}

const char *
beseda_json_get_string (JsonObject *object, const char *name, GError **error)
{
  JsonNode *node = get_node (object, name, JSON_NODE_VALUE, G_TYPE_STRING);

  if (node == NULL)
    g_set_error (error, BESEDA_JSON_ERROR, BESEDA_JSON_ERROR_FIELD, _ ("The field “%s” is missing or is not a string."),
                 name);

  return node != NULL ? json_node_get_string (node) : NULL;
}

JsonObject *
beseda_json_get_object (JsonObject *object, const char *name, GError **error)
{
  JsonNode *node = get_node (object, name, JSON_NODE_OBJECT, G_TYPE_INVALID);

  if (node == NULL)
    g_set_error (error, BESEDA_JSON_ERROR, BESEDA_JSON_ERROR_FIELD,
                 _ ("The field “%s” is missing or is not an object."), name);

  return node != NULL ? json_node_get_object (node) : NULL;
}

JsonArray *
beseda_json_get_array (JsonObject *object, const char *name, GError **error)
{
  JsonNode *node = get_node (object, name, JSON_NODE_ARRAY, G_TYPE_INVALID);

  if (node == NULL)
    g_set_error (error, BESEDA_JSON_ERROR, BESEDA_JSON_ERROR_FIELD, _ ("The field “%s” is missing or is not an array."),
                 name);

  return node != NULL ? json_node_get_array (node) : NULL;
}

gboolean
beseda_json_get_integer (JsonObject *object, const char *name, gint64 least, gint64 *value, GError **error)
{
  JsonNode *node = get_node (object, name, JSON_NODE_VALUE, G_TYPE_INT64);

  if (node == NULL || json_node_get_int (node) < least)
    {
      g_set_error (error, BESEDA_JSON_ERROR, BESEDA_JSON_ERROR_FIELD,
                   _ ("The field “%s” is missing or is not a whole number that fits."), name);
      return FALSE;
    }

  *value = json_node_get_int (node);
  return TRUE;
}

gboolean
beseda_json_get_boolean (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN &&
         json_node_get_boolean (node);
}
