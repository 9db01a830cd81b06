/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-notifier.h"

#include <glib/gi18n.h>

#include "beseda-order.h"
#include "beseda-shown-text.h"
#include "beseda-window.h"

#define SHOW_MESSAGE "show-message"
#define MOST_CHARS 300                   /* of what was said, in a notification */
#define QUIET_USECS (2 * G_USEC_PER_SEC) /* after a sound: many messages at once are one event */

struct _BesedaNotifier
{
  GObject parent_instance;

  GtkApplication *application; /* unowned */
  GSettings *settings;
  GPtrArray *watches; /* one for each tab */
  gint64 heard_at;    /* the last sound, in monotonic time */
};

/* A tab, and what its room's notification tells. */
typedef struct
{
  BesedaNotifier *notifier;
  BesedaTab *tab;         /* unowned: it ends first with "destroy" */
  BesedaSession *session; /* NULL in a lobby */
  char *id;               /* of the notification */
  guint n_messages;       /* in it; 0: there is none */
  guint64 first_seq;
  guint64 last_seq;
  char *knock_id;    /* of the notification about who waits at the door */
  gboolean knocking; /* there is one */
} Watch;

G_DEFINE_FINAL_TYPE (BesedaNotifier, beseda_notifier, G_TYPE_OBJECT)

static void
withdraw (Watch *self)
{
  if (self->n_messages == 0)
    return;

  self->n_messages = 0;
  g_application_withdraw_notification (G_APPLICATION (self->notifier->application), self->id);
}

static void
withdraw_knocks (Watch *self)
{
  if (!self->knocking)
    return;

  self->knocking = FALSE;
  g_application_withdraw_notification (G_APPLICATION (self->notifier->application), self->knock_id);
}

/* Some desktops take the text for markup: then a stranger's is none. (transfer full) */
static char *
shorten (const char *text)
{
  g_autofree char *shown = beseda_shown_text (text, FALSE, NULL);
  g_autofree char *start = g_utf8_substring (shown, 0, MIN (g_utf8_strlen (shown, -1), MOST_CHARS));
  g_autoptr (GString) plain = g_string_new (start);

  if (g_utf8_strlen (shown, -1) > MOST_CHARS)
    g_string_append (plain, "…");
  g_string_replace (plain, "<", "<\u2060", 0);

  return g_string_free (g_steal_pointer (&plain), FALSE);
}

/* (transfer full) */
static char *
describe (Watch *self, BesedaEvent *message)
{
  g_autofree char *login = beseda_shown_name_inside (beseda_event_get_login (message));
  g_autofree char *sender = shorten (login);
  g_autofree char *number = g_strdup_printf (ngettext ("%u new message", "%u new messages", self->n_messages),
                                             self->n_messages);
  g_autofree char *text = shorten (beseda_event_get_text (message));
  g_autofree char *said = NULL;

  if (!g_settings_get_boolean (self->notifier->settings, "notification-text"))
    return self->n_messages > 1 ? g_steal_pointer (&number) : g_strdup_printf (_ ("New message from %s"), sender);

  /* Translators: in a notification: NAME: TEXT */
  said = g_strdup_printf (_ ("%s: %s"), sender, text);

  return self->n_messages > 1 ? g_strdup_printf ("%s\n%s", number, said) : g_steal_pointer (&said);
}

/* With the sound that the person has chosen for whatever wants their attention. */
static void
sound (BesedaNotifier *self)
{
  const gint64 now = g_get_monotonic_time ();

  if (!g_settings_get_boolean (self->settings, "notification-sound") ||
      (self->heard_at > 0 && now - self->heard_at < QUIET_USECS))
    return;

  self->heard_at = now;
  gdk_display_beep (gdk_display_get_default ());
}

static void
tell (Watch *self, const char *id, const char *body, guint64 seq)
{
  g_autofree char *room = beseda_shown_name (beseda_session_get_room_name (self->session));
  g_autoptr (GNotification) notification = g_notification_new (room);

  g_notification_set_body (notification, body);
  g_notification_set_category (notification, "im.received");
  g_notification_set_default_action_and_target (notification, "app." SHOW_MESSAGE, "(st)", id, seq);
  g_application_send_notification (G_APPLICATION (self->notifier->application), id, notification);
  sound (self->notifier);
}

