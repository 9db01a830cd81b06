/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-order-actions.h"

#include <glib/gi18n.h>

#include "beseda-dialogs.h"
#include "beseda-shown-text.h"

#define MINUTE 60
#define HOUR (60 * MINUTE)

/* What the actions need; goes with the group. */
typedef struct
{
  BesedaSession *session;    /* weak: a menu may outlive it */
  GtkWidget *widget;         /* borrowed */
  GSimpleActionGroup *group; /* borrowed */
  char *target;              /* while a dialog asks about somebody; nullable */
  guint64 seq;               /* while one asks about a message */
} Context;

static void
context_free (gpointer data)
{
  Context *self = data;

  g_clear_weak_pointer (&self->session);
  g_free (self->target);
  g_free (self);
}

/* NULL: the session is gone, and there is nothing to be done. */
static BesedaOrder *
get_order (Context *self)
{
  return self->session != NULL ? beseda_session_get_order (self->session) : NULL;
}

static GtkWindow *
get_window (Context *self)
{
  return GTK_WINDOW (gtk_widget_get_root (self->widget));
}

static void
do_act (Context *self, BesedaActKind kind, const char *target, const char *text, gint64 seconds, gboolean by_address)
{
  g_autoptr (BesedaAct) act = beseda_act_new (kind, target, text);

  act->seconds = seconds;
  if (get_order (self) != NULL)
    beseda_order_act (get_order (self), act, by_address);
}

static void
on_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  const char *name, *target;
  BesedaActKind kind;
  gint64 seconds;

  g_variant_get (parameter, "(&s&sx)", &name, &target, &seconds);
  if (beseda_act_kind_from_string (name, &kind))
    do_act (user_data, kind, target, NULL, seconds, FALSE);
}

static void
on_ban_asked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GSimpleActionGroup) group = user_data;
  Context *self = g_object_get_data (G_OBJECT (group), "context");
  gboolean by_address;
  g_autofree char *reason = beseda_dialogs_ask_text_finish (result, &by_address);

  if (reason != NULL)
    do_act (self, BESEDA_ACT_BAN, self->target, reason, 0, by_address);
}

static void
on_ban (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Context *self = user_data;
  g_autofree char *name = beseda_shown_name (g_variant_get_string (parameter, NULL));
  /* Translators: %s is a person's name */
  g_autofree char *heading = g_strdup_printf (_ ("Ban %s?"), name);
  const BesedaTextQuestion question = {
    .heading = heading,
    .body = _ ("They have to leave, and cannot come again under any name. Everybody is told, and why."),
    .label = _ ("Reason"),
    .check = _ ("Let nobody new in from the same network address"),
    .confirm = _ ("_Ban"),
    .destructive = TRUE,
    .may_be_empty = TRUE,
  };

  g_free (self->target);
  self->target = g_variant_dup_string (parameter, NULL);
  beseda_dialogs_ask_text_async (get_window (self), &question, on_ban_asked, g_object_ref (self->group));
}

static void
on_topic_asked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GSimpleActionGroup) group = user_data;
  g_autofree char *topic = beseda_dialogs_ask_text_finish (result, NULL);

  if (topic != NULL)
    do_act (g_object_get_data (G_OBJECT (group), "context"), BESEDA_ACT_TOPIC, NULL, topic, 0, FALSE);
}

static void
on_topic (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Context *self = user_data;
  const BesedaTextQuestion question = {
    .heading = _ ("Topic of the Room"),
    .body = _ ("Everybody in the room sees it above what is said."),
    .label = _ ("Topic"),
    .text = get_order (self) != NULL ? beseda_order_get_topic (get_order (self)) : NULL,
    .confirm = _ ("_Set Topic"),
    .may_be_empty = TRUE,
  };

  beseda_dialogs_ask_text_async (get_window (self), &question, on_topic_asked, g_object_ref (self->group));
}

static void
on_remove_confirmed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GSimpleActionGroup) group = user_data;
  Context *self = g_object_get_data (G_OBJECT (group), "context");
  g_autoptr (BesedaAct) act = beseda_act_new (BESEDA_ACT_REMOVE, NULL, NULL);

  if (!beseda_dialogs_confirm_finish (result, NULL) || get_order (self) == NULL)
    return;

  act->target_seq = self->seq;
  beseda_order_act (get_order (self), act, FALSE);
}

static void
on_remove (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Context *self = user_data;

  self->seq = g_variant_get_uint64 (parameter);
  beseda_dialogs_confirm_async (get_window (self), _ ("Remove This Message?"),
                                _ ("What it says is deleted for everybody. That there was a message stays to be seen."),
                                _ ("_Cancel"), _ ("_Remove"), on_remove_confirmed, g_object_ref (self->group));
}

static void
on_lock (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  do_act (user_data, g_variant_get_boolean (value) ? BESEDA_ACT_LOCK : BESEDA_ACT_UNLOCK, NULL, NULL, 0, FALSE);
}

static void
on_slow (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  do_act (user_data, BESEDA_ACT_SLOW, NULL, NULL, g_variant_get_int64 (value), FALSE);
}

static void
on_admit (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  if (get_order (user_data) != NULL)
    beseda_order_answer (get_order (user_data), g_variant_get_string (parameter, NULL), TRUE);
}

