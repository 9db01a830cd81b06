/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-room-page.h"

#include <glib/gi18n.h>

#include "beseda-composer.h"
#include "beseda-drafts.h"
#include "beseda-export-flow.h"
#include "beseda-keep-note.h"
#include "beseda-order-actions.h"
#include "beseda-order-bar.h"
#include "beseda-scrolled-layout.h"
#include "beseda-shown-text.h"
#include "beseda-timeline-view.h"

#define QUIET_SECONDS 2 /* a connection that is back by then was not worth a word */

struct _BesedaRoomPage
{
  AdwBin parent;

  AdwToastOverlay *toasts;
  AdwBin *banner;
  GtkRevealer *trouble;
  GtkLabel *trouble_text;
  GtkButton *reconnect;
  GtkButton *rejoin;
  GtkButton *back;
  BesedaKeepNote *note;
  BesedaOrderBar *order;
  BesedaTimelineView *timeline;
  GtkBox *empty;
  GtkSpinner *spinner;
  GtkLabel *empty_title;
  GtkLabel *empty_text;
  GtkRevealer *news;
  GtkButton *news_button;
  AdwButtonContent *news_text;
  BesedaComposer *composer;

  BesedaSession *session;
  BesedaExportFlow *export_flow;
  char *subtitle;
  BesedaReadingPlace *place;
  guint unread;
  gboolean active;
  gboolean lost; /* the connection */
  guint quiet;   /* timeout: runs while it is too early to speak of reconnecting */
};

enum
{
  PROP_SESSION = 1,
  PROP_TITLE,
  PROP_SUBTITLE,
  PROP_UNREAD,
  PROP_ACTIVE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  REJOIN,
  BACK,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BesedaRoomPage, beseda_room_page, ADW_TYPE_BIN)

static gboolean
has_ended (BesedaRoomPage *self)
{
  BesedaSessionState state = beseda_session_get_state (self->session);

  return state == BESEDA_SESSION_REFUSED || state == BESEDA_SESSION_CLOSED;
}

static void
update_actions (BesedaRoomPage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean ended = has_ended (self);
  gboolean waiting = beseda_session_get_state (self->session) == BESEDA_SESSION_RECONNECTING;

  gtk_widget_action_set_enabled (widget, "room.reconnect", waiting);
  gtk_widget_action_set_enabled (widget, "room.rejoin", ended);
  gtk_widget_action_set_enabled (widget, "room.back", ended);
  gtk_widget_action_set_enabled (widget, "room.retry", !ended);
  gtk_widget_set_visible (GTK_WIDGET (self->reconnect), waiting);
  gtk_widget_set_visible (GTK_WIDGET (self->rejoin), ended);
  gtk_widget_set_visible (GTK_WIDGET (self->back), ended);
  gtk_widget_set_sensitive (GTK_WIDGET (self->composer), !ended);
}

static char *
describe_people (BesedaRoomPage *self)
{
  guint n = beseda_roster_get_n_people (beseda_session_get_roster (self->session));

  return g_strdup_printf (ngettext ("%u person", "%u people", n), n);
}

static void
update_subtitle (BesedaRoomPage *self)
{
  g_autofree char *subtitle = NULL;

  switch (beseda_session_get_state (self->session))
    {
    case BESEDA_SESSION_CONNECTING:
      subtitle = g_strdup (_ ("Connecting…"));
      break;
    case BESEDA_SESSION_RECONNECTING:
      if (!beseda_session_get_joined (self->session))
        subtitle = g_strdup (self->quiet ? _ ("Connecting…") : _ ("Not connected"));
      else
        subtitle = self->quiet ? describe_people (self) : g_strdup (_ ("Reconnecting…"));
      break;
    case BESEDA_SESSION_ONLINE:
      subtitle = describe_people (self);
      break;
    case BESEDA_SESSION_REFUSED:
    case BESEDA_SESSION_CLOSED:
      subtitle = g_strdup (_ ("Not connected"));
      break;
    }

  if (g_strcmp0 (subtitle, self->subtitle) == 0)
    return;
  g_free (self->subtitle);
  self->subtitle = g_steal_pointer (&subtitle);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUBTITLE]);
}

