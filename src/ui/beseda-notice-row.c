/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-notice-row.h"

#include <glib/gi18n.h>

#include "beseda-shown-text.h"

#define MAX_UNFOLDED 200 /* names: enough for anybody to read, few enough to lay out at once */

struct _BesedaNoticeRow
{
  BesedaTimelineRow parent;

  GtkLabel *notice;
  GtkToggleButton *unfold;
};

G_DEFINE_FINAL_TYPE (BesedaNoticeRow, beseda_notice_row, BESEDA_TYPE_TIMELINE_ROW)

static char *
list_names (const char *const *names)
{
  g_autoptr (GString) list = g_string_new (NULL);
  guint n = g_strv_length ((char **) names);

  for (guint i = 0; i < MIN (n, MAX_UNFOLDED); i++)
    {
      g_autofree char *name = beseda_shown_name_inside (names[i]);
      g_string_append_printf (list, i > 0 ? ", %s" : "%s", name);
    }
  if (n > MAX_UNFOLDED)
    g_string_append (list, "…");
  return g_string_free (g_steal_pointer (&list), FALSE);
}

static char *
describe_joined (const char *const *names, gboolean unfolded)
{
  guint n = g_strv_length ((char **) names);
  g_autofree char *first = n > 0 ? beseda_shown_name_inside (names[0]) : NULL;
  g_autofree char *second = n > 1 ? beseda_shown_name_inside (names[1]) : NULL;

  if (n == 0)
    return NULL;
  if (n == 1)
    return g_strdup_printf (_ ("%s joined"), first);
  if (n == 2)
    return g_strdup_printf (_ ("%s and %s joined"), first, second);
  if (unfolded)
    {
      g_autofree char *list = list_names (names);
      return g_strdup_printf (_ ("Joined: %s"), list);
    }
  return g_strdup_printf (ngettext ("%s, %s and %u other joined", "%s, %s and %u others joined", n - 2), first, second,
                          n - 2);
}

static char *
describe_left (const char *const *names, gboolean unfolded)
{
  guint n = g_strv_length ((char **) names);
  g_autofree char *first = n > 0 ? beseda_shown_name_inside (names[0]) : NULL;
  g_autofree char *second = n > 1 ? beseda_shown_name_inside (names[1]) : NULL;

  if (n == 0)
    return NULL;
  if (n == 1)
    return g_strdup_printf (_ ("%s left"), first);
  if (n == 2)
    return g_strdup_printf (_ ("%s and %s left"), first, second);
  if (unfolded)
    {
      g_autofree char *list = list_names (names);
      return g_strdup_printf (_ ("Left: %s"), list);
    }
  return g_strdup_printf (ngettext ("%s, %s and %u other left", "%s, %s and %u others left", n - 2), first, second,
                          n - 2);
}

static void
show_line (BesedaNoticeRow *self, const char *text)
{
  gtk_label_set_label (self->notice, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
show_notice (BesedaNoticeRow *self, BesedaTimelineItem *item)
{
  const char *const *joined = beseda_timeline_item_get_joined (item);
  const char *const *left = beseda_timeline_item_get_left (item);
  gboolean unfolded = gtk_toggle_button_get_active (self->unfold);
  gboolean foldable = g_strv_length ((char **) joined) > 2 || g_strv_length ((char **) left) > 2;
  g_autofree char *came = describe_joined (joined, unfolded);
  g_autofree char *went = describe_left (left, unfolded);
  /* Translators: "Ann joined; Bob left" */
  g_autofree char *both = came && went ? g_strdup_printf (_ ("%s; %s"), came, went) : NULL;

  show_line (self, both ? both : came ? came : went ? went : "");
  gtk_widget_set_visible (GTK_WIDGET (self->unfold), foldable);
}

static void
on_unfold (BesedaNoticeRow *self)
{
  BesedaTimelineItem *item = beseda_timeline_row_get_item (BESEDA_TIMELINE_ROW (self));

  gtk_button_set_icon_name (GTK_BUTTON (self->unfold),
                            gtk_toggle_button_get_active (self->unfold) ? "pan-up-symbolic" : "pan-down-symbolic");
  if (item)
    show_notice (self, item);
}

/* What somebody who keeps order did, with the reason that they gave. */
static void
show_act (BesedaNoticeRow *self, BesedaTimelineItem *item)
{
  g_autofree char *text = beseda_shown_text (beseda_timeline_item_get_text (item), FALSE, NULL);

  show_line (self, text);
}

static void
beseda_notice_row_show_item (BesedaTimelineRow *row, BesedaTimelineItem *item)
{
  if (beseda_timeline_item_get_kind (item) == BESEDA_TIMELINE_ITEM_NOTICE)
    show_notice (BESEDA_NOTICE_ROW (row), item);
  else
    {
      show_act (BESEDA_NOTICE_ROW (row), item);
      gtk_widget_set_visible (GTK_WIDGET (BESEDA_NOTICE_ROW (row)->unfold), FALSE);
    }
}

static void
beseda_notice_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), BESEDA_TYPE_NOTICE_ROW);

  G_OBJECT_CLASS (beseda_notice_row_parent_class)->dispose (object);
}

static void
beseda_notice_row_class_init (BesedaNoticeRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = beseda_notice_row_dispose;
  BESEDA_TIMELINE_ROW_CLASS (class)->show_item = beseda_notice_row_show_item;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/chat/beseda/Beseda/ui/beseda-notice-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BesedaNoticeRow, notice);
  gtk_widget_class_bind_template_child (widget_class, BesedaNoticeRow, unfold);
  gtk_widget_class_bind_template_callback (widget_class, on_unfold);
}

static void
beseda_notice_row_init (BesedaNoticeRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
