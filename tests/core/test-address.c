/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "beseda-address.h"
#include "beseda-limits.h"

typedef struct
{
  const char *text;
  const char *host;
  guint16 port;
  gboolean tls;
  const char *room;
} Good;

static const Good good[] = {
  { "localhost", "localhost", 8765, FALSE, NULL },
  { "  ann-laptop.local \n", "ann-laptop.local", 8765, FALSE, NULL },
  { "Example.ORG:80", "example.org", 80, FALSE, NULL },
  { "example.org.:9000", "example.org", 9000, FALSE, NULL },
  { "my_host:1", "my_host", 1, FALSE, NULL },
  { "192.168.1.5:65535", "192.168.1.5", 65535, FALSE, NULL },
  { "[::1]:9000", "::1", 9000, FALSE, NULL },
  { "[FE80::1]", "fe80::1", 8765, FALSE, NULL },
  { "2001:db8::7", "2001:db8::7", 8765, FALSE, NULL },
  { "ws://example.org", "example.org", 80, FALSE, NULL },
  { "WS://example.org/", "example.org", 80, FALSE, NULL },
  { "wss://example.org", "example.org", 443, TRUE, NULL },
  { "http://example.org:8765/", "example.org", 8765, FALSE, NULL },
  { "https://example.org/rooms/tea", "example.org", 443, TRUE, "tea" },
  { "beseda://example.org", "example.org", 8765, FALSE, NULL },
  { "beseda://[::1]:5/rooms/tea/", "::1", 5, FALSE, "tea" },
  { "<http://example.org/>", "example.org", 80, FALSE, NULL },
  { "\"example.org\"", "example.org", 8765, FALSE, NULL },
  { "ws://example.org:5/ws/77", "example.org", 5, FALSE, NULL },
  { "ws://example.org:5/ws/", "example.org", 5, FALSE, NULL },
  { "example.org/rooms/%D1%87%D0%B0%D0%B9/ws/-3", "example.org", 8765, FALSE, "чай" },
  { "example.org/rooms/чай и сахар", "example.org", 8765, FALSE, "чай и сахар" },
  { "example.org/rooms/a%2Fb", "example.org", 8765, FALSE, "a/b" },
  { "http://example.org/?utm=1#top", "example.org", 80, FALSE, NULL },
  { "пример.рф:81", "xn--e1afmkfd.xn--p1ai", 81, FALSE, NULL },
  { "Bücher.example", "xn--bcher-kva.example", 8765, FALSE, NULL },
};

typedef struct
{
  const char *text;
  BesedaAddressError code;
  const char *says;
} Bad;

static const Bad bad[] = {
  { "", BESEDA_ADDRESS_ERROR_EMPTY, "Enter the link" },
  { " \t\n", BESEDA_ADDRESS_ERROR_EMPTY, "Enter the link" },
  { "<>", BESEDA_ADDRESS_ERROR_EMPTY, "Enter the link" },
  { "ftp://example.org", BESEDA_ADDRESS_ERROR_SCHEME, "“ftp://”" },
  { "://example.org", BESEDA_ADDRESS_ERROR_SCHEME, "“://”" },
  { "http://", BESEDA_ADDRESS_ERROR_HOST, "names no computer" },
  { ":80", BESEDA_ADDRESS_ERROR_HOST, "names no computer" },
  { "http:///rooms/tea", BESEDA_ADDRESS_ERROR_HOST, "names no computer" },
  { "two words", BESEDA_ADDRESS_ERROR_HOST, "“two words”" },
  { ".", BESEDA_ADDRESS_ERROR_HOST, "“.”" },
  { "a..b", BESEDA_ADDRESS_ERROR_HOST, "“a..b”" },
  { "-a.org", BESEDA_ADDRESS_ERROR_HOST, "“-a.org”" },
  { "256.1.1.1", BESEDA_ADDRESS_ERROR_HOST, "“256.1.1.1”" },
  { "10.0.1", BESEDA_ADDRESS_ERROR_HOST, "“10.0.1”" },
  { "[::1", BESEDA_ADDRESS_ERROR_HOST, "“[::1”" },
  { "[::g]:80", BESEDA_ADDRESS_ERROR_HOST, "“::g”" },
  { "[localhost]", BESEDA_ADDRESS_ERROR_HOST, "“[localhost]”" },
  { "[localhost]:80", BESEDA_ADDRESS_ERROR_HOST, "“[localhost]:80”" },
  { "[::1]80", BESEDA_ADDRESS_ERROR_HOST, "“[::1]80”" },
  { "example.org\\rooms", BESEDA_ADDRESS_ERROR_HOST, "example.org\\rooms" },
  { "exa\xffmple.org", BESEDA_ADDRESS_ERROR_HOST, "can’t be read" },
  { "example.org:", BESEDA_ADDRESS_ERROR_PORT, "“” is no port" },
  { "example.org:0", BESEDA_ADDRESS_ERROR_PORT, "“0”" },
  { "example.org:65536", BESEDA_ADDRESS_ERROR_PORT, "“65536”" },
  { "example.org:-1", BESEDA_ADDRESS_ERROR_PORT, "“-1”" },
  { "example.org:+1", BESEDA_ADDRESS_ERROR_PORT, "“+1”" },
  { "example.org:8o", BESEDA_ADDRESS_ERROR_PORT, "“8o”" },
  { "http://ann:secret@example.org", BESEDA_ADDRESS_ERROR_USER, "before the “@”" },
  { "example.org/chat", BESEDA_ADDRESS_ERROR_PATH, "“/chat”" },
  { "example.org/rooms", BESEDA_ADDRESS_ERROR_PATH, "“/rooms”" },
  { "example.org/rooms/", BESEDA_ADDRESS_ERROR_PATH, "“/rooms/”" },
  { "example.org/rooms//ws/1", BESEDA_ADDRESS_ERROR_PATH, "“/rooms//ws/1”" },
  { "example.org/rooms/a%00b", BESEDA_ADDRESS_ERROR_PATH, "“/rooms/a%00b”" },
  { "example.org/rooms/%FF", BESEDA_ADDRESS_ERROR_PATH, "“/rooms/%FF”" },
  { "example.org/rooms/tea/cup", BESEDA_ADDRESS_ERROR_PATH, "“/rooms/tea/cup”" },
  { "example.org/ws/1/2", BESEDA_ADDRESS_ERROR_PATH, "“/ws/1/2”" },
};