static char *
describe_trouble (BesedaRoomPage *self)
{
  const char *problem = beseda_session_get_problem (self->session);
  guint n_pending = beseda_session_get_n_pending (self->session);

  switch (beseda_session_get_state (self->session))
    {
    case BESEDA_SESSION_CONNECTING:
      return NULL;
    case BESEDA_SESSION_ONLINE:
      return g_strdup (beseda_session_get_notice (self->session));
    case BESEDA_SESSION_RECONNECTING:
      if (beseda_session_get_problem_kind (self->session) == BESEDA_SESSION_PROBLEM_STOPPED)
        return g_strdup (problem);
      if (self->quiet)
        return NULL;
      if (!beseda_session_get_joined (self->session))
        return g_strdup (
            _ ("The room can’t be reached yet. You see what this computer kept, and what you write is sent "
               "when the room is back."));
      if (n_pending == 0)
        return g_strdup (_ ("The connection is lost. Reconnecting…"));
      return g_strdup_printf (ngettext ("The connection is lost. Reconnecting… %u message waits.",
                                        "The connection is lost. Reconnecting… %u messages wait.", n_pending),
                              n_pending);
    case BESEDA_SESSION_REFUSED:
      return g_strdup (problem ? problem : _ ("The room did not let you in."));
    case BESEDA_SESSION_CLOSED:
      return g_strdup (problem ? problem : _ ("You have left the room."));
    }
  g_return_val_if_reached (NULL);
}

static void
update_trouble (BesedaRoomPage *self)
{
  g_autofree char *trouble = describe_trouble (self);

  if (trouble) /* the text stays while it slides away */
    gtk_label_set_label (self->trouble_text, trouble);
  gtk_revealer_set_reveal_child (self->trouble, trouble != NULL);
}

static void
update_empty (BesedaRoomPage *self)
{
  BesedaSessionState state = beseda_session_get_state (self->session);
  gboolean connecting = state == BESEDA_SESSION_CONNECTING;
  g_autofree char *name = beseda_shown_name (beseda_session_get_room_name (self->session));

  gtk_widget_set_visible (GTK_WIDGET (self->empty), !(self->place && beseda_reading_place_has_messages (self->place)) &&
                                                        (connecting || state == BESEDA_SESSION_ONLINE));
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), connecting);
  gtk_spinner_set_spinning (self->spinner, connecting);
  gtk_label_set_label (self->empty_title, connecting ? _ ("Connecting…") : _ ("Nothing Said Yet"));
  gtk_label_set_label (self->empty_text,
                       connecting ? name : _ ("Say hello: everybody in the room sees what you write."));
}

static void
update_news (BesedaRoomPage *self)
{
  g_autofree char *news = g_strdup_printf (ngettext ("%u New Message", "%u New Messages", self->unread), self->unread);
  gboolean shown = self->unread > 0 && !beseda_reading_place_is_at_end (self->place);

  if (shown)
    {
      adw_button_content_set_label (self->news_text, news);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->news_button), GTK_ACCESSIBLE_PROPERTY_LABEL, news, -1);
    }
  gtk_revealer_set_reveal_child (self->news, shown);
  gtk_widget_set_can_target (GTK_WIDGET (self->news), shown);
}

static void
on_place_changed (gpointer user_data)
{
  BesedaRoomPage *self = user_data;
  guint unread = self->place ? beseda_reading_place_get_unread (self->place) : 0;

  if (!self->place)
    return;
  if (unread != self->unread)
    {
      self->unread = unread;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNREAD]);
    }
  update_news (self);
  update_empty (self);
}

static void
update_state (BesedaRoomPage *self)
{
  update_subtitle (self);
  update_trouble (self);
  update_empty (self);
  update_actions (self);
}

