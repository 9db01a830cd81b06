/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-message-row.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "beseda-linkify.h"
#include "beseda-time-format.h"

#define AVATAR_COLUMN 46 /* the avatar and the margin after it: where messages without one begin */
#define OWN_INDENT 46    /* one's own messages never reach the other side */

struct _BesedaMessageRow
{
  BesedaTimelineRow parent;

  AdwAvatar *avatar;
  GtkBox *content;
  GtkBox *header;
  GtkLabel *name;
  GtkLabel *time;
  GtkBox *line;
  GtkImage *pending;
  GtkLabel *text;
  GtkBox *failure;
  GtkLabel *problem;
  GtkButton *retry;
  GtkButton *discard;
};

G_DEFINE_FINAL_TYPE (BesedaMessageRow, beseda_message_row, BESEDA_TYPE_TIMELINE_ROW)

static void
set_css_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
show_sides (BesedaMessageRow *self, gboolean own, gboolean first)
{
  GtkAlign side = own ? GTK_ALIGN_END : GTK_ALIGN_START;

  set_css_class (GTK_WIDGET (self), "own", own);
  set_css_class (GTK_WIDGET (self), "first", first);
  gtk_widget_set_visible (GTK_WIDGET (self->avatar), first && !own);
  gtk_widget_set_visible (GTK_WIDGET (self->name), !own);
  gtk_widget_set_visible (GTK_WIDGET (self->header), first);
  gtk_widget_set_margin_start (GTK_WIDGET (self->content), own ? OWN_INDENT : first ? 0 : AVATAR_COLUMN);
  gtk_widget_set_halign (GTK_WIDGET (self->header), side);
  gtk_widget_set_halign (GTK_WIDGET (self->line), side);
  gtk_widget_set_halign (GTK_WIDGET (self->failure), side);
}

static void
show_delivery (BesedaMessageRow *self, BesedaTimelineItem *item)
{
  BesedaDelivery delivery = beseda_timeline_item_get_delivery (item);
  const char *id = beseda_timeline_item_get_id (item);
  gboolean failed = delivery == BESEDA_DELIVERY_FAILED;

  set_css_class (GTK_WIDGET (self->text), "pending", delivery == BESEDA_DELIVERY_PENDING);
  set_css_class (GTK_WIDGET (self->text), "failed", failed);
  gtk_widget_set_visible (GTK_WIDGET (self->pending), delivery == BESEDA_DELIVERY_PENDING);
  gtk_widget_set_visible (GTK_WIDGET (self->failure), failed);
  if (!failed)
    return;

  const char *problem = beseda_timeline_item_get_problem (item);
  gtk_label_set_label (self->problem, problem ? problem : _ ("Not sent."));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->retry), "s", id ? id : "");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->discard), "s", id ? id : "");
}

static char *
describe (BesedaTimelineItem *item, const char *time)
{
  const char *login = beseda_timeline_item_get_login (item);
  const char *text = beseda_timeline_item_get_text (item);

  switch (beseda_timeline_item_get_delivery (item))
    {
    case BESEDA_DELIVERY_PENDING:
      /* Translators: read aloud for a message: NAME, TIME, sending: TEXT */
      return g_strdup_printf (_ ("%s, %s, sending: %s"), login, time, text);
    case BESEDA_DELIVERY_FAILED:
      /* Translators: read aloud for a message: NAME, TIME, not sent: TEXT */
      return g_strdup_printf (_ ("%s, %s, not sent: %s"), login, time, text);
    case BESEDA_DELIVERY_SENT:
      break;
    }
  /* Translators: read aloud for a message: NAME, TIME: TEXT */
  return g_strdup_printf (_ ("%s, %s: %s"), login, time, text);
}

static void
beseda_message_row_show_item (BesedaTimelineRow *row, BesedaTimelineItem *item)
{
  BesedaMessageRow *self = BESEDA_MESSAGE_ROW (row);
  const char *login = beseda_timeline_item_get_login (item);
  const char *text = beseda_timeline_item_get_text (item);
  gboolean own = beseda_timeline_item_get_own (item);
  gboolean first = beseda_timeline_item_get_first_of_group (item);
  g_autofree char *markup = beseda_linkify (text);
  g_autofree char *time = beseda_time_format_clock (beseda_timeline_item_get_at (item));
  g_autofree char *label = describe (item, time);

  show_sides (self, own, first);
  if (first && !own)
    {
      adw_avatar_set_text (self->avatar, login);
      gtk_label_set_label (self->name, login);
    }
  if (first)
    gtk_label_set_label (self->time, time);
  set_css_class (GTK_WIDGET (self->text), "emoji", beseda_linkify_is_emoji (text));
  gtk_label_set_label (self->text, markup);
  show_delivery (self, item);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/* The full time of any message, when the pointer rests on it: asked for, not kept ready. */
static gboolean
beseda_message_row_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  BesedaTimelineItem *item = beseda_timeline_row_get_item (BESEDA_TIMELINE_ROW (widget));
  g_autofree char *time = NULL;

  if (!item)
    return FALSE;
  time = beseda_time_format_full (beseda_timeline_item_get_at (item));
  gtk_tooltip_set_text (tooltip, time);
  return TRUE;
}

static void
beseda_message_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), BESEDA_TYPE_MESSAGE_ROW);

  G_OBJECT_CLASS (beseda_message_row_parent_class)->dispose (object);
}

static void
beseda_message_row_class_init (BesedaMessageRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = beseda_message_row_dispose;
  widget_class->query_tooltip = beseda_message_row_query_tooltip;
  BESEDA_TIMELINE_ROW_CLASS (class)->show_item = beseda_message_row_show_item;

  gtk_widget_class_set_template_from_resource (widget_class, "/chat/beseda/Beseda/ui/beseda-message-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BesedaMessageRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, BesedaMessageRow, content);
  gtk_widget_class_bind_template_child (widget_class, BesedaMessageRow, header);
  gtk_widget_class_bind_template_child (widget_class, BesedaMessageRow, name);
  gtk_widget_class_bind_template_child (widget_class, BesedaMessageRow, time);
  gtk_widget_class_bind_template_child (widget_class, BesedaMessageRow, line);
  gtk_widget_class_bind_template_child (widget_class, BesedaMessageRow, pending);
  gtk_widget_class_bind_template_child (widget_class, BesedaMessageRow, text);
  gtk_widget_class_bind_template_child (widget_class, BesedaMessageRow, failure);
  gtk_widget_class_bind_template_child (widget_class, BesedaMessageRow, problem);
  gtk_widget_class_bind_template_child (widget_class, BesedaMessageRow, retry);
  gtk_widget_class_bind_template_child (widget_class, BesedaMessageRow, discard);
}

static void
beseda_message_row_init (BesedaMessageRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}
