/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-outbox.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void
open_pair (int fds[2])
{
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds), ==, 0);
}

static void
read_into (int fd, GByteArray *all)
{
  guint8 buffer[4096];
  gssize n;

  while ((n = read (fd, buffer, sizeof buffer)) > 0)
    g_byte_array_append (all, buffer, (guint) n);
}

/* However little the socket takes at a time, everything comes in order and once. */
static void
test_order (void)
{
  g_autoptr (BesedaOutbox) outbox = beseda_outbox_new ();
  g_autoptr (GByteArray) expected = g_byte_array_new ();
  g_autoptr (GByteArray) all = g_byte_array_new ();
  g_autoptr (BesedaTransport) transport = NULL;
  BesedaOutboxState state;
  int fds[2];

  open_pair (fds);
  transport = beseda_transport_new (fds[0], NULL);

  for (guint i = 0; i < 2000; i++)
    {
      gsize size = (gsize) g_test_rand_int_range (1, 2000);
      gsize offset = (gsize) g_test_rand_int_range (0, (gint32) size);
      g_autofree guint8 *data = g_malloc (size);
      g_autoptr (GBytes) bytes = NULL;

      memset (data, (int) (i & 0xff), size);
      bytes = g_bytes_new (data, size);
      g_byte_array_append (expected, data + offset, (guint) (size - offset));
      beseda_outbox_push (outbox, bytes, offset);
    }

  g_assert_cmpuint (beseda_outbox_get_weight (outbox), >=, expected->len + 2000 * sizeof (GBytes *));

  do
    {
      state = beseda_outbox_write (outbox, transport);
      g_assert_cmpint (state, !=, BESEDA_OUTBOX_BROKEN);
      read_into (fds[1], all);
    }
  while (state == BESEDA_OUTBOX_BLOCKED);

  g_assert_cmpuint (beseda_outbox_get_weight (outbox), ==, 0);
  g_assert_cmpmem (all->data, all->len, expected->data, expected->len);

  close (fds[1]);
}

static void
test_broken (void)
{
  g_autoptr (BesedaOutbox) outbox = beseda_outbox_new ();
  g_autoptr (GBytes) bytes = g_bytes_new_static ("hello", 5);
  g_autoptr (BesedaTransport) transport = NULL;
  int fds[2];

  open_pair (fds);
  transport = beseda_transport_new (fds[0], NULL);
  close (fds[1]);

  beseda_outbox_push (outbox, bytes, 0);
  g_assert_cmpint (beseda_outbox_write (outbox, transport), ==, BESEDA_OUTBOX_BROKEN);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/outbox/order", test_order);
  g_test_add_func ("/outbox/broken", test_broken);

  return g_test_run ();
}
