/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-transport-stream.h"

#include "beseda-limits.h"
#include "beseda-system.h"

/* The three objects share what they are about: one of them may outlive the others. */
typedef struct
{
  BesedaTransport *transport; /* NULL: closed, or taken back */
  gsize n_read;               /* of the request */
  gboolean ended;             /* the request is whole */
} Link;

typedef struct
{
  GInputStream parent_instance;
  Link *link;
} TransportInput;

typedef struct
{
  GOutputStream parent_instance;
  Link *link;
} TransportOutput;

typedef GInputStreamClass TransportInputClass;
typedef GOutputStreamClass TransportOutputClass;

struct _BesedaTransportStream
{
  GIOStream parent_instance;
  Link *link;
  TransportInput *input;
  TransportOutput *output;
};

static void transport_input_pollable_init (GPollableInputStreamInterface *iface);
static void transport_output_pollable_init (GPollableOutputStreamInterface *iface);
static GType transport_input_get_type (void);
static GType transport_output_get_type (void);

G_DEFINE_FINAL_TYPE_WITH_CODE (TransportInput,
                               transport_input,
                               G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM, transport_input_pollable_init))
G_DEFINE_FINAL_TYPE_WITH_CODE (TransportOutput,
                               transport_output,
                               G_TYPE_OUTPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_OUTPUT_STREAM, transport_output_pollable_init))
G_DEFINE_FINAL_TYPE (BesedaTransportStream, beseda_transport_stream, G_TYPE_IO_STREAM)

static void
free_link (gpointer data)
{
  Link *link = data;

  g_clear_pointer (&link->transport, beseda_transport_free);
}

static void
release (Link *link)
{
  g_rc_box_release_full (link, free_link);
}

static GIOCondition
ready_for (Link *link, GIOCondition condition)
{
  GPollFD poll_fd = { .events = condition | G_IO_HUP | G_IO_ERR };

  if (link->transport == NULL || (condition == G_IO_IN && beseda_transport_has_pending (link->transport)))
    return condition;

  poll_fd.fd = beseda_transport_get_fd (link->transport);

  return g_poll (&poll_fd, 1, 0) > 0 ? condition : 0;
}

static GSource *
create_source (gpointer stream, Link *link, GIOCondition condition, GCancellable *cancellable)
{
  g_autoptr (GSource) child = NULL;

  if (link->transport == NULL || (condition == G_IO_IN && beseda_transport_has_pending (link->transport)))
    child = g_timeout_source_new (0);
  else
    child = beseda_system_create_source (beseda_transport_get_fd (link->transport), condition);

  return g_pollable_source_new_full (stream, child, cancellable);
}

static gboolean
is_open (Link *link, GCancellable *cancellable, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (link->transport == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "the stream is closed");

  return link->transport != NULL;
}

/* What libsoup cannot say any more. A guest that doesn't get it sees a closed connection: that says as much. */
static void
refuse (BesedaTransport *transport)
{
  static const char answer[] = "HTTP/1.1 431 Request Header Fields Too Large\r\n"
                               "Content-Type: text/plain; charset=utf-8\r\n"
                               "Content-Length: 55\r\n"
                               "Connection: close\r\n"
                               "\r\n"
                               "The request is too large; 16384 bytes are the most here";
  const GOutputVector vector = { .buffer = answer, .size = sizeof answer - 1 };

  beseda_transport_write (transport, &vector, 1);
  beseda_transport_end (transport);
}

static gssize
read_some (GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable, GError **error)
{
  Link *link = ((TransportInput *) stream)->link;
  gsize n;

  if (!is_open (link, cancellable, error))
    return -1;
  if (!beseda_transport_read (link->transport, buffer, count, &n))
    return 0;

  link->n_read += n;
  if (!link->ended && link->n_read > BESEDA_LIMIT_HTTP_REQUEST)
    {
      refuse (link->transport);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "the request is too large");
      return -1;
    }
  if (n == 0)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "nothing to read yet");

  return n > 0 ? (gssize) n : -1;
}

static gboolean
can_poll_input (GPollableInputStream *stream)
{
  return TRUE;
}

static gboolean
is_readable (GPollableInputStream *stream)
{
  return ready_for (((TransportInput *) stream)->link, G_IO_IN) != 0;
}

static GSource *
create_input_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  return create_source (stream, ((TransportInput *) stream)->link, G_IO_IN, cancellable);
}

static gssize
read_nonblocking (GPollableInputStream *stream, void *buffer, gsize count, GError **error)
{
  return read_some (G_INPUT_STREAM (stream), buffer, count, NULL, error);
}

static void
transport_input_finalize (GObject *object)
{
  release (((TransportInput *) object)->link);

  G_OBJECT_CLASS (transport_input_parent_class)->finalize (object);
}

static void
transport_input_pollable_init (GPollableInputStreamInterface *iface)
{
  iface->can_poll = can_poll_input;
  iface->is_readable = is_readable;
  iface->create_source = create_input_source;
  iface->read_nonblocking = read_nonblocking;
}

