/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-tabs.h"

#include <glib/gi18n.h>

static gboolean
count_to_mark (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  g_value_set_boolean (to, g_value_get_uint (from) > 0);
  return TRUE;
}

/* With the number of messages that draw attention. */
static void
update_title (AdwTabPage *page)
{
  BesedaTab *tab = beseda_tabs_get (page);
  g_autofree char *title = NULL;
  g_autofree char *numbered = NULL;
  guint n;

  g_object_get (tab, "title", &title, "attention", &n, NULL);
  /* Translators: a tab's title: ROOM (NUMBER of new messages) */
  numbered = g_strdup_printf (_ ("%s (%u)"), title, n);
  adw_tab_page_set_title (page, n > 0 ? numbered : title);
}

BesedaTab *
beseda_tabs_get (AdwTabPage *page)
{
  return page != NULL ? BESEDA_TAB (adw_tab_page_get_child (page)) : NULL;
}

BesedaTab *
beseda_tabs_get_selected (AdwTabView *view)
{
  return beseda_tabs_get (adw_tab_view_get_selected_page (view));
}

BesedaTab *
beseda_tabs_append (AdwTabView *view, BesedaProfile *profile)
{
  BesedaTab *tab = beseda_tab_new (profile);
  AdwTabPage *page = adw_tab_view_append (view, GTK_WIDGET (tab));

  g_signal_connect_object (tab, "notify::title", G_CALLBACK (update_title), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (tab, "notify::attention", G_CALLBACK (update_title), page, G_CONNECT_SWAPPED);
  update_title (page);
  g_object_bind_property (tab, "subtitle", page, "tooltip", G_BINDING_SYNC_CREATE);
  g_object_bind_property_full (tab, "attention", page, "needs-attention", G_BINDING_SYNC_CREATE, count_to_mark, NULL,
                               NULL, NULL);
  adw_tab_view_set_selected_page (view, page);

  return tab;
}

void
beseda_tabs_set_active (AdwTabView *view, gboolean active)
{
  BesedaTab *selected = beseda_tabs_get_selected (view);

  for (int i = 0; i < adw_tab_view_get_n_pages (view); i++)
    {
      BesedaTab *tab = beseda_tabs_get (adw_tab_view_get_nth_page (view, i));

      g_object_set (tab, "active", active && tab == selected, NULL);
    }
}

void
beseda_tabs_move_all (AdwTabView *from, AdwTabView *to)
{
  AdwTabPage *selected = adw_tab_view_get_selected_page (from);
  g_autoptr (AdwTabView) held = g_object_ref (from); /* its window may end with the last tab */

  while (adw_tab_view_get_n_pages (from) > 0)
    adw_tab_view_transfer_page (from, adw_tab_view_get_nth_page (from, 0), to, adw_tab_view_get_n_pages (to));
  if (selected != NULL)
    adw_tab_view_set_selected_page (to, selected);
}

void
beseda_tabs_add_hosting (AdwTabView *view, BesedaHosting *hosting)
{
  for (int i = 0; i < adw_tab_view_get_n_pages (view); i++)
    beseda_tab_add_hosting (beseda_tabs_get (adw_tab_view_get_nth_page (view, i)), hosting);
}

void
beseda_tabs_leave_all (AdwTabView *view)
{
  for (int i = 0; i < adw_tab_view_get_n_pages (view); i++)
    beseda_tab_leave (beseda_tabs_get (adw_tab_view_get_nth_page (view, i)));
}
