/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-history.h"

#include "beseda-limits.h"

/* Events that are shown around where the person stopped reading, or at the end. */
#define EVENTS_BEFORE 60
#define EVENTS_AFTER 100
#define EVENTS_AT_END 100

/* With more than this many unread, the timeline stays where the person stopped reading. */
#define MOST_UNREAD_SHOWN 600

typedef enum
{
  BESEDA_WANT_OLDER,
  BESEDA_WANT_NEWER,
  BESEDA_WANT_END,
  BESEDA_WANT_ANY, /* for `task` */
} Want;

/* A page that is asked for: of the archive first, then of the room. */
typedef struct
{
  BesedaHistory *history; /* owned */
  Want want;
  guint serial; /* of the timeline's place when it was asked for */
  BesedaDirection direction;
  guint64 seq;
  guint limit;
  GTask *task; /* WANT_ANY */
  char *id;    /* once the room is asked */
} Wish;

struct _BesedaHistory
{
  GObject parent_instance;

  BesedaTimeline *timeline;
  BesedaArchive *archive;
  BesedaHistoryCallbacks callbacks;
  gpointer user_data;
  BesedaArchiveState *state; /* until it is restored */
  gboolean closed;

  char *room_id;
  guint64 last_seq;
  guint64 read_seq;
  guint64 told_seq;    /* who is here was told up to there */
  guint64 welcome_seq; /* the present is from there on */
  gboolean arrived;    /* there */

  guint serial;                     /* the timeline's place: another after it was shown somewhere else */
  gboolean wanted[BESEDA_WANT_ANY]; /* is on its way */
  GHashTable *asked;                /* id -> Wish: of the room; owns them */
};

enum
{
  ARRIVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BesedaHistory, beseda_history, G_TYPE_OBJECT)

static void
wish_free (gpointer data)
{
  Wish *self = data;

  g_clear_object (&self->task);
  g_clear_object (&self->history);
  g_free (self->id);
  g_free (self);
}

/* Who has missed nothing needs no line before what is said from here on. A line above the window comes with its page.
 */
static void
arrive (BesedaHistory *self)
{
  self->welcome_seq = 0;
  self->arrived = TRUE;
  beseda_history_erase_idle_line (self);
  g_signal_emit (self, signals[ARRIVED], 0);
}

static void
advance (BesedaHistory *self, guint64 seq)
{
  self->last_seq = seq;
  if (!self->arrived && self->welcome_seq > 0 && seq >= self->welcome_seq)
    arrive (self);
  if (!self->closed)
    self->callbacks.advanced (self->user_data);
}

static void
archive (BesedaHistory *self, guint64 from_seq, guint64 to_seq, GPtrArray *events)
{
  if (self->archive != NULL && from_seq <= to_seq)
    beseda_archive_add (self->archive, from_seq, to_seq, events);
}

/* Shows a page instead of what is shown. */
static void
show (BesedaHistory *self, guint64 from_seq, guint64 to_seq, GPtrArray *events, gboolean at_end)
{
  self->serial++;
  beseda_timeline_show (self->timeline, from_seq, to_seq, events, at_end);
}

/* What the room told of the past is not told again as it happens. */
static void
look_through (BesedaHistory *self, GPtrArray *events)
{
  for (guint i = 0; i < events->len && !self->closed; i++)
    {
      BesedaEvent *event = events->pdata[i];

      if (beseda_event_get_kind (event) != BESEDA_EVENT_MESSAGE)
        {
          if (beseda_event_get_seq (event) > self->told_seq)
            self->callbacks.presence (self->user_data, event);
        }
      else if (beseda_event_get_id (event) != NULL)
        self->callbacks.settled (self->user_data, event);
    }
}

static void
grant (Wish *wish, guint64 from_seq, guint64 to_seq, GPtrArray *events)
{
  BesedaHistory *self = wish->history;
  BesedaTimeline *timeline = self->timeline;
  const gboolean at_end = to_seq >= self->last_seq;

  if (wish->want == BESEDA_WANT_ANY)
    {
      g_task_return_pointer (wish->task, beseda_page_new (from_seq, to_seq, g_ptr_array_ref (events)),
                             (GDestroyNotify) beseda_page_free);
      return;
    }
  if (wish->serial != self->serial || self->closed)
    return;

  if (wish->want == BESEDA_WANT_END)
    show (self, from_seq, to_seq, events, at_end);
  else if (wish->want == BESEDA_WANT_OLDER && to_seq + 1 == beseda_timeline_get_from_seq (timeline))
    beseda_timeline_add_older (timeline, from_seq, events);
  else if (wish->want == BESEDA_WANT_NEWER && from_seq == beseda_timeline_get_to_seq (timeline) + 1)
    beseda_timeline_add_newer (timeline, to_seq, events, at_end);
}

