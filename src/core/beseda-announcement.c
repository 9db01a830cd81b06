/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-announcement.h"

#include <string.h>

#define TXT_VERSION "1" /* of what the strings mean (RFC 6763, section 6.7) */
#define TXT_STRING_BYTES 255
#define INSTANCE_BYTES 63

/* The first `most` bytes of it, or fewer: no character is cut in two. (transfer full) */
static char *
cut (const char *text, gsize most)
{
  gsize length = strlen (text);

  if (length > most)
    length = (gsize) (g_utf8_find_prev_char (text, text + most + 1) - text);

  return g_strndup (text, length);
}

BesedaAnnouncement *
beseda_announcement_new (const char *room, BesedaDoorKind door, gboolean encrypts)
{
  BesedaAnnouncement *self;

  g_return_val_if_fail (room != NULL && g_utf8_validate (room, -1, NULL), NULL);

  self = g_new0 (BesedaAnnouncement, 1);
  self->room = g_strchomp (cut (room, TXT_STRING_BYTES - strlen ("room=")));
  self->door = door;
  self->encrypts = encrypts;

  return self;
}

void
beseda_announcement_free (BesedaAnnouncement *self)
{
  g_free (self->room);
  g_free (self);
}

char **
beseda_announcement_to_txt (const BesedaAnnouncement *self)
{
  GPtrArray *strings = g_ptr_array_new ();

  g_ptr_array_add (strings, g_strdup ("txtvers=" TXT_VERSION));
  g_ptr_array_add (strings, g_strconcat ("room=", self->room, NULL));
  g_ptr_array_add (strings, g_strconcat ("door=", beseda_door_kind_to_string (self->door), NULL));
  if (self->encrypts)
    g_ptr_array_add (strings, g_strdup ("tls=1"));
  g_ptr_array_add (strings, NULL);

  return (char **) g_ptr_array_free (strings, FALSE);
}

/* The value of the first string with that key, whose case does not matter (RFC 6763, section 6.4), as text; NULL: there
 * is none, or no text. (transfer full) */
static char *
dup_value (const GPtrArray *strings, const char *key)
{
  const gsize n_key = strlen (key);

  for (guint i = 0; i < strings->len; i++)
    {
      gsize size;
      const char *string = g_bytes_get_data (strings->pdata[i], &size);

      if (size > n_key && string[n_key] == '=' && g_ascii_strncasecmp (string, key, n_key) == 0)
        return g_utf8_validate_len (string + n_key + 1, size - n_key - 1, NULL)
                   ? g_strndup (string + n_key + 1, size - n_key - 1)
                   : NULL;
    }

  return NULL;
}

BesedaAnnouncement *
beseda_announcement_parse_txt (const GPtrArray *strings)
{
  g_autofree char *version = dup_value (strings, "txtvers");
  g_autofree char *room = dup_value (strings, "room");
  g_autofree char *door = dup_value (strings, "door");
  g_autofree char *tls = dup_value (strings, "tls");
  BesedaDoorKind kind;

  if (g_strcmp0 (version, TXT_VERSION) != 0 || room == NULL || *g_strstrip (room) == '\0' || door == NULL ||
      !beseda_door_kind_from_string (door, &kind) || kind == BESEDA_DOOR_LINK)
    return NULL;

  return beseda_announcement_new (room, kind, g_strcmp0 (tls, "1") == 0);
}

char *
beseda_announcement_to_instance (const BesedaAnnouncement *self, guint n)
{
  g_autofree char *number = n > 1 ? g_strdup_printf (" (%u)", n) : g_strdup ("");
  g_autofree char *room = cut (self->room, INSTANCE_BYTES - strlen (number));

  return g_strconcat (room, number, NULL);
}
