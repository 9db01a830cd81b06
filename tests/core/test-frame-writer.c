/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "beseda-close-code.h"
#include "beseda-frame-writer.h"
#include "beseda-limits.h"

static void
test_header (void)
{
  const struct
  {
    BesedaOpcode opcode;
    gsize length;
    guint size;
    guint8 header[BESEDA_FRAME_HEADER_MAX];
  } cases[] = {
    { BESEDA_OPCODE_TEXT, 0, 2, { 0x81, 0 } },
    { BESEDA_OPCODE_TEXT, 125, 2, { 0x81, 125 } },
    { BESEDA_OPCODE_TEXT, 126, 4, { 0x81, 126, 0, 126 } },
    { BESEDA_OPCODE_TEXT, 65535, 4, { 0x81, 126, 0xff, 0xff } },
    { BESEDA_OPCODE_TEXT, 65536, 10, { 0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0 } },
    { BESEDA_OPCODE_TEXT, 0x01020304, 10, { 0x81, 127, 0, 0, 0, 0, 1, 2, 3, 4 } },
    { BESEDA_OPCODE_PING, 0, 2, { 0x89, 0 } },
    { BESEDA_OPCODE_PONG, 125, 2, { 0x8a, 125 } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint8 header[BESEDA_FRAME_HEADER_MAX];
      guint size = beseda_frame_write_header (header, cases[i].opcode, cases[i].length);

      g_assert_cmpmem (header, size, cases[i].header, cases[i].size);
    }
}

static void
assert_close (guint16 code, const char *reason, const char *expected, gsize length)
{
  g_autoptr (GBytes) frame = beseda_frame_new_close (code, reason);

  g_assert_cmpmem (g_bytes_get_data (frame, NULL), g_bytes_get_size (frame), expected, length);
}

static void
test_close (void)
{
  assert_close (BESEDA_CLOSE_NORMAL, NULL, "\x88\x02\x03\xe8", 4);
  assert_close (BESEDA_CLOSE_LOGIN_TAKEN, "taken", "\x88\x07\x0f\xa1taken", 9);
  assert_close (0, NULL, "\x88\x00", 2);
  assert_close (0, "unsaid", "\x88\x00", 2);
}

/* A reason that is too long ends at the last character that fits. */
static void
test_close_cut (void)
{
  const char *const characters[] = { "x", "я", "家", "🏠" };

  for (gsize i = 0; i < G_N_ELEMENTS (characters); i++)
    for (gsize n_before = 0; n_before < 4; n_before++)
      {
        g_autoptr (GString) reason = g_string_new (NULL);
        g_autoptr (GBytes) frame = NULL;
        const char *bytes;
        gsize size;

        for (gsize j = 0; j < n_before; j++)
          g_string_append_c (reason, 'a');
        while (reason->len <= BESEDA_LIMIT_CLOSE_REASON)
          g_string_append (reason, characters[i]);

        frame = beseda_frame_new_close (BESEDA_CLOSE_POLICY, reason->str);
        bytes = g_bytes_get_data (frame, &size);

        g_assert_cmpint (bytes[1], ==, size - 2);
        g_assert_cmpuint (size - 4, <=, BESEDA_LIMIT_CLOSE_REASON);
        g_assert_cmpuint (size - 4, >, BESEDA_LIMIT_CLOSE_REASON - strlen (characters[i]));
        g_assert_true (g_utf8_validate (bytes + 4, size - 4, NULL));
        g_assert_true (memcmp (bytes + 4, reason->str, size - 4) == 0);
      }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/frame-writer/header", test_header);
  g_test_add_func ("/frame-writer/close", test_close);
  g_test_add_func ("/frame-writer/close-cut", test_close_cut);

  return g_test_run ();
}
