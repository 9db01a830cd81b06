/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <gmodule.h>

#include "beseda-rooms-loader.h"

#define MODULE_NAME "beseda-rooms.so"

const BesedaRooms *
beseda_rooms_loader_find_linked (void)
{
  return NULL;
}

const BesedaRooms *
beseda_rooms_loader_open (GError **error)
{
  const char *folder = g_getenv ("BESEDA_MODULE_DIR");
  g_autofree char *path = g_build_filename (folder != NULL ? folder : MODULE_DIR, MODULE_NAME, NULL);
  GModule *module = g_module_open (path, G_MODULE_BIND_LAZY | G_MODULE_BIND_LOCAL);
  const BesedaRooms *(*get) (void) = NULL;
  const BesedaRooms *rooms;

  if (module == NULL || !g_module_symbol (module, BESEDA_ROOMS_SYMBOL, (gpointer *) &get))
    {
      g_warning ("%s", g_module_error ());
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                   _ ("A part of Beseda cannot be loaded (%s); start Beseda again, or install it again."), path);
      return NULL;
    }

  /* Types that it registers stay for good. */
  g_module_make_resident (module);
  rooms = get ();
  if (!g_str_equal (rooms->version, VERSION))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                           _ ("Beseda was updated while it was open; close it and open it again."));
      return NULL;
    }

  return rooms;
}
