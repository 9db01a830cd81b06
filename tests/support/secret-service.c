/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secret-service.h"

#define SERVICE_PATH "/org/freedesktop/secrets"
#define DEFAULT_PATH SERVICE_PATH "/aliases/default"
#define SESSION_PATH SERVICE_PATH "/session/s1"
#define PROMPT_PATH SERVICE_PATH "/prompt/p1"

typedef struct
{
  char *path;
  char *label;
  GVariant *attributes;
  GVariant *value; /* ay */
  char *text;
  guint registration;
} Item;

struct _SecretServiceMock
{
  GDBusConnection *bus;
  GDBusNodeInfo *node;
  GDBusInterfaceVTable vtable;
  GPtrArray *items;   /* of Item */
  GPtrArray *waiting; /* of GDBusMethodInvocation */
  SecretServiceMockMood mood;
  guint n_items_made;
  guint n_lookups;
  guint n_stores;
};

static const char NODE[] =
    "<node>"
    "<interface name='org.freedesktop.Secret.Service'>"
    "<method name='OpenSession'><arg type='s' direction='in'/><arg type='v' direction='in'/>"
    "<arg type='v' direction='out'/><arg type='o' direction='out'/></method>"
    "<method name='SearchItems'><arg type='a{ss}' direction='in'/>"
    "<arg type='ao' direction='out'/><arg type='ao' direction='out'/></method>"
    "<method name='Unlock'><arg type='ao' direction='in'/><arg type='ao' direction='out'/><arg type='o' "
    "direction='out'/></method>"
    "<method name='GetSecrets'><arg type='ao' direction='in'/><arg type='o' direction='in'/>"
    "<arg type='a{o(oayays)}' direction='out'/></method>"
    "<method name='ReadAlias'><arg type='s' direction='in'/><arg type='o' direction='out'/></method>"
    "<property name='Collections' type='ao' access='read'/>"
    "</interface>"
    "<interface name='org.freedesktop.Secret.Collection'>"
    "<method name='CreateItem'><arg type='a{sv}' direction='in'/><arg type='(oayays)' direction='in'/>"
    "<arg type='b' direction='in'/><arg type='o' direction='out'/><arg type='o' direction='out'/></method>"
    "</interface>"
    "<interface name='org.freedesktop.Secret.Item'>"
    "<method name='Delete'><arg type='o' direction='out'/></method>"
    "<property name='Locked' type='b' access='read'/>"
    "<property name='Attributes' type='a{ss}' access='read'/>"
    "<property name='Label' type='s' access='read'/>"
    "<property name='Created' type='t' access='read'/>"
    "<property name='Modified' type='t' access='read'/>"
    "</interface>"
    "<interface name='org.freedesktop.Secret.Session'><method name='Close'/></interface>"
    "<interface name='org.freedesktop.Secret.Prompt'>"
    "<method name='Prompt'><arg type='s' direction='in'/></method><method name='Dismiss'/>"
    "<signal name='Completed'><arg type='b'/><arg type='v'/></signal>"
    "</interface>"
    "</node>";

static void
item_free (gpointer data)
{
  Item *item = data;

  g_free (item->path);
  g_free (item->label);
  g_free (item->text);
  g_variant_unref (item->attributes);
  g_variant_unref (item->value);
  g_free (item);
}

static gboolean
is_locked (SecretServiceMock *self)
{
  return self->mood == SECRET_SERVICE_MOCK_LOCKED || self->mood == SECRET_SERVICE_MOCK_LOCKED_FOR_EVER;
}

static Item *
find_item (SecretServiceMock *self, const char *path)
{
  for (guint i = 0; i < self->items->len; i++)
    if (g_str_equal (((Item *) self->items->pdata[i])->path, path))
      return self->items->pdata[i];

  return NULL;
}

static gboolean
matches (Item *item, GVariant *wanted)
{
  GVariantIter iter;
  const char *name, *value, *has;

  g_variant_iter_init (&iter, wanted);
  while (g_variant_iter_next (&iter, "{&s&s}", &name, &value))
    if (!g_variant_lookup (item->attributes, name, "&s", &has) || !g_str_equal (has, value))
      return FALSE;

  return TRUE;
}

static GVariant *
list_items (SecretServiceMock *self, GVariant *wanted)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("ao"));
  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = self->items->pdata[i];

      if (wanted == NULL || matches (item, wanted))
        g_variant_builder_add (&builder, "o", item->path);
    }

  return g_variant_builder_end (&builder);
}

static GVariant *
no_items (void)
{
  return g_variant_new_objv (NULL, 0);
}

static void
search (SecretServiceMock *self, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariant) wanted = g_variant_get_child_value (arguments, 0);
  GVariant *found = list_items (self, wanted);

  g_dbus_method_invocation_return_value (invocation, is_locked (self) ? g_variant_new ("(@ao@ao)", no_items (), found)
                                                                      : g_variant_new ("(@ao@ao)", found, no_items ()));
}

