/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-profile.h"
#include "fake-host.h"

/* Archives that keep nothing, and note what they are told to forget. */
#define TEST_TYPE_ARCHIVES (test_archives_get_type ())
G_DECLARE_FINAL_TYPE (TestArchives, test_archives, TEST, ARCHIVES, GObject)

struct _TestArchives
{
  GObject parent_instance;

  GString *forgotten;
};

static void
forget (BesedaArchives *archives, const char *place)
{
  g_string_append_printf (TEST_ARCHIVES (archives)->forgotten, "%s ", place);
}

static void
archives_init (BesedaArchivesInterface *iface)
{
  iface->forget = forget;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestArchives,
                               test_archives,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BESEDA_TYPE_ARCHIVES, archives_init))

static void
test_archives_finalize (GObject *object)
{
  g_string_free (TEST_ARCHIVES (object)->forgotten, TRUE);

  G_OBJECT_CLASS (test_archives_parent_class)->finalize (object);
}

static void
test_archives_class_init (TestArchivesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_archives_finalize;
}

static void
test_archives_init (TestArchives *self)
{
  self->forgotten = g_string_new (NULL);
}

static void
test_forgets_the_copy (void)
{
  g_autoptr (GSettings) settings = g_settings_new ("chat.beseda.Beseda");
  FakeHost *host = g_object_new (FAKE_TYPE_HOST, NULL);
  TestArchives *archives = g_object_new (TEST_TYPE_ARCHIVES, NULL);
  BesedaProfile *profile = beseda_profile_new (settings, BESEDA_HOST (host), NULL, BESEDA_ARCHIVES (archives), NULL);
  BesedaRecentRooms *recent = beseda_profile_get_recent_rooms (profile);
  g_autoptr (BesedaAddress) attic = beseda_address_parse ("attic.example:1", NULL);

  g_settings_reset (settings, "recent-rooms");
  beseda_recent_rooms_touch (recent, attic, "Attic", NULL, 1);
  beseda_profile_forget_recent (profile, attic);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (recent)), ==, 0);
  beseda_profile_forget_hosted (profile, "one");
  g_assert_cmpstr (archives->forgotten->str, ==, "http://attic.example:1/ hosted:one ");

  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (profile);
  g_assert_finalize_object (archives);
  g_assert_finalize_object (host);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/profile/forgets-the-copy", test_forgets_the_copy);

  return g_test_run ();
}
