/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-people-popover.h"

#include <glib/gi18n.h>

#include "beseda-keep-note.h"
#include "beseda-order-actions.h"
#include "beseda-shown-text.h"

struct _BesedaPeoplePopover
{
  GtkPopover parent;

  GtkLabel *title;
  GtkListView *list;
  GtkNoSelection *selection;
  BesedaKeepNote *note;
  GtkWidget *moderation;

  BesedaRoster *roster;
  BesedaOrder *order;
};

G_DEFINE_FINAL_TYPE (BesedaPeoplePopover, beseda_people_popover, GTK_TYPE_POPOVER)

static void
update_title (BesedaPeoplePopover *self)
{
  guint n = self->roster ? beseda_roster_get_n_people (self->roster) : 0;
  g_autofree char *title = g_strdup_printf (ngettext ("%u person here", "%u people here", n), n);

  gtk_label_set_label (self->title, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

/* A row has nobody for a moment while it is made. */
static char *
show_name (GtkListItem *item, const char *login)
{
  return login != NULL ? beseda_shown_name (login) : NULL;
}

static char *
describe_standing (GtkListItem *item, guint role, gboolean muted)
{
  const char *name = role == BESEDA_ROLE_OWNER       ? C_ ("role", "Host")
                     : role == BESEDA_ROLE_MODERATOR ? _ ("Moderator")
                                                     : NULL;

  /* Translators: a moderator, say, who may not write */
  return name != NULL && muted ? g_strdup_printf (_ ("%s, muted"), name)
                               : g_strdup (name != NULL ? name
                                           : muted      ? _ ("Muted")
                                                        : "");
}

static gboolean
has_standing (GtkListItem *item, guint role, gboolean muted)
{
  return role != BESEDA_ROLE_GUEST || muted;
}

/* A newer GTK puts a row into the list only when it is all bound: what asks for this has the row's root among what it
 * depends on. */
static BesedaPeoplePopover *
find_popover (GtkListItem *item)
{
  GtkWidget *child = gtk_list_item_get_child (item);
  GtkWidget *popover = child != NULL ? gtk_widget_get_ancestor (child, BESEDA_TYPE_PEOPLE_POPOVER) : NULL;

  return popover != NULL ? BESEDA_PEOPLE_POPOVER (popover) : NULL;
}

static GMenuModel *
make_menu (GtkListItem *item, BesedaRosterEntry *person, guint role, gboolean muted, GtkRoot *root)
{
  BesedaPeoplePopover *self = find_popover (item);

  return self != NULL && self->order != NULL && person != NULL ? beseda_order_actions_make_menu (self->order, person)
                                                               : NULL;
}

static gboolean
has_menu (GtkListItem *item, BesedaRosterEntry *person, guint role, GtkRoot *root)
{
  BesedaPeoplePopover *self = find_popover (item);

  return self != NULL && self->order != NULL && person != NULL && !beseda_roster_entry_get_own (person) &&
         beseda_order_allows (self->order, BESEDA_ACT_KICK, role);
}

/* Whose rights changed is another's row as well. */
static void
on_role (BesedaPeoplePopover *self)
{
  gtk_widget_set_visible (self->moderation,
                          self->order != NULL && beseda_order_get_role (self->order) >= BESEDA_ROLE_MODERATOR);
  gtk_no_selection_set_model (self->selection, NULL);
  gtk_no_selection_set_model (self->selection, G_LIST_MODEL (self->roster));
}

static void
beseda_people_popover_dispose (GObject *object)
{
  BesedaPeoplePopover *self = BESEDA_PEOPLE_POPOVER (object);

  beseda_people_popover_set_session (self, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), BESEDA_TYPE_PEOPLE_POPOVER);

  G_OBJECT_CLASS (beseda_people_popover_parent_class)->dispose (object);
}

static void
beseda_people_popover_class_init (BesedaPeoplePopoverClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = beseda_people_popover_dispose;

  g_type_ensure (BESEDA_TYPE_KEEP_NOTE);
  g_type_ensure (BESEDA_TYPE_ROSTER_ENTRY);
  gtk_widget_class_set_template_from_resource (widget_class, "/chat/beseda/Beseda/ui/beseda-people-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, BesedaPeoplePopover, title);
  gtk_widget_class_bind_template_child (widget_class, BesedaPeoplePopover, list);
  gtk_widget_class_bind_template_child (widget_class, BesedaPeoplePopover, selection);
  gtk_widget_class_bind_template_child (widget_class, BesedaPeoplePopover, note);
  gtk_widget_class_bind_template_child (widget_class, BesedaPeoplePopover, moderation);
  gtk_widget_class_bind_template_callback (widget_class, show_name);
  gtk_widget_class_bind_template_callback (widget_class, describe_standing);
  gtk_widget_class_bind_template_callback (widget_class, has_standing);
  gtk_widget_class_bind_template_callback (widget_class, make_menu);
  gtk_widget_class_bind_template_callback (widget_class, has_menu);
}

static void
beseda_people_popover_init (BesedaPeoplePopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update_title (self);
}

GtkWidget *
beseda_people_popover_new (void)
{
  return g_object_new (BESEDA_TYPE_PEOPLE_POPOVER, NULL);
}

void
beseda_people_popover_set_session (BesedaPeoplePopover *self, BesedaSession *session)
{
  BesedaRoster *roster;
  BesedaOrder *order;

  g_return_if_fail (BESEDA_IS_PEOPLE_POPOVER (self));
  g_return_if_fail (session == NULL || BESEDA_IS_SESSION (session));

  roster = session ? beseda_session_get_roster (session) : NULL;
  if (self->roster == roster)
    return;
  if (self->roster)
    g_signal_handlers_disconnect_by_data (self->roster, self);
  g_set_object (&self->roster, roster);
  gtk_no_selection_set_model (self->selection, G_LIST_MODEL (roster));
  if (roster)
    g_signal_connect_object (roster, "notify::n-people", G_CALLBACK (update_title), self, G_CONNECT_SWAPPED);
  update_title (self);
  if (self->order)
    g_signal_handlers_disconnect_by_data (self->order, self);
  order = session ? beseda_session_get_order (session) : NULL;
  g_set_object (&self->order, order);
  if (self->order)
    {
      g_autoptr (GSimpleActionGroup) actions = beseda_order_actions_new (session, GTK_WIDGET (self));

      gtk_widget_insert_action_group (GTK_WIDGET (self), "order", G_ACTION_GROUP (actions));
      g_signal_connect_object (self->order, "notify::role", G_CALLBACK (on_role), self, G_CONNECT_SWAPPED);
    }
  else
    gtk_widget_insert_action_group (GTK_WIDGET (self), "order", NULL);
  on_role (self);
  beseda_keep_note_set_session (self->note, session);
}
