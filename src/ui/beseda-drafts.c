/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-drafts.h"

static GHashTable *
get_drafts (void)
{
  static GHashTable *drafts; /* link -> text */

  if (!drafts)
    drafts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return drafts;
}

const char *
beseda_drafts_get (const BesedaAddress *room)
{
  g_autofree char *place = beseda_address_to_place (room);
  const char *draft = g_hash_table_lookup (get_drafts (), place);

  return draft ? draft : "";
}

void
beseda_drafts_set (const BesedaAddress *room, const char *draft)
{
  g_autofree char *place = beseda_address_to_place (room);

  if (*draft)
    g_hash_table_replace (get_drafts (), g_steal_pointer (&place), g_strdup (draft));
  else
    g_hash_table_remove (get_drafts (), place);
}
