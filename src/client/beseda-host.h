/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "beseda-address.h"
#include "beseda-kept-room.h"

G_BEGIN_DECLS

/*
 * Something that can host a room, so that a window may offer it without knowing a server. `rooms` implements it, `app`
 * has it loaded. Lives on the main thread. The result of what takes its time is a GTask of the object's own that
 * returns what the finish function gives.
 */

/* Why a room cannot be opened; the message is one sentence for the person. */
typedef enum
{
  BESEDA_HOST_ERROR_PORT,    /* it can be on another port of the same address */
  BESEDA_HOST_ERROR_ADDRESS, /* this computer has no such address; it can be on another */
  BESEDA_HOST_ERROR_FAILED,  /* anything else */
} BesedaHostError;

#define BESEDA_HOST_ERROR (beseda_host_error_quark ())
GQuark beseda_host_error_quark (void);

/* What a room is to be. */
typedef struct
{
  const char *room;    /* its name */
  const char *address; /* an IP address to listen on; "0.0.0.0" or "::" for all */
  guint16 port;        /* 0: any free one */
  gint64 keep;         /* how long messages are kept, in seconds; -1: for ever, 0: not at all */
  const char *kept;    /* the handle of a room that was hosted before, to go on with; NULL: a new one */
  const char *door;    /* who can join, as beseda_door_kind_to_string() has it; NULL: as it was, in a new room "link" */
  const char *password;      /* for "password"; NULL: as it was */
  gboolean plain_on_network; /* where `door` is given: programs that can prove no invitation may join from this network
                              */
  gboolean allow_plain;      /* also without encryption */
} BesedaHostOptions;

/* One room that is being hosted. Dropping the last reference does not stop it; beseda_hosted_room_stop_async() does. */
#define BESEDA_TYPE_HOSTED_ROOM (beseda_hosted_room_get_type ())
G_DECLARE_INTERFACE (BesedaHostedRoom, beseda_hosted_room, BESEDA, HOSTED_ROOM, GObject)

struct _BesedaHostedRoomInterface
{
  GTypeInterface parent;

  const char *(*get_handle) (BesedaHostedRoom *self);
  BesedaAddress *(*get_address) (BesedaHostedRoom *self);
  gint64 (*get_keep) (BesedaHostedRoom *self);
  GPtrArray *(*dup_invitations) (BesedaHostedRoom *self);
  void (*command_async) (BesedaHostedRoom *self,
                         const char *const *words,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
  void (*stop_async) (BesedaHostedRoom *self, GAsyncReadyCallback callback, gpointer user_data);
};

/* The host's own name for the room, the same each time that it is resumed. */
const char *beseda_hosted_room_get_handle (BesedaHostedRoom *self);

/* Where the host itself joins: over loopback (or the one address that it listens on). (transfer none) */
BesedaAddress *beseda_hosted_room_get_address (BesedaHostedRoom *self);

/* How long messages are kept, in seconds; -1: for ever, 0: not at all. */
gint64 beseda_hosted_room_get_keep (BesedaHostedRoom *self);

/* BesedaAddress that others on the network can use, the likeliest first; empty where the room listens on loopback alone
 * or the computer is on no network. Asked anew each time, since networks change. (transfer container and elements) */
GPtrArray *beseda_hosted_room_dup_invitations (BesedaHostedRoom *self);

/* Says something to the room as its host, in the words of `beseda-server ctl`: {"reset-link"}, {"door", "password",
 * "…"}, NULL-terminated. Where the link changes by it, the invitations change, and "invitations-changed" () is emitted.
 * Fails with one sentence for the person. (transfer full) */
void beseda_hosted_room_command_async (BesedaHostedRoom *self,
                                       const char *const *words,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
char *beseda_hosted_room_command_finish (BesedaHostedRoom *self, GAsyncResult *result, GError **error);
void beseda_hosted_room_invitations_changed (BesedaHostedRoom *self); /* for who implements it */

/* Says good-bye to everybody and frees the port. */
void beseda_hosted_room_stop_async (BesedaHostedRoom *self, GAsyncReadyCallback callback, gpointer user_data);
void beseda_hosted_room_stop_finish (BesedaHostedRoom *self, GAsyncResult *result);

#define BESEDA_TYPE_HOST (beseda_host_get_type ())
G_DECLARE_INTERFACE (BesedaHost, beseda_host, BESEDA, HOST, GObject)

struct _BesedaHostInterface
{
  GTypeInterface parent;

  void (*open_async) (BesedaHost *self,
                      const BesedaHostOptions *options,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
  void (*list_async) (BesedaHost *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  void (*forget_async) (BesedaHost *self,
                        const char *handle,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
};

/* Signal "kept-changed" (): a room was opened, closed or deleted, so that beseda_host_list_async() has another answer.
 */
void beseda_host_kept_changed (BesedaHost *self); /* for who implements it */

/* Opens a room; the options are copied. Fails with BESEDA_HOST_ERROR. (transfer full) */
void beseda_host_open_async (BesedaHost *self,
                             const BesedaHostOptions *options,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
BesedaHostedRoom *beseda_host_open_finish (BesedaHost *self, GAsyncResult *result, GError **error);

/* The rooms that were hosted, are not open now and can be resumed: of BesedaKeptRoom, the newest first. (transfer
 * container and elements) */
void
beseda_host_list_async (BesedaHost *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *beseda_host_list_finish (BesedaHost *self, GAsyncResult *result, GError **error);

/* Deletes a room with its history and its people's names, for good. Fails with one sentence for the person; refuses a
 * room that is open. */
void beseda_host_forget_async (
    BesedaHost *self, const char *handle, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean beseda_host_forget_finish (BesedaHost *self, GAsyncResult *result, GError **error);

G_END_DECLS
