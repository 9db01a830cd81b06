/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * What the person hosts, counted together over tabs and windows, and the questions before it ends. A value of the main
 * thread; it never closes a room.
 */
typedef struct
{
  guint n_rooms;
  guint n_guests;         /* others than the person, over all rooms */
  gboolean loses_history; /* one of them keeps nothing of what was said */
  char *room;             /* the name of one of them; NULL: none is known */
  GPtrArray *handles;     /* of the rooms, as beseda_hosted_room_get_handle() */
} BesedaHosting;

/* (transfer full) */
BesedaHosting *beseda_hosting_new (void);
void beseda_hosting_free (BesedaHosting *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaHosting, beseda_hosting_free)

/* `room`, `handle` are copied; `room` is nullable. */
void
beseda_hosting_add (BesedaHosting *self, const char *handle, const char *room, guint n_guests, gboolean keeps_history);

/* Who has to leave, and what becomes of the rooms. (transfer full) */
char *beseda_hosting_describe_closing (const BesedaHosting *self);

/* Room and guests on one line of 96 characters at most, for a desktop that lists what runs without a window. (transfer
 * full) */
char *beseda_hosting_describe_status (const BesedaHosting *self);

typedef enum
{
  BESEDA_CLOSING_STAY, /* nothing is closed */
  BESEDA_CLOSING_KEEP_RUNNING,
  BESEDA_CLOSING_CLOSE_ROOM,
} BesedaClosing;

/* A window is to be closed: what about its rooms? As `settings` remember it; where they don't, the person is asked, and
 * may want it remembered. `settings` NULL: it is not the last window, and the person is asked whether to close the
 * rooms with it. */
void beseda_hosting_decide_closing_async (const BesedaHosting *self,
                                          GtkWindow *parent,
                                          GSettings *settings,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
BesedaClosing beseda_hosting_decide_closing_finish (GAsyncResult *result);

G_END_DECLS
