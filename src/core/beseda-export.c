/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-export.h"

#include <glib/gi18n-lib.h>

#include "beseda-act-text.h"
#include "beseda-json.h"
#include "beseda-link.h"
#include "beseda-timestamp.h"

#define FORMAT_VERSION 1
#define RUN_SPAN (5 * 60 * 1000) /* one person's messages within that stand under one name, as in the window */
#define N_COLOURS 8

/* What is open on the page, below <main>. */
typedef enum
{
  NOTHING,
  DAY,     /* <section> */
  RUN,     /* of one person's messages, in a day */
  NOTICES, /* comings and goings, in a day */
} Place;

struct _BesedaExport
{
  BesedaExportFormat format;
  char *room;
  GTimeZone *zone;
  gint64 now;
  guint64 n_messages;

  Place place;
  int day;     /* YYYYMMDD of the open section */
  guint n_day; /* sections until now */
  char *login; /* whose run is open */
  gint64 run_start;
};

/* Clips what stacks of combining marks would paint over their neighbours; lets nothing widen the page. */
static const char style[] =
    ":root{color-scheme:light dark;--back:#fafafa;--fore:#1e1e1e;--dim:#5e5c64;--line:#d5d3cf;--link:#1a5fb4;"
    "--p0:#a51d2d;--p1:#9c4a00;--p2:#7a5b00;--p3:#1c6b3c;--p4:#0f6674;--p5:#1a5fb4;--p6:#613583;--p7:#8f2d6b}\n"
    "@media "
    "(prefers-color-scheme:dark){:root{--back:#1e1e1e;--fore:#f6f5f4;--dim:#b0aeb4;--line:#48464c;--link:#99c1f1;"
    "--p0:#ff9a93;--p1:#ffbe6f;--p2:#f5d55b;--p3:#8ff0a4;--p4:#7fdbe8;--p5:#99c1f1;--p6:#d5a6ee;--p7:#f7a8d8}}\n"
    "body{margin:0 auto;max-width:46rem;padding:1.5rem 1rem 3rem;background:var(--back);color:var(--fore);"
    "font:1rem/1.5 system-ui,sans-serif}\n"
    "h1,h2,h3,p,.m div{overflow:hidden;overflow-wrap:anywhere}\n"
    "h1{margin:0;font-size:1.6rem;line-height:1.3}\n"
    "body>header p,footer,.n,.m time{color:var(--dim)}\n"
    "body>header p{margin:.25rem 0 0}\n"
    "h2{position:sticky;top:0;margin:1.5rem 0 1rem;padding:.4rem 0;border-bottom:1px solid var(--line);"
    "background:var(--back);font-size:1rem}\n"
    "article{margin:1rem 0}\n"
    "h3{margin:0 0 0 3.25rem;font-size:1rem}\n"
    ".m{display:grid;grid-template-columns:2.75rem minmax(0,1fr);gap:.5rem}\n"
    ".m time{font-size:.85rem;line-height:1.5rem;font-variant-numeric:tabular-nums}\n"
    ".m div{white-space:pre-wrap;unicode-bidi:plaintext;text-align:start}\n"
    ".n{margin:1rem 0 1rem 3.25rem;font-size:.85rem}\n"
    "a{color:var(--link)}\n"
    "footer{margin-top:2rem;border-top:1px solid var(--line)}\n"
    ".p0{color:var(--p0)}.p1{color:var(--p1)}.p2{color:var(--p2)}.p3{color:var(--p3)}"
    ".p4{color:var(--p4)}.p5{color:var(--p5)}.p6{color:var(--p6)}.p7{color:var(--p7)}\n"
    "@media print{body{max-width:none;padding:0}h2{position:static}h2,h3{break-after:avoid}.m{break-inside:avoid}}\n";