static gboolean
on_no_longer_quiet (gpointer data)
{
  BesedaRoomPage *self = data;

  self->quiet = 0;
  update_state (self);
  return G_SOURCE_REMOVE;
}

static void
on_state (BesedaRoomPage *self)
{
  const gboolean lost = beseda_session_get_state (self->session) == BESEDA_SESSION_RECONNECTING;

  /* One more try that fails is no news. */
  if (!lost)
    g_clear_handle_id (&self->quiet, g_source_remove);
  else if (!self->lost)
    self->quiet = g_timeout_add_seconds (QUIET_SECONDS, on_no_longer_quiet, self);
  self->lost = lost;
  update_state (self);
}

static void
on_room_name (BesedaRoomPage *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
  update_empty (self);
}

static void
on_message_chars (BesedaRoomPage *self)
{
  beseda_composer_set_limit (self->composer, beseda_session_get_message_chars (self->session));
}

static void
on_send (BesedaRoomPage *self, const char *text)
{
  g_autoptr (GError) error = NULL;

  if (beseda_session_send (self->session, text, &error))
    {
      beseda_composer_set_text (self->composer, "");
      beseda_reading_place_show_end (self->place);
    }
  else
    adw_toast_overlay_add_toast (self->toasts, adw_toast_new (error->message));
}

static void
on_draft (BesedaRoomPage *self)
{
  g_autofree char *draft = beseda_composer_dup_text (self->composer);

  if (self->session)
    beseda_drafts_set (beseda_session_get_address (self->session), draft);
}

/* Whoever types while reading means the composer. */
static gboolean
on_timeline_key (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, BesedaRoomPage *self)
{
  return beseda_composer_take_key (self->composer, keys, key, state);
}

static void
reconnect (GtkWidget *widget, const char *action, GVariant *parameter)
{
  beseda_session_reconnect_now (BESEDA_ROOM_PAGE (widget)->session);
}

static void
rejoin (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, signals[REJOIN], 0);
}

static void
back (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, signals[BACK], 0);
}

static void
retry (GtkWidget *widget, const char *action, GVariant *parameter)
{
  beseda_session_retry (BESEDA_ROOM_PAGE (widget)->session, g_variant_get_string (parameter, NULL));
}

static void
discard (GtkWidget *widget, const char *action, GVariant *parameter)
{
  beseda_session_discard (BESEDA_ROOM_PAGE (widget)->session, g_variant_get_string (parameter, NULL));
}

static void
scroll_to_bottom (GtkWidget *widget, const char *action, GVariant *parameter)
{
  beseda_reading_place_show_end (BESEDA_ROOM_PAGE (widget)->place);
}

static void
on_act_refused (BesedaRoomPage *self, const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1); /* the room's own words */

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (markup));
}

static void
set_session (BesedaRoomPage *self, BesedaSession *session)
{
  g_autoptr (GSimpleActionGroup) actions = NULL;

  self->session = g_object_ref (session);
  self->export_flow = beseda_export_flow_new (session, self->toasts);
  g_signal_connect_object (session, "notify::room-name", G_CALLBACK (on_room_name), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::problem", G_CALLBACK (update_trouble), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::n-pending", G_CALLBACK (update_trouble), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::message-chars", G_CALLBACK (on_message_chars), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (beseda_session_get_roster (session), "notify::n-people", G_CALLBACK (update_subtitle), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::notice", G_CALLBACK (update_trouble), self, G_CONNECT_SWAPPED);
  beseda_keep_note_set_session (self->note, session);
  actions = beseda_order_actions_new (session, GTK_WIDGET (self));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "order", G_ACTION_GROUP (actions));
  beseda_order_bar_set_order (self->order, beseda_session_get_order (session));
  g_object_bind_property (beseda_session_get_order (session), "muted", self->composer, "closed", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (beseda_session_get_order (session), "refused", G_CALLBACK (on_act_refused), self,
                           G_CONNECT_SWAPPED);

  self->place = beseda_reading_place_new (session, self->timeline, on_place_changed, self);
  beseda_composer_set_text (self->composer, beseda_drafts_get (beseda_session_get_address (session)));
  beseda_composer_set_typists (self->composer, beseda_session_get_typists (session));
  on_message_chars (self);
  on_place_changed (self);
  on_state (self);
}

