/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-tab.h"

#include <glib/gi18n.h>

#include "beseda-host-banner.h"
#include "beseda-lobby.h"
#include "beseda-room-page.h"
#include "beseda-trust-dialog.h"

struct _BesedaTab
{
  AdwBin parent_instance;

  BesedaProfile *profile;
  BesedaLobby *lobby;        /* NULL while a room is shown */
  BesedaRoomPage *room_page; /* NULL while the lobby is shown */
  BesedaHostedRoom *hosted_room;
  char *place; /* what the room's things are kept under; NULL in a lobby */
  gboolean active;
};

typedef enum
{
  PROP_TITLE = 1,
  PROP_SUBTITLE,
  PROP_UNREAD,
  PROP_ATTENTION,
  PROP_NOTIFICATIONS,
  PROP_SESSION,
  PROP_ACTIVE,
} Property;

static GParamSpec *properties[PROP_ACTIVE + 1];

enum
{
  HOSTED,
  HOSTING_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BesedaTab, beseda_tab, ADW_TYPE_BIN)

static void show_room (BesedaTab *self, BesedaSession *session);

/* The tab of one's own room can go back to the lobby, and on into another room. */
static gboolean
is_own_room (BesedaTab *self, BesedaSession *session)
{
  return self->hosted_room != NULL && beseda_address_equal (beseda_session_get_address (session),
                                                            beseda_hosted_room_get_address (self->hosted_room));
}

static guint
count_attention (BesedaTab *self)
{
  BesedaReadingPlace *place = self->room_page != NULL ? beseda_room_page_get_place (self->room_page) : NULL;
  BesedaAttention wanted;
  gboolean alone;

  if (place == NULL)
    return 0;

  wanted = beseda_tab_get_wanted_attention (self);
  alone = beseda_attention_is_alone (beseda_room_page_get_session (self->room_page));
  if (beseda_attention_is_drawn (wanted, FALSE, alone))
    return beseda_reading_place_get_unread (place);

  return beseda_attention_is_drawn (wanted, TRUE, alone) ? beseda_reading_place_get_named (place) : 0;
}

/* The settings say something else, or there are more or fewer people. */
static void
notify_attention (BesedaTab *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ATTENTION]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOTIFICATIONS]);
}

static void
notify_hosting (BesedaTab *self)
{
  g_signal_emit (self, signals[HOSTING_CHANGED], 0);
}

/* What the page tells of itself. */
static void
notify_page (BesedaTab *self)
{
  notify_attention (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUBTITLE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNREAD]);
  notify_hosting (self);
}

/* GTK 4.8 complains of an entry that leaves the screen with the focus in it. */
static void
show (BesedaTab *self, GtkWidget *child)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    gtk_root_set_focus (root, NULL);

  adw_bin_set_child (ADW_BIN (self), child);
  notify_page (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION]);
}

static void
on_joined (BesedaLobby *lobby, BesedaSession *session, gpointer user_data)
{
  show_room (user_data, session);
}

static void
on_hosted (BesedaLobby *lobby, BesedaHostedRoom *room, gpointer user_data)
{
  g_signal_emit (user_data, signals[HOSTED], 0, room);
}

static void
show_lobby (BesedaTab *self)
{
  self->room_page = NULL;
  g_clear_pointer (&self->place, g_free);
  self->lobby = beseda_lobby_new (self->profile);
  beseda_lobby_set_hosted_room (self->lobby, self->hosted_room);
  g_signal_connect_object (self->lobby, "hosted", G_CALLBACK (on_hosted), self, 0);
  g_signal_connect_object (self->lobby, "joined", G_CALLBACK (on_joined), self, 0);
  show (self, GTK_WIDGET (self->lobby));
}

/* Who has been the owner is it by name. */
static void
rejoin (BesedaTab *self)
{
  BesedaSession *session = beseda_room_page_get_session (self->room_page);
  g_autofree char *login = g_strdup (beseda_session_get_login (session));
  BesedaAddress *address = beseda_session_get_address (session);
  g_autoptr (BesedaAddress) shown = beseda_address_with_secrets (address, beseda_address_get_fingerprint (address),
                                                                 beseda_address_get_key (address), NULL);
  g_autofree char *link = beseda_address_to_link (shown);

  show_lobby (self);
  beseda_lobby_set_target (self->lobby, login, link);
}

