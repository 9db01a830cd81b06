/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-address.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "beseda-limits.h"
#include "beseda-token.h"

struct _BesedaAddress
{
  char *host;
  guint16 port;
  gboolean tls;
  char *room;
  char *fingerprint;
  char *key;
  char *owner;
};

typedef struct
{
  const char *name;
  guint16 port;
  gboolean tls;
} Scheme;

static const Scheme schemes[] = {
  { "beseda", BESEDA_DEFAULT_PORT, FALSE },
  { "ws", 80, FALSE },
  { "http", 80, FALSE },
  { "wss", 443, TRUE },
  { "https", 443, TRUE },
};

/* What an address without a scheme means. */
static const Scheme *const no_scheme = &schemes[0];

G_DEFINE_QUARK (beseda_address_error, beseda_address_error)
G_DEFINE_BOXED_TYPE (BesedaAddress, beseda_address, beseda_address_ref, beseda_address_unref)

static void
clear (gpointer data)
{
  BesedaAddress *self = data;

  g_free (self->host);
  g_free (self->room);
  g_free (self->fingerprint);
  g_free (self->key);
  g_free (self->owner);
}

/* A piece of what the person wrote, short enough to be quoted in a sentence. */
static char *
quote (const char *text)
{
  const glong most = 40;
  g_autofree char *start = NULL;

  if (g_utf8_strlen (text, -1) <= most)
    return g_strdup (text);

  start = g_utf8_substring (text, 0, most);
  return g_strconcat (start, "…", NULL);
}

/* The text without white space around it, nor the brackets and quotation marks that come along when a link is copied.
 * (transfer full) */
static char *
strip (const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  const gsize length = strlen (stripped);
  const char first = stripped[0];
  const char last = length > 1 ? stripped[length - 1] : '\0';

  if ((first == '<' && last == '>') || (first == '"' && last == '"') || (first == '\'' && last == '\''))
    return g_strstrip (g_strndup (stripped + 1, length - 2));

  return g_steal_pointer (&stripped);
}

/* Which scheme `text` starts with; `rest` is what follows it. */
static const Scheme *
read_scheme (const char *text, const char **rest, GError **error)
{
  const char *separator = strstr (text, "://");
  g_autofree char *name = NULL;
  g_autofree char *quoted = NULL;

  if (separator == NULL || strcspn (text, "/?#[@") < (gsize) (separator - text))
    {
      *rest = text;
      return no_scheme;
    }

  name = g_strndup (text, separator - text);
  *rest = separator + strlen ("://");

  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_ascii_strcasecmp (name, schemes[i].name) == 0)
      return &schemes[i];

  quoted = quote (name);
  g_set_error (error, BESEDA_ADDRESS_ERROR, BESEDA_ADDRESS_ERROR_SCHEME,
               _ ("“%s://” doesn’t lead to a room; a room’s link starts with http, https, ws, wss or beseda."), quoted);
  return NULL;
}

/* RFC 1123, section 2.1, and underscores, which some networks use. `name` is lower-case ASCII. */
static gboolean
is_host_name (const char *name)
{
  g_auto (GStrv) labels = g_strsplit (name, ".", -1);
  const guint n_labels = g_strv_length (labels);

  if (*name == '\0' || strlen (name) > 253)
    return FALSE;

  for (guint i = 0; i < n_labels; i++)
    {
      const gsize length = strlen (labels[i]);

      if (length == 0 || length > 63 || labels[i][0] == '-' || labels[i][length - 1] == '-')
        return FALSE;
      if (labels[i][strspn (labels[i], "abcdefghijklmnopqrstuvwxyz0123456789-_")] != '\0')
        return FALSE;
    }

  /* 256.1.1.1 and 10.0.1 are mistyped addresses rather than names: no top-level domain is a number. */
  return labels[n_labels - 1][strspn (labels[n_labels - 1], "0123456789")] != '\0';
}