/* Whoever comes to a room wants to say something. */
static void
beseda_room_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (beseda_room_page_parent_class)->map (widget);

  gtk_widget_grab_focus (widget);
}

static gboolean
beseda_room_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (BESEDA_ROOM_PAGE (widget)->composer));
}

static void
beseda_room_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BesedaRoomPage *self = BESEDA_ROOM_PAGE (object);

  switch (id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    case PROP_TITLE:
      g_value_take_string (value, beseda_shown_name (beseda_session_get_room_name (self->session)));
      break;
    case PROP_SUBTITLE:
      g_value_set_string (value, self->subtitle);
      break;
    case PROP_UNREAD:
      g_value_set_uint (value, self->unread);
      break;
    case PROP_ACTIVE:
      g_value_set_boolean (value, self->active);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beseda_room_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BesedaRoomPage *self = BESEDA_ROOM_PAGE (object);

  switch (id)
    {
    case PROP_SESSION:
      set_session (self, g_value_get_object (value));
      break;
    case PROP_ACTIVE:
      if (self->active != g_value_get_boolean (value))
        {
          self->active = g_value_get_boolean (value);
          beseda_reading_place_set_active (self->place, self->active);
          g_object_notify_by_pspec (object, pspec);
        }
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beseda_room_page_dispose (GObject *object)
{
  BesedaRoomPage *self = BESEDA_ROOM_PAGE (object);

  g_clear_handle_id (&self->quiet, g_source_remove);
  g_clear_pointer (&self->place, beseda_reading_place_free);
  if (self->session)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      g_signal_handlers_disconnect_by_data (beseda_session_get_roster (self->session), self);
      g_signal_handlers_disconnect_by_data (beseda_session_get_timeline (self->session), self);
    }
  if (self->export_flow)
    beseda_export_flow_close (self->export_flow);
  g_clear_object (&self->export_flow);
  g_clear_object (&self->session);
  g_clear_pointer (&self->subtitle, g_free);
  adw_bin_set_child (ADW_BIN (self), NULL); /* the template would take it away behind its back */
  gtk_widget_dispose_template (GTK_WIDGET (self), BESEDA_TYPE_ROOM_PAGE);

  G_OBJECT_CLASS (beseda_room_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/chat/beseda/Beseda/ui/beseda-room-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BesedaRoomPage, toasts);
  gtk_widget_class_bind_template_child (widget_class, BesedaRoomPage, banner);
  gtk_widget_class_bind_template_child (widget_class, BesedaRoomPage, trouble);
  gtk_widget_class_bind_template_child (widget_class, BesedaRoomPage, trouble_text);
  gtk_widget_class_bind_template_child (widget_class, BesedaRoomPage, reconnect);
  gtk_widget_class_bind_template_child (widget_class, BesedaRoomPage, rejoin);
  gtk_widget_class_bind_template_child (widget_class, BesedaRoomPage, back);
  gtk_widget_class_bind_template_child (widget_class, BesedaRoomPage, order);
  gtk_widget_class_bind_template_child (widget_class, BesedaRoomPage, note);
  gtk_widget_class_bind_template_child (widget_class, BesedaRoomPage, timeline);
  gtk_widget_class_bind_template_child (widget_class, BesedaRoomPage, empty);
  gtk_widget_class_bind_template_child (widget_class, BesedaRoomPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, BesedaRoomPage, empty_title);
  gtk_widget_class_bind_template_child (widget_class, BesedaRoomPage, empty_text);
  gtk_widget_class_bind_template_child (widget_class, BesedaRoomPage, news);
  gtk_widget_class_bind_template_child (widget_class, BesedaRoomPage, news_button);
  gtk_widget_class_bind_template_child (widget_class, BesedaRoomPage, news_text);
  gtk_widget_class_bind_template_child (widget_class, BesedaRoomPage, composer);
  gtk_widget_class_bind_template_callback (widget_class, on_timeline_key);
  gtk_widget_class_bind_template_callback (widget_class, on_send);
  gtk_widget_class_bind_template_callback (widget_class, on_draft);
}

static void
beseda_room_page_class_init (BesedaRoomPageClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = beseda_room_page_get_property;
  object_class->set_property = beseda_room_page_set_property;
  object_class->dispose = beseda_room_page_dispose;
  widget_class->map = beseda_room_page_map;
  widget_class->grab_focus = beseda_room_page_grab_focus;

  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, BESEDA_TYPE_SESSION,
                                                  G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, NULL,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_UNREAD] = g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE,
                                                  G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[REJOIN] = g_signal_new ("rejoin", BESEDA_TYPE_ROOM_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                  0);
  signals[BACK] = g_signal_new ("back", BESEDA_TYPE_ROOM_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "room.reconnect", NULL, reconnect);
  gtk_widget_class_install_action (widget_class, "room.rejoin", NULL, rejoin);
  gtk_widget_class_install_action (widget_class, "room.back", NULL, back);
  gtk_widget_class_install_action (widget_class, "room.retry", "s", retry);
  gtk_widget_class_install_action (widget_class, "room.discard", "s", discard);
  gtk_widget_class_install_action (widget_class, "room.scroll-to-bottom", NULL, scroll_to_bottom);

  g_type_ensure (BESEDA_TYPE_COMPOSER);
  g_type_ensure (BESEDA_TYPE_KEEP_NOTE);
  g_type_ensure (BESEDA_TYPE_ORDER_BAR);
  g_type_ensure (BESEDA_TYPE_SCROLLED_LAYOUT);
  g_type_ensure (BESEDA_TYPE_TIMELINE_VIEW);
  bind_template (widget_class);
}

