/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-message-row.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "beseda-link-dialog.h"
#include "beseda-link.h"
#include "beseda-linkify.h"
#include "beseda-order-actions.h"
#include "beseda-shown-text.h"
#include "beseda-time-format.h"

#define AVATAR_COLUMN 46  /* the avatar and the margin after it: where messages without one begin */
#define MIN_TEXT_CHARS 12 /* what a bubble is wide at least, where its text is longer */
#define INDENT 46         /* pixels: others' messages begin after their avatar, one's own keep clear of that side */
#define ICON_SPACE 8      /* pixels between the bubble and the icon beside it */

struct _BesedaMessageRow
{
  BesedaTimelineRow parent;

  AdwAvatar *avatar;
  GtkBox *header;
  GtkLabel *name;
  GtkLabel *time;
  GtkImage *pending;
  GtkLabel *text;
  GtkButton *more;
  GtkBox *failure;
  GtkLabel *problem;
  GtkButton *retry;
  GtkButton *discard;

  gboolean own;
  gboolean whole;           /* the person asked for all of a long text */
  BesedaTimelineItem *item; /* that this was asked about; NULL: it is gone */
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
  set_css_class (GTK_WIDGET (self), "own", own);
  set_css_class (GTK_WIDGET (self), "first", first);
  gtk_widget_set_visible (GTK_WIDGET (self->avatar), first && !own);
  gtk_widget_set_visible (GTK_WIDGET (self->name), !own);
  gtk_widget_set_visible (GTK_WIDGET (self->header), first);
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

/* Without a least width of its own a label finds one by breaking its text after every character, which takes longer
 * than all the rest of a row together. */
static void
show_text (BesedaMessageRow *self, const char *written)
{
  gboolean cut;
  g_autofree char *text = beseda_shown_text (written, self->whole, &cut);
  g_autofree char *markup = beseda_linkify (text);
  int longest = 0, length = 0;

  for (const char *p = text; *p && longest < 2 * MIN_TEXT_CHARS; p = g_utf8_next_char (p))
    {
      length = *p == '\n' ? 0 : length + 1;
      longest = MAX (longest, length);
    }
  gtk_label_set_width_chars (self->text, MIN (longest / 2, MIN_TEXT_CHARS));
  set_css_class (GTK_WIDGET (self->text), "emoji", beseda_linkify_is_emoji (text));
  gtk_label_set_label (self->text, markup);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "message.open-link", strstr (markup, "<a ") != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->more), cut || self->whole);
  gtk_button_set_label (self->more, self->whole ? _ ("Show Less") : _ ("Show More"));
}

static const char *
get_text (BesedaTimelineItem *item)
{
  const char *text = beseda_timeline_item_get_text (item);

  return text != NULL ? text : _ ("Message removed");
}

static char *
describe (BesedaTimelineItem *item, const char *time)
{
  g_autofree char *login = beseda_shown_name_inside (beseda_timeline_item_get_login (item));
  g_autofree char *text = beseda_shown_text (get_text (item), FALSE, NULL);

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
on_more (BesedaMessageRow *self)
{
  BesedaTimelineItem *item = beseda_timeline_row_get_item (BESEDA_TIMELINE_ROW (self));

  self->whole = !self->whole;
  if (item)
    show_text (self, get_text (item));
}

static gboolean
on_link (BesedaMessageRow *self, const char *link)
{
  beseda_link_dialog_show (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), link);
  return TRUE;
}

/* What a screen reader offers for a message as a whole: to open its first link. */
static void
open_link (GtkWidget *widget, const char *action, GVariant *parameter)
{
  const char *end;
  const char *begin = beseda_link_find (gtk_label_get_text (BESEDA_MESSAGE_ROW (widget)->text), &end);
  g_autofree char *link = begin != NULL ? g_strndup (begin, end - begin) : NULL;

  if (link != NULL)
    on_link (BESEDA_MESSAGE_ROW (widget), link);
}

/* Beside what can be done to any text. */
static void
show_menu (BesedaMessageRow *self, BesedaTimelineItem *item)
{
  const guint64 seq = beseda_timeline_item_get_seq (item);
  g_autoptr (GMenuModel) menu = seq > 0 && beseda_timeline_item_get_text (item) != NULL
                                    ? beseda_order_actions_make_message_menu (seq, beseda_timeline_item_get_own (item))
                                    : NULL;

  gtk_label_set_extra_menu (self->text, menu);
}

static void
beseda_message_row_show_item (BesedaTimelineRow *row, BesedaTimelineItem *item)
{
  BesedaMessageRow *self = BESEDA_MESSAGE_ROW (row);
  g_autofree char *login = beseda_shown_name (beseda_timeline_item_get_login (item));
  gboolean own = beseda_timeline_item_get_own (item);
  gboolean first = beseda_timeline_item_get_first_of_group (item);
  g_autofree char *time = beseda_time_format_clock (beseda_timeline_item_get_at (item));
  g_autofree char *label = describe (item, time);

  self->own = own;
  self->whole = self->whole && self->item == item;
  g_set_weak_pointer (&self->item, item);
  show_sides (self, own, first);
  if (first && !own)
    {
      adw_avatar_set_text (self->avatar, login);
      gtk_label_set_label (self->name, login);
    }
  if (first)
    gtk_label_set_label (self->time, time);
  show_text (self, get_text (item));
  set_css_class (GTK_WIDGET (self), "named", beseda_timeline_item_get_named (item));
  set_css_class (GTK_WIDGET (self->text), "removed", beseda_timeline_item_get_text (item) == NULL);
  show_delivery (self, item);
  show_menu (self, item);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_queue_resize (GTK_WIDGET (self)); /* the side may be all that has changed */
}