static void
end_wish (Wish *wish)
{
  if (wish->want != BESEDA_WANT_ANY)
    wish->history->wanted[wish->want] = FALSE;
  wish_free (wish);
}

/* Nobody can tell. */
static void
deny (Wish *wish)
{
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();

  if (wish->want == BESEDA_WANT_ANY)
    grant (wish, wish->direction == BESEDA_AFTER ? wish->seq + 1 : wish->seq,
           wish->direction == BESEDA_AFTER ? wish->seq : wish->seq - 1, nothing);
}

static void
ask_room (Wish *wish)
{
  BesedaHistory *self = wish->history;
  const guint64 seq = MIN (wish->seq, (guint64) G_MAXINT64);
  g_autoptr (BesedaRequest) request = NULL;

  wish->id = g_uuid_string_random ();
  request = beseda_request_new_history (wish->direction, seq, wish->limit, wish->id);
  if (!self->closed && self->callbacks.ask (self->user_data, request))
    {
      g_hash_table_insert (self->asked, wish->id, wish);
      return;
    }

  deny (wish);
  end_wish (wish);
}

static void
on_archive_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wish *wish = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BesedaPage) page = beseda_archive_read_finish (BESEDA_ARCHIVE (source), result, &error);

  if (page == NULL)
    g_warning ("The archive could not be read: %s", error->message);

  if (page != NULL && page->from_seq <= page->to_seq)
    {
      grant (wish, page->from_seq, page->to_seq, page->events);
      end_wish (wish);
    }
  else
    ask_room (wish);
}

/* (transfer full) of task */
static void
wish (BesedaHistory *self, Want want, BesedaDirection direction, guint64 seq, guint limit, GTask *task)
{
  Wish *wish = g_new0 (Wish, 1);

  wish->history = g_object_ref (self);
  wish->want = want;
  wish->serial = self->serial;
  wish->direction = direction;
  wish->seq = seq;
  wish->limit = limit;
  wish->task = task;
  if (want != BESEDA_WANT_ANY)
    self->wanted[want] = TRUE;

  if (self->archive != NULL)
    beseda_archive_read_async (self->archive, direction, seq, limit, on_archive_read, wish);
  else
    ask_room (wish);
}

static void
end_restoring (BesedaHistory *self)
{
  g_autoptr (BesedaArchiveState) state = g_steal_pointer (&self->state);

  self->callbacks.restored (self->user_data, state);
}

static void
on_restored_after (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BesedaHistory) self = user_data;
  g_autoptr (BesedaPage) page = beseda_archive_read_finish (BESEDA_ARCHIVE (source), result, NULL);

  if (self->closed)
    return;

  if (page != NULL && page->from_seq <= page->to_seq)
    {
      if (beseda_timeline_get_to_seq (self->timeline) + 1 == page->from_seq)
        beseda_timeline_add_newer (self->timeline, page->to_seq, page->events, page->to_seq >= self->last_seq);
      else
        show (self, page->from_seq, page->to_seq, page->events, page->to_seq >= self->last_seq);
    }
  end_restoring (self);
}

static void
on_restored_before (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BesedaHistory) self = user_data;
  g_autoptr (BesedaPage) page = beseda_archive_read_finish (BESEDA_ARCHIVE (source), result, NULL);

  if (self->closed)
    return;

  if (page != NULL && page->from_seq <= page->to_seq)
    show (self, page->from_seq, page->to_seq, page->events, page->to_seq >= self->last_seq);
  if (page != NULL && page->to_seq < self->last_seq)
    beseda_archive_read_async (self->archive, BESEDA_AFTER, self->read_seq, EVENTS_AFTER, on_restored_after,
                               g_object_ref (self));
  else
    end_restoring (self);
}

static void
on_open (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BesedaHistory) self = user_data;
  g_autoptr (GError) error = NULL;
  guint64 place = G_MAXUINT64;

  self->state = beseda_archive_open_finish (self->archive, result, &error);
  if (self->closed)
    return;

  if (self->state == NULL)
    {
      g_warning ("Nothing is kept of the room: %s", error->message);
      g_clear_object (&self->archive);
    }
  if (self->state == NULL || self->state->last_seq == 0)
    {
      end_restoring (self);
      return;
    }

  self->room_id = g_strdup (self->state->room_id);
  self->last_seq = self->state->last_seq;
  self->read_seq = MIN (self->state->read_seq, self->last_seq);
  beseda_history_draw_line (self);
  if (self->read_seq > 0 && self->read_seq < self->last_seq)
    place = self->read_seq + 1;
  beseda_archive_read_async (self->archive, BESEDA_BEFORE, place, place == G_MAXUINT64 ? EVENTS_AT_END : EVENTS_BEFORE,
                             on_restored_before, g_object_ref (self));
}