static void
on_said (Watch *self, BesedaEvent *message)
{
  const char *login = beseda_session_get_login (self->session);
  const gboolean named = beseda_attention_names (login, beseda_event_get_text (message));
  const gboolean alone = beseda_attention_is_alone (self->session);
  g_autofree char *body = NULL;

  if (!beseda_attention_is_drawn (beseda_tab_get_wanted_attention (self->tab), named, alone) ||
      beseda_tab_is_read_along (self->tab))
    return;

  if (self->n_messages++ == 0)
    self->first_seq = beseda_event_get_seq (message);
  self->last_seq = beseda_event_get_seq (message);

  body = describe (self, message);
  tell (self, self->id, body, self->first_seq);
}

/* Who asks to be let in speaks to whoever keeps the door, and waits. */
static void
on_knocks (Watch *self, guint position, guint removed, guint added, GListModel *knocks)
{
  const guint n = g_list_model_get_n_items (knocks);
  g_autoptr (BesedaKnock) last = g_list_model_get_item (knocks, MAX (n, 1) - 1);
  g_autofree char *login = NULL;
  g_autofree char *name = NULL;
  g_autofree char *body = NULL;
  gboolean active;

  g_object_get (self->tab, "active", &active, NULL);
  if (n == 0)
    withdraw_knocks (self);
  if (added == 0 || active || !beseda_attention_is_drawn (beseda_tab_get_wanted_attention (self->tab), TRUE, FALSE))
    return;

  login = beseda_shown_name_inside (beseda_knock_get_login (last));
  name = shorten (login);
  body = n == 1 ? g_strdup_printf (_ ("%s wants to join"), name)
                : g_strdup_printf (ngettext ("%u person wants to join", "%u people want to join", n), n);
  self->knocking = TRUE;
  tell (self, self->knock_id, body, 0);
}

/* Who waits is seen wherever one reads. */
static void
on_active (Watch *self)
{
  gboolean active;

  g_object_get (self->tab, "active", &active, NULL);
  if (active)
    withdraw_knocks (self);
}

/* What has no number is read when all is. */
static void
on_read (Watch *self)
{
  guint n_unread;

  if (self->n_messages == 0)
    return;

  g_object_get (self->tab, "unread", &n_unread, NULL);
  if (self->last_seq > 0 ? beseda_history_get_read (beseda_session_get_history (self->session)) >= self->last_seq
                         : n_unread == 0)
    withdraw (self);
}

static void
leave_session (Watch *self)
{
  withdraw (self);
  withdraw_knocks (self);
  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (beseda_order_get_knocks (beseda_session_get_order (self->session)), self);
      g_signal_handlers_disconnect_by_data (self->session, self);
    }
  g_clear_object (&self->session);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->knock_id, g_free);
}

/* The tab shows another room, or none. */
static void
on_session (Watch *self)
{
  g_autoptr (BesedaSession) session = NULL;
  g_autofree char *place = NULL;

  g_object_get (self->tab, "session", &session, NULL);
  if (session == self->session)
    return;

  leave_session (self);
  if (session == NULL)
    return;

  place = beseda_address_to_place (beseda_session_get_address (session));
  self->id = g_strdup_printf ("%s %s", place, beseda_session_get_login (session));
  self->knock_id = g_strdup_printf ("%s knock", self->id);
  self->session = g_steal_pointer (&session);
  g_signal_connect_swapped (self->session, "said", G_CALLBACK (on_said), self);
  g_signal_connect_swapped (beseda_order_get_knocks (beseda_session_get_order (self->session)), "items-changed",
                            G_CALLBACK (on_knocks), self);
}

static void
free_watch (gpointer data)
{
  Watch *self = data;

  leave_session (self);
  g_signal_handlers_disconnect_by_data (self->tab, self);
  g_free (self);
}

