/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-room-page.h"

#include <glib/gi18n.h>

struct _BesedaRoomPage
{
  AdwBin parent;

  AdwBin *banner;

  BesedaSession *session;
  char *subtitle;
  guint unread;
  gboolean active;
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
      subtitle = g_strdup (_ ("Reconnecting…"));
      break;
    case BESEDA_SESSION_ONLINE:
      {
        guint n = beseda_roster_get_n_people (beseda_session_get_roster (self->session));
        subtitle = g_strdup_printf (ngettext ("%u person", "%u people", n), n);
        break;
      }
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

static void
on_room_name (BesedaRoomPage *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

static void
set_session (BesedaRoomPage *self, BesedaSession *session)
{
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "notify::room-name", G_CALLBACK (on_room_name), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (update_subtitle), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (beseda_session_get_roster (session), "notify::n-people", G_CALLBACK (update_subtitle), self,
                           G_CONNECT_SWAPPED);
  update_subtitle (self);
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
      g_value_set_string (value, beseda_session_get_room_name (self->session));
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

  gtk_widget_dispose_template (GTK_WIDGET (self), BESEDA_TYPE_ROOM_PAGE);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (beseda_room_page_parent_class)->dispose (object);
}

static void
beseda_room_page_finalize (GObject *object)
{
  BesedaRoomPage *self = BESEDA_ROOM_PAGE (object);

  g_free (self->subtitle);

  G_OBJECT_CLASS (beseda_room_page_parent_class)->finalize (object);
}

static void
beseda_room_page_class_init (BesedaRoomPageClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = beseda_room_page_get_property;
  object_class->set_property = beseda_room_page_set_property;
  object_class->dispose = beseda_room_page_dispose;
  object_class->finalize = beseda_room_page_finalize;

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

  gtk_widget_class_set_template_from_resource (widget_class, "/chat/beseda/Beseda/ui/beseda-room-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BesedaRoomPage, banner);
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

void
beseda_room_page_set_banner (BesedaRoomPage *self, GtkWidget *banner)
{
  g_return_if_fail (BESEDA_IS_ROOM_PAGE (self));

  adw_bin_set_child (self->banner, banner);
}

gboolean
beseda_room_page_focus_region (BesedaRoomPage *self, GtkDirectionType direction)
{
  g_return_val_if_fail (BESEDA_IS_ROOM_PAGE (self), FALSE);

  return gtk_widget_child_focus (GTK_WIDGET (self), direction);
}