static void
beseda_history_dispose (GObject *object)
{
  BesedaHistory *self = BESEDA_HISTORY (object);

  self->closed = TRUE;
  g_clear_object (&self->timeline);
  g_clear_object (&self->archive);

  G_OBJECT_CLASS (beseda_history_parent_class)->dispose (object);
}

static void
beseda_history_finalize (GObject *object)
{
  BesedaHistory *self = BESEDA_HISTORY (object);

  g_clear_pointer (&self->state, beseda_archive_state_free);
  g_hash_table_unref (self->asked);
  g_free (self->room_id);

  G_OBJECT_CLASS (beseda_history_parent_class)->finalize (object);
}

static void
beseda_history_class_init (BesedaHistoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = beseda_history_dispose;
  object_class->finalize = beseda_history_finalize;

  signals[ARRIVED] = g_signal_new ("arrived", BESEDA_TYPE_HISTORY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                   0);
}

static void
beseda_history_init (BesedaHistory *self)
{
  self->asked = g_hash_table_new (g_str_hash, g_str_equal);
}

BesedaHistory *
beseda_history_new (BesedaTimeline *timeline,
                    BesedaArchive *archive,
                    const BesedaHistoryCallbacks *callbacks,
                    gpointer user_data)
{
  BesedaHistory *self = g_object_new (BESEDA_TYPE_HISTORY, NULL);

  self->timeline = g_object_ref (timeline);
  g_set_object (&self->archive, archive);
  self->callbacks = *callbacks;
  self->user_data = user_data;

  return self;
}

void
beseda_history_close (BesedaHistory *self)
{
  self->closed = TRUE;
  beseda_history_lose_connection (self);
}

void
beseda_history_start (BesedaHistory *self)
{
  if (self->archive != NULL)
    beseda_archive_open_async (self->archive, on_open, g_object_ref (self));
  else
    end_restoring (self);
}

void
beseda_history_take_welcome (BesedaHistory *self, const BesedaWelcome *welcome)
{
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();

  self->told_seq = self->welcome_seq = welcome->last_seq;
  self->arrived = FALSE;
  if (g_strcmp0 (self->room_id, welcome->room_id) != 0)
    {
      /* Another room than what is kept is of. */
      if (self->last_seq > 0)
        show (self, 0, 0, nothing, TRUE);
      g_free (self->room_id);
      self->room_id = g_strdup (welcome->room_id);
      self->last_seq = 0;
      self->read_seq = 0;
    }
  if (self->archive != NULL && welcome->room_id != NULL)
    beseda_archive_set_room (self->archive, welcome->room_id, welcome->room, welcome->keep);

  /* Who comes for the first time has missed nothing. */
  if (self->read_seq == 0)
    beseda_history_set_read (self, welcome->last_seq);
  if (self->last_seq >= self->welcome_seq)
    arrive (self);
}

/* A page that nobody asked for: what was said before, in order. */
static void
catch_up (BesedaHistory *self, guint64 from_seq, guint64 to_seq, GPtrArray *events)
{
  const guint64 shown = beseda_timeline_get_to_seq (self->timeline);
  const gboolean at_end = beseda_timeline_get_at_end (self->timeline);
  const gboolean too_much = self->read_seq > 0 && to_seq > self->read_seq + MOST_UNREAD_SHOWN;

  if (to_seq < from_seq || to_seq <= self->last_seq)
    return;

  archive (self, from_seq, to_seq, events);
  if (shown == 0 || (at_end && from_seq > shown + 1))
    show (self, from_seq, to_seq, events, TRUE);
  else if (at_end)
    beseda_timeline_add_newer (self->timeline, to_seq, events, !too_much);
  look_through (self, events);
  advance (self, to_seq);
}