static void
get_secrets (SecretServiceMock *self, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariantIter) iter = NULL;
  GVariantBuilder builder;
  const char *path;

  self->n_lookups++;
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{o(oayays)}"));
  g_variant_get (arguments, "(aoo)", &iter, NULL);
  while (g_variant_iter_next (iter, "&o", &path))
    {
      Item *item = find_item (self, path);

      if (item != NULL && !is_locked (self))
        g_variant_builder_add (&builder, "{o(o@ay@ays)}", path, SESSION_PATH,
                               g_variant_new_array (G_VARIANT_TYPE_BYTE, NULL, 0), item->value, "text/plain");
    }
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(a{o(oayays)})", &builder));
}

static void
unlock (SecretServiceMock *self, GDBusMethodInvocation *invocation)
{
  if (is_locked (self))
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(@aoo)", no_items (), PROMPT_PATH));
  else
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(@aoo)", list_items (self, NULL), "/"));
}

/* The person answers at once. */
static void
prompt (SecretServiceMock *self, GDBusMethodInvocation *invocation)
{
  const gboolean dismissed = self->mood == SECRET_SERVICE_MOCK_LOCKED_FOR_EVER;

  if (!dismissed)
    self->mood = SECRET_SERVICE_MOCK_WELL;
  g_dbus_method_invocation_return_value (invocation, NULL);
  g_dbus_connection_emit_signal (self->bus, NULL, PROMPT_PATH, "org.freedesktop.Secret.Prompt", "Completed",
                                 g_variant_new ("(bv)", dismissed, dismissed ? no_items () : list_items (self, NULL)),
                                 NULL);
}

static GVariant *
get_property (GDBusConnection *bus,
              const char *sender,
              const char *path,
              const char *interface,
              const char *property,
              GError **error,
              gpointer user_data)
{
  SecretServiceMock *self = user_data;
  Item *item = find_item (self, path);

  if (g_str_equal (property, "Collections"))
    return no_items ();
  g_assert_nonnull (item);
  if (g_str_equal (property, "Locked"))
    return g_variant_new_boolean (is_locked (self));
  if (g_str_equal (property, "Attributes"))
    return g_variant_ref (item->attributes);
  if (g_str_equal (property, "Label"))
    return g_variant_new_string (item->label);

  return g_variant_new_uint64 (0);
}

static guint
publish (SecretServiceMock *self, const char *path, const char *interface)
{
  g_autoptr (GError) error = NULL;
  GDBusInterfaceInfo *info = g_dbus_node_info_lookup_interface (self->node, interface);
  const guint registration = g_dbus_connection_register_object (self->bus, path, info, &self->vtable, self, NULL,
                                                                &error);

  g_assert_no_error (error);

  return registration;
}

static void
forget_item (SecretServiceMock *self, Item *item)
{
  g_assert_nonnull (item);
  g_dbus_connection_unregister_object (self->bus, item->registration);
  g_ptr_array_remove (self->items, item);
}

static void
create_item (SecretServiceMock *self, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariant) properties = NULL;
  Item *item = g_new0 (Item, 1);
  const char *bytes;
  gsize size;
  gboolean replace;

  g_variant_get (arguments, "(@a{sv}(oay@ays)b)", &properties, NULL, NULL, &item->value, NULL, &replace);
  bytes = g_variant_get_fixed_array (item->value, &size, 1);
  item->text = g_strndup (bytes, size);
  g_assert_true (g_variant_lookup (properties, "org.freedesktop.Secret.Item.Label", "s", &item->label));
  item->attributes = g_variant_lookup_value (properties, "org.freedesktop.Secret.Item.Attributes",
                                             G_VARIANT_TYPE ("a{ss}"));
  item->path = g_strdup_printf (SERVICE_PATH "/collection/login/%u", ++self->n_items_made);

  for (guint i = self->items->len; replace && i > 0; i--)
    if (matches (self->items->pdata[i - 1], item->attributes))
      forget_item (self, self->items->pdata[i - 1]);

  item->registration = publish (self, item->path, "org.freedesktop.Secret.Item");
  g_ptr_array_add (self->items, item);
  self->n_stores++;
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(oo)", item->path, "/"));
}

static gboolean
is_patient (SecretServiceMock *self, const char *method)
{
  return self->mood == SECRET_SERVICE_MOCK_SILENT ||
         (self->mood == SECRET_SERVICE_MOCK_SILENT_TO_NEW && g_str_equal (method, "CreateItem"));
}