static gboolean
changes_direction (gunichar c)
{
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/* Text that reads the same for HTML and for XML, which both refuse most control characters even when escaped. */
static void
append_text (GString *text, const char *start, const char *end, gboolean one_line)
{
  for (const char *p = start; p < end; p = g_utf8_next_char (p))
    {
      const gunichar c = g_utf8_get_char (p);

      if (c == '&')
        g_string_append (text, "&amp;");
      else if (c == '<')
        g_string_append (text, "&lt;");
      else if (c == '>')
        g_string_append (text, "&gt;");
      else if (c == '"')
        g_string_append (text, "&quot;");
      else if (c == '\r' || (one_line && changes_direction (c)))
        continue;
      else if ((g_unichar_iscntrl (c) && c != '\t' && c != '\n') || c == 0xfffe || c == 0xffff)
        g_string_append (text, "\357\277\275"); /* U+FFFD */
      else
        g_string_append_len (text, p, g_utf8_next_char (p) - p);
    }
}

/* A name: on one line, and whatever its direction, that of what is around it stays. */
static char *
mark_up_name (const char *name)
{
  GString *text = g_string_new ("<bdi>");

  append_text (text, name, name + strlen (name), TRUE);
  g_string_append (text, "</bdi>");

  return g_string_free (text, FALSE);
}

static void
append_link (GString *text, const char *start, const char *end)
{
  g_autofree char *link = g_strndup (start, (gsize) (end - start));
  g_autofree char *host = beseda_link_get_host (link);
  g_autofree char *ascii = beseda_link_to_ascii (link);

  if (host == NULL)
    {
      append_text (text, start, end, TRUE);
      return;
    }

  g_string_append (text, "<a dir=\"ltr\" rel=\"noopener noreferrer\" href=\"");
  append_text (text, start, end, TRUE);
  if (ascii != NULL)
    {
      g_string_append (text, "\" title=\"");
      append_text (text, ascii, ascii + strlen (ascii), TRUE);
    }
  g_string_append (text, "\">");
  append_text (text, start, end, TRUE);
  g_string_append (text, "</a>");
}

static void
append_message_text (GString *text, const char *message)
{
  const char *end;

  for (const char *link; (link = beseda_link_find (message, &end)) != NULL; message = end)
    {
      append_text (text, message, link, FALSE);
      append_link (text, link, end);
    }
  append_text (text, message, message + strlen (message), FALSE);
}

static GDateTime *
to_zone (BesedaExport *self, gint64 at)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at / 1000);

  return utc != NULL ? g_date_time_to_timezone (utc, self->zone) : NULL;
}

static void
append_time (GString *text, gint64 at, GDateTime *local, const char *format)
{
  g_autofree char *moment = beseda_timestamp_format (at);
  g_autofree char *shown = g_date_time_format (local, format);

  g_string_append_printf (text, "<time datetime=\"%s\">%s</time>", moment, shown);
}

static void
close_to (BesedaExport *self, Place place, GString *text)
{
  if (self->place == RUN)
    g_string_append (text, "</article>\n");
  else if (self->place == NOTICES)
    g_string_append (text, "</p>\n");
  if (place == NOTHING && self->place != NOTHING)
    g_string_append (text, "</section>\n");

  self->place = place;
}

/* An event without a time belongs to the day that is open. */
static void
open_day (BesedaExport *self, GDateTime *local, GString *text)
{
  const int day = local == NULL ? self->day
                                : g_date_time_get_year (local) * 10000 + g_date_time_get_month (local) * 100 +
                                      g_date_time_get_day_of_month (local);

  if (self->place != NOTHING && day == self->day)
    return;

  close_to (self, NOTHING, text);
  self->place = DAY;
  self->day = day;
  if (local == NULL)
    {
      g_string_append (text, "<section>\n");
      return;
    }

  /* Translators: a day, as strftime(3) has it: "Friday, 5 June 2020" */
  g_autofree char *shown = g_date_time_format (local, _ ("%A, %-d %B %Y"));

  self->n_day++;
  g_string_append_printf (text,
                          "<section aria-labelledby=\"d%u\">\n"
                          "<h2 id=\"d%u\"><time datetime=\"%04d-%02d-%02d\">%s</time></h2>\n",
                          self->n_day, self->n_day, day / 10000, day / 100 % 100, day % 100, shown);
}