void
beseda_history_take_page (BesedaHistory *self, BesedaReply *page)
{
  const char *id = beseda_reply_get_id (page);
  const guint64 from_seq = beseda_reply_get_from_seq (page);
  const guint64 to_seq = beseda_reply_get_to_seq (page);
  GPtrArray *events = beseda_reply_get_events (page);
  Wish *wish;

  if (id == NULL)
    {
      catch_up (self, from_seq, to_seq, events);
      return;
    }

  wish = g_hash_table_lookup (self->asked, id);
  if (wish == NULL)
    return;

  g_hash_table_remove (self->asked, id);
  if (wish->want != BESEDA_WANT_ANY)
    archive (self, from_seq, MIN (to_seq, self->last_seq), events);
  grant (wish, from_seq, to_seq, events);
  end_wish (wish);
}

void
beseda_history_take_event (BesedaHistory *self, BesedaEvent *event, gboolean own)
{
  const guint64 seq = beseda_event_get_seq (event);

  /* A repetition's echo comes out of its turn. */
  if (seq == self->last_seq + 1 || (self->last_seq == 0 && beseda_timeline_get_to_seq (self->timeline) == 0))
    {
      g_autoptr (GPtrArray) events = g_ptr_array_new ();

      g_ptr_array_add (events, event);
      archive (self, seq, seq, events);
      beseda_timeline_add_event (self->timeline, event, own);
      advance (self, seq);
    }

  if (beseda_event_get_kind (event) == BESEDA_EVENT_MESSAGE && beseda_event_get_id (event) != NULL && !self->closed)
    self->callbacks.settled (self->user_data, event);
}

void
beseda_history_take_refusal (BesedaHistory *self, const char *id)
{
  Wish *wish = id != NULL ? g_hash_table_lookup (self->asked, id) : NULL;

  if (wish == NULL)
    return;

  g_hash_table_remove (self->asked, id);
  deny (wish);
  end_wish (wish);
}

void
beseda_history_lose_connection (BesedaHistory *self)
{
  g_autoptr (GList) ids = g_hash_table_get_keys (self->asked);

  for (GList *link = ids; link != NULL; link = link->next)
    beseda_history_take_refusal (self, link->data);
}

const char *
beseda_history_get_room_id (BesedaHistory *self)
{
  return self->room_id;
}

guint64
beseda_history_get_last_seq (BesedaHistory *self)
{
  return self->last_seq;
}

void
beseda_history_load_older (BesedaHistory *self)
{
  const guint64 from_seq = beseda_timeline_get_from_seq (self->timeline);

  if (from_seq > 1 && !self->wanted[BESEDA_WANT_OLDER])
    wish (self, BESEDA_WANT_OLDER, BESEDA_BEFORE, from_seq, BESEDA_LIMIT_BACKLOG_EVENTS, NULL);
}

void
beseda_history_load_newer (BesedaHistory *self)
{
  const guint64 to_seq = beseda_timeline_get_to_seq (self->timeline);

  if (to_seq > 0 && !beseda_timeline_get_at_end (self->timeline) && !self->wanted[BESEDA_WANT_NEWER])
    wish (self, BESEDA_WANT_NEWER, BESEDA_AFTER, to_seq, BESEDA_LIMIT_BACKLOG_EVENTS, NULL);
}

void
beseda_history_show_end (BesedaHistory *self)
{
  if (!beseda_timeline_get_at_end (self->timeline) && !self->wanted[BESEDA_WANT_END])
    wish (self, BESEDA_WANT_END, BESEDA_BEFORE, self->last_seq + 1, EVENTS_AT_END, NULL);
}

void
beseda_history_set_read (BesedaHistory *self, guint64 seq)
{
  if (seq <= self->read_seq)
    return;

  self->read_seq = seq;
  if (self->archive != NULL)
    beseda_archive_set_read (self->archive, seq);
}

guint64
beseda_history_get_read (BesedaHistory *self)
{
  return self->read_seq;
}

void
beseda_history_draw_line (BesedaHistory *self)
{
  beseda_timeline_set_read_seq (self->timeline, self->read_seq);
}

void
beseda_history_erase_idle_line (BesedaHistory *self)
{
  guint position;

  /* What was missed may still be on its way. */
  if (!self->arrived)
    return;

  /* Where the window begins behind what was not read, the line stands before it. */
  if (!beseda_timeline_get_unread_position (self->timeline, &position) &&
      beseda_timeline_get_from_seq (self->timeline) <= self->read_seq + 1)
    beseda_timeline_set_read_seq (self->timeline, 0);
}

void
beseda_history_read_async (BesedaHistory *self,
                           BesedaDirection direction,
                           guint64 seq,
                           guint limit,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, beseda_history_read_async);
  wish (self, BESEDA_WANT_ANY, direction, seq, limit, task);
}

BesedaPage *
beseda_history_read_finish (BesedaHistory *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
