/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-event.h"

G_BEGIN_DECLS

/*
 * One row of a timeline, ready to be shown: a message, a day's separator, a notice about who came and went, or the line
 * above what is new. Made and changed by the timeline alone; a change is told by "notify". Lives on the main thread.
 */

typedef enum
{
  BESEDA_TIMELINE_ITEM_MESSAGE,
  BESEDA_TIMELINE_ITEM_DAY,    /* `at` is the first moment of a day in the person's own zone */
  BESEDA_TIMELINE_ITEM_NOTICE, /* who came and went, several in one */
  BESEDA_TIMELINE_ITEM_UNREAD, /* what is below has not been read */
  BESEDA_TIMELINE_ITEM_ACT,    /* what somebody did to keep order; `text` says it */
} BesedaTimelineItemKind;

typedef enum
{
  BESEDA_DELIVERY_PENDING, /* in the outbox: shown, not yet in the room */
  BESEDA_DELIVERY_SENT,    /* in the room: the server has echoed it */
  BESEDA_DELIVERY_FAILED,  /* the server refused it; `problem` says why */
} BesedaDelivery;

#define BESEDA_TYPE_TIMELINE_ITEM (beseda_timeline_item_get_type ())
G_DECLARE_FINAL_TYPE (BesedaTimelineItem, beseda_timeline_item, BESEDA, TIMELINE_ITEM, GObject)

/* Never changes during an item's life, so that rows may be recycled by kind. */
BesedaTimelineItemKind beseda_timeline_item_get_kind (BesedaTimelineItem *self);

/* UTC in milliseconds since the epoch. Property "at". */
gint64 beseda_timeline_item_get_at (BesedaTimelineItem *self);

/* MESSAGE and NOTICE: the number of the event, of the last one in a notice, and of the first; 0: it has none. */
guint64 beseda_timeline_item_get_seq (BesedaTimelineItem *self);
guint64 beseda_timeline_item_get_first_seq (BesedaTimelineItem *self);

/* MESSAGE; `text` is an ACT's as well, and NULL for a message that was removed. Properties "login", "text", "own",
 * "first-of-group", "delivery", "problem". `first_of_group`: the first of a run of messages by one person within 5
 * minutes, which bears the header (avatar, name, time). */
const char *beseda_timeline_item_get_login (BesedaTimelineItem *self);
const char *beseda_timeline_item_get_text (BesedaTimelineItem *self);
const char *beseda_timeline_item_get_id (BesedaTimelineItem *self); /* nullable */
gboolean beseda_timeline_item_get_own (BesedaTimelineItem *self);
gboolean beseda_timeline_item_get_named (BesedaTimelineItem *self); /* it names whoever reads it */
gboolean beseda_timeline_item_get_first_of_group (BesedaTimelineItem *self);
BesedaDelivery beseda_timeline_item_get_delivery (BesedaTimelineItem *self);
const char *beseda_timeline_item_get_problem (BesedaTimelineItem *self); /* nullable, one sentence */

/* NOTICE. A run of comings and goings with no message between them is one item; who came and went within it is not
 * listed. Property "notice-serial", the number of them in the run, is notified whenever it grows. Both return logins in
 * order of the events, NULL-terminated; valid until the run grows. (transfer none) */
const char *const *beseda_timeline_item_get_joined (BesedaTimelineItem *self);
const char *const *beseda_timeline_item_get_left (BesedaTimelineItem *self);

/* For the timeline. */
BesedaTimelineItem *beseda_timeline_item_new_message (
    const char *id, const char *login, const char *text, gint64 at, gboolean own, BesedaDelivery delivery);
BesedaTimelineItem *beseda_timeline_item_new_day (gint64 at);
BesedaTimelineItem *beseda_timeline_item_new_notice (gint64 at);
BesedaTimelineItem *beseda_timeline_item_new_unread (gint64 at);

/* A message's or an act's; `login` is the name of whoever reads it, nullable. */
BesedaTimelineItem *beseda_timeline_item_new_for_event (BesedaEvent *event, gboolean own, GRefString *login);

void beseda_timeline_item_set_at (BesedaTimelineItem *self, gint64 at);
void beseda_timeline_item_set_seq (BesedaTimelineItem *self, guint64 seq);
void beseda_timeline_item_set_delivery (BesedaTimelineItem *self, BesedaDelivery delivery, const char *problem);

/* MESSAGE: what it said is gone. */
void beseda_timeline_item_remove_text (BesedaTimelineItem *self);

/* Makes a message one more of the group of the item above it (nullable), or the first of its own. FALSE: it was so
 * already. */
gboolean beseda_timeline_item_join_group (BesedaTimelineItem *self, BesedaTimelineItem *above);

/* NOTICE: somebody came, or went; what `later` tells comes behind what is told; whoever came, went. */
void beseda_timeline_item_note (BesedaTimelineItem *self, guint64 seq, const char *login, gboolean came);
void beseda_timeline_item_absorb (BesedaTimelineItem *self, BesedaTimelineItem *later);
gboolean beseda_timeline_item_is_empty (BesedaTimelineItem *self);

G_END_DECLS
