/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui-test.h"

#include <gdk/x11/gdkx.h>

static void
on_after_paint (GdkFrameClock *clock, guint *frames)
{
  (*frames)++;
}

void
ui_test_init (int *argc, char ***argv)
{
  g_autoptr (GtkCssProvider) style = gtk_css_provider_new ();

  gtk_test_init (argc, argv, NULL);
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

gboolean
ui_test_type (GtkWidget *window, const char *key)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window));
  g_autofree char *xid = g_strdup_printf ("%lu", gdk_x11_surface_get_xid (surface));
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
