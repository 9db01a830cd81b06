/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-background.h"

#include <glib/gi18n.h>

#ifdef HAVE_LIBPORTAL
#include <libportal/portal.h>
#endif

#include "beseda-dialogs.h"
#include "beseda-tabs.h"
#include "beseda-wakefulness.h"

#define PORTAL "org.freedesktop.portal.Desktop"

struct _BesedaBackground
{
  GObject parent_instance;

  GtkApplication *application; /* owns this */
  BesedaProfile *profile;
  GSettings *settings; /* the profile's */
  BesedaWakefulness *wakefulness;
  AdwTabView *tabs; /* that are in no window, while the application is held; NULL: there are none */
  char *status;     /* as the desktop was told it; NULL: not at all */
  gboolean ending;
#ifdef HAVE_LIBPORTAL
  XdpPortal *portal; /* NULL: there is none */
#endif
};

G_DEFINE_FINAL_TYPE (BesedaBackground, beseda_background, G_TYPE_OBJECT)

/* Where nobody is there to be told, or knows of no status, nothing is lost. libportal 0.6 does not know it either. */
static void
tell_status (BesedaBackground *self, const BesedaHosting *hosting)
{
  GDBusConnection *bus = g_application_get_dbus_connection (G_APPLICATION (self->application));
  g_autofree char *status = beseda_hosting_describe_status (hosting);
  GVariantBuilder options = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  if (bus == NULL || g_strcmp0 (status, self->status) == 0)
    return;

  g_free (self->status);
  self->status = g_steal_pointer (&status);
  g_variant_builder_add (&options, "{sv}", "message", g_variant_new_string (self->status));
  g_dbus_connection_call (bus, PORTAL, "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Background",
                          "SetStatus", g_variant_new ("(a{sv})", &options), NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, -1,
                          NULL, NULL, NULL);
}

/* Kept while rooms are open and not when the program ends, so that one that crashed resumes as well. */
static void
remember_rooms (BesedaBackground *self, const BesedaHosting *hosting)
{
  g_auto (GStrv) before = g_settings_get_strv (self->settings, "resume-rooms");
  g_autoptr (GPtrArray) now = g_ptr_array_new ();

  for (guint i = 0; i < hosting->handles->len; i++)
    g_ptr_array_add (now, hosting->handles->pdata[i]);
  g_ptr_array_add (now, NULL);

  if (!g_strv_equal ((const char *const *) before, (const char *const *) now->pdata))
    g_settings_set_strv (self->settings, "resume-rooms", (const char *const *) now->pdata);
}

static void
update (BesedaBackground *self)
{
  g_autoptr (BesedaHosting) hosting = beseda_background_survey (self);

  beseda_wakefulness_set_guests (self->wakefulness, hosting->n_guests);
  if (!self->ending)
    remember_rooms (self, hosting);
  if (self->tabs != NULL)
    tell_status (self, hosting);
}

/* Whether the person has no other, and hosts in it. */
static gboolean
is_worth_taking (BesedaBackground *self, BesedaWindow *window)
{
  g_autoptr (BesedaHosting) hosting = beseda_background_survey (self);
  gboolean here = FALSE;

  for (GList *link = gtk_application_get_windows (self->application); link != NULL; link = link->next)
    {
      if (BESEDA_IS_WINDOW (link->data) && link->data != window)
        return FALSE;
      here = here || link->data == window;
    }

  return here && hosting->n_rooms > 0;
}

#ifdef HAVE_LIBPORTAL
/* FALSE: the desktop, or the person whom it asked, does not want it. An error of the bus is nobody's word. */
static gboolean
finish_request (GObject *source, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  const gboolean granted = xdp_portal_request_background_finish (XDP_PORTAL (source), result, &error);

  if (error != NULL)
    g_debug ("The Background portal: %s", error->message);

  return granted || (error != NULL && error->domain == G_DBUS_ERROR);
}

/* A window to be gone. The desktop may answer late, or never. */
typedef struct
{
  BesedaBackground *self;
  BesedaWindow *window;
} Wish;

