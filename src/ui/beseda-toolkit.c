/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Here alone there is more than the floor, where the toolkit has it. */
#undef ADW_VERSION_MAX_ALLOWED
#undef GDK_VERSION_MAX_ALLOWED

#include "beseda-toolkit.h"

#include <glib/gi18n.h>

#include "no-theme-resources.h"

#define SHORTCUT_CONTEXT "shortcut window"
#define THEME "/org/gtk/libgtk/theme/Default/gtk.css" /* GTK's own */

/* Classes whose properties, signals and functions are the same but for their names. */
#if ADW_CHECK_VERSION(1, 5, 0)
#define TYPE_ALERT ADW_TYPE_ALERT_DIALOG
#define TYPE_ABOUT ADW_TYPE_ABOUT_DIALOG
#define TYPE_PREFERENCES ADW_TYPE_PREFERENCES_DIALOG
#define ALERT ADW_ALERT_DIALOG
#define alert_(function) adw_alert_dialog_##function
#else
#define TYPE_ALERT ADW_TYPE_MESSAGE_DIALOG
#define TYPE_ABOUT ADW_TYPE_ABOUT_WINDOW
#define TYPE_PREFERENCES ADW_TYPE_PREFERENCES_WINDOW
#define ALERT ADW_MESSAGE_DIALOG
#define alert_(function) adw_message_dialog_##function
#endif

void
beseda_toolkit_init (void)
{
  gboolean replaced;

  gtk_init ();

  /* What is registered last is found first. GTK's own is registered only when something is looked for. */
  replaced = g_getenv ("GTK_THEME") == NULL && g_resources_get_info (THEME, 0, NULL, NULL, NULL);
  if (replaced)
    no_theme_register_resource ();
  adw_init ();
  if (replaced)
    no_theme_unregister_resource ();
}

/* A popover from which a dialog was opened would lie above it. */
static void
pop_down_all (GtkWidget *widget)
{
  if (GTK_IS_POPOVER (widget))
    gtk_popover_popdown (GTK_POPOVER (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_mapped (child))
      pop_down_all (child);
}

#if ADW_CHECK_VERSION(1, 5, 0)
/* In a low window AdwAlertDialog has its buttons side by side, and cuts short what is on them: there are two lines, and
 * somebody with a mouse is told the rest. */
static void
wrap_buttons (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget) && GTK_IS_BUTTON (gtk_widget_get_parent (widget)))
    {
      g_object_set (widget, "wrap", TRUE, "lines", 2, "justify", GTK_JUSTIFY_CENTER, NULL);
      gtk_widget_set_tooltip_text (widget, gtk_label_get_text (GTK_LABEL (widget)));
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    wrap_buttons (child);
}
#endif

void
beseda_toolkit_present (GtkWidget *dialog, GtkWindow *parent)
{
  if (parent != NULL)
    pop_down_all (GTK_WIDGET (parent));

#if ADW_CHECK_VERSION(1, 5, 0)
  if (ADW_IS_DIALOG (dialog))
    {
      adw_dialog_present (ADW_DIALOG (dialog), parent != NULL ? GTK_WIDGET (parent) : NULL);
      if (ADW_IS_ALERT_DIALOG (dialog))
        wrap_buttons (dialog);
      return;
    }
#endif

  gtk_window_set_transient_for (GTK_WINDOW (dialog), parent);
  gtk_window_set_modal (GTK_WINDOW (dialog), TRUE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (dialog), TRUE);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
beseda_toolkit_close (GtkWidget *dialog)
{
#if ADW_CHECK_VERSION(1, 5, 0)
  if (ADW_IS_DIALOG (dialog))
    {
      adw_dialog_close (ADW_DIALOG (dialog));
      return;
    }
#endif

  gtk_window_close (GTK_WINDOW (dialog));
}

/* The toolkit's own, which is its owner's to close: beseda_toolkit_choose_file_async() has it go with its parent. */
static gboolean
is_file_chooser (GtkWindow *window)
{
  return g_type_is_a (G_OBJECT_TYPE (window), g_type_from_name ("GtkFileChooser"));
}

void
beseda_toolkit_close_all (GtkWindow *parent)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

#if ADW_CHECK_VERSION(1, 5, 0)
  AdwDialog *dialog;

  while (ADW_IS_APPLICATION_WINDOW (parent) &&
         (dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (parent))) != NULL)
    adw_dialog_force_close (dialog);
#endif

  for (guint i = g_list_model_get_n_items (toplevels); i > 0; i--)
    {
      g_autoptr (GtkWindow) toplevel = g_list_model_get_item (toplevels, i - 1);

      if (toplevel != NULL && gtk_window_get_transient_for (toplevel) == parent && !is_file_chooser (toplevel))
        gtk_window_destroy (toplevel);
    }
}

