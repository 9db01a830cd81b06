/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-memory-log.h"

static GPtrArray *
say (const char *const *texts)
{
  GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_event_unref);

  for (guint i = 0; texts[i] != NULL; i++)
    g_ptr_array_add (events, beseda_event_new (BESEDA_EVENT_MESSAGE, 0, 7, "ann", texts[i], NULL));

  return events;
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
append (BesedaLog *log, GPtrArray *events)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  beseda_log_append_async (log, events, NULL, keep_result, &result);
  g_assert_null (result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_assert_true (beseda_log_append_finish (log, result, &error));
  g_assert_no_error (error);
}

static void
test_numbers_from_one (void)
{
  BesedaLog *log = beseda_memory_log_new ();
  g_autoptr (GPtrArray) first = say ((const char *const[]){ "hello", "are you there?", NULL });
  g_autoptr (GPtrArray) second = say ((const char *const[]){ "yes", NULL });

  g_assert_cmpuint (beseda_log_get_last_seq (log), ==, 0);

  append (log, first);
  append (log, second);

  g_assert_cmpuint (beseda_event_get_seq (first->pdata[0]), ==, 1);
  g_assert_cmpuint (beseda_event_get_seq (first->pdata[1]), ==, 2);
  g_assert_cmpuint (beseda_event_get_seq (second->pdata[0]), ==, 3);
  g_assert_cmpuint (beseda_log_get_last_seq (log), ==, 3);

  g_assert_finalize_object (log);
}

static void
test_cancelled_before (void)
{
  g_autoptr (BesedaLog) log = beseda_memory_log_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GPtrArray) events = say ((const char *const[]){ "hello", NULL });
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  beseda_log_append_async (log, events, cancellable, keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_assert_false (beseda_log_append_finish (log, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (beseda_event_get_seq (events->pdata[0]), ==, 0);
  g_assert_cmpuint (beseda_log_get_last_seq (log), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/memory-log/numbers-from-one", test_numbers_from_one);
  g_test_add_func ("/memory-log/cancelled-before", test_cancelled_before);

  return g_test_run ();
}
