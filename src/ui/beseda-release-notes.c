/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-release-notes.h"

#include <gio/gio.h>

#define RESOURCE "/chat/beseda/Beseda/metainfo.xml"

typedef struct
{
  const char *version;
  gboolean in_release;     /* the one that is looked for */
  gboolean in_description; /* of it */
  GString *notes;
} Search;

static void
start_element (GMarkupParseContext *context,
               const char *element,
               const char **names,
               const char **values,
               gpointer user_data,
               GError **error)
{
  Search *search = user_data;

  if (search->in_description)
    g_string_append_printf (search->notes, "<%s>", element);
  else if (search->in_release && g_str_equal (element, "description"))
    search->in_description = TRUE;
  else if (g_str_equal (element, "release"))
    for (gsize i = 0; names[i] != NULL; i++)
      search->in_release |= g_str_equal (names[i], "version") && g_str_equal (values[i], search->version);
}

static void
end_element (GMarkupParseContext *context, const char *element, gpointer user_data, GError **error)
{
  Search *search = user_data;

  if (g_str_equal (element, "description"))
    search->in_description = FALSE;
  else if (g_str_equal (element, "release"))
    search->in_release = FALSE;
  if (search->in_description)
    g_string_append_printf (search->notes, "</%s>", element);
}

static void
add_text (GMarkupParseContext *context, const char *text, gsize length, gpointer user_data, GError **error)
{
  Search *search = user_data;
  g_autofree char *escaped = search->in_description ? g_markup_escape_text (text, (gssize) length) : NULL;

  if (escaped != NULL)
    g_string_append (search->notes, escaped);
}

char *
beseda_release_notes_find (const char *metainfo, gssize length, const char *version)
{
  static const GMarkupParser parser = { .start_element = start_element, .end_element = end_element, .text = add_text };
  g_autoptr (GString) notes = g_string_new (NULL);
  Search search = { .version = version, .notes = notes };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &search, NULL);
  g_autoptr (GError) error = NULL;

  if (!g_markup_parse_context_parse (context, metainfo, length, &error) ||
      !g_markup_parse_context_end_parse (context, &error))
    {
      g_warning ("No release notes: %s", error->message);
      return NULL;
    }

  return notes->len > 0 ? g_strstrip (g_strdup (notes->str)) : NULL;
}

char *
beseda_release_notes_dup (const char *version)
{
  g_autoptr (GBytes) metainfo = g_resources_lookup_data (RESOURCE, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  gsize length;
  const char *text;

  g_return_val_if_fail (metainfo != NULL, NULL);

  text = g_bytes_get_data (metainfo, &length);
  return beseda_release_notes_find (text, (gssize) length, version);
}
