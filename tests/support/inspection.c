/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inspection.h"

#include <adwaita.h>

#include "ui-test.h"

void
inspection_find_wrong (Inspection *self, GtkWidget *widget, const char *format, ...)
{
  g_autofree char *what = NULL;
  g_autoptr (GString) where = g_string_new (NULL);
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  for (GtkWidget *at = widget; at != NULL; at = gtk_widget_get_parent (at))
    {
      g_string_prepend (where, G_OBJECT_TYPE_NAME (at));
      g_string_prepend_c (where, '/');
    }
  g_string_append_printf (self->wrong, "%s: %s (%s)\n", self->scene, what, where->str);
}

/* Whether the toolkit made this for itself, and answers for its buttons. */
static gboolean
is_of_toolkit (GtkWidget *widget)
{
  static const char *const makers[] = {
    "AdwSheetControls",
    "GtkWindowControls",
    "AdwTab",
    "AdwTabBox",
    "AdwEntryRow",
    "AdwPasswordEntryRow",
    "AdwComboRow",
    "AdwExpanderRow",
    "GtkSpinButton",
    "GtkText",
    "GtkEntry",
    "GtkPasswordEntry",
    "GtkPopoverMenu",
    "AdwAboutWindow",
    "GtkShortcutsWindow",
    "GtkEmojiChooser",
    NULL,
  };

  for (GtkWidget *at = gtk_widget_get_parent (widget); at != NULL; at = gtk_widget_get_parent (at))
    {
      if (g_strv_contains (makers, G_OBJECT_TYPE_NAME (at)))
        return TRUE;
      if (ADW_IS_HEADER_BAR (at))
        return !g_str_equal (G_OBJECT_TYPE_NAME (gtk_widget_get_root (at)), "BesedaWindow");
    }

  return FALSE;
}

static gboolean
has_words (GtkWidget *widget)
{
  if (!gtk_widget_get_visible (widget))
    return FALSE;
  if (GTK_IS_LABEL (widget) && gtk_label_get_text (GTK_LABEL (widget))[0] != '\0')
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    if (!GTK_IS_NATIVE (child) && has_words (child))
      return TRUE;

  return FALSE;
}

/* A menu button's words stand on the button inside of it. */
static void
inspect_button (Inspection *self, GtkWidget *button)
{
  GtkWidget *parent = gtk_widget_get_parent (button);
  GtkWidget *told = GTK_IS_MENU_BUTTON (parent) ? parent : button;

  if (has_words (button) || is_of_toolkit (button))
    return;
  if (gtk_widget_get_tooltip_text (told) == NULL)
    inspection_find_wrong (self, button, "no tooltip");
  if (!gtk_test_accessible_has_property (GTK_ACCESSIBLE (told), GTK_ACCESSIBLE_PROPERTY_LABEL))
    inspection_find_wrong (self, button, "no accessible label");
}

/* Whether a name or a tooltip tells all of a text that is cut: what others wrote can be of any length. */
static gboolean
is_told_elsewhere (GtkWidget *label)
{
  for (GtkWidget *at = label; at != NULL; at = gtk_widget_get_parent (at))
    if (gtk_widget_get_tooltip_text (at) != NULL || g_str_equal (G_OBJECT_TYPE_NAME (at), "AdwWindowTitle"))
      return TRUE;

  return FALSE;
}

static gboolean
is_in_alert (GtkWidget *widget)
{
  const GType alert = g_type_from_name ("AdwAlertDialog");

  return alert != G_TYPE_INVALID && gtk_widget_get_ancestor (widget, alert) != NULL;
}

static void
inspect_label (Inspection *self, GtkWidget *widget)
{
  GtkLabel *label = GTK_LABEL (widget);
  GtkWidget *native = GTK_WIDGET (gtk_widget_get_native (widget));
  graphene_rect_t place;
  int width, height;

  /* Tabs fade out, and scroll. */
  if (gtk_label_get_text (label)[0] == '\0' ||
      g_str_equal (G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget)), "AdwFadingLabel"))
    return;
  pango_layout_get_pixel_size (gtk_label_get_layout (label), &width, &height);
  if (pango_layout_is_ellipsized (gtk_label_get_layout (label)) && !is_told_elsewhere (widget))
    inspection_find_wrong (self, widget, "“%s” is cut short, and nothing tells all of it", gtk_label_get_text (label));
  if (gtk_widget_get_ancestor (widget, GTK_TYPE_BUTTON) != NULL && is_in_alert (widget))
    return; /* it has room for one line and shows two */
  if (width > gtk_widget_get_width (widget) || height > gtk_widget_get_height (widget))
    inspection_find_wrong (self, widget, "“%s” does not fit", gtk_label_get_text (label));
  if (!gtk_widget_compute_bounds (widget, native, &place) || place.origin.x < 0 ||
      place.origin.x + place.size.width > gtk_widget_get_width (native))
    inspection_find_wrong (self, widget, "“%s” is partly beyond the edge", gtk_label_get_text (label));
}