GtkWidget *
beseda_toolkit_alert_new (const char *heading, const char *body, GtkWidget *extra)
{
  return g_object_new (TYPE_ALERT, "heading", heading, "body", body != NULL ? body : "", "extra-child", extra, NULL);
}

void
beseda_toolkit_alert_add_response (GtkWidget *alert,
                                   const char *id,
                                   const char *label,
                                   AdwResponseAppearance appearance)
{
  alert_ (add_response) (ALERT (alert), id, label);
  alert_ (set_response_appearance) (ALERT (alert), id, appearance);
}

void
beseda_toolkit_alert_set_response_enabled (GtkWidget *alert, const char *id, gboolean enabled)
{
  alert_ (set_response_enabled) (ALERT (alert), id, enabled);
}

GtkWidget *
beseda_toolkit_about_new (void)
{
  return g_object_new (TYPE_ABOUT, NULL);
}

GType
beseda_toolkit_preferences_get_type (void)
{
  return TYPE_PREFERENCES;
}

void
beseda_toolkit_preferences_set_template (GtkWidgetClass *preferences, const char *resource)
{
  g_autoptr (GBytes) bytes = g_resources_lookup_data (resource, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (GString) text = g_string_new_len (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
  g_autoptr (GBytes) template = NULL;

#if ADW_CHECK_VERSION(1, 5, 0)
  g_string_replace (text, "AdwPreferencesWindow", "AdwPreferencesDialog", 0);
  g_string_replace (text, "\"default-width\"", "\"content-width\"", 0);
  g_string_replace (text, "\"default-height\"", "\"content-height\"", 0);
#endif
  template = g_bytes_new (text->str, text->len);
  gtk_widget_class_set_template (preferences, template);
}

#if ADW_CHECK_VERSION(1, 8, 0)

GtkWidget *
beseda_toolkit_shortcuts_new (const BesedaShortcutGroup *groups)
{
  AdwDialog *dialog = adw_shortcuts_dialog_new ();

  for (; groups->title != NULL; groups++)
    {
      AdwShortcutsSection *section = adw_shortcuts_section_new (g_dpgettext2 (NULL, SHORTCUT_CONTEXT, groups->title));

      for (const BesedaShortcut *shortcut = groups->shortcuts; shortcut->title != NULL; shortcut++)
        adw_shortcuts_section_add (
            section,
            adw_shortcuts_item_new (g_dpgettext2 (NULL, SHORTCUT_CONTEXT, shortcut->title), shortcut->accelerator));
      adw_shortcuts_dialog_add (ADW_SHORTCUTS_DIALOG (dialog), section);
    }

  return GTK_WIDGET (dialog);
}

#else /* libadwaita before 1.8 */

/* Its parts can only be put together as GtkBuilder does it. */
static void
add_part (gpointer whole, gpointer part)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new ();

  GTK_BUILDABLE_GET_IFACE (whole)->add_child (GTK_BUILDABLE (whole), builder, G_OBJECT (part), NULL);
}

GtkWidget *
beseda_toolkit_shortcuts_new (const BesedaShortcutGroup *groups)
{
  GtkWidget *window = g_object_new (GTK_TYPE_SHORTCUTS_WINDOW, NULL);
  GtkWidget *section = g_object_new (GTK_TYPE_SHORTCUTS_SECTION, "section-name", "shortcuts", NULL);

  for (; groups->title != NULL; groups++)
    {
      GtkWidget *group = g_object_new (GTK_TYPE_SHORTCUTS_GROUP, "title",
                                       g_dpgettext2 (NULL, SHORTCUT_CONTEXT, groups->title), NULL);

      for (const BesedaShortcut *shortcut = groups->shortcuts; shortcut->title != NULL; shortcut++)
        add_part (group, g_object_new (GTK_TYPE_SHORTCUTS_SHORTCUT, "title",
                                       g_dpgettext2 (NULL, SHORTCUT_CONTEXT, shortcut->title), "accelerator",
                                       shortcut->accelerator, NULL));
      add_part (section, group);
    }
  add_part (window, section);

  return window;
}

#endif

/* A dialog of the toolkit's that outlives its parent looks at what is gone. Whoever waits for it holds the parent, so
 * that this may be destroyed and not disposed of. */
static void
cancel_with (GCancellable *cancellable, GtkWindow *parent)
{
  g_signal_connect_object (parent, "unrealize", G_CALLBACK (g_cancellable_cancel), cancellable, G_CONNECT_SWAPPED);
}

#if GTK_CHECK_VERSION(4, 10, 0)

static void
on_file_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GtkFileDialog *dialog = GTK_FILE_DIALOG (source);
  const gboolean folder = GPOINTER_TO_INT (g_task_get_task_data (task));

  g_task_return_pointer (task,
                         folder ? gtk_file_dialog_select_folder_finish (dialog, result, NULL)
                                : gtk_file_dialog_save_finish (dialog, result, NULL),
                         g_object_unref);
}

