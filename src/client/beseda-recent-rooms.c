/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-recent-rooms.h"

#include "beseda-limits.h"

#define KEY "recent-rooms"

struct _BesedaRecentRoom
{
  GObject parent_instance;

  BesedaAddress *address;
  char *name;
  char *login;
  char *label;
  gint64 last_joined;
};

struct _BesedaRecentRooms
{
  GObject parent_instance;

  GSettings *settings;
  GPtrArray *rooms; /* of BesedaRecentRoom, the newest first */
};

enum
{
  ROOM_PROP_NAME = 1,
  ROOM_PROP_LABEL,
  N_ROOM_PROPS
};

static GParamSpec *room_properties[N_ROOM_PROPS];

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE (BesedaRecentRoom, beseda_recent_room, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE_WITH_CODE (BesedaRecentRooms,
                               beseda_recent_rooms,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static BesedaRecentRoom *
new_room (BesedaAddress *address, const char *name, const char *login, gint64 last_joined)
{
  BesedaRecentRoom *self = g_object_new (BESEDA_TYPE_RECENT_ROOM, NULL);

  self->address = beseda_address_ref (address);
  self->name = g_strdup (name);
  self->login = g_strdup (login);
  self->label = beseda_address_to_label (address);
  self->last_joined = last_joined;

  return self;
}

static void
beseda_recent_room_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BesedaRecentRoom *self = BESEDA_RECENT_ROOM (object);

  switch (id)
    {
    case ROOM_PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case ROOM_PROP_LABEL:
      g_value_set_string (value, self->label);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beseda_recent_room_finalize (GObject *object)
{
  BesedaRecentRoom *self = BESEDA_RECENT_ROOM (object);

  beseda_address_unref (self->address);
  g_free (self->name);
  g_free (self->login);
  g_free (self->label);

  G_OBJECT_CLASS (beseda_recent_room_parent_class)->finalize (object);
}

static void
beseda_recent_room_class_init (BesedaRecentRoomClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = beseda_recent_room_get_property;
  object_class->finalize = beseda_recent_room_finalize;

  room_properties[ROOM_PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  room_properties[ROOM_PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_ROOM_PROPS, room_properties);
}

static void
beseda_recent_room_init (BesedaRecentRoom *self)
{
}

static GType
get_item_type (GListModel *model)
{
  return BESEDA_TYPE_RECENT_ROOM;
}

static guint
get_n_items (GListModel *model)
{
  return BESEDA_RECENT_ROOMS (model)->rooms->len;
}

static gpointer
get_item (GListModel *model, guint index)
{
  GPtrArray *rooms = BESEDA_RECENT_ROOMS (model)->rooms;

  return index < rooms->len ? g_object_ref (rooms->pdata[index]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* What cannot be read (the settings are a person's own, and may be of another version) is passed over. */
static void
load (BesedaRecentRooms *self)
{
  g_autoptr (GVariant) list = g_settings_get_value (self->settings, KEY);
  const guint n_before = self->rooms->len;
  GVariantIter iter;
  const char *link, *name, *login;
  gint64 last_joined;

  g_ptr_array_set_size (self->rooms, 0);
  g_variant_iter_init (&iter, list);
  while (self->rooms->len < BESEDA_LIMIT_RECENT_ROOMS &&
         g_variant_iter_next (&iter, "(&s&s&sx)", &link, &name, &login, &last_joined))
    {
      g_autoptr (BesedaAddress) address = beseda_address_parse (link, NULL);

      if (address != NULL)
        g_ptr_array_add (self->rooms, new_room (address, name, *login != '\0' ? login : NULL, last_joined));
    }

  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, self->rooms->len);
}

static void
save (BesedaRecentRooms *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(sssx)"));
  for (guint i = 0; i < self->rooms->len; i++)
    {
      const BesedaRecentRoom *room = self->rooms->pdata[i];
      /* Who has been the owner is it by name. */
      g_autoptr (BesedaAddress) address = beseda_address_with_secrets (
          room->address, beseda_address_get_fingerprint (room->address), beseda_address_get_key (room->address), NULL);
      g_autofree char *link = beseda_address_to_link (address);

      g_variant_builder_add (&builder, "(sssx)", link, room->name, room->login != NULL ? room->login : "",
                             room->last_joined);
    }

  g_signal_handlers_block_by_func (self->settings, load, self);
  g_settings_set_value (self->settings, KEY, g_variant_builder_end (&builder));
  g_signal_handlers_unblock_by_func (self->settings, load, self);
}

static void
take_out (BesedaRecentRooms *self, guint index)
{
  g_ptr_array_remove_index (self->rooms, index);
  g_list_model_items_changed (G_LIST_MODEL (self), index, 1, 0);
}

static void
forget (BesedaRecentRooms *self, BesedaAddress *address)
{
  for (guint i = self->rooms->len; i > 0; i--)
    if (beseda_address_equal (((BesedaRecentRoom *) self->rooms->pdata[i - 1])->address, address))
      take_out (self, i - 1);
}

static void
beseda_recent_rooms_dispose (GObject *object)
{
  BesedaRecentRooms *self = BESEDA_RECENT_ROOMS (object);

  g_clear_object (&self->settings);

  G_OBJECT_CLASS (beseda_recent_rooms_parent_class)->dispose (object);
}

static void
beseda_recent_rooms_finalize (GObject *object)
{
  g_ptr_array_unref (BESEDA_RECENT_ROOMS (object)->rooms);

  G_OBJECT_CLASS (beseda_recent_rooms_parent_class)->finalize (object);
}

static void
beseda_recent_rooms_class_init (BesedaRecentRoomsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = beseda_recent_rooms_dispose;
  object_class->finalize = beseda_recent_rooms_finalize;
}

static void
beseda_recent_rooms_init (BesedaRecentRooms *self)
{
  self->rooms = g_ptr_array_new_with_free_func (g_object_unref);
}

const char *
beseda_recent_room_get_name (BesedaRecentRoom *self)
{
  return self->name;
}

const char *
beseda_recent_room_get_login (BesedaRecentRoom *self)
{
  return self->login;
}

BesedaAddress *
beseda_recent_room_get_address (BesedaRecentRoom *self)
{
  return self->address;
}

gint64
beseda_recent_room_get_last_joined (BesedaRecentRoom *self)
{
  return self->last_joined;
}

BesedaRecentRooms *
beseda_recent_rooms_new (GSettings *settings)
{
  BesedaRecentRooms *self = g_object_new (BESEDA_TYPE_RECENT_ROOMS, NULL);

  self->settings = g_object_ref (settings);
  g_signal_connect_object (settings, "changed::" KEY, G_CALLBACK (load), self, G_CONNECT_SWAPPED);
  load (self);

  return self;
}

void
beseda_recent_rooms_touch (
    BesedaRecentRooms *self, BesedaAddress *address, const char *name, const char *login, gint64 now)
{
  g_return_if_fail (BESEDA_IS_RECENT_ROOMS (self));

  forget (self, address);
  if (self->rooms->len == BESEDA_LIMIT_RECENT_ROOMS)
    take_out (self, self->rooms->len - 1);
  g_ptr_array_insert (self->rooms, 0, new_room (address, name, login, now));
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, 1);

  save (self);
}

void
beseda_recent_rooms_forget (BesedaRecentRooms *self, BesedaAddress *address)
{
  g_return_if_fail (BESEDA_IS_RECENT_ROOMS (self));

  forget (self, address);
  save (self);
}
