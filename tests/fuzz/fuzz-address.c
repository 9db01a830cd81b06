/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "beseda-address.h"
#include "beseda-limits.h"
#include "fuzz.h"

/*
 * What a person typed to join. What is accepted names a host, is the same after it was handed on as a link, and tells
 * its secrets to nobody but the link.
 */

static void
assert_lacks_secrets (const BesedaAddress *address, const char *text)
{
  const char *key = beseda_address_get_key (address);
  const char *owner = beseda_address_get_owner (address);
  g_autofree char *plain = g_uri_unescape_string (text, NULL); /* an escape's last digit is nothing that was said */

  /* A room or host may be called like a key; then it is no secret. */
  for (guint i = 0; i < 2; i++)
    {
      const char *secret = i == 0 ? key : owner;
      const gboolean said = secret != NULL && (strstr (beseda_address_get_host (address), secret) != NULL ||
                                               (beseda_address_get_room (address) != NULL &&
                                                strstr (beseda_address_get_room (address), secret) != NULL) ||
                                               (beseda_address_get_fingerprint (address) != NULL &&
                                                strstr (beseda_address_get_fingerprint (address), secret) != NULL));

      g_assert_true (secret == NULL || said || strstr (plain != NULL ? plain : text, secret) == NULL);
    }
}

static void
assert_same (const BesedaAddress *a, const BesedaAddress *b)
{
  g_assert_true (beseda_address_equal (a, b));
  g_assert_cmpstr (beseda_address_get_fingerprint (a), ==, beseda_address_get_fingerprint (b));
  g_assert_cmpstr (beseda_address_get_key (a), ==, beseda_address_get_key (b));
  g_assert_cmpstr (beseda_address_get_owner (a), ==, beseda_address_get_owner (b));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (BesedaAddress) address = beseda_address_parse (text, &error);
  g_autoptr (BesedaAddress) again = NULL;
  g_autofree char *link = NULL;
  g_autofree char *link_again = NULL;
  g_autofree char *uri = NULL;
  g_autofree char *place = NULL;
  g_autofree char *label = NULL;

  if (address == NULL)
    {
      fuzz_assert_sentence (error, BESEDA_ADDRESS_ERROR);
      return 0;
    }

  g_assert_no_error (error);
  g_assert_true (g_str_is_ascii (beseda_address_get_host (address)));
  g_assert_cmpuint (strlen (beseda_address_get_host (address)), >=, 1);
  g_assert_cmpuint (strlen (beseda_address_get_host (address)), <=, 253);
  g_assert_null (strpbrk (beseda_address_get_host (address), "/?#@[]% \t\r\n"));
  g_assert_cmpuint (beseda_address_get_port (address), >, 0);
  g_assert_true (beseda_address_get_tls (address) || beseda_address_get_fingerprint (address) == NULL);
  if (beseda_address_get_room (address) != NULL)
    g_assert_cmpint (g_utf8_strlen (beseda_address_get_room (address), -1), <=, BESEDA_LIMIT_ROOM_NAME_CHARS);

  link = beseda_address_to_link (address);
  g_assert_true (g_str_is_ascii (link));
  again = beseda_address_parse (link, &error);
  g_assert_no_error (error);
  assert_same (address, again);
  link_again = beseda_address_to_link (again);
  g_assert_cmpstr (link, ==, link_again);

  uri = beseda_address_to_websocket_uri (address, G_MININT64);
  g_assert_true (g_uri_is_valid (uri, G_URI_FLAGS_NONE, &error));
  g_assert_null (strchr (uri, '#'));
  assert_lacks_secrets (address, uri);
  place = beseda_address_to_place (address);
  assert_lacks_secrets (address, place);
  label = beseda_address_to_label (address);
  assert_lacks_secrets (address, label);

  return 0;
}