/* The toolkit's, which is as high as its text. */
static gboolean
is_message (GtkWidget *native)
{
  return g_str_equal (G_OBJECT_TYPE_NAME (native), "AdwMessageDialog");
}

/* What is inside of the frame, which differs by whether the display blends windows. */
static void
inspect_size (Inspection *self, GtkWidget *native)
{
  for (GtkWidget *child = gtk_widget_get_first_child (native); child; child = gtk_widget_get_next_sibling (child))
    {
      int width, height;

      if (!gtk_widget_get_visible (child) || GTK_IS_NATIVE (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, MAX (width, INSPECTION_WIDTH), &height, NULL, NULL, NULL);
      if (width > INSPECTION_WIDTH)
        inspection_find_wrong (self, native, "needs a width of %d", width);
      if (height > INSPECTION_HEIGHT && GTK_IS_WINDOW (native) && !is_message (native))
        inspection_find_wrong (self, native, "needs a height of %d", height);
    }
}

static void inspect (Inspection *self, GtkWidget *widget);

static void
inspect_menu (Inspection *self, GtkMenuButton *button)
{
  GtkWidget *popover = GTK_WIDGET (gtk_menu_button_get_popover (button));
  const char *scene = self->scene;
  g_autofree char *inner = g_strdup_printf ("%s, %s", scene, gtk_widget_get_tooltip_text (GTK_WIDGET (button)));

  if (popover == NULL || gtk_widget_get_mapped (popover) || !gtk_widget_is_sensitive (GTK_WIDGET (button)))
    return;
  gtk_menu_button_popup (button);
  while (!(gtk_widget_get_mapped (popover)))
    g_main_context_iteration (NULL, TRUE);
  ui_test_draw (GTK_WIDGET (gtk_widget_get_root (popover)), 3);
  self->scene = inner;
  inspect (self, popover);
  self->scene = scene;
  gtk_menu_button_popdown (button);
  while (!(!gtk_widget_get_mapped (popover)))
    g_main_context_iteration (NULL, TRUE);
}

/* A window of which only the words are ours. */
static gboolean
is_stock (GtkWidget *widget)
{
  static const char *const types[] = { "AdwAboutDialog", "AdwAboutWindow", "AdwShortcutsDialog", "GtkShortcutsWindow",
                                       NULL };

  return g_strv_contains (types, G_OBJECT_TYPE_NAME (widget));
}

static void
inspect (Inspection *self, GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget) || is_stock (widget))
    return;
  g_hash_table_add (self->seen, (gpointer) g_intern_string (G_OBJECT_TYPE_NAME (widget)));
  if (GTK_IS_NATIVE (widget))
    inspect_size (self, widget);
  if (GTK_IS_BUTTON (widget))
    inspect_button (self, widget);
  if (GTK_IS_LABEL (widget))
    inspect_label (self, widget);
  if (GTK_IS_MENU_BUTTON (widget))
    inspect_menu (self, GTK_MENU_BUTTON (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    inspect (self, child);
}

void
inspection_look (Inspection *self, GtkWidget *window, const char *scene)
{
  g_test_message ("%s", scene);
  self->scene = scene;
  ui_test_draw (window, 3);
  inspect (self, window);
}

static void
count_frame (GdkFrameClock *clock, guint *frames)
{
  (*frames)++;
}

static gboolean
on_moment_over (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Without animations nothing is drawn but what changes: comes to an end only if there is a moment without a frame. */
void
inspection_wait_for_rest (GtkWidget *window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  guint frames;
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (count_frame), &frames);

  do
    {
      gboolean over = FALSE;

      frames = 0;
      g_timeout_add (100, on_moment_over, &over);
      while (!(over))
        g_main_context_iteration (NULL, TRUE);
    }
  while (frames > 0);
  g_signal_handler_disconnect (clock, handler);
}

void
inspection_init (Inspection *self)
{
  self->seen = g_hash_table_new (g_str_hash, g_str_equal);
  self->wrong = g_string_new (NULL);
  self->scene = NULL;
}

void
inspection_clear (Inspection *self)
{
  g_clear_pointer (&self->seen, g_hash_table_unref);
  g_string_free (self->wrong, TRUE);
  self->wrong = NULL;
}