static void
test_good (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BesedaAddress) address = beseda_address_parse (good[i].text, &error);

      g_test_message ("%s", good[i].text);
      g_assert_no_error (error);
      g_assert_cmpstr (beseda_address_get_host (address), ==, good[i].host);
      g_assert_cmpuint (beseda_address_get_port (address), ==, good[i].port);
      g_assert_true (beseda_address_get_tls (address) == good[i].tls);
      g_assert_cmpstr (beseda_address_get_room (address), ==, good[i].room);
    }
}

static void
test_bad (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BesedaAddress) address = beseda_address_parse (bad[i].text, &error);
      g_autofree char *escaped = g_strescape (bad[i].text, NULL);

      g_test_message ("%s", escaped);
      g_assert_null (address);
      g_assert_error (error, BESEDA_ADDRESS_ERROR, (int) bad[i].code);
      if (strstr (error->message, bad[i].says) == NULL)
        g_error ("“%s” doesn't say “%s”", error->message, bad[i].says);
    }
}

static void
test_too_long (void)
{
  g_autofree char *text = g_strnfill (BESEDA_LIMIT_ADDRESS + 1, 'a');
  g_autoptr (GError) error = NULL;

  g_assert_null (beseda_address_parse (text, &error));
  g_assert_error (error, BESEDA_ADDRESS_ERROR, BESEDA_ADDRESS_ERROR_TOO_LONG);

  g_clear_error (&error);
  text[BESEDA_LIMIT_ADDRESS] = '\0';
  g_assert_null (beseda_address_parse (text, &error));
  g_assert_error (error, BESEDA_ADDRESS_ERROR, BESEDA_ADDRESS_ERROR_HOST);
  g_assert_cmpint (g_utf8_strlen (error->message, -1), <, 160);
}

static void
test_link_leads_back (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (BesedaAddress) address = beseda_address_parse (good[i].text, NULL);
      g_autofree char *link = beseda_address_to_link (address);
      g_autofree char *websocket_uri = beseda_address_to_websocket_uri (address, 7);
      g_autoptr (BesedaAddress) from_link = beseda_address_parse (link, NULL);
      g_autoptr (BesedaAddress) from_uri = beseda_address_parse (websocket_uri, NULL);

      g_test_message ("%s: %s, %s", good[i].text, link, websocket_uri);
      g_assert_true (beseda_address_equal (address, from_link));
      g_assert_true (beseda_address_equal (address, from_uri));
    }
}

static void
test_forms (void)
{
  g_autoptr (BesedaAddress) room = beseda_address_new ("::1", 80, "чай/2", TRUE);
  g_autoptr (BesedaAddress) idn = beseda_address_parse ("ПРИМЕР.рф", NULL);
  g_autofree char *link = beseda_address_to_link (room);
  g_autofree char *uri = beseda_address_to_websocket_uri (room, -7);
  g_autofree char *label = beseda_address_to_label (room);
  g_autofree char *idn_label = beseda_address_to_label (idn);

  g_assert_cmpstr (link, ==, "https://[::1]:80/rooms/%D1%87%D0%B0%D0%B9%2F2");
  g_assert_cmpstr (uri, ==, "wss://[::1]:80/rooms/%D1%87%D0%B0%D0%B9%2F2/ws/-7");
  g_assert_cmpstr (label, ==, "[::1]:80");
  g_assert_cmpstr (idn_label, ==, "пример.рф:8765");
}

#define FINGERPRINT "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define KEY "AZaz09-_AZaz09-_AZaz09"
#define OWNER "ffeeddccbbaa99887766554433221100"

