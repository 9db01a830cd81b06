/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-attention.h"

#include <string.h>

#include "beseda-link.h"
#include "beseda-login.h"

#define LINK_MARK '\001' /* stands for a link: no name has it, and no word goes on across it */

/* White space of any kind is one space, as in names; (transfer full) */
static char *
fold (const char *text)
{
  g_autoptr (GString) plain = g_string_sized_new (strlen (text));
  const char *end;
  const char *link = beseda_link_find (text, &end);

  while (*text != '\0')
    {
      const gunichar c = g_utf8_get_char (text);

      if (text == link)
        {
          g_string_append_c (plain, LINK_MARK);
          text = end;
          link = beseda_link_find (text, &end);
          continue;
        }

      if (!g_unichar_isspace (c))
        g_string_append_unichar (plain, c);
      else if (plain->len > 0 && plain->str[plain->len - 1] != ' ')
        g_string_append_c (plain, ' ');
      text = g_utf8_next_char (text);
    }

  return beseda_login_key (plain->str);
}

/* Where words stand without spaces between them, or with endings for politeness, a name begins and ends anywhere. */
static gboolean
is_unspaced (gunichar c)
{
  switch (g_unichar_get_script (c))
    {
    case G_UNICODE_SCRIPT_HAN:
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
    case G_UNICODE_SCRIPT_HANGUL:
    case G_UNICODE_SCRIPT_THAI:
    case G_UNICODE_SCRIPT_LAO:
    case G_UNICODE_SCRIPT_KHMER:
    case G_UNICODE_SCRIPT_MYANMAR:
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
is_in_word (gunichar c)
{
  return g_unichar_isalnum (c) || g_unichar_ismark (c) || c == '_';
}

/* A mark makes another letter of the one that it stands on. */
static gboolean
goes_on (gunichar before, gunichar after)
{
  return g_unichar_ismark (after) ||
         (is_in_word (before) && is_in_word (after) && !is_unspaced (before) && !is_unspaced (after));
}

/* What stands before `p`; a space at the very beginning. */
static gunichar
get_before (const char *text, const char *p)
{
  return p > text ? g_utf8_get_char (g_utf8_prev_char (p)) : ' ';
}

/* Whether what is from `start` to `end` stands for itself: "x@name" and "name@x" are mail addresses. */
static gboolean
is_whole (const char *text, const char *start, const char *end)
{
  const gunichar before = get_before (text, start);
  const gunichar after = g_utf8_get_char (end);

  if (goes_on (before, g_utf8_get_char (start)) || goes_on (get_before (text, end), after))
    return FALSE;

  if (before == '@' && is_in_word (get_before (text, start - 1)))
    return FALSE;

  return after != '@' || !is_in_word (g_utf8_get_char (end + 1));
}

gboolean
beseda_attention_is_drawn (BesedaAttention wanted, gboolean named, gboolean alone)
{
  switch (wanted)
    {
    case BESEDA_ATTENTION_DIRECT:
      return named || alone;
    case BESEDA_ATTENTION_EVERYTHING:
      return TRUE;
    case BESEDA_ATTENTION_NOTHING:
      return FALSE;
    }
  g_return_val_if_reached (FALSE);
}

gboolean
beseda_attention_names (const char *login, const char *text)
{
  g_autofree char *key = NULL;
  g_autofree char *folded = NULL;

  g_return_val_if_fail (login != NULL && *login != '\0', FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  key = beseda_login_key (login);
  folded = fold (text);
  for (const char *p = folded; (p = strstr (p, key)) != NULL; p = g_utf8_next_char (p))
    if (is_whole (folded, p, p + strlen (key)))
      return TRUE;

  return FALSE;
}

gboolean
beseda_attention_is_alone (BesedaSession *session)
{
  return beseda_session_get_joined (session) && !beseda_session_get_plain (session) &&
         beseda_roster_get_n_people (beseda_session_get_roster (session)) <= 2;
}

BesedaAttention
beseda_attention_get (GSettings *settings, const char *place)
{
  g_autofree char *choice = beseda_attention_dup_choice (settings, place);
  g_autofree char *usual = g_settings_get_string (settings, "notifications");
  const char *wanted = g_str_equal (choice, "default") ? usual : choice;

  if (g_str_equal (wanted, "everything"))
    return BESEDA_ATTENTION_EVERYTHING;

  return g_str_equal (wanted, "nothing") ? BESEDA_ATTENTION_NOTHING : BESEDA_ATTENTION_DIRECT;
}

char *
beseda_attention_dup_choice (GSettings *settings, const char *place)
{
  g_autoptr (GVariant) rooms = g_settings_get_value (settings, "room-notifications");
  const char *choice = "default";

  g_variant_lookup (rooms, place, "&s", &choice);

  return g_strdup (choice);
}

void
beseda_attention_set_choice (GSettings *settings, const char *place, const char *choice)
{
  g_autoptr (GVariant) rooms = g_settings_get_value (settings, "room-notifications");
  GVariantBuilder changed;
  GVariantIter iter;
  const char *other, *chosen;

  g_return_if_fail (place != NULL);
  g_return_if_fail (choice != NULL);

  g_variant_builder_init (&changed, G_VARIANT_TYPE ("a{ss}"));
  g_variant_iter_init (&iter, rooms);
  while (g_variant_iter_next (&iter, "{&s&s}", &other, &chosen))
    if (!g_str_equal (other, place))
      g_variant_builder_add (&changed, "{ss}", other, chosen);
  if (!g_str_equal (choice, "default"))
    g_variant_builder_add (&changed, "{ss}", place, choice);

  g_settings_set_value (settings, "room-notifications", g_variant_builder_end (&changed));
}