static void
on_trusted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BesedaTab *self = BESEDA_TAB (source);

  if (beseda_trust_dialog_ask_finish (GTK_WIDGET (source), result, NULL) && self->room_page != NULL)
    rejoin (self);
}

/* Nobody comes back to a room that may be somebody else's without having decided on it. */
static void
on_rejoin (BesedaRoomPage *page, gpointer user_data)
{
  BesedaTab *self = user_data;
  BesedaSession *session = beseda_room_page_get_session (page);

  if (beseda_session_get_problem_kind (session) == BESEDA_SESSION_PROBLEM_CERTIFICATE)
    beseda_trust_dialog_ask_async (GTK_WIDGET (self), self->profile, session, on_trusted, NULL);
  else
    rejoin (self);
}

/* Who looks at the room learns at once why it is closed, the others when they come back to it. */
static void
on_state (BesedaTab *self, GParamSpec *pspec, BesedaSession *session)
{
  if (self->active && beseda_session_get_problem_kind (session) == BESEDA_SESSION_PROBLEM_CERTIFICATE)
    on_rejoin (self->room_page, self);
}

static void
on_back (BesedaRoomPage *page, gpointer user_data)
{
  show_lobby (user_data);
}

/* A room of one's own is reached by its link, not by its loopback address, and is gone when it is closed. */
static void
remember_room (BesedaTab *self, BesedaSession *session)
{
  const char *login = beseda_session_get_login (session);
  g_autofree char *usual = g_settings_get_string (beseda_profile_get_settings (self->profile), "login");

  if (!is_own_room (self, session))
    beseda_recent_rooms_touch (beseda_profile_get_recent_rooms (self->profile), beseda_session_get_address (session),
                               beseda_session_get_room_name (session), g_str_equal (login, usual) ? NULL : login,
                               g_get_real_time () / G_USEC_PER_SEC);
}

