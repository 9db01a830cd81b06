/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-copies.h"
#include "beseda-room-page.h"
#include "raw-peer.h"
#include "test-server.h"
#include "ui-test.h"

#include <glib/gstdio.h>

#define wait_until(condition)                                                                                          \
  while (!(condition))                                                                                                 \
  g_main_context_iteration (NULL, TRUE)

static GPtrArray *announced;

/* The linker puts it in the way of beseda_toolkit_announce(): not every toolkit has somewhere to say it. */
void __wrap_beseda_toolkit_announce (GtkWidget *widget, const char *text);
void __real_beseda_toolkit_announce (GtkWidget *widget, const char *text);

void
__wrap_beseda_toolkit_announce (GtkWidget *widget, const char *text)
{
  g_assert_true (gtk_widget_get_mapped (widget));
  g_ptr_array_add (announced, g_strdup (text));
  __real_beseda_toolkit_announce (widget, text);
}

/* A room of the real server, a guest in it, and what a person's computer keeps of it. */
typedef struct
{
  char *folder;
  BesedaArchives *archives;
  BesedaKeyring *keyring;
  BesedaServer *server;
  RawPeer *ben;
  guint n_said;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  BesedaServerOptions options = test_server_options ();
  g_autofree char *tokens = NULL;

  announced = g_ptr_array_new_with_free_func (g_free);
  fixture->folder = g_dir_make_tmp ("beseda-reading-XXXXXX", NULL);
  fixture->archives = beseda_copies_new (fixture->folder);
  tokens = g_build_filename (fixture->folder, "tokens", NULL);
  fixture->keyring = beseda_keyring_new (tokens);
  options.messages_per_second = 0;
  fixture->server = test_server_start (&options);
  fixture->ben = test_server_join_beseda (fixture->server, 2, "ben");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  raw_peer_free (fixture->ben);
  test_server_stop (fixture->server);
  g_assert_finalize_object (fixture->archives);
  g_assert_finalize_object (fixture->keyring);
  dir = g_dir_open (fixture->folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_clear_pointer (&announced, g_ptr_array_unref);
}

static void
let_ben_say (Fixture *fixture, guint n)
{
  for (; n > 0; n--)
    {
      g_autofree char *frame = g_strdup_printf ("{\"type\":\"message\",\"message\":\"number %u\"}", ++fixture->n_said);

      raw_peer_send_text (fixture->ben, frame);
    }
}

static BesedaSession *
join (Fixture *fixture)
{
  g_autoptr (BesedaAddress)
      address = beseda_address_new ("127.0.0.1", beseda_server_get_port (fixture->server), NULL, FALSE);
  const BesedaSessionOptions options = { .archives = fixture->archives, .keyring = fixture->keyring };

  return beseda_session_new (address, "ann", &options);
}

static GtkWidget *
show (BesedaSession *session, gboolean active)
{
  BesedaRoomPage *page = beseda_room_page_new (session);
  GtkWidget *window = ui_test_show (GTK_WIDGET (page), 600, 500);

  g_object_set_data (G_OBJECT (window), "page", page);
  g_object_set (page, "active", active, NULL);
  ui_test_draw (window, 3);

  return window;
}

static gpointer
get_page (GtkWidget *window)
{
  return g_object_get_data (G_OBJECT (window), "page");
}

static guint
get_unread (GtkWidget *window)
{
  guint unread;

  g_object_get (get_page (window), "unread", &unread, NULL);

  return unread;
}

static gboolean
knows (BesedaSession *session, guint64 seq)
{
  return beseda_history_get_last_seq (beseda_session_get_history (session)) >= seq;
}

/* What was said while one was away is behind a line, and unread until it was in sight. */
static void
test_opens_at_the_line (Fixture *fixture, gconstpointer data)
{
  BesedaSession *session = join (fixture);
  GtkWidget *window;
  guint position, unread;

  wait_until (beseda_session_get_state (session) == BESEDA_SESSION_ONLINE);
  let_ben_say (fixture, 20);
  wait_until (knows (session, 22));
  window = show (session, TRUE);
  wait_until (get_unread (window) == 0);
  g_assert_false (beseda_timeline_get_unread_position (beseda_session_get_timeline (session), &position));
  ui_test_destroy (window);
  beseda_session_leave (session);
  g_assert_finalize_object (session);

  let_ben_say (fixture, 60);
  session = join (fixture);
  wait_until (beseda_session_get_state (session) == BESEDA_SESSION_RECONNECTING);
  window = show (session, TRUE);
  wait_until (knows (session, 22 + 60 + 2));
  ui_test_draw (window, 5);
  g_assert_true (beseda_timeline_get_unread_position (beseda_session_get_timeline (session), &position));
  unread = get_unread (window);
  g_assert_cmpuint (unread, >, 20);
  g_assert_cmpuint (unread, <=, 60);

  /* Going to the end reads it all; what comes then is read as it comes. */
  gtk_widget_activate_action (get_page (window), "room.scroll-to-bottom", NULL);
  wait_until (get_unread (window) == 0);
  let_ben_say (fixture, 1);
  wait_until (knows (session, 22 + 60 + 3));
  ui_test_draw (window, 3);
  g_assert_cmpuint (get_unread (window), ==, 0);
  ui_test_destroy (window);
  beseda_session_leave (session);
  g_assert_finalize_object (session);
}

/* Who looks elsewhere finds the line where they looked away. */
static void
test_line_where_one_looked_away (Fixture *fixture, gconstpointer data)
{
  BesedaSession *session = join (fixture);
  GtkWidget *window;
  guint position;

  wait_until (beseda_session_get_state (session) == BESEDA_SESSION_ONLINE);
  window = show (session, TRUE);
  let_ben_say (fixture, 1);
  wait_until (knows (session, 3));
  ui_test_draw (window, 3);
  g_assert_false (beseda_timeline_get_unread_position (beseda_session_get_timeline (session), &position));

  g_object_set (get_page (window), "active", FALSE, NULL);
  let_ben_say (fixture, 2);
  wait_until (knows (session, 5));
  g_assert_true (beseda_timeline_get_unread_position (beseda_session_get_timeline (session), &position));
  g_assert_cmpuint (get_unread (window), ==, 2);
  g_object_set (get_page (window), "active", TRUE, NULL);
  wait_until (get_unread (window) == 0);
  g_assert_true (beseda_timeline_get_unread_position (beseda_session_get_timeline (session), &position));

  ui_test_destroy (window);
  beseda_session_leave (session);
  g_assert_finalize_object (session);
}

/* What comes while one looks is announced once; what was said before, or while one looked elsewhere, and what one says
 * oneself, never. */
static void
test_announces (Fixture *fixture, gconstpointer data)
{
  BesedaSession *session;
  GtkWidget *window;

  let_ben_say (fixture, 5);
  session = join (fixture);
  window = show (session, TRUE);
  wait_until (knows (session, 7));
  g_assert_true (beseda_session_send (session, "hello", NULL));
  wait_until (knows (session, 8));
  g_assert_cmpuint (announced->len, ==, 0);

  let_ben_say (fixture, 2);
  wait_until (knows (session, 10));
  ui_test_draw (window, 3);
  g_assert_cmpuint (announced->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (announced, 0), ==, "ben: number 6");
  g_assert_cmpstr (g_ptr_array_index (announced, 1), ==, "ben: number 7");

  g_object_set (get_page (window), "active", FALSE, NULL);
  let_ben_say (fixture, 1);
  wait_until (knows (session, 11));
  g_object_set (get_page (window), "active", TRUE, NULL);
  ui_test_draw (window, 3);
  g_assert_cmpuint (announced->len, ==, 2);

  ui_test_destroy (window);
  beseda_session_leave (session);
  g_assert_finalize_object (session);
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);

  g_test_add ("/reading-place/opens-at-the-line", Fixture, NULL, set_up, test_opens_at_the_line, tear_down);
  g_test_add ("/reading-place/line-where-one-looked-away", Fixture, NULL, set_up, test_line_where_one_looked_away,
              tear_down);
  g_test_add ("/reading-place/announces", Fixture, NULL, set_up, test_announces, tear_down);

  return g_test_run ();
}