static Wish *
wish_new (BesedaBackground *self, BesedaWindow *window)
{
  Wish *wish = g_new (Wish, 1);

  wish->self = g_object_ref (self);
  wish->window = g_object_ref (window);

  return wish;
}

static void
wish_free (Wish *self)
{
  g_object_unref (self->window);
  g_object_unref (self->self);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Wish, wish_free)

static void
on_background (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Wish) wish = user_data;
  BesedaBackground *self = wish->self;
  BesedaWindow *window = wish->window;
  const gboolean granted = finish_request (source, result);

  /* It may be closed meanwhile, or no longer what the person was asked about. */
  if (self->settings == NULL || !is_worth_taking (self, window))
    return;

  if (granted)
    {
      beseda_background_take (self, window);
      return;
    }

  beseda_dialogs_tell (GTK_WINDOW (window), _ ("Not Without a Window"),
                       _ ("The system does not let Beseda run without a window; to keep your room open, the window is "
                          "minimized instead."));
  gtk_window_minimize (GTK_WINDOW (window));
}

/* What the desktop starts at log-in. It lives as long as the program: libportal 0.11 takes it over, as its
 * documentation has always said, and older ones only take a reference to it. */
static GPtrArray *
ref_command (void)
{
  static GPtrArray *command;

  if (command == NULL)
    {
      command = g_ptr_array_new ();
      g_ptr_array_add (command, (gpointer) "beseda");
      g_ptr_array_add (command, (gpointer) "--resume");
    }

  return g_ptr_array_ref (command);
}

/* What it is asked last holds for both: without the window and at log-in. libportal 0.6 lets go of a request that is
 * cancelled without a word, so that none is. */
static void
request (BesedaBackground *self, const char *reason, GAsyncReadyCallback callback, gpointer user_data)
{
  const gboolean at_login = g_settings_get_boolean (self->settings, "start-at-login");

  xdp_portal_request_background (self->portal, NULL, (char *) reason, ref_command (),
                                 at_login ? XDP_BACKGROUND_FLAG_AUTOSTART : XDP_BACKGROUND_FLAG_NONE, NULL, callback,
                                 user_data);
}
#endif

/* A portal is there wherever a program may not do as it likes. */
static void
on_keep_running (BesedaBackground *self, BesedaWindow *window)
{
#ifdef HAVE_LIBPORTAL
  if (self->portal != NULL)
    {
      request (self, _ ("Your room stays open for its guests."), on_background, wish_new (self, window));
      return;
    }
#endif
  if (is_worth_taking (self, window))
    beseda_background_take (self, window);
}

#ifdef HAVE_LIBPORTAL
static void
on_autostart (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BesedaBackground) self = user_data;
  g_autoptr (GError) error = NULL;
  GtkWindow *window;

  /* Here an error of the bus is an answer too: nobody would start it. */
  if (xdp_portal_request_background_finish (XDP_PORTAL (source), result, &error) || self->settings == NULL ||
      !g_settings_get_boolean (self->settings, "start-at-login"))
    return;

  g_debug ("Not at log-in: %s", error != NULL ? error->message : "refused");
  g_settings_set_boolean (self->settings, "start-at-login", FALSE);
  window = gtk_application_get_active_window (self->application);
  if (window != NULL)
    beseda_dialogs_tell (window, _ ("Not at Log-in"), _ ("The system does not let Beseda start by itself."));
}
#endif

static void
on_start_at_login (BesedaBackground *self)
{
#ifdef HAVE_LIBPORTAL
  if (self->portal != NULL)
    request (self, _ ("Your rooms are opened when you log in."), on_autostart, g_object_ref (self));
#endif
}

static void on_tab_attached (BesedaBackground *self, BesedaTab *tab);

/* A window has its own way. */
static void
on_hosted (BesedaBackground *self, BesedaHostedRoom *room, BesedaTab *tab)
{
  if (gtk_widget_get_root (GTK_WIDGET (tab)) != NULL)
    return;

  if (!beseda_tab_is_idle_lobby (tab))
    {
      tab = beseda_tabs_append (self->tabs, self->profile);
      on_tab_attached (self, tab);
    }
  beseda_tab_join_hosted (tab, room);
}

