/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "beseda-export.h"
#include "beseda-json.h"
#include "fuzz.h"

/*
 * A room that strangers filled, written out. The input is lines, ended by the byte 0: the room's name, then for each
 * event its kind and time (hexadecimal), its login, for a message and an act its text, and for an act its target. The
 * page is well-formed, has no element and no attribute but ours, shows each text where its message is, and lets none
 * turn the direction of what is around it; JSON Lines give back every event.
 */

#define MOST_EVENTS 64

typedef struct
{
  GPtrArray *events;
  guint n_messages;
  int in_name;     /* elements <bdi> that are open */
  int in_text;     /* elements that are open from the <div> of a message's text on */
  GString *shown;  /* of the message that is open */
  gboolean styled; /* in <style> */
} Page;

static const char *const elements[] = {
  "html", "head",    "meta", "title",   "style", "body", "header", "h1", "bdi", "p",      "time",
  "main", "section", "h2",   "article", "h3",    "div",  "span",   "a",  "i",   "footer", NULL,
};

/* What a page may name, and with which beginning of the value; the value of `title` is a stranger's link. */
static const char *const attributes[][3] = {
  { "html", "xmlns", "http://www.w3.org/1999/xhtml" },
  { "html", "lang", "en" },
  { "meta", "charset", "utf-8" },
  { "meta", "http-equiv", "Content-Security-Policy" },
  { "meta", "name", "" },
  { "meta", "content", "" },
  { "section", "aria-labelledby", "d" },
  { "h2", "id", "d" },
  { "time", "datetime", "" },
  { "h3", "class", "p" },
  { "div", "class", "m" },
  { "div", "id", "m" },
  { "div", "lang", "" },
  { "div", "dir", "auto" },
  { "p", "class", "n" },
  { "a", "dir", "ltr" },
  { "a", "rel", "noopener noreferrer" },
  { "a", "title", "" },
  { "a", "href", "http://" },
  { "a", "href", "https://" },
  { "a", "href", "mailto:" },
};

static gboolean
is_ours (const char *element, const char *name, const char *value)
{
  for (guint i = 0; i < G_N_ELEMENTS (attributes); i++)
    if (g_str_equal (attributes[i][0], element) && g_str_equal (attributes[i][1], name) &&
        g_ascii_strncasecmp (value, attributes[i][2], strlen (attributes[i][2])) == 0)
      return TRUE;

  return FALSE;
}

/* What a page shows of a text, NULL for one that was removed. */
static char *
expect_shown (const char *text)
{
  GString *shown = g_string_new (NULL);

  if (text == NULL)
    return g_string_free (g_string_append (shown, "Message removed"), FALSE);

  for (const char *p = text; *p != 0; p = g_utf8_next_char (p))
    {
      const gunichar c = g_utf8_get_char (p);

      if (c == '\r')
        continue;
      g_string_append_unichar (
          shown, (g_unichar_iscntrl (c) && c != '\t' && c != '\n') || c == 0xfffe || c == 0xffff ? 0xfffd : c);
    }

  return g_string_free (shown, FALSE);
}

static BesedaEvent *
get_message (Page *page, guint number)
{
  for (guint i = 0; i < page->events->len; i++)
    if (beseda_event_get_kind (page->events->pdata[i]) == BESEDA_EVENT_MESSAGE && number-- == 0)
      return page->events->pdata[i];

  g_assert_not_reached ();
}

static void
on_start (GMarkupParseContext *context,
          const char *element,
          const char **names,
          const char **values,
          gpointer user_data,
          GError **error)
{
  Page *page = user_data;
  gboolean text = FALSE;

  g_assert_true (g_strv_contains (elements, element));
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_assert_true (is_ours (element, names[i], values[i]));
      text = text || (g_str_equal (element, "div") && g_str_equal (names[i], "dir"));
    }

  g_assert_true (page->in_text == 0 || g_str_equal (element, "a") || g_str_equal (element, "i"));
  page->in_name += g_str_equal (element, "bdi");
  page->styled = g_str_equal (element, "style");
  if (page->in_text > 0)
    page->in_text++;
  else if (text)
    {
      page->in_text = 1;
      g_string_truncate (page->shown, 0);
    }
}

static void
on_end (GMarkupParseContext *context, const char *element, gpointer user_data, GError **error)
{
  Page *page = user_data;
  g_autofree char *expected = NULL;

  page->styled = FALSE;
  page->in_name -= g_str_equal (element, "bdi");
  if (page->in_text == 0 || --page->in_text > 0)
    return;

  expected = expect_shown (beseda_event_get_text (get_message (page, page->n_messages++)));
  g_assert_cmpstr (page->shown->str, ==, expected);
}

static void
on_text (GMarkupParseContext *context, const char *text, gsize length, gpointer user_data, GError **error)
{
  Page *page = user_data;

  g_assert_true (!page->styled || memchr (text, '<', length) == NULL);
  if (page->in_text > 0)
    g_string_append_len (page->shown, text, (gssize) length);
  else if (page->in_name == 0)
    for (const char *p = text; p < text + length; p = g_utf8_next_char (p))
      {
        const gunichar c = g_utf8_get_char (p);

        g_assert_false ((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069));
      }
}

/* Comments and instructions. */
static void
on_other (GMarkupParseContext *context, const char *text, gsize length, gpointer user_data, GError **error)
{
  g_assert_true (length == strlen ("<!DOCTYPE html>") && memcmp (text, "<!DOCTYPE html>", length) == 0);
}