static void
handle (SecretServiceMock *self, GDBusMethodInvocation *invocation)
{
  const char *method = g_dbus_method_invocation_get_method_name (invocation);
  const char *path = g_dbus_method_invocation_get_object_path (invocation);
  GVariant *arguments = g_dbus_method_invocation_get_parameters (invocation);

  if (is_patient (self, method))
    g_ptr_array_add (self->waiting, invocation);
  else if (g_str_equal (method, "OpenSession"))
    {
      const char *algorithm;

      g_variant_get_child (arguments, 0, "&s", &algorithm);
      if (g_str_equal (algorithm, "plain"))
        g_dbus_method_invocation_return_value (invocation,
                                               g_variant_new ("(vo)", g_variant_new_string (""), SESSION_PATH));
      else
        g_dbus_method_invocation_return_dbus_error (invocation, "org.freedesktop.DBus.Error.NotSupported",
                                                    "plain only");
    }
  else if (g_str_equal (method, "SearchItems"))
    search (self, arguments, invocation);
  else if (g_str_equal (method, "GetSecrets"))
    get_secrets (self, arguments, invocation);
  else if (g_str_equal (method, "Unlock"))
    unlock (self, invocation);
  else if (g_str_equal (method, "ReadAlias"))
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", DEFAULT_PATH));
  else if (g_str_equal (method, "CreateItem") && self->mood == SECRET_SERVICE_MOCK_FAILS_NEW)
    g_dbus_method_invocation_return_dbus_error (invocation, "org.freedesktop.DBus.Error.Failed", "out of order");
  else if (g_str_equal (method, "CreateItem"))
    create_item (self, arguments, invocation);
  else if (g_str_equal (method, "Delete"))
    {
      forget_item (self, find_item (self, path));
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", "/"));
    }
  else if (g_str_equal (method, "Prompt"))
    prompt (self, invocation);
  else
    g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
on_called (GDBusConnection *bus,
           const char *sender,
           const char *path,
           const char *interface,
           const char *method,
           GVariant *arguments,
           GDBusMethodInvocation *invocation,
           gpointer user_data)
{
  handle (user_data, invocation);
}

SecretServiceMock *
secret_service_mock_new (void)
{
  SecretServiceMock *self = g_new0 (SecretServiceMock, 1);
  g_autoptr (GVariant) owned = NULL;
  g_autoptr (GError) error = NULL;

  self->vtable = (GDBusInterfaceVTable){ .method_call = on_called, .get_property = get_property };
  self->items = g_ptr_array_new_with_free_func (item_free);
  self->waiting = g_ptr_array_new ();
  self->node = g_dbus_node_info_new_for_xml (NODE, &error);
  g_assert_no_error (error);

  /* A connection of its own: the one that the process shares belongs to who asks. */
  self->bus = g_dbus_connection_new_for_address_sync (g_getenv ("DBUS_SESSION_BUS_ADDRESS"),
                                                      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                          G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                      NULL, NULL, &error);
  g_assert_no_error (error);

  publish (self, SERVICE_PATH, "org.freedesktop.Secret.Service");
  publish (self, DEFAULT_PATH, "org.freedesktop.Secret.Collection");
  publish (self, SESSION_PATH, "org.freedesktop.Secret.Session");
  publish (self, PROMPT_PATH, "org.freedesktop.Secret.Prompt");

  owned = g_dbus_connection_call_sync (
      self->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
      g_variant_new ("(su)", "org.freedesktop.secrets", 0), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);

  return self;
}

void
secret_service_mock_set_mood (SecretServiceMock *self, SecretServiceMockMood mood)
{
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);

  self->mood = mood;
  self->waiting = g_ptr_array_new ();
  for (guint i = 0; i < waiting->len; i++)
    handle (self, waiting->pdata[i]);
}

guint
secret_service_mock_get_n_items (SecretServiceMock *self)
{
  return self->items->len;
}

guint
secret_service_mock_get_n_lookups (SecretServiceMock *self)
{
  return self->n_lookups;
}

guint
secret_service_mock_get_n_stores (SecretServiceMock *self)
{
  return self->n_stores;
}

const char *
secret_service_mock_get_label (SecretServiceMock *self)
{
  return ((Item *) self->items->pdata[self->items->len - 1])->label;
}

const char *
secret_service_mock_get_secret (SecretServiceMock *self)
{
  return ((Item *) self->items->pdata[self->items->len - 1])->text;
}

void
secret_service_mock_free (SecretServiceMock *self)
{
  g_autoptr (GError) error = NULL;

  secret_service_mock_set_mood (self, SECRET_SERVICE_MOCK_FAILS_NEW);
  while (self->items->len > 0)
    forget_item (self, self->items->pdata[0]);
  g_dbus_connection_close_sync (self->bus, NULL, &error);
  g_assert_no_error (error);

  g_object_unref (self->bus);
  g_dbus_node_info_unref (self->node);
  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->waiting);
  g_free (self);
}
