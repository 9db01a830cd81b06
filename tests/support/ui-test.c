/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which class an alert is of depends on the toolkit. */
#undef ADW_VERSION_MAX_ALLOWED

#include "ui-test.h"

#include <gdk/x11/gdkx.h>
#include <locale.h>

static void
on_gone (gpointer gone, GObject *object)
{
  *(gboolean *) gone = TRUE;
}

static void
on_after_paint (GdkFrameClock *clock, guint *frames)
{
  (*frames)++;
}

/* GTK 4.24 warns of its own frames on a screen that nobody refreshes, and of a language that isn't asked for. */
static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE") &&
        (g_str_has_prefix (fields[i].value, "gdk_frame_timings_submitted()") ||
         g_str_has_prefix (fields[i].value, "Failed to set locale")))
      return G_LOG_WRITER_HANDLED;

  return g_log_writer_default (level, fields, n_fields, data);
}

void
ui_test_init (int *argc, char ***argv)
{
  g_autoptr (GtkCssProvider) style = gtk_css_provider_new ();

  g_log_set_writer_func (write_log, NULL, NULL);
  gtk_test_init (argc, argv, NULL);
  setlocale (LC_ALL, ""); /* GTK has made it American */
  adw_init ();
  gtk_css_provider_load_from_resource (style, "/chat/beseda/Beseda/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (style),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

GtkWidget *
ui_test_show (GtkWidget *child, int width, int height)
{
  GtkWidget *window = adw_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  adw_window_set_content (ADW_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  while (!gtk_widget_get_mapped (child))
    g_main_context_iteration (NULL, TRUE);
  ui_test_draw (window, 3);
  return window;
}

void
ui_test_destroy (GtkWidget *window)
{
  gtk_window_destroy (GTK_WINDOW (window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
ui_test_draw (GtkWidget *window, guint n)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  guint frames = 0;
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (on_after_paint), &frames);

  for (guint i = 1; i <= n; i++)
    {
      gtk_widget_queue_draw (window);
      while (frames < i)
        g_main_context_iteration (NULL, TRUE);
    }
  g_signal_handler_disconnect (clock, handler);
}

static gboolean
has_text (GtkWidget *widget, const char *text)
{
  const char *own = GTK_IS_LABEL (widget)    ? gtk_label_get_text (GTK_LABEL (widget))
                    : GTK_IS_BUTTON (widget) ? gtk_button_get_label (GTK_BUTTON (widget))
                                             : NULL;

  return !text || g_strcmp0 (own, text) == 0;
}

GtkWidget *
ui_test_find (GtkWidget *widget, GType type, const char *text)
{
  if (!gtk_widget_get_visible (widget) || !gtk_widget_get_child_visible (widget))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && has_text (widget, text))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = ui_test_find (child, type, text);

      if (found)
        return found;
    }
  return NULL;
}

gboolean
ui_test_press (GtkWidget *widget, guint key, GdkModifierType state)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
      gboolean handled = FALSE;

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", key, 0, state, &handled);
      if (handled)
        return TRUE;
    }
  return FALSE;
}

GtkWidget *
ui_test_find_dialog (const char *type)
{
  GListModel *windows = gtk_window_get_toplevels ();
  const GType wanted = g_type_from_name (type);

  for (guint i = 0; wanted != G_TYPE_INVALID && i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);
      GtkWidget *dialog = ui_test_find (window, wanted, NULL);

      if (dialog != NULL)
        return dialog;
    }

  return NULL;
}

GtkWidget *
ui_test_find_alert (void)
{
  GtkWidget *alert = ui_test_find_dialog ("AdwAlertDialog");

  return alert != NULL ? alert : ui_test_find_dialog ("AdwMessageDialog");
}

char *
ui_test_get_string (gpointer object, const char *property)
{
  char *value = NULL;

  g_object_get (object, property, &value, NULL);

  return value;
}

GtkWidget *
ui_test_find_response (GtkWidget *alert, const char *response)
{
#if ADW_CHECK_VERSION(1, 5, 0)
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (alert);

  if (!adw_alert_dialog_has_response (dialog, response))
    return NULL;
  return ui_test_find (alert, GTK_TYPE_BUTTON, adw_alert_dialog_get_response_label (dialog, response));
#else
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (alert);

  if (!adw_message_dialog_has_response (dialog, response))
    return NULL;
  return ui_test_find (alert, GTK_TYPE_BUTTON, adw_message_dialog_get_response_label (dialog, response));
#endif
}

gboolean
ui_test_is_destructive (GtkWidget *alert, const char *response)
{
#if ADW_CHECK_VERSION(1, 5, 0)
  return adw_alert_dialog_get_response_appearance (ADW_ALERT_DIALOG (alert), response) == ADW_RESPONSE_DESTRUCTIVE;
#else
  return adw_message_dialog_get_response_appearance (ADW_MESSAGE_DIALOG (alert), response) == ADW_RESPONSE_DESTRUCTIVE;
#endif
}

void
ui_test_answer (const char *response)
{
  GtkWidget *alert = ui_test_find_alert ();
  GtkWidget *button;
  gboolean gone = FALSE;

  g_assert_true (alert != NULL);
  g_object_weak_ref (G_OBJECT (alert), on_gone, &gone);
  while ((button = ui_test_find_response (alert, response)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_signal_emit_by_name (button, "clicked");
  while (!gone)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* There is nothing yet that would replace it. */
static gulong
get_xid (GdkSurface *surface)
{
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  return gdk_x11_surface_get_xid (surface);
  G_GNUC_END_IGNORE_DEPRECATIONS
}

gboolean
ui_test_type (GtkWidget *window, const char *key)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window));
  g_autofree char *xid = g_strdup_printf ("%lu", get_xid (surface));
  g_autofree char *program = g_find_program_in_path ("xdotool");
  g_autoptr (GSubprocess) xdotool = NULL;

  if (!program)
    return FALSE;
  xdotool = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL, program, "windowfocus", "--sync", xid, "key",
                              "--clearmodifiers", key, NULL);
  g_assert_true (g_subprocess_wait (xdotool, NULL, NULL));
  ui_test_draw (window, 2);
  return TRUE;
}