static void
transport_input_class_init (TransportInputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = transport_input_finalize;
  klass->read_fn = read_some;
}

static void
transport_input_init (TransportInput *self)
{
}

static gssize
write_some (GOutputStream *stream, const void *buffer, gsize count, GCancellable *cancellable, GError **error)
{
  const GOutputVector vector = { .buffer = buffer, .size = count };
  Link *link = ((TransportOutput *) stream)->link;
  gssize written;

  if (!is_open (link, cancellable, error))
    return -1;

  written = beseda_transport_write (link->transport, &vector, 1);
  if (written < 0)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "the guest is gone");
  else if (written == 0 && count > 0)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "nothing can be written yet");

  return written > 0 || count == 0 ? written : -1;
}

static gboolean
can_poll_output (GPollableOutputStream *stream)
{
  return TRUE;
}

static gboolean
is_writable (GPollableOutputStream *stream)
{
  return ready_for (((TransportOutput *) stream)->link, G_IO_OUT) != 0;
}

static GSource *
create_output_source (GPollableOutputStream *stream, GCancellable *cancellable)
{
  return create_source (stream, ((TransportOutput *) stream)->link, G_IO_OUT, cancellable);
}

static gssize
write_nonblocking (GPollableOutputStream *stream, const void *buffer, gsize count, GError **error)
{
  return write_some (G_OUTPUT_STREAM (stream), buffer, count, NULL, error);
}

static void
transport_output_finalize (GObject *object)
{
  release (((TransportOutput *) object)->link);

  G_OBJECT_CLASS (transport_output_parent_class)->finalize (object);
}

static void
transport_output_pollable_init (GPollableOutputStreamInterface *iface)
{
  iface->can_poll = can_poll_output;
  iface->is_writable = is_writable;
  iface->create_source = create_output_source;
  iface->write_nonblocking = write_nonblocking;
}

static void
transport_output_class_init (TransportOutputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = transport_output_finalize;
  klass->write_fn = write_some;
}

static void
transport_output_init (TransportOutput *self)
{
}

static GInputStream *
get_input_stream (GIOStream *stream)
{
  return G_INPUT_STREAM (BESEDA_TRANSPORT_STREAM (stream)->input);
}

static GOutputStream *
get_output_stream (GIOStream *stream)
{
  return G_OUTPUT_STREAM (BESEDA_TRANSPORT_STREAM (stream)->output);
}

static gboolean
close_stream (GIOStream *stream, GCancellable *cancellable, GError **error)
{
  Link *link = BESEDA_TRANSPORT_STREAM (stream)->link;

  if (link->transport != NULL)
    beseda_transport_end (link->transport);
  g_clear_pointer (&link->transport, beseda_transport_free);

  return TRUE;
}

/* What GIO does by itself here is a thread. */
static void
close_async (
    GIOStream *stream, int io_priority, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (stream, cancellable, callback, user_data);

  g_task_set_source_tag (task, close_async);
  close_stream (stream, NULL, NULL);
  g_task_return_boolean (task, TRUE);
}

static gboolean
close_finish (GIOStream *stream, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
finalize (GObject *object)
{
  BesedaTransportStream *self = BESEDA_TRANSPORT_STREAM (object);

  g_clear_object (&self->input);
  g_clear_object (&self->output);
  release (self->link);

  G_OBJECT_CLASS (beseda_transport_stream_parent_class)->finalize (object);
}

static void
beseda_transport_stream_class_init (BesedaTransportStreamClass *klass)
{
  GIOStreamClass *stream_class = G_IO_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = finalize;
  stream_class->get_input_stream = get_input_stream;
  stream_class->get_output_stream = get_output_stream;
  stream_class->close_fn = close_stream;
  stream_class->close_async = close_async;
  stream_class->close_finish = close_finish;
}

static void
beseda_transport_stream_init (BesedaTransportStream *self)
{
  self->link = g_rc_box_new0 (Link);
  self->input = g_object_new (transport_input_get_type (), NULL);
  self->input->link = g_rc_box_acquire (self->link);
  self->output = g_object_new (transport_output_get_type (), NULL);
  self->output->link = g_rc_box_acquire (self->link);
}

BesedaTransportStream *
beseda_transport_stream_new (BesedaTransport *transport)
{
  BesedaTransportStream *self = g_object_new (BESEDA_TYPE_TRANSPORT_STREAM, NULL);

  self->link->transport = transport;

  return self;
}

void
beseda_transport_stream_end_request (BesedaTransportStream *self)
{
  self->link->ended = TRUE;
}

BesedaTransport *
beseda_transport_stream_get_transport (BesedaTransportStream *self)
{
  return self->link->transport;
}

BesedaTransport *
beseda_transport_stream_steal_transport (BesedaTransportStream *self)
{
  return g_steal_pointer (&self->link->transport);
}
