/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-kept-row.h"

#include <glib/gi18n.h>

#include "beseda-time-format.h"
#include "beseda-toolkit.h"

struct _BesedaKeptRow
{
  AdwActionRow parent;

  GtkWidget *resume;
  GtkWidget *delete;

  BesedaKeptRoom *room;
};

enum
{
  RESUME,
  DELETE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BesedaKeptRow, beseda_kept_row, ADW_TYPE_ACTION_ROW)

static void
on_resume (BesedaKeptRow *self)
{
  g_signal_emit (self, signals[RESUME], 0);
}

static void
on_delete (BesedaKeptRow *self)
{
  g_signal_emit (self, signals[DELETE], 0);
}

/* (transfer full) */
static char *
describe_last_use (gint64 at)
{
  g_autofree char *day = beseda_time_format_day (at, g_get_real_time () / 1000);
  g_autofree char *clock = beseda_time_format_clock (at);

  /* Translators: %1$s is a day, such as “Today” or “Friday, 5 June”, %2$s the time. */
  return g_strdup_printf (_ ("Last open: %1$s, %2$s"), day, clock);
}

static void
name_button (GtkWidget *button, const char *name)
{
  gtk_widget_set_tooltip_text (button, name);
  beseda_toolkit_name (GTK_WIDGET (button), name);
}

static void
beseda_kept_row_dispose (GObject *object)
{
  BesedaKeptRow *self = BESEDA_KEPT_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), BESEDA_TYPE_KEPT_ROW);
  g_clear_object (&self->room);

  G_OBJECT_CLASS (beseda_kept_row_parent_class)->dispose (object);
}

static void
beseda_kept_row_class_init (BesedaKeptRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = beseda_kept_row_dispose;

  signals[RESUME] = g_signal_new ("resume", BESEDA_TYPE_KEPT_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                  0);
  signals[DELETE] = g_signal_new ("delete", BESEDA_TYPE_KEPT_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                  0);

  gtk_widget_class_set_template_from_resource (widget_class, "/chat/beseda/Beseda/ui/beseda-kept-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BesedaKeptRow, resume);
  gtk_widget_class_bind_template_child (widget_class, BesedaKeptRow, delete);
  gtk_widget_class_bind_template_callback (widget_class, on_resume);
  gtk_widget_class_bind_template_callback (widget_class, on_delete);
}

static void
beseda_kept_row_init (BesedaKeptRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
beseda_kept_row_new (BesedaKeptRoom *room)
{
  BesedaKeptRow *self = g_object_new (BESEDA_TYPE_KEPT_ROW, NULL);
  const char *name = beseda_kept_room_get_name (room);
  const gint64 last_at = beseda_kept_room_get_last_at (room);
  const char *problem = beseda_kept_room_get_problem (room);
  g_autofree char *last_use = last_at > 0 ? describe_last_use (last_at) : NULL;
  /* Translators: %s is a room's name. */
  g_autofree char *resume = g_strdup_printf (_ ("Resume %s"), name);
  /* Translators: %s is a room's name. */
  g_autofree char *delete = g_strdup_printf (_ ("Delete %s…"), name);

  self->room = g_object_ref (room);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), name);
  if (problem)
    {
      adw_action_row_set_subtitle (ADW_ACTION_ROW (self), problem);
      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 0);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
      gtk_widget_set_visible (self->resume, FALSE);
      gtk_widget_set_visible (self->delete, *beseda_kept_room_get_handle (room) != '\0');
    }
  else if (last_use)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self), last_use);
  name_button (self->resume, resume);
  name_button (self->delete, delete);
  return GTK_WIDGET (self);
}

BesedaKeptRoom *
beseda_kept_row_get_room (BesedaKeptRow *self)
{
  g_return_val_if_fail (BESEDA_IS_KEPT_ROW (self), NULL);

  return self->room;
}
