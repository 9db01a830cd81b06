/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "beseda-export.h"
#include "beseda-json.h"

#define NOON G_GINT64_CONSTANT (1591358400000) /* 2020-06-05T12:00:00Z, a Friday */
#define MINUTE 60000
#define DAY (24 * 60 * MINUTE)

static BesedaEvent *
make_event (guint64 seq, BesedaEventKind kind, gint64 at, const char *login, const char *text, const char *id)
{
  BesedaEvent *event = beseda_event_new (kind, at, 7, login, text, id);

  beseda_event_set_seq (event, seq);

  return event;
}

static GPtrArray *
make_events (void)
{
  GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_event_unref);

  g_ptr_array_add (events, make_event (1, BESEDA_EVENT_ONLINE, NOON, "ann", NULL, NULL));
  g_ptr_array_add (events, make_event (2, BESEDA_EVENT_ONLINE, NOON, "bob", NULL, NULL));
  g_ptr_array_add (events, make_event (3, BESEDA_EVENT_MESSAGE, NOON, "ann", "hi\n\"two\" lines", "a1"));
  g_ptr_array_add (events, make_event (4, BESEDA_EVENT_MESSAGE, NOON + 4 * MINUTE, "ann", "same run", NULL));
  g_ptr_array_add (events, make_event (5, BESEDA_EVENT_MESSAGE, NOON + 5 * MINUTE + 42, "ann", "new run", NULL));
  g_ptr_array_add (events, make_event (6, BESEDA_EVENT_OFFLINE, NOON + 6 * MINUTE, "ann", NULL, NULL));
  g_ptr_array_add (events,
                   make_event (8, BESEDA_EVENT_MESSAGE, NOON + DAY, "bob", "see (https://example.org/a&b).", NULL));

  return events;
}

static char *
export_events (BesedaExportFormat format, const char *room, GPtrArray *events)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("+02:00");
  g_autoptr (BesedaExport) export = beseda_export_new (format, room, zone, NOON + 2 * DAY + 42);
  GString *text = g_string_new (NULL);

  beseda_export_begin (export, text);
  for (guint i = 0; i < events->len; i++)
    beseda_export_event (export, events->pdata[i], text);
  beseda_export_end (export, text);

  return g_string_free (text, FALSE);
}