static Watch *
find_watch (BesedaNotifier *self, BesedaTab *tab)
{
  for (guint i = 0; i < self->watches->len; i++)
    {
      Watch *watch = self->watches->pdata[i];

      if (watch->tab == tab)
        return watch;
    }

  return NULL;
}

static void
on_tab_destroyed (BesedaTab *tab, gpointer user_data)
{
  BesedaNotifier *self = user_data;

  g_signal_handlers_disconnect_by_func (tab, on_tab_destroyed, self);
  g_ptr_array_remove (self->watches, find_watch (self, tab));
}

/* It may come from another window, and is known then. */
static void
on_tab_attached (BesedaNotifier *self, BesedaTab *tab)
{
  Watch *watch;

  if (find_watch (self, tab) != NULL)
    return;

  watch = g_new0 (Watch, 1);
  watch->notifier = self;
  watch->tab = tab;
  g_ptr_array_add (self->watches, watch);
  g_signal_connect_swapped (tab, "notify::session", G_CALLBACK (on_session), watch);
  g_signal_connect_swapped (tab, "notify::unread", G_CALLBACK (on_read), watch);
  g_signal_connect_swapped (tab, "notify::active", G_CALLBACK (on_active), watch);
  g_signal_connect_object (tab, "destroy", G_CALLBACK (on_tab_destroyed), self, 0);
  on_session (watch);
}

static void
on_window_added (BesedaNotifier *self, GtkWindow *window)
{
  if (BESEDA_IS_WINDOW (window))
    g_signal_connect_object (window, "tab-attached", G_CALLBACK (on_tab_attached), self, G_CONNECT_SWAPPED);
}

/* A desktop may still show what a program told that has ended since. */
static void
show_message (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  BesedaNotifier *self = user_data;
  const char *id;
  guint64 seq;

  g_variant_get (parameter, "(&st)", &id, &seq);
  for (guint i = 0; i < self->watches->len; i++)
    {
      Watch *watch = self->watches->pdata[i];
      const gboolean message = g_strcmp0 (watch->id, id) == 0;
      GtkRoot *root;

      if (!message && g_strcmp0 (watch->knock_id, id) != 0)
        continue;

      if (gtk_widget_get_root (GTK_WIDGET (watch->tab)) == NULL) /* it is in no window */
        g_application_activate (G_APPLICATION (self->application));
      root = gtk_widget_get_root (GTK_WIDGET (watch->tab));
      if (root != NULL)
        beseda_window_show_tab (BESEDA_WINDOW (root), watch->tab);
      if (message)
        {
          withdraw (watch);
          beseda_tab_show_message (watch->tab, seq);
        }
      else
        withdraw_knocks (watch);
      return;
    }

  g_application_activate (G_APPLICATION (self->application));
}

static void
beseda_notifier_dispose (GObject *object)
{
  BesedaNotifier *self = BESEDA_NOTIFIER (object);

  g_clear_pointer (&self->watches, g_ptr_array_unref);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (beseda_notifier_parent_class)->dispose (object);
}

static void
beseda_notifier_class_init (BesedaNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = beseda_notifier_dispose;
}

static void
beseda_notifier_init (BesedaNotifier *self)
{
  self->watches = g_ptr_array_new_with_free_func (free_watch);
}

BesedaNotifier *
beseda_notifier_new (GtkApplication *application, GSettings *settings)
{
  BesedaNotifier *self = g_object_new (BESEDA_TYPE_NOTIFIER, NULL);
  g_autoptr (GSimpleAction) action = g_simple_action_new (SHOW_MESSAGE, G_VARIANT_TYPE ("(st)"));

  self->application = application;
  self->settings = g_object_ref (settings);
  g_signal_connect_object (action, "activate", G_CALLBACK (show_message), self, 0);
  g_action_map_add_action (G_ACTION_MAP (application), G_ACTION (action));
  g_signal_connect_object (application, "window-added", G_CALLBACK (on_window_added), self, G_CONNECT_SWAPPED);

  return self;
}
