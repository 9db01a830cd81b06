/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "beseda-export-flow.h"
#include "beseda-toolkit.h"
#include "script-server.h"
#include "ui-test.h"

typedef struct
{
  ScriptServer *server;
  BesedaSession *session;
  AdwToastOverlay *toasts;
  BesedaExportFlow *flow;
  GtkWidget *window;
  char *folder;
  GFile *file;
  ScriptGuest *asking; /* who waits for a page of the history */
  char *asked;         /* its id */
} Fixture;

static void
hear (ScriptGuest *guest, const BesedaRequest *request, gpointer user_data)
{
  Fixture *fixture = user_data;

  if (request->kind != BESEDA_REQUEST_HISTORY)
    {
      script_beseda_room (guest, request, NULL);
      return;
    }
  g_assert_null (fixture->asked);
  fixture->asking = guest;
  fixture->asked = g_strdup (request->id);
}

/* The room tells its whole past. */
static void
answer (Fixture *fixture)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GBytes) page = NULL;
  g_autofree char *text = NULL;
  const guint64 last_seq = beseda_history_get_last_seq (beseda_session_get_history (fixture->session));

  for (guint64 seq = 1; seq <= last_seq; seq++)
    {
      g_autoptr (BesedaEvent) event = beseda_event_new (BESEDA_EVENT_MESSAGE, 1591358400000, 7, "ann", "<hello>", NULL);

      beseda_event_set_seq (event, seq);
      g_ptr_array_add (events, beseda_codec_encode_event (BESEDA_DIALECT_BESEDA, event, "12:00"));
    }
  page = beseda_codec_encode_history (1, last_seq, events, fixture->asked);
  text = g_strndup (g_bytes_get_data (page, NULL), g_bytes_get_size (page));
  soup_websocket_connection_send_text (fixture->asking->websocket, text);
  g_clear_pointer (&fixture->asked, g_free);
}

static GtkWidget *
find (Fixture *fixture, GType type, const char *text)
{
  return ui_test_find (fixture->window, type, text);
}

static gboolean
has_something (Fixture *fixture)
{
  return beseda_history_get_last_seq (beseda_session_get_history (fixture->session)) >= 2;
}

static void
set_up (Fixture *fixture, gconstpointer dialect)
{
  const gboolean plain = GPOINTER_TO_UINT (dialect) == BESEDA_DIALECT_PLAIN;
  g_autofree char *path = NULL;

  fixture->folder = g_dir_make_tmp ("beseda-flow-XXXXXX", NULL);
  path = g_build_filename (fixture->folder, "tea.html", NULL);
  fixture->file = g_file_new_for_path (path);
  fixture->server = script_server_new (0, GPOINTER_TO_UINT (dialect), plain ? script_plain_room : hear, fixture);
  fixture->session = beseda_session_new (script_server_get_address (fixture->server), "me", NULL);
  fixture->toasts = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  fixture->window = ui_test_show (GTK_WIDGET (fixture->toasts), 500, 400);
  fixture->flow = beseda_export_flow_new (fixture->session, fixture->toasts);
  wait_until (beseda_session_get_state (fixture->session) == BESEDA_SESSION_ONLINE);
  if (plain)
    return;

  g_assert_true (beseda_session_send (fixture->session, "one", NULL));
  g_assert_true (beseda_session_send (fixture->session, "two", NULL));
  wait_until (has_something (fixture));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  beseda_export_flow_close (fixture->flow);
  ui_test_destroy (fixture->window);
  g_assert_finalize_object (fixture->flow);
  beseda_session_leave (fixture->session);
  g_clear_object (&fixture->session);
  g_clear_pointer (&fixture->server, script_server_free);
  g_file_delete (fixture->file, NULL, NULL);
  g_clear_object (&fixture->file);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->asked);
}

static void
test_writes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autofree char *done = NULL;
  const guint n = (guint) beseda_history_get_last_seq (beseda_session_get_history (fixture->session));

  beseda_export_flow_write (fixture->flow, fixture->file, BESEDA_EXPORT_HTML);
  wait_until (fixture->asked != NULL);
  ui_test_draw (fixture->window, 3);
  g_assert_nonnull (find (fixture, GTK_TYPE_BUTTON, "Cancel"));
  answer (fixture);

  done = g_strdup_printf ("%u messages exported", n);
  wait_until (find (fixture, GTK_TYPE_LABEL, done));
  g_assert_nonnull (find (fixture, GTK_TYPE_BUTTON, "Open"));
  g_assert_true (g_file_load_contents (fixture->file, NULL, &text, NULL, NULL, NULL));
  g_assert_nonnull (strstr (text, "<h1><bdi>Kitchen</bdi></h1>"));
  g_assert_nonnull (strstr (text, "&lt;hello&gt;"));
}