static void
show_room (BesedaTab *self, BesedaSession *session)
{
  static const char *const passed_on[] = { "notify::title", "notify::subtitle", "notify::unread" };
  const gboolean own = is_own_room (self, session);

  self->lobby = NULL;
  g_free (self->place);
  self->place = beseda_profile_dup_place (beseda_session_get_address (session), own ? self->hosted_room : NULL);
  self->room_page = beseda_room_page_new (session);
  if (own)
    beseda_room_page_set_banner (self->room_page,
                                 beseda_host_banner_new (self->hosted_room, beseda_session_get_roster (session)));

  for (gsize i = 0; i < G_N_ELEMENTS (passed_on); i++)
    g_signal_connect_object (self->room_page, passed_on[i], G_CALLBACK (notify_page), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->room_page, "rejoin", G_CALLBACK (on_rejoin), self, 0);
  g_signal_connect_object (self->room_page, "back", G_CALLBACK (on_back), self, 0);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (beseda_session_get_roster (session), "notify::n-people", G_CALLBACK (notify_attention), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (beseda_session_get_roster (session), "notify::n-people", G_CALLBACK (notify_hosting), self,
                           G_CONNECT_SWAPPED);
  g_object_set (self->room_page, "active", self->active, NULL);
  remember_room (self, session);

  show (self, GTK_WIDGET (self->room_page));
  gtk_widget_grab_focus (GTK_WIDGET (self->room_page));
}

static void
beseda_tab_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BesedaTab *self = BESEDA_TAB (object);

  switch ((Property) id)
    {
    case PROP_TITLE:
      if (self->room_page != NULL)
        g_object_get_property (G_OBJECT (self->room_page), "title", value);
      else
        g_value_set_string (value, _ ("Beseda"));
      break;
    case PROP_SUBTITLE:
      if (self->room_page != NULL)
        g_object_get_property (G_OBJECT (self->room_page), "subtitle", value);
      else
        g_value_set_string (value, "");
      break;
    case PROP_SESSION:
      g_value_set_object (value, self->room_page != NULL ? beseda_room_page_get_session (self->room_page) : NULL);
      break;
    case PROP_UNREAD:
      if (self->room_page != NULL)
        g_object_get_property (G_OBJECT (self->room_page), "unread", value);
      break;
    case PROP_ATTENTION:
      g_value_set_uint (value, count_attention (self));
      break;
    case PROP_NOTIFICATIONS:
      if (self->place != NULL)
        g_value_take_string (value,
                             beseda_attention_dup_choice (beseda_profile_get_settings (self->profile), self->place));
      else
        g_value_set_string (value, "default");
      break;
    case PROP_ACTIVE:
      g_value_set_boolean (value, self->active);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beseda_tab_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BesedaTab *self = BESEDA_TAB (object);

  switch ((Property) id)
    {
    case PROP_ACTIVE:
      self->active = g_value_get_boolean (value);
      if (self->room_page != NULL)
        g_object_set_property (G_OBJECT (self->room_page), "active", value);
      break;
    case PROP_NOTIFICATIONS:
      if (self->place != NULL)
        beseda_attention_set_choice (beseda_profile_get_settings (self->profile), self->place,
                                     g_value_get_string (value));
      break;
    case PROP_TITLE:
    case PROP_SUBTITLE:
    case PROP_SESSION:
    case PROP_UNREAD:
    case PROP_ATTENTION:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* To where one writes. */
static gboolean
beseda_tab_grab_focus (GtkWidget *widget)
{
  BesedaTab *self = BESEDA_TAB (widget);

  if (self->room_page != NULL)
    return gtk_widget_grab_focus (GTK_WIDGET (self->room_page));

  beseda_lobby_focus_address (self->lobby);
  return TRUE;
}

static void
beseda_tab_dispose (GObject *object)
{
  BesedaTab *self = BESEDA_TAB (object);

  self->lobby = NULL;
  self->room_page = NULL;
  g_clear_object (&self->hosted_room);
  g_clear_object (&self->profile);
  g_clear_pointer (&self->place, g_free);

  G_OBJECT_CLASS (beseda_tab_parent_class)->dispose (object);
}

static void
beseda_tab_class_init (BesedaTabClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = beseda_tab_get_property;
  object_class->set_property = beseda_tab_set_property;
  object_class->dispose = beseda_tab_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = beseda_tab_grab_focus;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, NULL, flags);
  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, BESEDA_TYPE_SESSION, flags);
  properties[PROP_UNREAD] = g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_ATTENTION] = g_param_spec_uint ("attention", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_NOTIFICATIONS] = g_param_spec_string (
      "notifications", NULL, NULL, "default", G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE,
                                                  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[HOSTED] = g_signal_new ("hosted", BESEDA_TYPE_TAB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  BESEDA_TYPE_HOSTED_ROOM);
  signals[HOSTING_CHANGED] = g_signal_new ("hosting-changed", BESEDA_TYPE_TAB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 0);
}

static void
beseda_tab_init (BesedaTab *self)
{
}

BesedaTab *
beseda_tab_new (BesedaProfile *profile)
{
  static const char *const changed[] = { "changed::notifications", "changed::room-notifications" };
  BesedaTab *self = g_object_new (BESEDA_TYPE_TAB, NULL);

  self->profile = g_object_ref (profile);
  for (gsize i = 0; i < G_N_ELEMENTS (changed); i++)
    g_signal_connect_object (beseda_profile_get_settings (profile), changed[i], G_CALLBACK (notify_attention), self,
                             G_CONNECT_SWAPPED);
  show_lobby (self);

  return self;
}

gboolean
beseda_tab_is_idle_lobby (BesedaTab *self)
{
  return self->lobby != NULL && self->hosted_room == NULL && !beseda_lobby_is_joining (self->lobby);
}

gboolean
beseda_tab_is_blank (BesedaTab *self)
{
  return beseda_tab_is_idle_lobby (self) && !beseda_lobby_has_address (self->lobby);
}

gboolean
beseda_tab_is_in_room (BesedaTab *self, const char *login, const BesedaAddress *address)
{
  BesedaSession *session = self->room_page != NULL ? beseda_room_page_get_session (self->room_page) : NULL;

  return session != NULL && beseda_session_get_state (session) != BESEDA_SESSION_CLOSED &&
         beseda_address_equal (beseda_session_get_address (session), address) &&
         (login == NULL || g_str_equal (login, beseda_session_get_login (session)));
}

void
beseda_tab_set_target (BesedaTab *self, const char *login, const char *address)
{
  g_return_if_fail (self->lobby != NULL);

  beseda_lobby_set_target (self->lobby, login, address);
}

void
beseda_tab_join_hosted (BesedaTab *self, BesedaHostedRoom *room)
{
  g_autofree char *login = g_settings_get_string (beseda_profile_get_settings (self->profile), "login");
  g_autoptr (BesedaAddress)
      place = beseda_address_with_secrets (beseda_hosted_room_get_address (room), NULL, NULL, NULL);
  g_autofree char *link = beseda_address_to_link (place);

  g_return_if_fail (self->lobby != NULL);

  g_set_object (&self->hosted_room, room);
  notify_hosting (self);
  beseda_lobby_set_hosted_room (self->lobby, room);
  beseda_lobby_set_target (self->lobby, login, link);
}

void
beseda_tab_focus_address (BesedaTab *self)
{
  g_return_if_fail (self->lobby != NULL);

  beseda_lobby_focus_address (self->lobby);
}

gboolean
beseda_tab_focus_region (BesedaTab *self, GtkDirectionType direction)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  if (self->room_page != NULL)
    return beseda_room_page_focus_region (self->room_page, direction);

  /* A lobby is one region. */
  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    return FALSE;

  return gtk_widget_child_focus (GTK_WIDGET (self->lobby), GTK_DIR_TAB_FORWARD);
}