/* The layout is by hand: boxes whose children don't fill them find a text's width by trying a dozen of them. */

static int
get_height (gpointer widget, int width)
{
  int height = 0;

  if (gtk_widget_should_layout (widget))
    gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, &height, NULL, NULL, NULL);
  return height;
}

/* As wide as it likes to be, within `available`. */
static int
get_width (gpointer widget, int available)
{
  int min = 0, natural = 0;

  if (gtk_widget_should_layout (widget))
    gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &min, &natural, NULL, NULL);
  return MAX (min, MIN (natural, available));
}

static int
get_text_width (BesedaMessageRow *self, int column)
{
  int icon = get_width (self->pending, column);

  return get_width (self->text, column - (icon > 0 ? icon + ICON_SPACE : 0));
}

static void
beseda_message_row_measure (
    GtkWidget *widget, GtkOrientation orientation, int for_size, int *min, int *natural, int *min_base, int *nat_base)
{
  BesedaMessageRow *self = BESEDA_MESSAGE_ROW (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *min = INDENT + MAX (get_text_width (self, 0), MAX (get_width (self->header, 0), get_width (self->failure, 0)));
      *natural = MAX (*min, INDENT + get_text_width (self, G_MAXINT / 2));
    }
  else
    {
      int column = for_size < 0 ? G_MAXINT / 2 : MAX (for_size - INDENT, 0);
      int height = get_height (self->header, -1) + get_height (self->text, get_text_width (self, column)) +
                   get_height (self->more, -1) + get_height (self->failure, get_width (self->failure, column));

      *min = *natural = MAX (height, get_height (self->avatar, -1));
    }
}

/* `x` is counted from the side at which the message stands: the start for others', the end for one's own. */
static void
allocate (BesedaMessageRow *self, gpointer child, int x, int y, int width, int height)
{
  gboolean from_right = self->own != (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL);
  GtkAllocation place = { from_right ? gtk_widget_get_width (GTK_WIDGET (self)) - x - width : x, y, width, height };

  if (gtk_widget_should_layout (child))
    gtk_widget_size_allocate (child, &place, -1);
}

static void
beseda_message_row_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  BesedaMessageRow *self = BESEDA_MESSAGE_ROW (widget);
  int start = self->own ? 0 : INDENT, column = width - INDENT;
  int text_width = get_text_width (self, column), text_height = get_height (self->text, text_width);
  int header_height = get_height (self->header, -1);
  int icon = get_width (self->pending, column), failure = get_width (self->failure, column);
  int avatar = get_height (self->avatar, -1);
  int more_y = header_height + text_height, more_height = get_height (self->more, -1);

  allocate (self, self->avatar, 0, 0, avatar, avatar);
  allocate (self, self->header, start, 0, get_width (self->header, column), header_height);
  allocate (self, self->text, start, header_height, text_width, text_height);
  allocate (self, self->pending, start + text_width + ICON_SPACE, header_height, icon, text_height);
  allocate (self, self->more, start, more_y, get_width (self->more, column), more_height);
  allocate (self, self->failure, start, more_y + more_height, failure, get_height (self->failure, failure));
}

static GtkSizeRequestMode
beseda_message_row_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
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
  g_clear_weak_pointer (&BESEDA_MESSAGE_ROW (object)->item);
  gtk_widget_dispose_template (GTK_WIDGET (object), BESEDA_TYPE_MESSAGE_ROW);

  G_OBJECT_CLASS (beseda_message_row_parent_class)->dispose (object);
}

static void
beseda_message_row_class_init (BesedaMessageRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = beseda_message_row_dispose;
  widget_class->measure = beseda_message_row_measure;
  widget_class->size_allocate = beseda_message_row_size_allocate;
  widget_class->get_request_mode = beseda_message_row_get_request_mode;
  widget_class->query_tooltip = beseda_message_row_query_tooltip;
  BESEDA_TIMELINE_ROW_CLASS (class)->show_item = beseda_message_row_show_item;

  gtk_widget_class_set_template_from_resource (widget_class, "/chat/beseda/Beseda/ui/beseda-message-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BesedaMessageRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, BesedaMessageRow, header);
  gtk_widget_class_bind_template_child (widget_class, BesedaMessageRow, name);
  gtk_widget_class_bind_template_child (widget_class, BesedaMessageRow, time);
  gtk_widget_class_bind_template_child (widget_class, BesedaMessageRow, pending);
  gtk_widget_class_bind_template_child (widget_class, BesedaMessageRow, text);
  gtk_widget_class_bind_template_child (widget_class, BesedaMessageRow, more);
  gtk_widget_class_bind_template_child (widget_class, BesedaMessageRow, failure);
  gtk_widget_class_bind_template_child (widget_class, BesedaMessageRow, problem);
  gtk_widget_class_bind_template_child (widget_class, BesedaMessageRow, retry);
  gtk_widget_class_bind_template_child (widget_class, BesedaMessageRow, discard);
  gtk_widget_class_bind_template_callback (widget_class, on_link);
  gtk_widget_class_bind_template_callback (widget_class, on_more);
  gtk_widget_class_install_action (widget_class, "message.open-link", NULL, open_link);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, 0, "message.open-link", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, 0, "message.open-link", NULL);
}

static void
beseda_message_row_init (BesedaMessageRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}