static void
test_json_lines (void)
{
  g_autoptr (GPtrArray) events = make_events ();
  g_autofree char *text = export_events (BESEDA_EXPORT_JSON_LINES, "Tea \"and\"\ncake", events);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (JsonObject) header = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (g_strv_length (lines), ==, events->len + 2);
  g_assert_cmpstr (lines[events->len + 1], ==, "");
  g_assert_cmpstr (lines[3], ==,
                   "{\"type\":\"message\",\"seq\":3,\"at\":\"2020-06-05T12:00:00.000Z\",\"id\":\"a1\",\"clientId\":7,"
                   "\"login\":\"ann\",\"message\":\"hi\\n\\\"two\\\" lines\"}");
  g_assert_cmpstr (lines[6], ==,
                   "{\"type\":\"offline\",\"seq\":6,\"at\":\"2020-06-05T12:06:00.000Z\",\"clientId\":7,"
                   "\"login\":\"ann\"}");

  header = beseda_json_parse (lines[0], strlen (lines[0]), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (json_object_get_string_member (header, "type"), ==, "room");
  g_assert_cmpint (json_object_get_int_member (header, "version"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (header, "room"), ==, "Tea \"and\"\ncake");
  g_assert_cmpstr (json_object_get_string_member (header, "exportedAt"), ==, "2020-06-07T12:00:00.042Z");

  for (guint i = 0; i < events->len; i++)
    {
      g_autoptr (JsonObject) object = beseda_json_parse (lines[i + 1], strlen (lines[i + 1]), &error);
      BesedaEvent *event = events->pdata[i];

      g_assert_no_error (error);
      g_assert_cmpint (json_object_get_int_member (object, "seq"), ==, beseda_event_get_seq (event));
      g_assert_cmpstr (json_object_get_string_member (object, "login"), ==, beseda_event_get_login (event));
      g_assert_cmpstr (json_object_get_string_member_with_default (object, "message", NULL), ==,
                       beseda_event_get_text (event));
      g_assert_cmpstr (json_object_get_string_member_with_default (object, "id", NULL), ==,
                       beseda_event_get_id (event));
    }
}

/* What a page holds, read by a parser that knows nothing of how it was written. */
typedef struct
{
  GString *seen;    /* elements and their text, in order */
  GPtrArray *links; /* every href */
} Page;

static void
start_element (GMarkupParseContext *context,
               const char *name,
               const char **attributes,
               const char **values,
               gpointer user_data,
               GError **error)
{
  static const char *const known[] = { "html",    "head", "meta", "title", "style", "body",   "header",
                                       "main",    "h1",   "h2",   "h3",    "p",     "time",   "section",
                                       "article", "div",  "span", "bdi",   "a",     "footer", NULL };
  static const char *const harmless[] = {
    "xmlns", "lang",  "charset", "http-equiv", "content",         "name", "dir", "rel", "href",
    "title", "class", "id",      "datetime",   "aria-labelledby", NULL
  };
  Page *page = user_data;

  g_assert_true (g_strv_contains (known, name));
  g_string_append_printf (page->seen, "[%s]", name);
  for (guint i = 0; attributes[i] != NULL; i++)
    {
      g_assert_true (g_strv_contains (harmless, attributes[i]));
      if (g_str_equal (attributes[i], "href"))
        g_ptr_array_add (page->links, g_strdup (values[i]));
    }
}

static void
end_element (GMarkupParseContext *context, const char *name, gpointer user_data, GError **error)
{
  Page *page = user_data;

  g_string_append_printf (page->seen, "[/%s]", name);
}

static void
take_text (GMarkupParseContext *context, const char *text, gsize length, gpointer user_data, GError **error)
{
  Page *page = user_data;

  if (!g_str_equal (g_markup_parse_context_get_element (context), "style"))
    g_string_append_len (page->seen, text, (gssize) length);
}

static void
page_free (Page *page)
{
  g_string_free (page->seen, TRUE);
  g_ptr_array_unref (page->links);
  g_free (page);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Page, page_free)

static Page *
read_page (const char *html)
{
  static const GMarkupParser parser = { start_element, end_element, take_text, NULL, NULL };
  Page *page = g_new0 (Page, 1);
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, page, NULL);
  g_autoptr (GError) error = NULL;

  page->seen = g_string_new (NULL);
  page->links = g_ptr_array_new_with_free_func (g_free);
  g_markup_parse_context_parse (context, html, -1, &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  g_assert_no_error (error);

  return page;
}

static void
test_page (void)
{
  g_autoptr (GPtrArray) events = make_events ();
  g_autofree char *html = export_events (BESEDA_EXPORT_HTML, "Tea & cake", events);
  g_autoptr (Page) page = read_page (html);

  g_assert_true (g_str_has_prefix (html, "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">"));
  g_assert_nonnull (strstr (html, "content=\"default-src 'none'; style-src 'unsafe-inline'\""));
  g_assert_nonnull (strstr (page->seen->str, "[title]Tea & cake[/title]"));
  g_assert_cmpstr (strstr (page->seen->str, "[body]"), ==,
                   "[body]\n[header]\n[h1][bdi]Tea & cake[/bdi][/h1]\n"
                   "[p]As it was on [time]Sunday, 7 June 2020, 14:00 +02:00[/time][/p]\n[/header]\n"
                   "[main]\n[section]\n[h2][time]Friday, 5 June 2020[/time][/h2]\n"
                   "[p][time]14:00[/time] [bdi]ann[/bdi] joined ·\n[time]14:00[/time] [bdi]bob[/bdi] joined[/p]\n"
                   "[article]\n[h3][bdi]ann[/bdi][/h3]\n"
                   "[div][time]14:00[/time][div]hi\n\"two\" lines[/div][/div]\n"
                   "[div][time]14:04[/time][div]same run[/div][/div]\n[/article]\n"
                   "[article]\n[h3][bdi]ann[/bdi][/h3]\n[div][time]14:05[/time][div]new run[/div][/div]\n[/article]\n"
                   "[p][time]14:06[/time] [bdi]ann[/bdi] left[/p]\n[/section]\n"
                   "[section]\n[h2][time]Saturday, 6 June 2020[/time][/h2]\n"
                   "[article]\n[h3][bdi]bob[/bdi][/h3]\n"
                   "[div][time]14:00[/time][div]see ([a]https://example.org/a&b[/a]).[/div][/div]\n[/article]\n"
                   "[/section]\n[/main]\n[footer][p]4 messages[/p][/footer]\n[/body]\n[/html]");
  g_assert_cmpuint (page->links->len, ==, 1);
  g_assert_cmpstr (page->links->pdata[0], ==, "https://example.org/a&b");

  g_assert_nonnull (strstr (html, "<h2 id=\"d1\"><time datetime=\"2020-06-05\">"));
  g_assert_nonnull (strstr (html, "<div class=\"m\" id=\"m5\"><time datetime=\"2020-06-05T12:05:00.042Z\">"));
  g_assert_nonnull (strstr (html, "<div lang=\"\" dir=\"auto\">"));
  g_assert_nonnull (strstr (html, "rel=\"noopener noreferrer\""));
}

/* An empty room, and one whose events have no time, are pages too. */
static void
test_bare (void)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_event_unref);
  g_autofree char *empty = export_events (BESEDA_EXPORT_HTML, "", events);
  g_autoptr (Page) page = read_page (empty);
  g_autofree char *timeless = NULL;
  g_autoptr (Page) timeless_page = NULL;

  g_assert_nonnull (strstr (page->seen->str, "[main]\n[/main]\n[footer][p]0 messages[/p]"));

  g_ptr_array_add (events, make_event (1, BESEDA_EVENT_MESSAGE, 0, "ann", "when?", NULL));
  timeless = export_events (BESEDA_EXPORT_HTML, "", events);
  timeless_page = read_page (timeless);
  g_assert_nonnull (strstr (timeless_page->seen->str,
                            "[section]\n[article]\n[h3][bdi]ann[/bdi][/h3]\n[div][span][/span][div]when?[/div][/div]"));
}

static void
test_hostile (void)
{
  static const char *const texts[] = {
    "</div></article><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "]]> <!-- --> &lt; &#x41; &nbsp;",
    "\x01\x02\x1b[31m\x7f \xef\xbf\xbe \xef\xbf\xbf \xc2\x85",
    "\xe2\x80\xae"
    "txt.exe \xe2\x81\xa9\xe2\x81\xa9",
    "javascript:alert(1) data:text/html,x file:///etc/passwd",
    "https://example.org/\"onmouseover=\"alert(1) http://a/'x'<b>",
    "%s%n %d",
    "carriage\r\nreturn",
  };
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_event_unref);
  g_autofree char *html = NULL;
  g_autofree char *lines = NULL;
  g_auto (GStrv) split = NULL;
  g_autoptr (Page) page = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_ptr_array_add (events, make_event (2 * i + 1, BESEDA_EVENT_MESSAGE, NOON, "ann", texts[i], "\"><b>"));
      g_ptr_array_add (events, make_event (2 * i + 2, BESEDA_EVENT_ONLINE, NOON, texts[i], NULL, NULL));
      g_ptr_array_add (events, make_event (2 * i + 2, BESEDA_EVENT_MESSAGE, G_MAXINT64, texts[i], "x", NULL));
    }

  html = export_events (BESEDA_EXPORT_HTML, "</title><script>\xe2\x80\xae", events);
  page = read_page (html);
  g_assert_null (strstr (html, "<script"));
  g_assert_null (strstr (html, "<img"));
  g_assert_nonnull (strstr (page->seen->str, "[title]</title><script>[/title]"));
  g_assert_nonnull (strstr (page->seen->str, "[div]<img src=x onerror=alert(1)>[/div]"));
  g_assert_nonnull (strstr (page->seen->str, "[div]]]> <!-- --> &lt; &#x41; &nbsp;[/div]"));
  g_assert_nonnull (strstr (page->seen->str, "[div]%s%n %d[/div]"));
  g_assert_nonnull (strstr (page->seen->str, "[div]carriage\nreturn[/div]"));
  g_assert_nonnull (strstr (page->seen->str, "[h3][bdi]txt.exe [/bdi][/h3]"));
  for (const char *p = html; *p != '\0'; p = g_utf8_next_char (p))
    g_assert_true (*p == '\n' || !g_unichar_iscntrl (g_utf8_get_char (p)));
  for (guint i = 0; i < page->links->len; i++)
    g_assert_true (g_str_has_prefix (page->links->pdata[i], "http"));
  g_assert_cmpuint (page->links->len, ==, 2);

  lines = export_events (BESEDA_EXPORT_JSON_LINES, "\n", events);
  split = g_strsplit (lines, "\n", -1);
  for (char **at = split; **at != 0; at++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonObject) object = beseda_json_parse (*at, strlen (*at), &error);

      g_assert_no_error (error);
    }
}

static void
test_format_names (void)
{
  BesedaExportFormat format;

  g_assert_true (beseda_export_format_from_name ("Tea.HTML", &format));
  g_assert_cmpint (format, ==, BESEDA_EXPORT_HTML);
  g_assert_true (beseda_export_format_from_name ("/a.html/tea.jsonl", &format));
  g_assert_cmpint (format, ==, BESEDA_EXPORT_JSON_LINES);
  g_assert_false (beseda_export_format_from_name ("tea.txt", &format));
  g_assert_false (beseda_export_format_from_name ("jsonl", &format));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/export/json-lines", test_json_lines);
  g_test_add_func ("/export/page", test_page);
  g_test_add_func ("/export/bare", test_bare);
  g_test_add_func ("/export/hostile", test_hostile);
  g_test_add_func ("/export/format-names", test_format_names);

  return g_test_run ();
}
