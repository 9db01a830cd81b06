/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-reading-place.h"

#include <glib/gi18n.h>

#include "beseda-shown-text.h"
#include "beseda-toolkit.h"

#define PAUSE_MSECONDS 300 /* between two looks at what is in sight */

struct _BesedaReadingPlace
{
  BesedaSession *session;
  BesedaTimeline *timeline;
  BesedaHistory *history;
  BesedaTimelineView *view;
  void (*changed) (gpointer user_data);
  gpointer user_data;

  gboolean active;
  gboolean opened;    /* the line was looked for, or the person has gone elsewhere */
  gboolean to_end;    /* the end was asked for, and is on its way */
  guint unread_plain; /* of those that have no number */
  guint named_plain;
  guint unread;   /* all */
  guint named;    /* of these: what names the person */
  guint64 wanted; /* to be shown when it is there; 0: nothing */
  gboolean has_messages;
  guint look; /* source */
};

static gboolean
is_reading_end (BesedaReadingPlace *self)
{
  return self->active && beseda_reading_place_is_at_end (self);
}

static void
read_plain (BesedaReadingPlace *self)
{
  self->unread_plain = 0;
  self->named_plain = 0;
}

static void
count (BesedaReadingPlace *self)
{
  const guint64 read = beseda_history_get_read (self->history);
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->timeline));
  guint numbered = 0;
  guint named = 0;

  for (guint i = n; i > 0; i--)
    {
      g_autoptr (BesedaTimelineItem) item = g_list_model_get_item (G_LIST_MODEL (self->timeline), i - 1);

      if (beseda_timeline_item_get_kind (item) != BESEDA_TIMELINE_ITEM_MESSAGE)
        continue;
      self->has_messages = TRUE;
      if (beseda_timeline_item_get_seq (item) == 0)
        continue;
      if (beseda_timeline_item_get_seq (item) <= read)
        break;
      numbered += !beseda_timeline_item_get_own (item);
      named += beseda_timeline_item_get_named (item);
    }

  self->unread = numbered + self->unread_plain;
  self->named = named + self->named_plain;
  self->changed (self->user_data);
}

/* What is in sight is read. */
static gboolean
look (gpointer user_data)
{
  BesedaReadingPlace *self = user_data;
  guint position;

  self->look = 0;
  if (self->active && beseda_timeline_view_get_last_in_sight (self->view, &position))
    {
      beseda_history_set_read (self->history, beseda_timeline_get_seq_at (self->timeline, position));
      if (beseda_reading_place_is_at_end (self))
        read_plain (self);
      count (self);
    }

  return G_SOURCE_REMOVE;
}

static void
look_soon (BesedaReadingPlace *self)
{
  if (self->look == 0 && self->active)
    self->look = g_timeout_add (PAUSE_MSECONDS, look, self);
}

/* To the line, where there is one, and once. */
static void
open_at_line (BesedaReadingPlace *self)
{
  guint position;

  if (self->opened || !beseda_timeline_get_unread_position (self->timeline, &position))
    return;

  self->opened = TRUE;
  beseda_timeline_view_scroll_to (self->view, position);
}

static void
on_arrived (BesedaReadingPlace *self)
{
  open_at_line (self);
  self->opened = TRUE;
}

static void
on_items_changed (BesedaReadingPlace *self, guint position, guint removed, guint added)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (BesedaTimelineItem) item = g_list_model_get_item (G_LIST_MODEL (self->timeline), i);

      if (beseda_timeline_item_get_kind (item) == BESEDA_TIMELINE_ITEM_MESSAGE &&
          beseda_timeline_item_get_seq (item) == 0 && !beseda_timeline_item_get_own (item))
        {
          self->unread_plain++;
          self->named_plain += beseda_timeline_item_get_named (item);
        }
    }

  open_at_line (self);
  if (is_reading_end (self))
    {
      read_plain (self);
      beseda_history_set_read (self->history, beseda_timeline_get_to_seq (self->timeline));
    }
  look_soon (self);
  count (self);
}

/* FALSE: it is not in the timeline. */
static gboolean
scroll_to_seq (BesedaReadingPlace *self, guint64 seq)
{
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->timeline)); i > 0; i--)
    {
      g_autoptr (BesedaTimelineItem) item = g_list_model_get_item (G_LIST_MODEL (self->timeline), i - 1);

      if (beseda_timeline_item_get_kind (item) != BESEDA_TIMELINE_ITEM_MESSAGE ||
          beseda_timeline_item_get_seq (item) != seq)
        continue;

      beseda_timeline_view_scroll_to (self->view, i - 1);
      return TRUE;
    }

  return FALSE;
}

