/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-control.h"

#include <errno.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "beseda-limits.h"
#include "beseda-server.h"
#include "beseda-system.h"

struct _BesedaControl
{
  char *path;
  GSocketService *service;
  BesedaCommands *commands;
  GCancellable *cancellable;
};

typedef struct
{
  BesedaCommands *commands;
  GIOStream *stream;
  GCancellable *cancellable;
  GByteArray *said;
  char *answer;
  guint8 buffer[1024];
} Talk;

static void
talk_free (Talk *self)
{
  g_byte_array_unref (self->said);
  g_object_unref (self->stream);
  g_object_unref (self->cancellable);
  g_free (self->answer);
  g_free (self);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Talk *talk = user_data;

  g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL);
  g_io_stream_close_async (talk->stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  talk_free (talk);
}

static void
answer (gpointer user_data, gboolean done, const char *text)
{
  Talk *talk = user_data;

  talk->answer = g_strconcat (done ? "ok\n" : "error\n", text, NULL);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (talk->stream), talk->answer, strlen (talk->answer),
                                   G_PRIORITY_DEFAULT, talk->cancellable, on_answered, talk);
}

/* The words, where the last of them is there and they are text. (transfer full) */
static char **
take_words (GByteArray *said)
{
  GPtrArray *words;

  if (said->len == 0 || said->data[said->len - 1] != '\0' || (said->len > 1 && said->data[said->len - 2] != '\0'))
    return NULL;

  words = g_ptr_array_new ();
  for (guint i = 0; i + 1 < said->len; i += (guint) strlen ((const char *) said->data + i) + 1)
    g_ptr_array_add (words, g_utf8_make_valid ((const char *) said->data + i, -1));
  g_ptr_array_add (words, NULL);

  return (char **) g_ptr_array_free (words, FALSE);
}

static void on_read (GObject *source, GAsyncResult *result, gpointer user_data);

static void
read_more (Talk *talk)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (talk->stream), talk->buffer, sizeof talk->buffer,
                             G_PRIORITY_DEFAULT, talk->cancellable, on_read, talk);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Talk *talk = user_data;
  const gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);
  g_auto (GStrv) words = NULL;

  if (n <= 0 || talk->said->len + (gsize) n > BESEDA_LIMIT_FRAME)
    {
      talk_free (talk);
      return;
    }

  g_byte_array_append (talk->said, talk->buffer, (guint) n);
  words = take_words (talk->said);
  if (words != NULL)
    beseda_commands_run (talk->commands, (const char *const *) words, answer, talk);
  else
    read_more (talk);
}

static gboolean
on_incoming (BesedaControl *self, GSocketConnection *connection)
{
  Talk *talk = g_new0 (Talk, 1);

  talk->commands = self->commands;
  talk->stream = g_object_ref (G_IO_STREAM (connection));
  talk->cancellable = g_object_ref (self->cancellable);
  talk->said = g_byte_array_new ();
  read_more (talk);

  return TRUE;
}

/* One that nobody listens at is left over from a server that was killed: whoever has the room's file may take it. */
static GSocket *
listen_at (const char *path, GError **error)
{
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocket)
      socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, error);

  if (socket == NULL)
    return NULL;

  g_unlink (path);
  beseda_system_make_private (g_socket_get_fd (socket));
  if (!g_socket_bind (socket, address, FALSE, error) || !g_socket_listen (socket, error))
    return NULL;
  if (g_chmod (path, 0600) != 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, g_strerror (errno));
      return NULL;
    }

  return g_steal_pointer (&socket);
}

BesedaControl *
beseda_control_new (const char *path, BesedaCommands *commands, GError **error)
{
  g_autoptr (BesedaControl) self = g_new0 (BesedaControl, 1);
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GError) reason = NULL;

  self->commands = commands;
  self->cancellable = g_cancellable_new ();
  self->service = g_socket_service_new ();
  if (path == NULL)
    return g_steal_pointer (&self);

  socket = listen_at (path, &reason);
  if (socket == NULL || !g_socket_listener_add_socket (G_SOCKET_LISTENER (self->service), socket, NULL, &reason))
    {
      g_set_error (error, BESEDA_SERVER_ERROR, BESEDA_SERVER_ERROR_FAILED,
                   _ ("The control socket %s cannot be made (%s); say another path with --control."), path,
                   reason->message);
      return NULL;
    }

  self->path = g_strdup (path);
  g_signal_connect_swapped (self->service, "incoming", G_CALLBACK (on_incoming), self);

  return g_steal_pointer (&self);
}

void
beseda_control_free (BesedaControl *self)
{
  g_cancellable_cancel (self->cancellable);
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  g_object_unref (self->cancellable);
  if (self->path != NULL)
    g_unlink (self->path);
  g_free (self->path);
  g_free (self);
}

gboolean
beseda_control_ask (const char *path, const char *const *words, gboolean *done, char **text, GError **error)
{
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection)
      connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, NULL);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  GInputStream *input;
  guint8 buffer[1024];
  gssize n;

  if (connection == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                   _ ("No server listens at %s; is the room open, and are --room, --data and --control as its own?"),
                   path);
      return FALSE;
    }

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_byte_array_append (bytes, (const guint8 *) words[i], (guint) strlen (words[i]) + 1);
  g_byte_array_append (bytes, (const guint8 *) "", 1);
  if (!g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), bytes->data, bytes->len,
                                  NULL, NULL, error))
    return FALSE;

  g_byte_array_set_size (bytes, 0);
  input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  while ((n = g_input_stream_read (input, buffer, sizeof buffer, NULL, error)) > 0)
    g_byte_array_append (bytes, buffer, (guint) n);
  if (n < 0)
    return FALSE;

  g_byte_array_append (bytes, (const guint8 *) "", 1);
  *done = g_str_has_prefix ((const char *) bytes->data, "ok\n");
  *text = g_strdup (strchr ((const char *) bytes->data, '\n') != NULL ? strchr ((const char *) bytes->data, '\n') + 1
                                                                      : _ ("The server hung up."));

  return TRUE;
}