void
beseda_toolkit_choose_file_async (GtkWindow *parent,
                                  const BesedaFileQuestion *question,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  GTask *task = g_task_new (parent, NULL, callback, user_data);

  g_task_set_source_tag (task, beseda_toolkit_choose_file_async);
  g_task_set_task_data (task, GINT_TO_POINTER (question->name == NULL), NULL);
  gtk_file_dialog_set_title (dialog, question->title);
  gtk_file_dialog_set_accept_label (dialog, question->accept);
  gtk_file_dialog_set_initial_folder (dialog, question->folder);
  cancel_with (cancellable, parent);
  gtk_file_dialog_set_default_filter (dialog, question->filter);
  if (question->name == NULL)
    {
      gtk_file_dialog_select_folder (dialog, parent, cancellable, on_file_chosen, task);
      return;
    }

  gtk_file_dialog_set_initial_name (dialog, question->name);
  gtk_file_dialog_save (dialog, parent, cancellable, on_file_chosen, task);
}

void
beseda_toolkit_open_uri (GtkWindow *parent, const char *uri)
{
  g_autoptr (GtkUriLauncher) launcher = gtk_uri_launcher_new (uri);

  gtk_uri_launcher_launch (launcher, parent, NULL, NULL, NULL);
}

#else /* GTK before 4.10 */

static void
on_file_chosen (GtkNativeDialog *dialog, int response, GTask *task)
{
  g_task_return_pointer (task,
                         response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL,
                         g_object_unref);
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
  g_object_unref (task);
}

static void
on_file_unwanted (GCancellable *cancellable, GtkNativeDialog *dialog)
{
  g_signal_emit_by_name (dialog, "response", GTK_RESPONSE_CANCEL);
}

void
beseda_toolkit_choose_file_async (GtkWindow *parent,
                                  const BesedaFileQuestion *question,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task = g_task_new (parent, NULL, callback, user_data);
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      question->title, parent,
      question->name != NULL ? GTK_FILE_CHOOSER_ACTION_SAVE : GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, question->accept,
      NULL);
  GtkFileChooser *chooser = GTK_FILE_CHOOSER (dialog);

  g_task_set_source_tag (task, beseda_toolkit_choose_file_async);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  if (question->name != NULL)
    gtk_file_chooser_set_current_name (chooser, question->name);
  if (question->folder != NULL)
    gtk_file_chooser_set_current_folder (chooser, question->folder, NULL);
  if (question->filter != NULL)
    gtk_file_chooser_add_filter (chooser, question->filter);
  g_signal_connect (dialog, "response", G_CALLBACK (on_file_chosen), task);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
  g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (on_file_unwanted), dialog, 0);
  cancel_with (cancellable, parent);
}

void
beseda_toolkit_open_uri (GtkWindow *parent, const char *uri)
{
  gtk_show_uri (parent, uri, GDK_CURRENT_TIME);
}

#endif

GFile *
beseda_toolkit_choose_file_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

void
beseda_toolkit_announce (GtkWidget *widget, const char *text)
{
#if GTK_CHECK_VERSION(4, 14, 0)
  gtk_accessible_announce (GTK_ACCESSIBLE (widget), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
#endif
}

/* A newer GTK names a button by its label, and heeds no other name beside that. */
void
beseda_toolkit_name (GtkWidget *widget, const char *name)
{
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

#if GTK_CHECK_VERSION(4, 14, 0)

/* The words of an item are in its label, by which GTK means to name it, but that has a role without a name. */
static const char *
find_words (GtkWidget *widget)
{
  const char *words = GTK_IS_LABEL (widget) ? gtk_label_get_text (GTK_LABEL (widget)) : "";

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && *words == '\0';
       child = gtk_widget_get_next_sibling (child))
    words = find_words (child);

  return words;
}

static void
name_items (GtkWidget *widget)
{
  switch (gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget)))
    {
    case GTK_ACCESSIBLE_ROLE_MENU_ITEM:
    case GTK_ACCESSIBLE_ROLE_MENU_ITEM_CHECKBOX:
    case GTK_ACCESSIBLE_ROLE_MENU_ITEM_RADIO:
      beseda_toolkit_name (widget, find_words (widget));
      break;
    default:
      for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
           child = gtk_widget_get_next_sibling (child))
        name_items (child);
    }
}

static gboolean
on_map (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer user_data)
{
  GtkWidget *widget = g_value_get_object (values);

  if (GTK_IS_POPOVER_MENU (widget))
    name_items (widget);

  return TRUE;
}

void
beseda_toolkit_name_menus (void)
{
  static gulong hook;

  if (hook == 0)
    hook = g_signal_add_emission_hook (g_signal_lookup ("map", GTK_TYPE_WIDGET), 0, on_map, NULL, NULL);
}

#else

void
beseda_toolkit_name_menus (void)
{
}

#endif