/* `host` as the network wants it, or NULL with the error set. (transfer full) */
static char *
normalize_host (const char *host, GError **error)
{
  g_autofree char *ascii = NULL;
  g_autofree char *quoted = NULL;

  if (*host == '\0')
    {
      g_set_error_literal (error, BESEDA_ADDRESS_ERROR, BESEDA_ADDRESS_ERROR_HOST,
                           _ ("The address names no computer; write its name or IP address first."));
      return NULL;
    }

  if (g_hostname_is_ip_address (host) && strchr (host, '%') == NULL)
    return g_ascii_strdown (host, -1);

  ascii = g_hostname_to_ascii (host);
  if (ascii != NULL)
    {
      g_autofree char *lower = g_ascii_strdown (ascii, -1);

      if (g_str_has_suffix (lower, "."))
        lower[strlen (lower) - 1] = '\0';
      if (is_host_name (lower))
        return g_steal_pointer (&lower);
    }

  quoted = quote (host);
  g_set_error (error, BESEDA_ADDRESS_ERROR, BESEDA_ADDRESS_ERROR_HOST,
               _ ("“%s” is no name or IP address of a computer; look for a typing error."), quoted);
  return NULL;
}

static gboolean
read_port (const char *text, guint16 *port, GError **error)
{
  guint64 number;
  g_autofree char *quoted = NULL;

  if (g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT16, &number, NULL))
    {
      *port = number;
      return TRUE;
    }

  quoted = quote (text);
  g_set_error (error, BESEDA_ADDRESS_ERROR, BESEDA_ADDRESS_ERROR_PORT,
               _ ("“%s” is no port; a port is a number from 1 to 65535."), quoted);
  return FALSE;
}

/* `host`, `host:port`, `[v6]`, `[v6]:port`, or a bare v6 address; RFC 3986, section 3.2. */
static gboolean
read_authority (const char *authority, char **host, guint16 *port, GError **error)
{
  g_autofree char *name = NULL;
  const char *after;

  if (strchr (authority, '@') != NULL)
    {
      g_set_error_literal (error, BESEDA_ADDRESS_ERROR, BESEDA_ADDRESS_ERROR_USER,
                           _ ("Leave out what stands before the “@”; the room asks for your name by itself."));
      return FALSE;
    }

  if (authority[0] == '[')
    {
      const char *end = strchr (authority, ']');
      const char *colon = strchr (authority, ':');
      const gboolean is_v6 = end != NULL && colon != NULL && colon < end && (end[1] == '\0' || end[1] == ':');

      name = is_v6 ? g_strndup (authority + 1, end - authority - 1) : g_strdup (authority);
      after = is_v6 ? end + 1 : "";
    }
  else if (g_hostname_is_ip_address (authority))
    {
      name = g_strdup (authority);
      after = "";
    }
  else
    {
      after = authority + strcspn (authority, ":");
      name = g_strndup (authority, after - authority);
    }

  *host = normalize_host (name, error);
  if (*host == NULL)
    return FALSE;

  return *after == '\0' || read_port (after + 1, port, error);
}

static gboolean
is_room_name (const char *name)
{
  return name != NULL && *name != '\0' && g_utf8_validate (name, -1, NULL) &&
         g_utf8_strlen (name, -1) <= BESEDA_LIMIT_ROOM_NAME_CHARS;
}

/* Which room `path` names, NULL for the server's first. A WebSocket's own end of it, /ws/7, is passed over: it carries
 * somebody's client id. */
static gboolean
read_path (const char *path, char **room, GError **error)
{
  g_auto (GStrv) segments = g_strsplit (path, "/", -1);
  const guint n_segments = g_strv_length (segments);
  const gboolean names_room = n_segments > 2 && g_str_equal (segments[1], "rooms");
  g_autofree char *name = names_room ? g_uri_unescape_string (segments[2], NULL) : NULL;
  g_autofree char *quoted = NULL;
  guint end = names_room ? 3 : 1;

  if (end < n_segments && g_str_equal (segments[end], "ws"))
    end = MIN (end + 2, n_segments);
  if (end + 1 == n_segments && *segments[end] == '\0')
    end++;

  if (end >= n_segments && (!names_room || is_room_name (name)))
    {
      *room = g_steal_pointer (&name);
      return TRUE;
    }

  quoted = quote (path);
  g_set_error (
      error, BESEDA_ADDRESS_ERROR, BESEDA_ADDRESS_ERROR_PATH,
      _ ("“%s” names no room; end the address after the computer’s name, or with /rooms/ and the room’s name."),
      quoted);
  return FALSE;
}