static void
append_message (BesedaExport *self, BesedaEvent *event, GDateTime *local, GString *text)
{
  const gint64 at = beseda_event_get_at (event);
  const char *login = beseda_event_get_login (event);

  if (self->place != RUN || g_strcmp0 (login, self->login) != 0 || (guint64) at - (guint64) self->run_start >= RUN_SPAN)
    {
      g_autofree char *name = mark_up_name (login);

      close_to (self, DAY, text);
      self->place = RUN;
      self->run_start = at;
      g_free (self->login);
      self->login = g_strdup (login);
      g_string_append_printf (text, "<article>\n<h3 class=\"p%u\">%s</h3>\n", g_str_hash (login) % N_COLOURS, name);
    }

  g_string_append_printf (text, "<div class=\"m\" id=\"m%" G_GUINT64_FORMAT "\">", beseda_event_get_seq (event));
  if (local != NULL)
    append_time (text, at, local, "%H:%M");
  else
    g_string_append (text, "<span></span>");
  g_string_append (text, "<div lang=\"\" dir=\"auto\">");
  if (beseda_event_get_text (event) != NULL)
    append_message_text (text, beseda_event_get_text (event));
  else
    g_string_append_printf (text, "<i>%s</i>", _ ("Message removed"));
  g_string_append (text, "</div></div>\n");
}

static void
append_notice (BesedaExport *self, BesedaEvent *event, GDateTime *local, GString *text)
{
  const gboolean came = beseda_event_get_kind (event) == BESEDA_EVENT_ONLINE;
  g_autofree char *name = mark_up_name (beseda_event_get_login (event));
  g_autofree char *act = beseda_event_get_act (event) != NULL ? beseda_act_text_new (event) : NULL;

  if (self->place == NOTICES)
    g_string_append (text, " ·\n");
  else
    {
      close_to (self, DAY, text);
      self->place = NOTICES;
      g_string_append (text, "<p class=\"n\">");
    }

  if (local != NULL)
    {
      append_time (text, beseda_event_get_at (event), local, "%H:%M");
      g_string_append_c (text, ' ');
    }
  if (act != NULL)
    {
      g_string_append (text, "<bdi>");
      append_text (text, act, act + strlen (act), FALSE);
      g_string_append (text, "</bdi>");
    }
  else
    g_string_append_printf (text, came ? _ ("%s joined") : _ ("%s left"), name);
}

