/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-typists.h"

#include "beseda-limits.h"

struct _BesedaTypists
{
  GObject parent_instance;

  BesedaMembership *membership; /* the session's */
  guint lasting;
  gboolean supported;
  GPtrArray *logins; /* NULL-terminated */
  GArray *ends;      /* of gint64: when each of them is taken to have stopped, monotonic */
  guint end;         /* the source that waits for the first of these; 0: nobody writes */
  gint64 told_at;    /* when the room was last told that the person writes, monotonic; 0: it has to be told anew */
};

typedef enum
{
  PROP_LOGINS = 1,
  PROP_SUPPORTED,
} Property;

static GParamSpec *properties[PROP_SUPPORTED + 1];

G_DEFINE_FINAL_TYPE (BesedaTypists, beseda_typists, G_TYPE_OBJECT)

static guint
count (BesedaTypists *self)
{
  return self->logins->len - 1;
}

static void
remove_at (BesedaTypists *self, guint position)
{
  g_ptr_array_remove_index (self->logins, position);
  g_array_remove_index (self->ends, position);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOGINS]);
}

static void
stop (BesedaTypists *self, const char *login)
{
  for (guint i = 0; i < count (self); i++)
    if (g_str_equal (self->logins->pdata[i], login))
      {
        remove_at (self, i);
        return;
      }
}

static void
stop_all (BesedaTypists *self)
{
  while (count (self) > 0)
    remove_at (self, count (self) - 1);
}

/* Everybody's writing lasts as long, so that whoever was heard of first stops first. */
static gboolean
on_end (gpointer user_data)
{
  BesedaTypists *self = user_data;
  const gint64 now = g_get_monotonic_time ();
  gint64 next;

  while (count (self) > 0 && g_array_index (self->ends, gint64, 0) <= now)
    remove_at (self, 0);

  self->end = 0;
  if (count (self) > 0)
    {
      next = g_array_index (self->ends, gint64, 0) - now;
      self->end = g_timeout_add ((guint) (next / 1000) + 1, on_end, self);
    }

  return G_SOURCE_REMOVE;
}

static void
on_told (BesedaTypists *self, BesedaReply *reply)
{
  const gint64 ends = g_get_monotonic_time () + self->lasting * G_GINT64_CONSTANT (1000);
  const char *login = beseda_reply_get_login (reply);

  if (beseda_reply_get_kind (reply) != BESEDA_REPLY_TYPING)
    return;

  for (guint i = 0; i < count (self); i++)
    if (g_str_equal (self->logins->pdata[i], login))
      {
        g_autofree char *same = g_ptr_array_steal_index (self->logins, i);

        /* At the end of the row, without a word to anybody. */
        g_array_remove_index (self->ends, i);
        g_array_append_val (self->ends, ends);
        g_ptr_array_insert (self->logins, (int) count (self), g_steal_pointer (&same));
        return;
      }

  if (count (self) == BESEDA_LIMIT_TYPISTS)
    return;

  g_ptr_array_insert (self->logins, (int) count (self), g_strdup (login));
  g_array_append_val (self->ends, ends);
  if (self->end == 0)
    self->end = g_timeout_add (self->lasting, on_end, self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOGINS]);
}

/* What was being written is said, or its writer has left. */
static void
on_event (BesedaTypists *self, BesedaEvent *event)
{
  if (beseda_event_get_client_id (event) == beseda_membership_get_client_id (self->membership))
    self->told_at = 0;
  stop (self, beseda_event_get_login (event));
}

static void
set_supported (BesedaTypists *self, gboolean supported)
{
  if (self->supported == supported)
    return;

  self->supported = supported;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUPPORTED]);
}

static void
on_joined (BesedaTypists *self, BesedaReply *welcome)
{
  self->told_at = 0;
  set_supported (self, welcome != NULL && beseda_reply_get_welcome (welcome)->typing);
}

static void
beseda_typists_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BesedaTypists *self = BESEDA_TYPISTS (object);

  switch ((Property) id)
    {
    case PROP_LOGINS:
      g_value_set_boxed (value, beseda_typists_get_logins (self));
      break;
    case PROP_SUPPORTED:
      g_value_set_boolean (value, self->supported);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beseda_typists_finalize (GObject *object)
{
  BesedaTypists *self = BESEDA_TYPISTS (object);

  g_clear_handle_id (&self->end, g_source_remove);
  g_ptr_array_unref (self->logins);
  g_array_unref (self->ends);

  G_OBJECT_CLASS (beseda_typists_parent_class)->finalize (object);
}

static void
beseda_typists_class_init (BesedaTypistsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = beseda_typists_get_property;
  object_class->finalize = beseda_typists_finalize;

  properties[PROP_LOGINS] = g_param_spec_boxed ("logins", NULL, NULL, G_TYPE_STRV,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SUPPORTED] = g_param_spec_boolean ("supported", NULL, NULL, FALSE,
                                                     G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
beseda_typists_init (BesedaTypists *self)
{
  self->logins = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->logins, NULL);
  self->ends = g_array_new (FALSE, FALSE, sizeof (gint64));
}

BesedaTypists *
beseda_typists_new (BesedaMembership *membership, guint lasting)
{
  BesedaTypists *self = g_object_new (BESEDA_TYPE_TYPISTS, NULL);

  self->membership = membership;
  self->lasting = lasting;
  g_signal_connect_object (membership, "told", G_CALLBACK (on_told), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (membership, "event", G_CALLBACK (on_event), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (membership, "joined", G_CALLBACK (on_joined), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (membership, "lost", G_CALLBACK (stop_all), self, G_CONNECT_SWAPPED);

  return self;
}

const char *const *
beseda_typists_get_logins (BesedaTypists *self)
{
  return (const char *const *) self->logins->pdata;
}

gboolean
beseda_typists_get_supported (BesedaTypists *self)
{
  return self->supported;
}

void
beseda_typists_tell (BesedaTypists *self)
{
  const gint64 now = g_get_monotonic_time ();
  g_autoptr (BesedaRequest) request = NULL;

  g_return_if_fail (BESEDA_IS_TYPISTS (self));

  if (!self->supported || (self->told_at != 0 && now - self->told_at < self->lasting * G_GINT64_CONSTANT (500)))
    return;

  request = beseda_request_new_typing ();
  if (beseda_membership_send (self->membership, request))
    self->told_at = now;
}