static gboolean
consists_of (const char *text, gsize length, const char *characters)
{
  return strlen (text) == length && text[strspn (text, characters)] == '\0';
}

static gboolean
is_key (const char *text)
{
  return consists_of (text, BESEDA_KEY_CHARS, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}

/* What of the room's secrets stands in `fragment`, which begins with # or is empty. */
static gboolean
read_secrets (BesedaAddress *self, const char *fragment, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (*fragment == '#' ? fragment + 1 : "", "&", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      const char *value = strchr (parts[i], '=') != NULL ? strchr (parts[i], '=') + 1 : "";
      const gboolean fingerprint = g_str_has_prefix (parts[i], "fp=");
      const gboolean key = g_str_has_prefix (parts[i], "k=");
      const gboolean owner = g_str_has_prefix (parts[i], "owner=");
      char **secret = fingerprint ? &self->fingerprint : key ? &self->key : &self->owner;

      if (!fingerprint && !key && !owner)
        continue;
      if (*secret != NULL || !(fingerprint ? beseda_address_is_fingerprint (value)
                               : key       ? is_key (value)
                                           : beseda_token_is_valid (value)))
        {
          g_set_error_literal (
              error, BESEDA_ADDRESS_ERROR, BESEDA_ADDRESS_ERROR_SECRET,
              _ ("The link is not whole behind its “#”; copy it anew, from its first to its last letter."));
          return FALSE;
        }
      *secret = g_strdup (value);
    }

  self->tls = self->tls || self->fingerprint != NULL;

  return TRUE;
}

BesedaAddress *
beseda_address_parse (const char *text, GError **error)
{
  g_autofree char *stripped = NULL;
  g_autofree char *authority = NULL;
  g_autofree char *path = NULL;
  g_autofree char *host = NULL;
  g_autofree char *room = NULL;
  g_autoptr (BesedaAddress) self = NULL;
  const Scheme *scheme;
  const char *rest;
  guint16 port;

  g_return_val_if_fail (text != NULL, NULL);

  if (strlen (text) > BESEDA_LIMIT_ADDRESS)
    {
      g_set_error_literal (error, BESEDA_ADDRESS_ERROR, BESEDA_ADDRESS_ERROR_TOO_LONG,
                           _ ("This is too long for an address; copy just the link."));
      return NULL;
    }
  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error_literal (error, BESEDA_ADDRESS_ERROR, BESEDA_ADDRESS_ERROR_HOST,
                           _ ("The address has characters that can’t be read; type it anew."));
      return NULL;
    }

  stripped = strip (text);
  if (*stripped == '\0')
    {
      g_set_error_literal (error, BESEDA_ADDRESS_ERROR, BESEDA_ADDRESS_ERROR_EMPTY,
                           _ ("Enter the link of a room, or the address of its computer."));
      return NULL;
    }

  scheme = read_scheme (stripped, &rest, error);
  if (scheme == NULL)
    return NULL;

  port = scheme->port;
  authority = g_strndup (rest, strcspn (rest, "/?#"));
  rest += strlen (authority);
  path = g_strndup (rest, strcspn (rest, "?#"));

  if (!read_authority (authority, &host, &port, error) || !read_path (path, &room, error))
    return NULL;

  self = beseda_address_new (host, port, room, scheme->tls);
  if (!read_secrets (self, rest + strcspn (rest, "#"), error))
    return NULL;

  return g_steal_pointer (&self);
}

BesedaAddress *
beseda_address_new (const char *host, guint16 port, const char *room, gboolean tls)
{
  BesedaAddress *self;

  g_return_val_if_fail (host != NULL && *host != '\0', NULL);
  g_return_val_if_fail (port > 0, NULL);

  self = g_atomic_rc_box_new0 (BesedaAddress);
  self->host = g_strdup (host);
  self->port = port;
  self->tls = tls;
  self->room = g_strdup (room);

  return self;
}

