/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-unsent.h"

struct _BesedaUnsent
{
  GQueue waiting; /* of BesedaUnsentMessage; the first may be on its way */
  GQueue refused;
  gboolean on_its_way;
};

static void
message_free (gpointer data)
{
  beseda_unsent_message_free (data);
}

/* The first is meant nearly always. */
static GList *
find (GQueue *queue, const char *id)
{
  for (GList *link = queue->head; link != NULL; link = link->next)
    if (g_str_equal (((BesedaUnsentMessage *) link->data)->id, id))
      return link;

  return NULL;
}

/* (transfer full), NULL when it is not in `queue` */
static BesedaUnsentMessage *
take (BesedaUnsent *self, GQueue *queue, const char *id)
{
  GList *link = find (queue, id);
  BesedaUnsentMessage *message;

  if (link == NULL)
    return NULL;

  if (link == self->waiting.head)
    self->on_its_way = FALSE;
  message = link->data;
  g_queue_delete_link (queue, link);

  return message;
}

BesedaUnsentMessage *
beseda_unsent_message_new (const char *id, const char *text, gint64 at, const char *problem)
{
  BesedaUnsentMessage *self = g_new0 (BesedaUnsentMessage, 1);

  self->id = g_strdup (id);
  self->text = g_strdup (text);
  self->at = at;
  self->problem = g_strdup (problem);

  return self;
}

void
beseda_unsent_message_free (BesedaUnsentMessage *self)
{
  g_free (self->id);
  g_free (self->text);
  g_free (self->problem);
  g_free (self);
}

BesedaUnsent *
beseda_unsent_new (void)
{
  return g_new0 (BesedaUnsent, 1);
}

void
beseda_unsent_free (BesedaUnsent *self)
{
  g_queue_clear_full (&self->waiting, message_free);
  g_queue_clear_full (&self->refused, message_free);
  g_free (self);
}

guint
beseda_unsent_get_n_waiting (const BesedaUnsent *self)
{
  return self->waiting.length;
}

void
beseda_unsent_add (BesedaUnsent *self, BesedaUnsentMessage *message)
{
  g_queue_push_tail (message->problem == NULL ? &self->waiting : &self->refused, message);
}

const BesedaUnsentMessage *
beseda_unsent_get (BesedaUnsent *self, const char *id)
{
  GList *link = find (&self->waiting, id);

  if (link == NULL)
    link = find (&self->refused, id);

  return link != NULL ? link->data : NULL;
}

const BesedaUnsentMessage *
beseda_unsent_send_next (BesedaUnsent *self)
{
  if (self->on_its_way || self->waiting.length == 0)
    return NULL;

  self->on_its_way = TRUE;

  return self->waiting.head->data;
}

const BesedaUnsentMessage *
beseda_unsent_get_on_its_way (const BesedaUnsent *self)
{
  return self->on_its_way ? self->waiting.head->data : NULL;
}

void
beseda_unsent_rewind (BesedaUnsent *self)
{
  self->on_its_way = FALSE;
}

gboolean
beseda_unsent_confirm (BesedaUnsent *self, const char *id)
{
  BesedaUnsentMessage *message = take (self, &self->waiting, id);

  if (message == NULL)
    message = take (self, &self->refused, id);
  if (message == NULL)
    return FALSE;

  message_free (message);

  return TRUE;
}

gboolean
beseda_unsent_refuse (BesedaUnsent *self, const char *id, const char *problem)
{
  BesedaUnsentMessage *message = take (self, &self->waiting, id);

  if (message == NULL)
    return FALSE;

  message->problem = g_strdup (problem);
  g_queue_push_tail (&self->refused, message);

  return TRUE;
}

gboolean
beseda_unsent_retry (BesedaUnsent *self, const char *id)
{
  BesedaUnsentMessage *message = take (self, &self->refused, id);

  if (message == NULL)
    return FALSE;

  g_clear_pointer (&message->problem, g_free);
  g_queue_push_tail (&self->waiting, message);

  return TRUE;
}

gboolean
beseda_unsent_discard (BesedaUnsent *self, const char *id)
{
  BesedaUnsentMessage *message = take (self, &self->refused, id);

  if (message == NULL)
    return FALSE;

  message_free (message);

  return TRUE;
}