static void
beseda_room_page_init (BesedaRoomPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

BesedaRoomPage *
beseda_room_page_new (BesedaSession *session)
{
  g_return_val_if_fail (BESEDA_IS_SESSION (session), NULL);

  return g_object_new (BESEDA_TYPE_ROOM_PAGE, "session", session, NULL);
}

BesedaSession *
beseda_room_page_get_session (BesedaRoomPage *self)
{
  g_return_val_if_fail (BESEDA_IS_ROOM_PAGE (self), NULL);

  return self->session;
}

BesedaReadingPlace *
beseda_room_page_get_place (BesedaRoomPage *self)
{
  g_return_val_if_fail (BESEDA_IS_ROOM_PAGE (self), NULL);

  return self->place;
}

void
beseda_room_page_set_banner (BesedaRoomPage *self, GtkWidget *banner)
{
  g_return_if_fail (BESEDA_IS_ROOM_PAGE (self));

  adw_bin_set_child (self->banner, banner);
}

void
beseda_room_page_export (BesedaRoomPage *self, BesedaExportFormat format)
{
  g_return_if_fail (BESEDA_IS_ROOM_PAGE (self));

  beseda_export_flow_choose (self->export_flow, format);
}

gboolean
beseda_room_page_focus_region (BesedaRoomPage *self, GtkDirectionType direction)
{
  g_return_val_if_fail (BESEDA_IS_ROOM_PAGE (self), FALSE);

  GtkWidget *regions[] = { GTK_WIDGET (self->timeline), GTK_WIDGET (self->composer) };
  int step = direction == GTK_DIR_TAB_BACKWARD ? -1 : 1, n = G_N_ELEMENTS (regions), next = step > 0 ? 0 : n - 1;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;

  for (int i = 0; i < n; i++)
    if (focus && (focus == regions[i] || gtk_widget_is_ancestor (focus, regions[i])))
      next = i + step;
  return next >= 0 && next < n && gtk_widget_grab_focus (regions[next]);
}