static GString *
write_out (BesedaExportFormat format, const char *room, GPtrArray *events)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (2 * 60 * 60);
  g_autoptr (BesedaExport) export = beseda_export_new (format, room, zone, 1591358400000);
  GString *text = g_string_new (NULL);

  beseda_export_begin (export, text);
  for (guint i = 0; i < events->len; i++)
    beseda_export_event (export, events->pdata[i], text);
  beseda_export_end (export, text);

  g_assert_true (g_utf8_validate (text->str, (gssize) text->len, NULL));

  return text;
}

static void
check_page (const char *room, GPtrArray *events)
{
  const GMarkupParser parser = { on_start, on_end, on_text, on_other, NULL };
  g_autoptr (GString) shown = g_string_new (NULL);
  g_autoptr (GString) text = write_out (BESEDA_EXPORT_HTML, room, events);
  Page page = { .events = events, .shown = shown };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &page, NULL);
  g_autoptr (GError) error = NULL;
  guint n_messages = 0;

  for (guint i = 0; i < events->len; i++)
    n_messages += beseda_event_get_kind (events->pdata[i]) == BESEDA_EVENT_MESSAGE;

  g_markup_parse_context_parse (context, text->str, (gssize) text->len, &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (page.n_messages, ==, n_messages);
}

static void
check_line (const char *line, BesedaEvent *event)
{
  const BesedaAct *act = beseda_event_get_act (event);
  const char *text = act != NULL ? act->text : beseda_event_get_text (event);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object = beseda_json_parse (line, strlen (line), &error);

  g_assert_no_error (error);
  g_assert_cmpstr (json_object_get_string_member (object, "login"), ==, beseda_event_get_login (event));
  g_assert_cmpint (json_object_get_int_member (object, "clientId"), ==, beseda_event_get_client_id (event));
  g_assert_cmpint (json_object_get_int_member (object, "seq"), ==, beseda_event_get_seq (event));
  g_assert_cmpstr (json_object_get_string_member_with_default (object, "message", NULL), ==, text);
  if (act != NULL)
    g_assert_cmpstr (json_object_get_string_member_with_default (object, "target", NULL), ==, act->target);
}

static void
check_lines (const char *room, GPtrArray *events)
{
  g_autoptr (GString) text = write_out (BESEDA_EXPORT_JSON_LINES, room, events);
  g_auto (GStrv) lines = g_strsplit (text->str, "\n", -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) header = beseda_json_parse (lines[0], strlen (lines[0]), &error);

  g_assert_no_error (error);
  g_assert_cmpstr (json_object_get_string_member (header, "room"), ==, room);
  g_assert_cmpuint (g_strv_length (lines), ==, events->len + 2);
  g_assert_cmpstr (lines[events->len + 1], ==, "");
  for (guint i = 0; i < events->len; i++)
    check_line (lines[i + 1], events->pdata[i]);
}

/* The next line of the input; NULL: there is none, or it is not UTF-8. (transfer full) */
static char *
take_line (const guint8 **data, gsize *size)
{
  const guint8 *end = *size > 0 ? memchr (*data, 0, *size) : NULL;
  const gsize length = end != NULL ? (gsize) (end - *data) : *size;
  char *line = *size > 0 ? fuzz_dup_text (*data, length) : NULL;

  *data += MIN (length + 1, *size);
  *size -= MIN (length + 1, *size);

  return line;
}

/* The next event of the input; NULL: there is none. (transfer full) */
static BesedaEvent *
take_event (const guint8 **data, gsize *size)
{
  enum
  {
    TOMBSTONE = BESEDA_EVENT_ACT + 1,
    N_KINDS,
  };
  g_autofree char *head = take_line (data, size);
  g_autofree char *login = head != NULL ? take_line (data, size) : NULL;
  const guint8 number = (guint8) (head != NULL ? head[0] - '0' : 0);
  const guint kind = number % N_KINDS;
  const gboolean told = kind == BESEDA_EVENT_MESSAGE || kind == BESEDA_EVENT_ACT;
  g_autofree char *text = login != NULL && told ? take_line (data, size) : NULL;
  const gint64 at = head != NULL && *head != 0 ? (gint64) g_ascii_strtoull (head + 1, NULL, 16) : 0;
  g_autofree char *target = text != NULL && kind == BESEDA_EVENT_ACT ? take_line (data, size) : NULL;
  g_autoptr (BesedaAct) act = NULL;

  if (login == NULL || (told && text == NULL))
    return NULL;
  if (kind == TOMBSTONE)
    return beseda_event_new (BESEDA_EVENT_MESSAGE, at, G_MININT64, login, NULL, NULL);
  if (kind != BESEDA_EVENT_ACT)
    return beseda_event_new (kind, at, G_MININT64, login, text, NULL);

  act = beseda_act_new (number / N_KINDS % BESEDA_N_ACTS, NULL, text);
  act->target = beseda_act_kind_has_target (act->kind) ? g_strdup (target != NULL ? target : "") : NULL;
  act->seconds = MAX (at, 0);

  return beseda_event_new_act (at, G_MININT64, login, act, NULL);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *room = take_line (&data, &size);
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_event_unref);
  BesedaEvent *event;

  while (room != NULL && events->len < MOST_EVENTS && (event = take_event (&data, &size)) != NULL)
    {
      beseda_event_set_seq (event, events->len + 1);
      g_ptr_array_add (events, event);
    }

  if (room != NULL)
    {
      check_page (room, events);
      check_lines (room, events);
    }

  return 0;
}