static void
begin_page (BesedaExport *self, GString *text)
{
  g_autofree char *name = mark_up_name (self->room);
  g_autoptr (GDateTime) local = to_zone (self, self->now);

  /* Translators: the language that you translate into, as RFC 5646 has it, for example "de" */
  g_string_append_printf (text, "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"%s\">\n<head>\n",
                          C_ ("language", "en"));
  g_string_append (text, "<meta charset=\"utf-8\"/>\n"
                         "<meta http-equiv=\"Content-Security-Policy\""
                         " content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n"
                         "<meta name=\"referrer\" content=\"no-referrer\"/>\n"
                         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>");
  append_text (text, self->room, self->room + strlen (self->room), TRUE);
  g_string_append_printf (text, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<header>\n<h1>%s</h1>\n", style, name);
  if (local != NULL)
    {
      g_autoptr (GString) moment = g_string_new (NULL);

      /* Translators: a moment, as strftime(3) has it: "Friday, 5 June 2020, 14:05 CEST" */
      append_time (moment, self->now, local, _ ("%A, %-d %B %Y, %H:%M %Z"));
      g_string_append (text, "<p>");
      /* Translators: on top of a page with what was said in a room; %s is a day and a time */
      g_string_append_printf (text, _ ("As it was on %s"), moment->str);
      g_string_append (text, "</p>\n");
    }
  g_string_append (text, "</header>\n<main>\n");
}

static void
end_page (BesedaExport *self, GString *text)
{
  const guint n = (guint) MIN (self->n_messages, G_MAXUINT);

  close_to (self, NOTHING, text);
  g_string_append (text, "</main>\n<footer><p>");
  g_string_append_printf (text, g_dngettext (GETTEXT_PACKAGE, "%u message", "%u messages", n), n);
  g_string_append (text, "</p></footer>\n</body>\n</html>\n");
}

static void
append_line (GString *text, JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *line = NULL;

  json_node_set_object (node, object);
  line = beseda_json_write (node);
  g_string_append (text, line);
  g_string_append_c (text, '\n');
}

static void
append_header_line (BesedaExport *self, GString *text)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *now = beseda_timestamp_format (self->now);

  json_object_set_string_member (object, "type", "room");
  json_object_set_int_member (object, "version", FORMAT_VERSION);
  json_object_set_string_member (object, "room", self->room);
  json_object_set_string_member (object, "exportedAt", now);
  append_line (text, object);
}

static void
append_act (JsonObject *object, const BesedaAct *act)
{
  json_object_set_string_member (object, "act", beseda_act_kind_to_string (act->kind));
  if (act->target != NULL)
    json_object_set_string_member (object, "target", act->target);
  if (act->target_seq > 0)
    json_object_set_int_member (object, "targetSeq", (gint64) act->target_seq);
  if (act->seconds > 0)
    json_object_set_int_member (object, "seconds", act->seconds);
  json_object_set_string_member (object, "message", act->text);
}

static void
append_event_line (BesedaEvent *event, GString *text)
{
  static const char *const types[] = {
    [BESEDA_EVENT_MESSAGE] = "message",
    [BESEDA_EVENT_ONLINE] = "online",
    [BESEDA_EVENT_OFFLINE] = "offline",
    [BESEDA_EVENT_ACT] = "act",
  };
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *at = beseda_timestamp_format (beseda_event_get_at (event));

  json_object_set_string_member (object, "type", types[beseda_event_get_kind (event)]);
  json_object_set_int_member (object, "seq", (gint64) beseda_event_get_seq (event));
  if (beseda_event_get_at (event) > 0)
    json_object_set_string_member (object, "at", at);
  if (beseda_event_get_id (event) != NULL)
    json_object_set_string_member (object, "id", beseda_event_get_id (event));
  json_object_set_int_member (object, "clientId", beseda_event_get_client_id (event));
  json_object_set_string_member (object, "login", beseda_event_get_login (event));
  if (beseda_event_get_text (event) != NULL)
    json_object_set_string_member (object, "message", beseda_event_get_text (event));
  else if (beseda_event_get_kind (event) == BESEDA_EVENT_MESSAGE)
    json_object_set_boolean_member (object, "removed", TRUE);
  if (beseda_event_get_act (event) != NULL)
    append_act (object, beseda_event_get_act (event));
  append_line (text, object);
}

gboolean
beseda_export_format_from_name (const char *file_name, BesedaExportFormat *format)
{
  g_autofree char *name = g_ascii_strdown (file_name, -1);

  if (g_str_has_suffix (name, ".jsonl"))
    *format = BESEDA_EXPORT_JSON_LINES;
  else if (g_str_has_suffix (name, ".html") || g_str_has_suffix (name, ".htm"))
    *format = BESEDA_EXPORT_HTML;
  else
    return FALSE;

  return TRUE;
}

BesedaExport *
beseda_export_new (BesedaExportFormat format, const char *room, GTimeZone *zone, gint64 now)
{
  BesedaExport *self;

  g_return_val_if_fail (room != NULL && zone != NULL, NULL);

  self = g_new0 (BesedaExport, 1);
  self->format = format;
  self->room = g_strdup (room);
  self->zone = g_time_zone_ref (zone);
  self->now = now;

  return self;
}

void
beseda_export_free (BesedaExport *self)
{
  g_free (self->room);
  g_free (self->login);
  g_time_zone_unref (self->zone);
  g_free (self);
}

void
beseda_export_begin (BesedaExport *self, GString *text)
{
  if (self->format == BESEDA_EXPORT_HTML)
    begin_page (self, text);
  else
    append_header_line (self, text);
}

void
beseda_export_event (BesedaExport *self, BesedaEvent *event, GString *text)
{
  const gint64 at = beseda_event_get_at (event);
  const gboolean message = beseda_event_get_kind (event) == BESEDA_EVENT_MESSAGE;

  self->n_messages += message;
  if (self->format == BESEDA_EXPORT_HTML)
    {
      g_autoptr (GDateTime) local = at > 0 ? to_zone (self, at) : NULL;

      open_day (self, local, text);
      if (message)
        append_message (self, event, local, text);
      else
        append_notice (self, event, local, text);
    }
  else
    append_event_line (event, text);
}

void
beseda_export_end (BesedaExport *self, GString *text)
{
  if (self->format == BESEDA_EXPORT_HTML)
    end_page (self, text);
}

guint64
beseda_export_get_n_messages (const BesedaExport *self)
{
  return self->n_messages;
}
