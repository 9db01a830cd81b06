/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-order-bar.h"

#include <glib/gi18n.h>

#include "beseda-act-text.h"
#include "beseda-shown-text.h"
#include "beseda-time-format.h"
#include "beseda-toolkit.h"

#define SOON (12 * 60 * 60 * 1000) /* ms */

struct _BesedaOrderBar
{
  GtkWidget parent;

  GtkWidget *box;
  GtkLabel *topic;
  GtkLabel *state;
  GtkBox *knocks;

  BesedaOrder *order;
};

G_DEFINE_FINAL_TYPE (BesedaOrderBar, beseda_order_bar, GTK_TYPE_WIDGET)

static void
show_line (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), *text != '\0');
}

/* Without the day where it is soon. (transfer full) */
static char *
describe_moment (gint64 at)
{
  return at - g_get_real_time () / 1000 < SOON ? beseda_time_format_clock (at) : beseda_time_format_full (at);
}

/* (transfer full) */
static char *
describe_state (BesedaOrder *order)
{
  const gint64 slow = beseda_order_get_slow (order);
  const gint64 until = beseda_order_get_muted_until (order);
  g_autofree char *span = beseda_act_text_new_span (slow);

  if (until == G_MAXINT64)
    return g_strdup (_ ("You are muted: you can read, but not write."));
  if (until > 0)
    {
      g_autofree char *end = describe_moment (until);

      /* Translators: %s is a time of the day, as in "14:05", or with the date before it */
      return g_strdup_printf (_ ("You are muted until %s: you can read, but not write."), end);
    }
  if (slow > 0 && beseda_order_get_role (order) == BESEDA_ROLE_GUEST)
    /* Translators: %s is a span of time, as in "10 seconds" */
    return g_strdup_printf (_ ("Slow mode: one message in %s."), span);

  return g_strdup ("");
}

static void
update (BesedaOrderBar *self)
{
  g_autofree char *topic = beseda_shown_line (beseda_order_get_topic (self->order));
  g_autofree char *state = describe_state (self->order);
  const gboolean knocks = g_list_model_get_n_items (beseda_order_get_knocks (self->order)) > 0;

  show_line (self->topic, topic);
  show_line (self->state, state);
  gtk_widget_set_visible (GTK_WIDGET (self->knocks), knocks);
  gtk_widget_set_visible (GTK_WIDGET (self), *topic != '\0' || *state != '\0' || knocks);
}

static GtkWidget *
create_answer (const char *label, const char *spoken, const char *action, const char *login)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", login);
  beseda_toolkit_name (GTK_WIDGET (button), spoken);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);

  return button;
}

static GtkWidget *
create_knock (BesedaKnock *knock)
{
  const char *login = beseda_knock_get_login (knock);
  g_autofree char *name = beseda_shown_name (login);
  /* Translators: %s is a person's name */
  g_autofree char *text = g_strdup_printf (_ ("%s wants to join"), name);
  g_autofree char *admit = g_strdup_printf (_ ("Let %s In"), name);
  g_autofree char *deny = g_strdup_printf (_ ("Don’t Let %s In"), name);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), create_answer (_ ("Let In"), admit, "order.admit", login));
  gtk_box_append (GTK_BOX (row), create_answer (_ ("Not Now"), deny, "order.deny", login));

  return row;
}

static void
on_knocks (BesedaOrderBar *self, guint position, guint n_removed, guint n_added)
{
  GListModel *knocks = beseda_order_get_knocks (self->order);
  GtkWidget *before = position > 0 ? gtk_widget_get_first_child (GTK_WIDGET (self->knocks)) : NULL;

  for (guint i = 1; i < position; i++)
    before = gtk_widget_get_next_sibling (before);
  for (guint i = 0; i < n_removed; i++)
    gtk_box_remove (self->knocks, before != NULL ? gtk_widget_get_next_sibling (before)
                                                 : gtk_widget_get_first_child (GTK_WIDGET (self->knocks)));
  for (guint i = 0; i < n_added; i++)
    {
      g_autoptr (BesedaKnock) knock = g_list_model_get_item (knocks, position + i);
      GtkWidget *row = create_knock (knock);

      gtk_box_insert_child_after (self->knocks, row, before);
      before = row;
    }
  update (self);
}

static void
beseda_order_bar_dispose (GObject *object)
{
  BesedaOrderBar *self = BESEDA_ORDER_BAR (object);

  if (self->order != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->order, self);
      g_signal_handlers_disconnect_by_data (beseda_order_get_knocks (self->order), self);
    }
  g_clear_object (&self->order);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), BESEDA_TYPE_ORDER_BAR);

  G_OBJECT_CLASS (beseda_order_bar_parent_class)->dispose (object);
}

static void
beseda_order_bar_class_init (BesedaOrderBarClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = beseda_order_bar_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/chat/beseda/Beseda/ui/beseda-order-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, BesedaOrderBar, box);
  gtk_widget_class_bind_template_child (widget_class, BesedaOrderBar, topic);
  gtk_widget_class_bind_template_child (widget_class, BesedaOrderBar, state);
  gtk_widget_class_bind_template_child (widget_class, BesedaOrderBar, knocks);
}

static void
beseda_order_bar_init (BesedaOrderBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
beseda_order_bar_set_order (BesedaOrderBar *self, BesedaOrder *order)
{
  GListModel *knocks = beseda_order_get_knocks (order);

  g_return_if_fail (self->order == NULL);

  self->order = g_object_ref (order);
  g_signal_connect_object (order, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (knocks, "items-changed", G_CALLBACK (on_knocks), self, G_CONNECT_SWAPPED);
  on_knocks (self, 0, 0, g_list_model_get_n_items (knocks));
}
