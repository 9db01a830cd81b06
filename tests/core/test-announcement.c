/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "beseda-announcement.h"

static BesedaAnnouncement *
parse (const char *const *strings)
{
  g_autoptr (GPtrArray) bytes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (gsize i = 0; strings[i] != NULL; i++)
    g_ptr_array_add (bytes, g_bytes_new_static (strings[i], strlen (strings[i])));

  return beseda_announcement_parse_txt (bytes);
}

static void
test_there_and_back (void)
{
  for (BesedaDoorKind door = 0; door < BESEDA_N_DOORS; door++)
    for (int encrypts = FALSE; encrypts <= TRUE; encrypts++)
      {
        g_autoptr (BesedaAnnouncement) told = beseda_announcement_new ("Чай & co = 5", door, encrypts);
        g_auto (GStrv) strings = beseda_announcement_to_txt (told);
        g_autoptr (BesedaAnnouncement) heard = parse ((const char *const *) strings);

        g_assert_cmpstr (strings[0], ==, "txtvers=1"); /* RFC 6763, section 6.7: the first */
        if (door == BESEDA_DOOR_LINK)                  /* nobody could join it */
          {
            g_assert_null (heard);
            continue;
          }
        g_assert_nonnull (heard);
        g_assert_cmpstr (heard->room, ==, "Чай & co = 5");
        g_assert_cmpint (heard->door, ==, door);
        g_assert_cmpint (heard->encrypts, ==, encrypts);
      }
}

/* What a string and a name may hold (RFC 6763, sections 6.1 and 4.1.1), and no half characters. */
static void
test_cut (void)
{
  g_autofree char *long_name = g_strnfill (300, 'x');
  g_autoptr (GString) cyrillic = g_string_new ("x");
  g_autoptr (BesedaAnnouncement) plain = beseda_announcement_new (long_name, BESEDA_DOOR_OPEN, FALSE);
  g_autofree char *instance = beseda_announcement_to_instance (plain, 1);
  g_autoptr (BesedaAnnouncement) other = NULL;
  g_autofree char *first = NULL;
  g_autofree char *twelfth = NULL;
  g_auto (GStrv) strings = NULL;

  g_assert_cmpuint (strlen (plain->room), ==, 250);
  g_assert_cmpuint (strlen (instance), ==, 63);

  for (int i = 0; i < 150; i++)
    g_string_append (cyrillic, "ш");
  other = beseda_announcement_new (cyrillic->str, BESEDA_DOOR_OPEN, FALSE);
  strings = beseda_announcement_to_txt (other);
  first = beseda_announcement_to_instance (other, 1);
  twelfth = beseda_announcement_to_instance (other, 12);
  g_assert_cmpuint (strlen (other->room), ==, 249);
  g_assert_cmpuint (strlen (strings[1]), ==, 254);
  g_assert_cmpuint (strlen (first), ==, 63);
  g_assert_cmpuint (strlen (twelfth), ==, 62);
  g_assert_true (g_utf8_validate (other->room, -1, NULL) && g_utf8_validate (first, -1, NULL));
  g_assert_true (g_utf8_validate (twelfth, -1, NULL) && g_str_has_suffix (twelfth, "ш (12)"));
}

static void
test_what_others_write (void)
{
  static const struct
  {
    const char *strings[6];
    const char *room; /* NULL: refused */
  } cases[] = {
    { { "txtvers=1", "room=Tea", "door=open" }, "Tea" },
    { { "DOOR=open", "Room= Tea ", "TxtVers=1", "new=thing" }, "Tea" },
    { { "txtvers=1", "room=Tea", "room=Coffee", "door=open" }, "Tea" },
    { { "txtvers=1", "room=a=b", "door=open", "room", "=", "" }, "a=b" },
    { { "txtvers=2", "room=Tea", "door=open" }, NULL },
    { { "room=Tea", "door=open" }, NULL },
    { { "txtvers=1", "door=open" }, NULL },
    { { "txtvers=1", "room=", "door=open" }, NULL },
    { { "txtvers=1", "room= \t", "door=open" }, NULL },
    { { "txtvers=1", "room=\xff\xfe", "door=open" }, NULL },
    { { "txtvers=1", "room=Tea" }, NULL },
    { { "txtvers=1", "room=Tea", "door=trap" }, NULL },
    { { NULL }, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BesedaAnnouncement) announcement = parse (cases[i].strings);

      g_assert_cmpstr (announcement != NULL ? announcement->room : NULL, ==, cases[i].room);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/announcement/there-and-back", test_there_and_back);
  g_test_add_func ("/announcement/cut", test_cut);
  g_test_add_func ("/announcement/what-others-write", test_what_others_write);

  return g_test_run ();
}
