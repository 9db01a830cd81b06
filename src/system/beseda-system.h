/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>

/* What Windows has not: its files are inherited only where that is asked for, and disks have no quota of a person's. */
#ifndef O_CLOEXEC
#define O_CLOEXEC 0
#endif
#ifndef EDQUOT
#define EDQUOT ENOSPC
#endif

G_BEGIN_DECLS

/*
 * What GLib has no function for, and each operating system does in its own way. Functions without state, on any thread
 * but where told otherwise. The one file behind them is the only one that includes headers of POSIX or of Windows.
 */

/* What everybody who writes to sockets and pipes does first: to hear of a peer that is gone by an error, not to end. */
void beseda_system_prepare (void);

/* Has `function` called from the main loop when the program is asked to end, or to read its files anew (never on
 * Windows). Main thread; as g_unix_signal_add(). */
void beseda_system_on_end (GSourceFunc function, gpointer user_data);
void beseda_system_on_hang_up (GSourceFunc function, gpointer user_data);

/* Gives the operating system what was freed and is kept for later, where that is done (glibc). Takes some milliseconds.
 */
void beseda_system_return_memory (void);

/* Whether the program may do whatever it wants, and whether somebody watches its stderr. */
gboolean beseda_system_is_root (void);
gboolean beseda_system_is_watched (void);

/* Waits for a lock on an open file, which lasts until the file is closed. FALSE: errno says why. */
gboolean beseda_system_lock_file (int fd);

/* Sockets that are not inherited and never block. -1: errno says why; of a guest who is gone already it says nothing.
 */
int beseda_system_open_socket (GSocketFamily family);
int beseda_system_accept (int fd);

/* What has come, at most `size` bytes. 0: the peer says no more. -1: errno says why, EAGAIN where nothing has come yet.
 * With `stay` it is there to be received again. */
gssize beseda_system_receive (int fd, void *buffer, gsize size, gboolean stay);

/* Sends what the socket takes at once: how many bytes, 0 for none. -1: it is broken. */
gssize beseda_system_send (int fd, const GOutputVector *vectors, guint n_vectors);

/* Says no more; with `entirely`, hears no more either. */
void beseda_system_shut_down (int fd, gboolean entirely);

/* With `reset`, what is still to be sent is given up, and the peer told so. */
void beseda_system_close_socket (int fd, gboolean reset);

/* Only the owner may connect to what it will be bound to; before it is bound. */
void beseda_system_make_private (int fd);

/* As setsockopt() with a number. */
void beseda_system_set_option (int fd, int level, int option, int value);

/* Has a source of one's own wait for a socket as well; its check asks whether the socket has what it waits for, once.
 * The tag is good until it is removed. */
gpointer beseda_system_watch_add (GSource *source, int fd, GIOCondition condition);
void beseda_system_watch_modify (GSource *source, gpointer tag, GIOCondition condition);
GIOCondition beseda_system_watch_query (GSource *source, gpointer tag);
void beseda_system_watch_remove (GSource *source, gpointer tag);

/* To wait for it in a main loop. (transfer full) */
GSource *beseda_system_create_source (int fd, GIOCondition condition);

/* How many descriptors the program may have open, as many as the system lets it. The lowest free one is given each
 * time; on Windows a socket's number tells nothing, and this is G_MAXINT. */
int beseda_system_raise_descriptors (void);

/* A descriptor of nothing, to be given up when one is needed; -1 where that makes no sense. */
int beseda_system_open_spare (void);

/* All of it, to a file. FALSE: errno says why. */
gboolean beseda_system_write (int fd, const char *data, gsize size);

/* Gives a file a second name that must be free; some disks cannot. FALSE: errno says why. */
gboolean beseda_system_link (const char *path, const char *name);

/* An address of one of this computer's networks that are up; `mask` has as many bytes as the address. TRUE ends the
 * search. */
typedef gboolean (*BesedaSystemNetworkFunc) (const char *name,
                                             GInetAddress *address,
                                             const guint8 *mask,
                                             gpointer user_data);

/* Asks the system each time. TRUE: `function` ended it. */
gboolean beseda_system_find_network (BesedaSystemNetworkFunc function, gpointer user_data);

G_END_DECLS
