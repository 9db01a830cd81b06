/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-sender.h"

#include "beseda-refusal-text.h"

struct _BesedaSender
{
  BesedaMembership *membership;
  BesedaTimeline *timeline;
  BesedaArchive *archive; /* nullable */
  BesedaUnsent *unsent;
  guint pause_mseconds;
  guint pause;      /* source: before a message goes out again */
  gboolean held_up; /* the room could not keep the last one */
  void (*changed) (gpointer user_data);
  gpointer user_data;
};

static gboolean
on_pause_over (gpointer user_data)
{
  BesedaSender *self = user_data;

  self->pause = 0;
  beseda_sender_go_on (self);

  return G_SOURCE_REMOVE;
}

static void
keep (BesedaSender *self, const char *id)
{
  if (self->archive != NULL)
    beseda_archive_keep_unsent (self->archive, beseda_unsent_get (self->unsent, id));
}

static void
drop (BesedaSender *self, const char *id)
{
  if (self->archive != NULL)
    beseda_archive_drop_unsent (self->archive, id);
}

static void
refuse_message (BesedaSender *self, BesedaRefusal refusal, guint retry_after)
{
  const char *problem = beseda_refusal_describe_message (refusal);
  g_autofree char *id = g_strdup (beseda_unsent_get_on_its_way (self->unsent)->id);

  if (refusal == BESEDA_REFUSAL_RATE_LIMITED || refusal == BESEDA_REFUSAL_UNAVAILABLE)
    {
      beseda_unsent_rewind (self->unsent);
      self->pause = g_timeout_add (retry_after > 0 ? retry_after : self->pause_mseconds, on_pause_over, self);
      self->held_up = refusal == BESEDA_REFUSAL_UNAVAILABLE;
    }
  else
    {
      beseda_unsent_refuse (self->unsent, id, problem);
      beseda_timeline_fail_pending (self->timeline, id, problem);
      keep (self, id);
      beseda_sender_go_on (self);
    }

  self->changed (self->user_data);
}

/* A frame that the server could not even read is refused without its id. */
static gboolean
refuse (BesedaSender *self, BesedaRefusal refusal, guint retry_after, const char *id)
{
  const BesedaUnsentMessage *message = beseda_unsent_get_on_its_way (self->unsent);

  if (message == NULL || (id != NULL && !g_str_equal (id, message->id)))
    return FALSE;
  if (id == NULL && refusal != BESEDA_REFUSAL_BAD_FRAME && refusal != BESEDA_REFUSAL_TOO_LARGE)
    return FALSE;

  refuse_message (self, refusal, retry_after);

  return TRUE;
}

BesedaSender *
beseda_sender_new (BesedaMembership *membership,
                   BesedaTimeline *timeline,
                   BesedaArchive *archive,
                   guint pause,
                   void (*changed) (gpointer user_data),
                   gpointer user_data)
{
  BesedaSender *self = g_new0 (BesedaSender, 1);

  self->membership = membership;
  self->timeline = timeline;
  self->archive = archive;
  self->unsent = beseda_unsent_new ();
  self->pause_mseconds = pause;
  self->changed = changed;
  self->user_data = user_data;

  return self;
}

void
beseda_sender_free (BesedaSender *self)
{
  g_clear_handle_id (&self->pause, g_source_remove);
  beseda_unsent_free (self->unsent);
  g_free (self);
}

void
beseda_sender_restore (BesedaSender *self, GPtrArray *unsent, const char *login)
{
  for (guint i = 0; i < unsent->len; i++)
    {
      const BesedaUnsentMessage *message = unsent->pdata[i];

      beseda_unsent_add (self->unsent,
                         beseda_unsent_message_new (message->id, message->text, message->at, message->problem));
      beseda_timeline_add_pending (self->timeline, message->id, login, message->text, message->at);
      if (message->problem != NULL)
        beseda_timeline_fail_pending (self->timeline, message->id, message->problem);
    }
  self->changed (self->user_data);
}

void
beseda_sender_say (BesedaSender *self, const char *login, const char *text)
{
  const gint64 now = g_get_real_time () / 1000;
  g_autofree char *id = g_uuid_string_random ();

  beseda_unsent_add (self->unsent, beseda_unsent_message_new (id, text, now, NULL));
  keep (self, id);
  beseda_timeline_add_pending (self->timeline, id, login, text, now);
  self->changed (self->user_data);
  beseda_sender_go_on (self);
}

/* One message at a time: then their order survives whatever happens to one of them. */
void
beseda_sender_go_on (BesedaSender *self)
{
  const BesedaUnsentMessage *message = self->pause == 0 ? beseda_unsent_send_next (self->unsent) : NULL;
  g_autoptr (BesedaRequest) request = NULL;

  if (message == NULL)
    return;

  request = beseda_request_new_message (message->text, message->id);
  if (!beseda_membership_send (self->membership, request))
    beseda_unsent_rewind (self->unsent);
}

/* A plain server hangs up on what it can't take, and would do so again. */
void
beseda_sender_lose_connection (BesedaSender *self, BesedaRefusal refusal)
{
  g_clear_handle_id (&self->pause, g_source_remove);
  refuse (self, refusal, 0, NULL);
  beseda_unsent_rewind (self->unsent);
  self->held_up = FALSE;
}

void
beseda_sender_settle (BesedaSender *self, const char *id)
{
  if (!beseda_unsent_confirm (self->unsent, id))
    return;

  drop (self, id);
  beseda_timeline_discard_pending (self->timeline, id);
  self->held_up = FALSE;
  self->changed (self->user_data);
  beseda_sender_go_on (self);
}

gboolean
beseda_sender_refuse (BesedaSender *self, const BesedaReply *refusal)
{
  return refuse (self, beseda_reply_get_refusal (refusal), beseda_reply_get_retry_after (refusal),
                 beseda_reply_get_id (refusal));
}

void
beseda_sender_retry (BesedaSender *self, const char *id)
{
  if (!beseda_unsent_retry (self->unsent, id))
    return;

  keep (self, id);
  beseda_timeline_retry_pending (self->timeline, id);
  self->changed (self->user_data);
  beseda_sender_go_on (self);
}

void
beseda_sender_discard (BesedaSender *self, const char *id)
{
  if (!beseda_unsent_discard (self->unsent, id))
    return;

  drop (self, id);
  beseda_timeline_discard_pending (self->timeline, id);
}

guint
beseda_sender_get_n_waiting (const BesedaSender *self)
{
  return beseda_unsent_get_n_waiting (self->unsent);
}

const BesedaUnsentMessage *
beseda_sender_get_on_its_way (const BesedaSender *self)
{
  return beseda_unsent_get_on_its_way (self->unsent);
}

gboolean
beseda_sender_get_held_up (const BesedaSender *self)
{
  return self->held_up;
}