/* Once, as it comes, wherever the person reads in the room; what they look away from is notified of. */
static void
on_said (BesedaReadingPlace *self, BesedaEvent *message)
{
  g_autofree char *sender = NULL;
  g_autofree char *text = NULL;
  g_autofree char *said = NULL;

  if (!self->active)
    return;

  sender = beseda_shown_name_inside (beseda_event_get_login (message));
  text = beseda_shown_text (beseda_event_get_text (message), FALSE, NULL);
  said = g_strdup_printf (_ ("%s: %s"), sender, text);
  beseda_toolkit_announce (GTK_WIDGET (self->view), said);
}

static void
on_at_end (BesedaReadingPlace *self)
{
  const gboolean at_end = beseda_timeline_get_at_end (self->timeline);

  beseda_timeline_view_set_follow (self->view, at_end);
  if (at_end && self->to_end && (self->wanted == 0 || !scroll_to_seq (self, self->wanted)))
    beseda_timeline_view_scroll_to_bottom (self->view);
  self->to_end = self->to_end && !at_end;
  count (self);
}

static void
on_at_bottom (BesedaReadingPlace *self)
{
  beseda_timeline_set_following (self->timeline, beseda_timeline_view_get_at_bottom (self->view));
  if (is_reading_end (self))
    {
      read_plain (self);
      beseda_history_set_read (self->history, beseda_timeline_get_to_seq (self->timeline));
    }
  look_soon (self);
  count (self);
}

static void
on_near_start (BesedaReadingPlace *self)
{
  beseda_history_load_older (self->history);
  look_soon (self);
}

static void
on_near_end (BesedaReadingPlace *self)
{
  beseda_history_load_newer (self->history);
  look_soon (self);
}

BesedaReadingPlace *
beseda_reading_place_new (BesedaSession *session,
                          BesedaTimelineView *view,
                          void (*changed) (gpointer user_data),
                          gpointer user_data)
{
  BesedaReadingPlace *self = g_new0 (BesedaReadingPlace, 1);

  self->session = g_object_ref (session);
  self->timeline = beseda_session_get_timeline (session);
  self->history = beseda_session_get_history (session);
  self->view = view;
  self->changed = changed;
  self->user_data = user_data;

  beseda_timeline_view_set_model (view, G_LIST_MODEL (self->timeline));
  g_signal_connect_swapped (self->timeline, "items-changed", G_CALLBACK (on_items_changed), self);
  g_signal_connect_swapped (self->timeline, "notify::at-end", G_CALLBACK (on_at_end), self);
  g_signal_connect_swapped (session, "said", G_CALLBACK (on_said), self);
  g_signal_connect_swapped (self->history, "arrived", G_CALLBACK (on_arrived), self);
  g_signal_connect_swapped (view, "notify::at-bottom", G_CALLBACK (on_at_bottom), self);
  g_signal_connect_swapped (view, "near-start", G_CALLBACK (on_near_start), self);
  g_signal_connect_swapped (view, "near-end", G_CALLBACK (on_near_end), self);

  on_at_end (self);
  on_items_changed (self, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (self->timeline)));

  return self;
}

void
beseda_reading_place_free (BesedaReadingPlace *self)
{
  g_clear_handle_id (&self->look, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->session, self);
  g_signal_handlers_disconnect_by_data (self->timeline, self);
  g_signal_handlers_disconnect_by_data (self->history, self);
  g_signal_handlers_disconnect_by_data (self->view, self);
  g_object_unref (self->session);
  g_free (self);
}

void
beseda_reading_place_set_active (BesedaReadingPlace *self, gboolean active)
{
  if (self->active == active)
    return;

  self->active = active;
  if (active)
    {
      beseda_history_erase_idle_line (self->history);
      on_at_bottom (self);
    }
  else
    {
      g_clear_handle_id (&self->look, g_source_remove);
      beseda_history_draw_line (self->history);
    }
}

guint
beseda_reading_place_get_unread (BesedaReadingPlace *self)
{
  return self->unread;
}

guint
beseda_reading_place_get_named (BesedaReadingPlace *self)
{
  return self->named;
}

gboolean
beseda_reading_place_has_messages (BesedaReadingPlace *self)
{
  return self->has_messages;
}

gboolean
beseda_reading_place_is_at_end (BesedaReadingPlace *self)
{
  return beseda_timeline_get_at_end (self->timeline) && beseda_timeline_view_get_at_bottom (self->view);
}

void
beseda_reading_place_show_end (BesedaReadingPlace *self)
{
  self->opened = TRUE;
  self->wanted = 0;
  self->to_end = !beseda_timeline_get_at_end (self->timeline);
  if (self->to_end)
    beseda_history_show_end (self->history);
  else
    beseda_timeline_view_scroll_to_bottom (self->view);
}

void
beseda_reading_place_show_message (BesedaReadingPlace *self, guint64 seq)
{
  self->opened = TRUE;
  if (seq > 0 && scroll_to_seq (self, seq))
    return;

  beseda_reading_place_show_end (self);
  self->wanted = seq;
}