BesedaAddress *
beseda_address_with_secrets (const BesedaAddress *self, const char *fingerprint, const char *key, const char *owner)
{
  BesedaAddress *copy;

  g_return_val_if_fail (fingerprint == NULL || beseda_address_is_fingerprint (fingerprint), NULL);
  g_return_val_if_fail (key == NULL || is_key (key), NULL);
  g_return_val_if_fail (owner == NULL || beseda_token_is_valid (owner), NULL);

  copy = beseda_address_new (self->host, self->port, self->room, self->tls || fingerprint != NULL);
  copy->fingerprint = g_strdup (fingerprint);
  copy->key = g_strdup (key);
  copy->owner = g_strdup (owner);

  return copy;
}

gboolean
beseda_address_is_fingerprint (const char *text)
{
  return consists_of (text, BESEDA_FINGERPRINT_CHARS, "0123456789abcdef");
}

BesedaAddress *
beseda_address_ref (BesedaAddress *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
beseda_address_unref (BesedaAddress *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

const char *
beseda_address_get_host (const BesedaAddress *self)
{
  return self->host;
}

guint16
beseda_address_get_port (const BesedaAddress *self)
{
  return self->port;
}

gboolean
beseda_address_get_tls (const BesedaAddress *self)
{
  return self->tls;
}

const char *
beseda_address_get_room (const BesedaAddress *self)
{
  return self->room;
}

const char *
beseda_address_get_fingerprint (const BesedaAddress *self)
{
  return self->fingerprint;
}

const char *
beseda_address_get_key (const BesedaAddress *self)
{
  return self->key;
}

const char *
beseda_address_get_owner (const BesedaAddress *self)
{
  return self->owner;
}

/* scheme://host:port and the room's path, without a slash at the end. */
static GString *
start_uri (const BesedaAddress *self, const char *scheme)
{
  const gboolean v6 = strchr (self->host, ':') != NULL;
  GString *uri = g_string_new (NULL);

  g_string_printf (uri, "%s://%s%s%s:%u", scheme, v6 ? "[" : "", self->host, v6 ? "]" : "", self->port);
  if (self->room != NULL)
    {
      g_string_append (uri, "/rooms/");
      g_string_append_uri_escaped (uri, self->room, NULL, FALSE);
    }

  return uri;
}

char *
beseda_address_to_websocket_uri (const BesedaAddress *self, gint64 client_id)
{
  GString *uri = start_uri (self, self->tls ? "wss" : "ws");

  g_string_append_printf (uri, "/ws/%" G_GINT64_FORMAT, client_id);

  return g_string_free (uri, FALSE);
}

/* The link without its secrets. */
static GString *
start_link (const BesedaAddress *self)
{
  const char *scheme = self->fingerprint != NULL ? "beseda" : self->tls ? "https" : "http";
  GString *uri = start_uri (self, scheme);

  if (self->room == NULL)
    g_string_append_c (uri, '/');

  return uri;
}

char *
beseda_address_to_link (const BesedaAddress *self)
{
  const struct
  {
    const char *name;
    const char *value;
  } secrets[] = { { "fp", self->fingerprint }, { "k", self->key }, { "owner", self->owner } };
  GString *uri = start_link (self);
  char separator = '#';

  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    if (secrets[i].value != NULL)
      {
        g_string_append_printf (uri, "%c%s=%s", separator, secrets[i].name, secrets[i].value);
        separator = '&';
      }

  return g_string_free (uri, FALSE);
}

char *
beseda_address_to_place (const BesedaAddress *self)
{
  if (self->fingerprint == NULL)
    return g_string_free (start_link (self), FALSE);

  return g_strconcat ("fp:", self->fingerprint, "/", self->room, NULL);
}

char *
beseda_address_to_label (const BesedaAddress *self)
{
  const gboolean v6 = strchr (self->host, ':') != NULL;
  g_autofree char *name = g_hostname_to_unicode (self->host);

  return g_strdup_printf (v6 ? "[%s]:%u" : "%s:%u", name != NULL ? name : self->host, self->port);
}

gboolean
beseda_address_equal (const BesedaAddress *a, const BesedaAddress *b)
{
  return a->port == b->port && a->tls == b->tls && g_str_equal (a->host, b->host) && g_strcmp0 (a->room, b->room) == 0;
}