static void
test_secrets (void)
{
  const char *whole = "beseda://example.org:8765/rooms/tea#fp=" FINGERPRINT "&k=" KEY "&owner=" OWNER;
  g_autoptr (BesedaAddress) address = beseda_address_parse (whole, NULL);
  g_autoptr (BesedaAddress) bare = beseda_address_with_secrets (address, NULL, NULL, NULL);
  g_autoptr (BesedaAddress) moved = beseda_address_parse ("example.com/rooms/tea#k=" KEY "&fp=" FINGERPRINT, NULL);
  g_autoptr (BesedaAddress) open = beseda_address_parse ("http://example.org/#top&k=" KEY, NULL);
  g_autofree char *link = beseda_address_to_link (address);
  g_autofree char *uri = beseda_address_to_websocket_uri (address, 7);
  g_autofree char *label = beseda_address_to_label (address);
  g_autofree char *place = beseda_address_to_place (address);
  g_autofree char *moved_place = beseda_address_to_place (moved);
  g_autofree char *bare_link = beseda_address_to_link (bare);
  g_autofree char *open_link = beseda_address_to_link (open);
  g_autofree char *open_place = beseda_address_to_place (open);

  g_assert_cmpstr (beseda_address_get_fingerprint (address), ==, FINGERPRINT);
  g_assert_cmpstr (beseda_address_get_key (address), ==, KEY);
  g_assert_cmpstr (beseda_address_get_owner (address), ==, OWNER);
  g_assert_true (beseda_address_get_tls (address));
  g_assert_cmpstr (link, ==, whole);
  g_assert_true (beseda_address_equal (address, bare));
  g_assert_cmpstr (bare_link, ==, "https://example.org:8765/rooms/tea");

  /* What everybody may see has no secrets in it. */
  g_assert_cmpstr (uri, ==, "wss://example.org:8765/rooms/tea/ws/7");
  g_assert_cmpstr (label, ==, "example.org:8765");

  /* The same certificate: the same room. */
  g_assert_cmpstr (place, ==, "fp:" FINGERPRINT "/tea");
  g_assert_cmpstr (moved_place, ==, place);

  g_assert_false (beseda_address_get_tls (open));
  g_assert_cmpstr (open_link, ==, "http://example.org:80/#k=" KEY);
  g_assert_cmpstr (open_place, ==, "http://example.org:80/");
}

static void
test_broken_secrets (void)
{
  static const char *const broken[] = {
    "a#fp=",
    "a#fp=00",
    "a#fp=" FINGERPRINT "0",
    "a#k=",
    "a#k=" KEY "A",
    "a#k=AZaz09-_AZaz09-_AZaz0/",
    "a#k",
    "a#owner",
    "a#owner=" KEY,
    "a#owner=FFEEDDCCBBAA99887766554433221100",
    "a#k=" KEY "&k=" KEY,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BesedaAddress) address = beseda_address_parse (broken[i], &error);

      g_test_message ("%s", broken[i]);
      if (strchr (broken[i], '=') == NULL)
        {
          g_assert_nonnull (address); /* a place on a page, which is nobody's secret */
          continue;
        }
      g_assert_null (address);
      g_assert_error (error, BESEDA_ADDRESS_ERROR, BESEDA_ADDRESS_ERROR_SECRET);
      g_assert_nonnull (strstr (error->message, "copy it anew"));
    }
}

/* Whatever is pasted gets an address or a sentence. */
static void
test_random (void)
{
  static const char alphabet[] = "a0.:/[]%@#? -é\xd0\xb6\xffwsroom";

  for (guint i = 0; i < 20000; i++)
    {
      const guint length = g_test_rand_int_range (0, 40);
      g_autoptr (GString) text = g_string_new (g_test_rand_int_range (0, 3) == 0 ? "ws://" : "");
      g_autoptr (BesedaAddress) address = NULL;
      g_autoptr (GError) error = NULL;

      for (guint j = 0; j < length; j++)
        g_string_append_c (text, alphabet[g_test_rand_int_range (0, sizeof alphabet - 1)]);

      address = beseda_address_parse (text->str, &error);
      g_assert_true ((address == NULL) == (error != NULL));
      if (address != NULL)
        {
          g_autofree char *link = beseda_address_to_link (address);
          g_autoptr (BesedaAddress) again = beseda_address_parse (link, &error);

          g_test_message ("%s -> %s", text->str, link);
          g_assert_no_error (error);
          g_assert_true (beseda_address_equal (address, again));
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/address/good", test_good);
  g_test_add_func ("/address/bad", test_bad);
  g_test_add_func ("/address/too-long", test_too_long);
  g_test_add_func ("/address/link-leads-back", test_link_leads_back);
  g_test_add_func ("/address/forms", test_forms);
  g_test_add_func ("/address/secrets", test_secrets);
  g_test_add_func ("/address/broken-secrets", test_broken_secrets);
  g_test_add_func ("/address/random", test_random);

  return g_test_run ();
}