static void
test_is_cancelled (Fixture *fixture, gconstpointer data)
{
  beseda_export_flow_write (fixture->flow, fixture->file, BESEDA_EXPORT_HTML);
  wait_until (fixture->asked != NULL);
  ui_test_draw (fixture->window, 3);
  g_signal_emit_by_name (find (fixture, GTK_TYPE_BUTTON, "Cancel"), "clicked");
  answer (fixture);
  wait_until (G_OBJECT (fixture->flow)->ref_count == 1);
  g_assert_false (g_file_query_exists (fixture->file, NULL));
  g_assert_null (find (fixture, GTK_TYPE_BUTTON, "Open"));
}

static void
test_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) nowhere = g_file_get_child (fixture->file, "tea.html");
  g_autofree char *heading = NULL;
  g_autofree char *body = NULL;

  beseda_export_flow_write (fixture->flow, nowhere, BESEDA_EXPORT_HTML);
  wait_until (ui_test_find_alert () != NULL);
  g_object_get (ui_test_find_alert (), "heading", &heading, "body", &body, NULL);
  g_assert_cmpstr (heading, ==, "The Room Was Not Exported");
  g_assert_nonnull (strstr (body, "could not be written"));
  ui_test_answer ("close");
}

/* A text that the person sees, or part of it. */
static gboolean
says (GtkWidget *widget, const char *part)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), part) != NULL)
    return TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    if (says (child, part))
      return TRUE;

  return FALSE;
}

/* Nobody is asked to look at what is in no window: it waits there. */
static void
test_fails_in_no_window (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) nowhere = g_file_new_for_path ("/nowhere/<room>.html");
  g_autoptr (GtkWidget) toasts = g_object_ref (GTK_WIDGET (fixture->toasts));

  adw_window_set_content (ADW_WINDOW (fixture->window), NULL);
  beseda_export_flow_write (fixture->flow, nowhere, BESEDA_EXPORT_HTML);
  wait_until (says (toasts, "/nowhere/<room>.html"));
  g_assert_null (ui_test_find_alert ());
  beseda_export_flow_close (fixture->flow);
}

/* There is nothing to ask for. */
static void
test_plain (Fixture *fixture, gconstpointer data)
{
  g_autofree char *body = NULL;

  beseda_export_flow_choose (fixture->flow, BESEDA_EXPORT_HTML);
  body = ui_test_get_string (ui_test_find_alert (), "body");
  g_assert_nonnull (strstr (body, "keeps no history"));
  ui_test_answer ("close");
}

/* It may have a word about the folder itself, in one more window. */
static gboolean
chooses (void)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GObject) window = g_list_model_get_item (toplevels, i);

      if (g_type_is_a (G_OBJECT_TYPE (window), g_type_from_name ("GtkFileChooser")))
        return TRUE;
    }

  return FALSE;
}

static void
test_chooser (Fixture *fixture, gconstpointer data)
{
  beseda_export_flow_choose (fixture->flow, BESEDA_EXPORT_JSON_LINES);
  wait_until (chooses ());
  beseda_export_flow_choose (fixture->flow, BESEDA_EXPORT_HTML); /* one at a time */
  beseda_export_flow_close (fixture->flow);
  wait_until (!chooses ());
}

/* As a room goes on without a window: what is exported then, somebody has to choose again. */
static void
test_chooser_goes_with_its_window (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GtkWidget) toasts = g_object_ref (GTK_WIDGET (fixture->toasts));

  beseda_export_flow_choose (fixture->flow, BESEDA_EXPORT_JSON_LINES);
  wait_until (chooses ());
  beseda_toolkit_close_all (GTK_WINDOW (fixture->window));
  adw_window_set_content (ADW_WINDOW (fixture->window), NULL);
  ui_test_destroy (fixture->window);
  wait_until (!chooses ());

  fixture->window = ui_test_show (toasts, 360, 300);
  beseda_export_flow_choose (fixture->flow, BESEDA_EXPORT_JSON_LINES);
  wait_until (chooses ());
  beseda_export_flow_close (fixture->flow);
  wait_until (!chooses ());
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);

#define ADD(name, dialect, function) g_test_add (name, Fixture, GUINT_TO_POINTER (dialect), set_up, function, tear_down)
  ADD ("/export-flow/writes", BESEDA_DIALECT_BESEDA, test_writes);
  ADD ("/export-flow/is-cancelled", BESEDA_DIALECT_BESEDA, test_is_cancelled);
  ADD ("/export-flow/fails", BESEDA_DIALECT_BESEDA, test_fails);
  ADD ("/export-flow/fails-in-no-window", BESEDA_DIALECT_BESEDA, test_fails_in_no_window);
  ADD ("/export-flow/plain", BESEDA_DIALECT_PLAIN, test_plain);
  ADD ("/export-flow/chooser", BESEDA_DIALECT_BESEDA, test_chooser);
  ADD ("/export-flow/chooser-goes-with-its-window", BESEDA_DIALECT_BESEDA, test_chooser_goes_with_its_window);

  return g_test_run ();
}