static void
on_deny (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  if (get_order (user_data) != NULL)
    beseda_order_answer (get_order (user_data), g_variant_get_string (parameter, NULL), FALSE);
}

/* What can be done, and how things are. */
static void
update (GSimpleActionGroup *group)
{
  static const char *const names[] = { "act", "ban", "remove", "topic", "lock", "slow", "admit", "deny" };
  Context *self = g_object_get_data (G_OBJECT (group), "context");
  BesedaOrder *order = get_order (self);
  const gboolean online = order != NULL && beseda_session_get_state (self->session) == BESEDA_SESSION_ONLINE;
  const gboolean moderates = online && beseda_order_get_role (order) >= BESEDA_ROLE_MODERATOR;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (group), names[i])),
                                 moderates);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (group), "remove-own")),
                               online);
  if (order == NULL)
    return;

  g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (group), "lock")),
                             g_variant_new_boolean (beseda_order_get_locked (order)));
  g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (group), "slow")),
                             g_variant_new_int64 (beseda_order_get_slow (order)));
}

GSimpleActionGroup *
beseda_order_actions_new (BesedaSession *session, GtkWidget *widget)
{
  static const GActionEntry entries[] = {
    { .name = "act", .activate = on_act, .parameter_type = "(ssx)" },
    { .name = "ban", .activate = on_ban, .parameter_type = "s" },
    { .name = "remove", .activate = on_remove, .parameter_type = "t" },
    { .name = "remove-own", .activate = on_remove, .parameter_type = "t" },
    { .name = "topic", .activate = on_topic },
    { .name = "lock", .state = "false", .change_state = on_lock },
    { .name = "slow", .parameter_type = "x", .state = "int64 0", .change_state = on_slow },
    { .name = "admit", .activate = on_admit, .parameter_type = "s" },
    { .name = "deny", .activate = on_deny, .parameter_type = "s" },
  };
  GSimpleActionGroup *group = g_simple_action_group_new ();
  Context *context = g_new0 (Context, 1);

  g_set_weak_pointer (&context->session, session);
  context->widget = widget;
  context->group = group;
  g_object_set_data_full (G_OBJECT (group), "context", context, context_free);
  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), context);
  g_signal_connect_object (beseda_session_get_order (session), "notify", G_CALLBACK (update), group, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (update), group, G_CONNECT_SWAPPED);
  update (group);

  return group;
}

static void
append_act (GMenu *menu, const char *label, BesedaActKind kind, const char *login, gint64 seconds)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "order.act", "(ssx)", beseda_act_kind_to_string (kind), login, seconds);
  g_menu_append_item (menu, item);
}

GMenuModel *
beseda_order_actions_make_menu (BesedaOrder *order, BesedaRosterEntry *person)
{
  const char *login = beseda_roster_entry_get_login (person);
  const BesedaRole role = beseda_roster_entry_get_role (person);
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) mutes = g_menu_new ();
  g_autoptr (GMenu) roles = g_menu_new ();
  g_autoptr (GMenu) out = g_menu_new ();
  g_autoptr (GMenuItem) ban = g_menu_item_new (_ ("_Ban…"), NULL);

  if (beseda_roster_entry_get_own (person) || !beseda_order_allows (order, BESEDA_ACT_KICK, role))
    return NULL;

  if (beseda_roster_entry_get_muted (person))
    append_act (mutes, _ ("Let Them _Write Again"), BESEDA_ACT_UNMUTE, login, 0);
  else
    {
      append_act (mutes, _ ("_Mute for 10 Minutes"), BESEDA_ACT_MUTE, login, 10 * MINUTE);
      append_act (mutes, _ ("Mute for 1 _Hour"), BESEDA_ACT_MUTE, login, HOUR);
      append_act (mutes, _ ("Mute _Until Taken Back"), BESEDA_ACT_MUTE, login, 0);
    }
  if (beseda_order_allows (order, BESEDA_ACT_PROMOTE, role))
    {
      if (role == BESEDA_ROLE_GUEST)
        append_act (roles, _ ("Make M_oderator"), BESEDA_ACT_PROMOTE, login, 0);
      else
        append_act (roles, _ ("_Take Back Moderator’s Rights"), BESEDA_ACT_DEMOTE, login, 0);
    }
  append_act (out, _ ("_Send Out"), BESEDA_ACT_KICK, login, 0);
  g_menu_item_set_action_and_target (ban, "order.ban", "s", login);
  g_menu_append_item (out, ban);

  g_menu_append_section (menu, NULL, G_MENU_MODEL (mutes));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (roles));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (out));

  return G_MENU_MODEL (g_steal_pointer (&menu));
}

GMenuModel *
beseda_order_actions_make_message_menu (guint64 seq, gboolean own)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenuItem) item = g_menu_item_new (_ ("_Remove Message…"), NULL);

  g_menu_item_set_action_and_target (item, own ? "order.remove-own" : "order.remove", "t", seq);
  g_menu_item_set_attribute (item, "hidden-when", "s", "action-disabled");
  g_menu_append_item (menu, item);

  return G_MENU_MODEL (menu);
}