void
beseda_tab_export (BesedaTab *self, BesedaExportFormat format)
{
  g_return_if_fail (self->room_page != NULL);

  beseda_room_page_export (self->room_page, format);
}

void
beseda_tab_add_hosting (BesedaTab *self, BesedaHosting *hosting)
{
  BesedaSession *session = self->room_page != NULL ? beseda_room_page_get_session (self->room_page) : NULL;
  const gboolean in_it = session != NULL && is_own_room (self, session);
  const guint n_people = in_it ? beseda_roster_get_n_people (beseda_session_get_roster (session)) : 0;

  if (self->hosted_room != NULL)
    beseda_hosting_add (hosting, beseda_hosted_room_get_handle (self->hosted_room),
                        in_it ? beseda_session_get_room_name (session) : NULL, n_people > 0 ? n_people - 1 : 0,
                        beseda_hosted_room_get_keep (self->hosted_room) != 0);
}

gboolean
beseda_tab_is_read_along (BesedaTab *self)
{
  return self->active && self->room_page != NULL &&
         beseda_reading_place_is_at_end (beseda_room_page_get_place (self->room_page));
}

void
beseda_tab_show_message (BesedaTab *self, guint64 seq)
{
  g_return_if_fail (self->room_page != NULL);

  beseda_reading_place_show_message (beseda_room_page_get_place (self->room_page), seq);
}

BesedaAttention
beseda_tab_get_wanted_attention (BesedaTab *self)
{
  g_return_val_if_fail (self->place != NULL, BESEDA_ATTENTION_DIRECT);

  return beseda_attention_get (beseda_profile_get_settings (self->profile), self->place);
}

void
beseda_tab_leave (BesedaTab *self)
{
  g_autoptr (BesedaHostedRoom) room = g_steal_pointer (&self->hosted_room);

  if (self->lobby != NULL)
    beseda_lobby_give_up (self->lobby);
  if (self->room_page != NULL)
    beseda_session_leave (beseda_room_page_get_session (self->room_page));
  if (room != NULL)
    beseda_hosted_room_stop_async (room, NULL, NULL);
  notify_hosting (self);
}
