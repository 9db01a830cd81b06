/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-text-size.h"

#include <gtk/gtk.h>

#define NORMAL 100
#define USUAL_DPI (96 * 1024) /* where the desktop says nothing; GTK counts in 1024ths */

static const int steps[] = { 75, 90, NORMAL, 110, 125, 150, 175, 200 };

/* Where the size may lie between two steps. */
static int
find_step (int size, int direction)
{
  int found = size;

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      if (direction > 0 && steps[i] > size)
        return steps[i];
      if (direction < 0 && steps[i] < size)
        found = steps[i];
    }

  return found;
}

static void
set_enabled (GActionMap *actions, const char *name, gboolean enabled)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (actions, name)), enabled);
}

/* Through the resolution of fonts, which reaches what a style sheet gives in points as well. It is the desktop's own
 * until the person asks for another size: GTK cannot be told to go back to what its settings file says. */
static void
update (GSettings *settings, const char *key, GActionMap *actions)
{
  static int desktop;
  const int size = g_settings_get_int (settings, key);
  GtkSettings *toolkit = gtk_settings_get_default ();

  if (size != NORMAL && desktop == 0)
    {
      g_object_get (toolkit, "gtk-xft-dpi", &desktop, NULL);
      if (desktop <= 0)
        desktop = USUAL_DPI;
    }
  if (desktop != 0)
    g_object_set (toolkit, "gtk-xft-dpi", (int) ((gint64) desktop * size / NORMAL), NULL);

  set_enabled (actions, "text-larger", find_step (size, 1) != size);
  set_enabled (actions, "text-smaller", find_step (size, -1) != size);
  set_enabled (actions, "text-normal", size != NORMAL);
}

static void
step (GSettings *settings, int direction)
{
  g_settings_set_int (settings, "text-size", find_step (g_settings_get_int (settings, "text-size"), direction));
}

static void
make_larger (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  step (user_data, 1);
}

static void
make_smaller (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  step (user_data, -1);
}

static void
make_normal (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_settings_reset (user_data, "text-size");
}

void
beseda_text_size_follow (GSettings *settings, GActionMap *actions)
{
  static const GActionEntry entries[] = {
    { .name = "text-larger", .activate = make_larger },
    { .name = "text-smaller", .activate = make_smaller },
    { .name = "text-normal", .activate = make_normal },
  };

  g_action_map_add_action_entries (actions, entries, G_N_ELEMENTS (entries), settings);
  g_signal_connect_object (settings, "changed::text-size", G_CALLBACK (update), actions, 0);
  update (settings, "text-size", actions);
}
