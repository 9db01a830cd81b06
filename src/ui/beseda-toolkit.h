/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * What newer toolkits replace, chosen when Beseda is compiled: alerts, the dialogs for preferences, for what the
 * program is and for its shortcuts, file choosers, opening a link, and words for screen readers. Nobody else names
 * those classes, in C or in a template. Main thread. A dialog is made by one of the functions here, given its contents
 * by what is here or by g_object_set() with properties that both classes have, and shown by beseda_toolkit_present();
 * from then on it belongs to its parent and goes with it.
 */

/* GTK and libadwaita. GTK begins with reading a theme of its own, which libadwaita replaces at once: a sixth of the
 * time to an empty window. Here there is nothing in it, unless the person asks for a theme with GTK_THEME. */
void beseda_toolkit_init (void);

/* Above what the parent shows, its popovers closed; without a parent in a window of its own. */
void beseda_toolkit_present (GtkWidget *dialog, GtkWindow *parent);
void beseda_toolkit_close (GtkWidget *dialog);

/* Everything that was presented above it and is still there, unanswered: a question keeps its parent alive. */
void beseda_toolkit_close_all (GtkWindow *parent);

/* AdwMessageDialog, AdwAlertDialog. Properties "heading", "body", "extra-child", "default-response", "close-response";
 * signal "response" (const char *). `extra` is taken; nullable. */
GtkWidget *beseda_toolkit_alert_new (const char *heading, const char *body, GtkWidget *extra);
void beseda_toolkit_alert_add_response (GtkWidget *alert,
                                        const char *id,
                                        const char *label,
                                        AdwResponseAppearance appearance);
void beseda_toolkit_alert_set_response_enabled (GtkWidget *alert, const char *id, gboolean enabled);

/* AdwAboutWindow, AdwAboutDialog. Properties "application-name", "version", "release-notes", "debug-info" and so on. */
GtkWidget *beseda_toolkit_about_new (void);

/* AdwPreferencesWindow, AdwPreferencesDialog: what the preferences are derived from. Their template is written for the
 * former. */
#if ADW_CHECK_VERSION(1, 5, 0)
typedef AdwPreferencesDialog BesedaToolkitPreferences;
typedef AdwPreferencesDialogClass BesedaToolkitPreferencesClass;
#else
typedef AdwPreferencesWindow BesedaToolkitPreferences;
typedef AdwPreferencesWindowClass BesedaToolkitPreferencesClass;
#endif
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaToolkitPreferences, g_object_unref)
GType beseda_toolkit_preferences_get_type (void);
void beseda_toolkit_preferences_set_template (GtkWidgetClass *preferences, const char *resource);

/* GtkShortcutsWindow, AdwShortcutsDialog. Groups in order; the last has the title NULL, as has the last of a group. */
typedef struct
{
  const char *title;
  const char *accelerator; /* several, parted by spaces, as in GtkShortcutsShortcut:accelerator */
} BesedaShortcut;

typedef struct
{
  const char *title;
  const BesedaShortcut *shortcuts;
} BesedaShortcutGroup;

/* Titles are translated with the context "shortcut window". */
GtkWidget *beseda_toolkit_shortcuts_new (const BesedaShortcutGroup *groups);

/* GtkFileChooserNative, GtkFileDialog. */
typedef struct
{
  const char *title;
  const char *accept;    /* the button, with its mnemonic */
  const char *name;      /* that the file may get; NULL: a folder is chosen rather than a file to be written */
  GFile *folder;         /* to begin with; nullable */
  GtkFileFilter *filter; /* nullable */
} BesedaFileQuestion;

/* `cancellable`, which is cancelled when `parent` goes, closes the chooser. NULL: the person chose none, or it was
 * cancelled. (transfer full) */
void beseda_toolkit_choose_file_async (GtkWindow *parent,
                                       const BesedaFileQuestion *question,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
GFile *beseda_toolkit_choose_file_finish (GAsyncResult *result);

/* gtk_show_uri(), GtkUriLauncher. */
void beseda_toolkit_open_uri (GtkWindow *parent, const char *uri);

/* Has a screen reader say it, when it has said what it is saying. Before GTK 4.14 there is no way to, and nothing is
 * said: there the person finds what is new as it is shown. */
void beseda_toolkit_announce (GtkWidget *widget, const char *text);

/* How a screen reader calls it, whatever it reads. */
void beseda_toolkit_name (GtkWidget *widget, const char *name);

/* Gives what is in menus its name for a screen reader, once and for all menus: GTK 4.24 gives it none. */
void beseda_toolkit_name_menus (void);

G_END_DECLS
