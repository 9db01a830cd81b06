/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-session.h"
#include "script-server.h"

/* A desktop that does not know its proxies. */
#define TEST_TYPE_PROXIES (test_proxies_get_type ())
G_DECLARE_FINAL_TYPE (TestProxies, test_proxies, TEST, PROXIES, GObject)

struct _TestProxies
{
  GObject parent_instance;
};

static void
lookup_async (GProxyResolver *resolver,
              const char *uri,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  g_task_report_new_error (resolver, callback, user_data, lookup_async, G_IO_ERROR, G_IO_ERROR_FAILED, "No idea.");
}

static char **
lookup_finish (GProxyResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
is_supported (GProxyResolver *resolver)
{
  return TRUE;
}

static void
proxy_resolver_init (GProxyResolverInterface *iface)
{
  iface->is_supported = is_supported;
  iface->lookup_async = lookup_async;
  iface->lookup_finish = lookup_finish;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestProxies,
                               test_proxies,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER, proxy_resolver_init))

static void
test_proxies_class_init (TestProxiesClass *klass)
{
}

static void
test_proxies_init (TestProxies *self)
{
}

/* A room on this computer needs none. */
static void
test_here (void)
{
  g_autoptr (ScriptServer) server = script_server_new (0, BESEDA_DIALECT_BESEDA, script_beseda_room, NULL);
  BesedaSession *session = beseda_session_new (script_server_get_address (server), "ann", NULL);

  g_assert_true (TEST_IS_PROXIES (g_proxy_resolver_get_default ()));
  wait_until (beseda_session_get_state (session) != BESEDA_SESSION_CONNECTING);
  g_assert_cmpint (beseda_session_get_state (session), ==, BESEDA_SESSION_ONLINE);

  beseda_session_leave (session);
  wait_until (script_server_get_newest (server) == NULL);
  g_assert_finalize_object (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_io_extension_point_register (G_PROXY_RESOLVER_EXTENSION_POINT_NAME);
  g_io_extension_point_implement (G_PROXY_RESOLVER_EXTENSION_POINT_NAME, TEST_TYPE_PROXIES, "test", 1000);

  g_test_add_func ("/proxies/here", test_here);

  return g_test_run ();
}
