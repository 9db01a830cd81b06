/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-search-provider.h"

#include "beseda-shell-search.h"

struct _BesedaSearchProvider
{
  GObject parent_instance;

  BesedaShellSearchProvider2 *skeleton;
  GListModel *rooms; /* nullable */
};

enum
{
  JOIN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BesedaSearchProvider, beseda_search_provider, G_TYPE_OBJECT)

static char *
dup_id (BesedaRecentRoom *room)
{
  return beseda_address_to_place (beseda_recent_room_get_address (room));
}

static gboolean
matches (BesedaRecentRoom *room, const char *const *terms)
{
  g_autofree char *label = beseda_address_to_label (beseda_recent_room_get_address (room));
  g_autofree char *text = g_strconcat (beseda_recent_room_get_name (room), " ", label, NULL);

  for (gsize i = 0; terms[i] != NULL; i++)
    if (!g_str_match_string (terms[i], text, TRUE))
      return FALSE;

  return *terms != NULL;
}

/* Who asks may have an old list: a room that was forgotten since is NULL. (transfer full) */
static BesedaRecentRoom *
find_room (BesedaSearchProvider *self, const char *id)
{
  for (guint i = 0; self->rooms != NULL && i < g_list_model_get_n_items (self->rooms); i++)
    {
      g_autoptr (BesedaRecentRoom) room = g_list_model_get_item (self->rooms, i);
      g_autofree char *own = dup_id (room);

      if (g_str_equal (own, id))
        return g_steal_pointer (&room);
    }

  return NULL;
}

/* (transfer full) */
static char **
find_ids (BesedaSearchProvider *self, const char *const *terms)
{
  g_autoptr (GPtrArray) rooms = beseda_search_provider_find (self, terms);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; i < rooms->len; i++)
    {
      g_autofree char *id = dup_id (rooms->pdata[i]);

      g_strv_builder_add (ids, id);
    }

  return g_strv_builder_end (ids);
}

static gboolean
on_first (BesedaSearchProvider *self, GDBusMethodInvocation *invocation, const char *const *terms)
{
  g_auto (GStrv) ids = find_ids (self, terms);

  beseda_shell_search_provider2_complete_get_initial_result_set (self->skeleton, invocation, (const char *const *) ids);

  return TRUE;
}

/* There are few rooms: to search among the previous results is no less than to search among all. */
static gboolean
on_further (BesedaSearchProvider *self,
            GDBusMethodInvocation *invocation,
            const char *const *previous,
            const char *const *terms)
{
  g_auto (GStrv) ids = find_ids (self, terms);

  beseda_shell_search_provider2_complete_get_subsearch_result_set (self->skeleton, invocation,
                                                                   (const char *const *) ids);

  return TRUE;
}

static gboolean
on_metas (BesedaSearchProvider *self, GDBusMethodInvocation *invocation, const char *const *ids)
{
  g_autoptr (GVariantBuilder) metas = g_variant_builder_new (G_VARIANT_TYPE ("aa{sv}"));

  for (gsize i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (BesedaRecentRoom) room = find_room (self, ids[i]);
      g_autofree char *label = NULL;

      if (room == NULL)
        continue;

      label = beseda_address_to_label (beseda_recent_room_get_address (room));
      g_variant_builder_open (metas, G_VARIANT_TYPE_VARDICT);
      g_variant_builder_add (metas, "{sv}", "id", g_variant_new_string (ids[i]));
      g_variant_builder_add (metas, "{sv}", "name", g_variant_new_string (beseda_recent_room_get_name (room)));
      g_variant_builder_add (metas, "{sv}", "description", g_variant_new_string (label));
      g_variant_builder_add (metas, "{sv}", "gicon", g_variant_new_string (APPLICATION_ID));
      g_variant_builder_close (metas);
    }
  beseda_shell_search_provider2_complete_get_result_metas (self->skeleton, invocation, g_variant_builder_end (metas));

  return TRUE;
}

static gboolean
on_chosen (BesedaSearchProvider *self,
           GDBusMethodInvocation *invocation,
           const char *id,
           const char *const *terms,
           guint timestamp)
{
  g_autoptr (BesedaRecentRoom) room = find_room (self, id);

  g_signal_emit (self, signals[JOIN], 0, room);
  beseda_shell_search_provider2_complete_activate_result (self->skeleton, invocation);

  return TRUE;
}

static gboolean
on_launch (BesedaSearchProvider *self, GDBusMethodInvocation *invocation, const char *const *terms, guint timestamp)
{
  g_signal_emit (self, signals[JOIN], 0, NULL);
  beseda_shell_search_provider2_complete_launch_search (self->skeleton, invocation);

  return TRUE;
}

static void
beseda_search_provider_dispose (GObject *object)
{
  BesedaSearchProvider *self = BESEDA_SEARCH_PROVIDER (object);

  if (g_dbus_interface_skeleton_get_connection (G_DBUS_INTERFACE_SKELETON (self->skeleton)) != NULL)
    g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->skeleton));
  g_clear_object (&self->rooms);

  G_OBJECT_CLASS (beseda_search_provider_parent_class)->dispose (object);
}

static void
beseda_search_provider_finalize (GObject *object)
{
  g_object_unref (BESEDA_SEARCH_PROVIDER (object)->skeleton);

  G_OBJECT_CLASS (beseda_search_provider_parent_class)->finalize (object);
}

static void
beseda_search_provider_class_init (BesedaSearchProviderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = beseda_search_provider_dispose;
  G_OBJECT_CLASS (klass)->finalize = beseda_search_provider_finalize;

  signals[JOIN] = g_signal_new ("join", BESEDA_TYPE_SEARCH_PROVIDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, BESEDA_TYPE_RECENT_ROOM);
}

static void
beseda_search_provider_init (BesedaSearchProvider *self)
{
  self->skeleton = beseda_shell_search_provider2_skeleton_new ();
  g_signal_connect_object (self->skeleton, "handle-get-initial-result-set", G_CALLBACK (on_first), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->skeleton, "handle-get-subsearch-result-set", G_CALLBACK (on_further), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->skeleton, "handle-get-result-metas", G_CALLBACK (on_metas), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->skeleton, "handle-activate-result", G_CALLBACK (on_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->skeleton, "handle-launch-search", G_CALLBACK (on_launch), self, G_CONNECT_SWAPPED);
}

BesedaSearchProvider *
beseda_search_provider_new (GDBusConnection *connection, const char *path, GError **error)
{
  g_autoptr (BesedaSearchProvider) self = g_object_new (BESEDA_TYPE_SEARCH_PROVIDER, NULL);

  if (!g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->skeleton), connection, path, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
beseda_search_provider_set_rooms (BesedaSearchProvider *self, GListModel *rooms)
{
  g_return_if_fail (BESEDA_IS_SEARCH_PROVIDER (self));

  g_set_object (&self->rooms, rooms);
}

GPtrArray *
beseda_search_provider_find (BesedaSearchProvider *self, const char *const *terms)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_val_if_fail (BESEDA_IS_SEARCH_PROVIDER (self), found);

  for (guint i = 0; self->rooms != NULL && i < g_list_model_get_n_items (self->rooms); i++)
    {
      g_autoptr (BesedaRecentRoom) room = g_list_model_get_item (self->rooms, i);

      if (matches (room, terms))
        g_ptr_array_add (found, g_steal_pointer (&room));
    }

  return found;
}