static void
on_tab_attached (BesedaBackground *self, BesedaTab *tab)
{
  g_signal_handlers_disconnect_by_data (tab, self); /* it comes from another window, or from none */
  g_signal_connect_object (tab, "hosting-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tab, "hosted", G_CALLBACK (on_hosted), self, G_CONNECT_SWAPPED);
}

static void
on_window_added (BesedaBackground *self, GtkWindow *window)
{
  if (!BESEDA_IS_WINDOW (window))
    return;

  g_signal_connect_object (window, "tab-attached", G_CALLBACK (on_tab_attached), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "keep-running", G_CALLBACK (on_keep_running), self, G_CONNECT_SWAPPED);
}

static void
beseda_background_dispose (GObject *object)
{
  BesedaBackground *self = BESEDA_BACKGROUND (object);

  g_clear_object (&self->tabs);
  g_clear_object (&self->settings);
  g_clear_object (&self->profile);
  g_clear_object (&self->wakefulness);
  g_clear_pointer (&self->status, g_free);
#ifdef HAVE_LIBPORTAL
  g_clear_object (&self->portal);
#endif

  G_OBJECT_CLASS (beseda_background_parent_class)->dispose (object);
}

static void
beseda_background_class_init (BesedaBackgroundClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = beseda_background_dispose;
}

static void
beseda_background_init (BesedaBackground *self)
{
}

BesedaBackground *
beseda_background_new (GtkApplication *application, BesedaProfile *profile)
{
  GSettings *settings = beseda_profile_get_settings (profile);
  BesedaBackground *self = g_object_new (BESEDA_TYPE_BACKGROUND, NULL);

  self->application = application;
  self->profile = g_object_ref (profile);
  self->settings = g_object_ref (settings);
  self->wakefulness = beseda_wakefulness_new (application, settings);
#ifdef HAVE_LIBPORTAL
  if (g_application_get_dbus_connection (G_APPLICATION (application)) != NULL)
    self->portal = xdp_portal_new ();
#endif
  g_signal_connect_object (application, "window-added", G_CALLBACK (on_window_added), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed::start-at-login", G_CALLBACK (on_start_at_login), self,
                           G_CONNECT_SWAPPED);

  return self;
}

BesedaHosting *
beseda_background_survey (BesedaBackground *self)
{
  BesedaHosting *hosting = beseda_hosting_new ();

  for (GList *link = gtk_application_get_windows (self->application); link != NULL; link = link->next)
    if (BESEDA_IS_WINDOW (link->data))
      beseda_window_add_hosting (link->data, hosting);
  if (self->tabs != NULL)
    beseda_tabs_add_hosting (self->tabs, hosting);

  return hosting;
}

void
beseda_background_take (BesedaBackground *self, BesedaWindow *window)
{
  if (self->tabs == NULL)
    {
      self->tabs = g_object_ref_sink (ADW_TAB_VIEW (adw_tab_view_new ()));
      g_application_hold (G_APPLICATION (self->application));
    }
  beseda_window_give_tabs (window, self->tabs);
  update (self);
}

BesedaWindow *
beseda_background_bring_back (BesedaBackground *self)
{
  g_autoptr (AdwTabView) tabs = g_steal_pointer (&self->tabs);
  BesedaWindow *window;

  if (tabs == NULL)
    return NULL;

  window = beseda_window_new_with_tabs (self->application, self->profile, tabs);
  g_application_release (G_APPLICATION (self->application));
  update (self);

  return window;
}

void
beseda_background_end (BesedaBackground *self)
{
  g_autoptr (AdwTabView) tabs = g_steal_pointer (&self->tabs);

  self->ending = TRUE;
  if (tabs == NULL)
    return;

  beseda_tabs_leave_all (tabs);
  g_application_release (G_APPLICATION (self->application));
}
