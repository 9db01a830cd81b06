/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-roster.h"

static void
assert_roster (BesedaRoster *roster, const char *expected)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (roster)); i++)
    {
      g_autoptr (BesedaRosterEntry) entry = g_list_model_get_item (G_LIST_MODEL (roster), i);

      g_string_append_printf (text, "%s%s ", beseda_roster_entry_get_login (entry),
                              beseda_roster_entry_get_own (entry) ? "*" : "");
    }
  g_assert_cmpstr (text->str, ==, expected);
  g_string_free (text, TRUE);
}

static void
count (guint *n)
{
  ++*n;
}

/* Keeps a copy of the model by what "items-changed" tells alone. */
static void
follow (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  GPtrArray *copy = user_data;

  if (removed > 0)
    g_ptr_array_remove_range (copy, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (copy, position + i, g_list_model_get_item (model, position + i));
  g_assert_cmpuint (copy->len, ==, g_list_model_get_n_items (model));
}

static void
test_order (void)
{
  BesedaRoster *roster = beseda_roster_new ();
  guint n_notified = 0;

  g_signal_connect_swapped (roster, "notify::n-people", G_CALLBACK (count), &n_notified);
  beseda_roster_add (roster, 3, "carl", FALSE);
  beseda_roster_add (roster, 1, "zoe", TRUE);
  beseda_roster_add (roster, 2, "ann", FALSE);
  beseda_roster_add (roster, 4, "ann", FALSE);
  assert_roster (roster, "zoe* ann ann carl ");
  g_assert_cmpuint (beseda_roster_get_n_people (roster), ==, 4);
  g_assert_cmpuint (n_notified, ==, 4);

  /* Again the same is no news; another name for the same client is. */
  beseda_roster_add (roster, 3, "carl", FALSE);
  g_assert_cmpuint (n_notified, ==, 4);
  beseda_roster_add (roster, 3, "aaron", FALSE);
  assert_roster (roster, "zoe* aaron ann ann ");

  beseda_roster_remove (roster, 2);
  beseda_roster_remove (roster, 2);
  assert_roster (roster, "zoe* aaron ann ");
  beseda_roster_clear (roster);
  assert_roster (roster, "");
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (roster), 0));
  g_assert_finalize_object (roster);
}

static void
test_follow (void)
{
  BesedaRoster *roster = beseda_roster_new ();
  g_autoptr (GPtrArray) copy = g_ptr_array_new_with_free_func (g_object_unref);

  g_signal_connect (roster, "items-changed", G_CALLBACK (follow), copy);
  for (guint i = 0; i < 5000; i++)
    {
      const gint64 client_id = g_test_rand_int_range (0, 50);
      g_autofree char *login = g_strdup_printf ("p%d", g_test_rand_int_range (0, 50));

      if (g_test_rand_int_range (0, 2) == 0)
        beseda_roster_add (roster, client_id, login, client_id == 7);
      else
        beseda_roster_remove (roster, client_id);
    }
  for (guint i = 0; i < copy->len; i++)
    {
      g_autoptr (BesedaRosterEntry) entry = g_list_model_get_item (G_LIST_MODEL (roster), i);

      g_assert_true (copy->pdata[i] == (gpointer) entry);
      g_assert_true (i == 0 || !beseda_roster_entry_get_own (entry));
    }
  g_ptr_array_set_size (copy, 0);
  g_signal_handlers_disconnect_by_data (roster, copy);
  g_assert_finalize_object (roster);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/roster/order", test_order);
  g_test_add_func ("/roster/follow", test_follow);

  return g_test_run ();
}
