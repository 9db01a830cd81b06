/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-codec.h"

/* PROTOCOL.md leaves out nothing that the code knows, and promises no other limits than those that hold. */

static char *
load_source (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("BESEDA_TEST_SRCDIR"), "..", "src", "core", name, NULL);
  g_autoptr (GError) error = NULL;
  char *text;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  return text;
}

static void
assert_told (const char *document, const char *before, const char *word, const char *after)
{
  g_autofree char *told = g_strconcat (before, word, after, NULL);

  if (strstr (document, told) == NULL)
    g_test_fail_printf ("PROTOCOL.md does not say %s", told);
}

static void
assert_type_told (const char *document, const char *frame, gsize length)
{
  g_autofree char *text = g_strndup (frame, length);
  const char *start = strstr (text, "\"type\":\"");
  g_autofree char *type = NULL;

  g_assert_nonnull (start);
  start += strlen ("\"type\":\"");
  type = g_strndup (start, strcspn (start, "\""));
  assert_told (document, "**`", type, "`**");
}

static void
test_frame_types (void)
{
  g_autofree char *document = load_source ("PROTOCOL.md");
  g_autoptr (BesedaRequest) login = beseda_request_new_login ("ann", 7);
  g_autoptr (BesedaRequest) message = beseda_request_new_message ("hello", NULL);
  g_autoptr (BesedaRequest) history = beseda_request_new_history (BESEDA_BEFORE, 2, 1, NULL);
  const BesedaRequest *requests[] = { login, message, history };
  g_autoptr (BesedaReply) welcome = beseda_reply_new_welcome (beseda_welcome_new ("room", "ann", 7));
  g_autoptr (BesedaReply) error = beseda_reply_new_error (BESEDA_REFUSAL_BANNED, "No.", NULL);
  BesedaReply *replies[] = { welcome, error };

  for (gsize i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autofree char *text = beseda_codec_encode_request (BESEDA_DIALECT_BESEDA, requests[i]);

      assert_type_told (document, text, strlen (text));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      g_autoptr (GBytes) bytes = beseda_codec_encode_reply (BESEDA_DIALECT_BESEDA, replies[i], NULL);

      assert_type_told (document, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }
  for (BesedaEventKind kind = BESEDA_EVENT_MESSAGE; kind <= BESEDA_EVENT_OFFLINE; kind++)
    {
      g_autoptr (BesedaEvent)
          event = beseda_event_new (kind, 0, 7, "ann", kind == BESEDA_EVENT_MESSAGE ? "hello" : NULL, NULL);
      g_autoptr (GBytes) bytes = beseda_codec_encode_event (BESEDA_DIALECT_BESEDA, event, "14:05");

      assert_type_told (document, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }
}

static void
test_error_codes (void)
{
  g_autofree char *document = load_source ("PROTOCOL.md");

  for (BesedaRefusal code = 0; code < BESEDA_REFUSAL_UNKNOWN; code++)
    assert_told (document, "\n| `", beseda_refusal_to_string (code), "` |");
}

static void
test_close_codes (void)
{
  g_autofree char *document = load_source ("PROTOCOL.md");
  g_autofree char *header = load_source ("beseda-close-code.h");
  g_autoptr (GRegex) regex = g_regex_new ("BESEDA_CLOSE_\\w+ = (\\d+)", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  guint n = 0;

  for (g_regex_match (regex, header, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL), n++)
    {
      g_autofree char *code = g_match_info_fetch (match, 1);

      assert_told (document, "\n| ", code, " |");
    }
  g_assert_cmpuint (n, >, 0);
}

static guint64
product (const char *text)
{
  g_auto (GStrv) factors = g_strsplit (text, "*", -1);
  guint64 value = 1;

  for (guint i = 0; factors[i] != NULL; i++)
    value *= g_ascii_strtoull (factors[i] + (factors[i][0] == '(' || factors[i][0] == ' '), NULL, 10);

  return value;
}

/* The number in a row of the table is the one in the header. */
static void
test_limits (void)
{
  g_autofree char *document = load_source ("PROTOCOL.md");
  g_autofree char *header = load_source ("beseda-limits.h");
  g_autoptr (GRegex) regex = g_regex_new ("\\| (\\d+)[^|]* \\| `(BESEDA_LIMIT_\\w+)` \\|", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  guint n = 0;

  for (g_regex_match (regex, document, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL), n++)
    {
      g_autofree char *told = g_match_info_fetch (match, 1);
      g_autofree char *name = g_match_info_fetch (match, 2);
      g_autofree char *define = g_strconcat ("#define ", name, " ", NULL);
      const char *value = strstr (header, define);
      g_autofree char *line = NULL;

      g_assert_nonnull (value);
      value += strlen (define);
      line = g_strndup (value, strcspn (value, "/\n"));
      g_assert_cmpuint (product (line), ==, g_ascii_strtoull (told, NULL, 10));
    }
  g_assert_cmpuint (n, >, 10);
}

static void
test_links (void)
{
  g_autofree char *document = load_source ("PROTOCOL.md");
  g_autofree char *vectors = g_build_filename (g_getenv ("BESEDA_TEST_SRCDIR"), "vectors", NULL);
  g_autoptr (GDir) dir = g_dir_open (vectors, 0, NULL);
  g_autoptr (GRegex) regex = g_regex_new ("\\]\\(([^)#]+)", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  const char *name;

  for (g_regex_match (regex, document, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      g_autofree char *link = g_match_info_fetch (match, 1);
      g_autofree char *path = g_build_filename (g_getenv ("BESEDA_TEST_SRCDIR"), "..", "src", "core", link, NULL);

      if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
        g_test_fail_printf ("PROTOCOL.md links to %s, which is not there", link);
    }

  /* And no vectors are left unmentioned. */
  while ((name = g_dir_read_name (dir)) != NULL)
    assert_told (document, "](../../tests/vectors/", name, ")");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/protocol/frame-types", test_frame_types);
  g_test_add_func ("/protocol/error-codes", test_error_codes);
  g_test_add_func ("/protocol/close-codes", test_close_codes);
  g_test_add_func ("/protocol/limits", test_limits);
  g_test_add_func ("/protocol/links", test_links);

  return g_test_run ();
}
