/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-tab-strip.h"

struct _BesedaTabStrip
{
  AdwBin parent_instance;

  AdwTabView *view;
};

G_DEFINE_FINAL_TYPE (BesedaTabStrip, beseda_tab_strip, ADW_TYPE_BIN)

/* What libadwaita 1.2 tells only those who see it: what the cross on a tab does. */
static void
name_crosses (GtkWidget *widget)
{
  const char *tooltip = gtk_widget_get_tooltip_text (widget);

  if (GTK_IS_BUTTON (widget) && tooltip != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip, -1);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    name_crosses (child);
}

static void
on_page_attached (BesedaTabStrip *self, AdwTabPage *page, int position, AdwTabView *view)
{
  if (adw_tab_view_get_n_pages (view) > 1)
    beseda_tab_strip_expect_more (self);
  name_crosses (GTK_WIDGET (self));
}

static void
beseda_tab_strip_dispose (GObject *object)
{
  g_clear_object (&BESEDA_TAB_STRIP (object)->view);

  G_OBJECT_CLASS (beseda_tab_strip_parent_class)->dispose (object);
}

static void
beseda_tab_strip_class_init (BesedaTabStripClass *class)
{
  G_OBJECT_CLASS (class)->dispose = beseda_tab_strip_dispose;
}

static void
beseda_tab_strip_init (BesedaTabStrip *self)
{
}

void
beseda_tab_strip_set_view (BesedaTabStrip *self, AdwTabView *view)
{
  g_return_if_fail (BESEDA_IS_TAB_STRIP (self));
  g_return_if_fail (ADW_IS_TAB_VIEW (view) && self->view == NULL);

  self->view = g_object_ref (view);
  /* After the bar has its tab. */
  g_signal_connect_object (view, "page-attached", G_CALLBACK (on_page_attached), self,
                           G_CONNECT_AFTER | G_CONNECT_SWAPPED);
}

void
beseda_tab_strip_expect_more (BesedaTabStrip *self)
{
  AdwTabBar *bar;

  g_return_if_fail (BESEDA_IS_TAB_STRIP (self));

  if (adw_bin_get_child (ADW_BIN (self)) != NULL)
    return;

  bar = adw_tab_bar_new ();
  adw_tab_bar_set_view (bar, self->view);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (bar));
}
