/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-rooms.h"

#include <gnutls/gnutls.h>
#include <sodium.h>

#include "beseda-app-host.h"
#include "beseda-copy-archive.h"
#include "beseda-database.h"
#include "beseda-own-backend.h"

/* Whoever needs GnuTLS sets it up, GIO too; nobody does by loading it. */
GNUTLS_SKIP_GLOBAL_INIT

static void
set_folders (BesedaHost *host, const char *const *folders)
{
  beseda_app_host_set_folders (BESEDA_APP_HOST (host), folders);
}

static void
set_announces (BesedaHost *host, gboolean announces)
{
  beseda_app_host_set_announces (BESEDA_APP_HOST (host), announces);
}

static GStrv
dup_libraries (void)
{
  g_autoptr (GStrvBuilder) libraries = g_strv_builder_new ();
  g_autofree char *soup = beseda_own_backend_dup_soup_version ();

  g_strv_builder_add_many (libraries, "libsoup", soup, "SQLite", beseda_database_get_library_version (), "GnuTLS",
                           gnutls_check_version (NULL), "libsodium", sodium_version_string (), NULL);

  return g_strv_builder_end (libraries);
}

const BesedaRooms *
beseda_rooms_get (void)
{
  static const BesedaRooms rooms = {
    .version = VERSION,
    .backend = &BESEDA_OWN_BACKEND,
    .new_host = beseda_app_host_new,
    .set_folders = set_folders,
    .set_announces = set_announces,
    .new_archive = beseda_copy_archive_new,
    .dup_libraries = dup_libraries,
  };

  return &rooms;
}
