/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-shortcuts.h"

#include <glib/gi18n.h>

#include "beseda-habits.h"
#include "beseda-toolkit.h"

static const BesedaShortcut general[] = {
  { NC_ ("shortcut window", "New Tab"), "<Control>t" },
  { NC_ ("shortcut window", "Close Tab"), "<Control>w" },
  { NC_ ("shortcut window", "Next Tab"), "<Control>Tab <Control>Page_Down" },
  { NC_ ("shortcut window", "Previous Tab"), "<Control><Shift>Tab <Control>Page_Up" },
  { NC_ ("shortcut window", "Go to Tab 1–9"), "<Alt>1...9" },
  { NC_ ("shortcut window", "Join a Room by Its Link"), "<Control>l" },
  { NC_ ("shortcut window", "Host a Room"), "<Control><Shift>h" },
  { NC_ ("shortcut window", "Next Part of the Window"), "F6" },
  { NC_ ("shortcut window", "Previous Part of the Window"), "<Shift>F6" },
  { NC_ ("shortcut window", "Larger Text"), "<Control>plus" },
  { NC_ ("shortcut window", "Smaller Text"), "<Control>minus" },
  { NC_ ("shortcut window", "Normal Text Size"), "<Control>0" },
  { NC_ ("shortcut window", "Main Menu"), "F10" },
  { NC_ ("shortcut window", "Preferences"), "<Control>comma" },
  { NC_ ("shortcut window", "Keyboard Shortcuts"), "<Control>question" },
  { NC_ ("shortcut window", "Help"), "F1" },
  { NC_ ("shortcut window", "Quit"), "<Control>q" },
  { NULL, NULL },
};

static const BesedaShortcut room[] = {
  { NC_ ("shortcut window", "People"), "<Control><Shift>p" },
  { NC_ ("shortcut window", "Insert Emoji"), "<Control>period" },
  { NC_ ("shortcut window", "Scroll Up"), "Page_Up" },
  { NC_ ("shortcut window", "Scroll Down"), "Page_Down" },
  { NC_ ("shortcut window", "Go to the Newest Message"), "End" },
  { NULL, NULL },
};

/* As the person chose. */
static const BesedaShortcut writing[] = {
  { NC_ ("shortcut window", "Send"), "Return" },
  { NC_ ("shortcut window", "New Line"), "<Shift>Return" },
  { NULL, NULL },
};

static const BesedaShortcut writing_with_control[] = {
  { NC_ ("shortcut window", "Send"), "<Control>Return" },
  { NC_ ("shortcut window", "New Line"), "Return <Shift>Return" },
  { NULL, NULL },
};

void
beseda_shortcuts_show (GtkWindow *parent)
{
  const char *send_with = beseda_habits_get_send_with (beseda_habits_get_default ());
  const BesedaShortcutGroup groups[] = {
    { NC_ ("shortcut window", "General"), general },
    { NC_ ("shortcut window", "Room"), room },
    { NC_ ("shortcut window", "Writing"), g_str_equal (send_with, "enter") ? writing : writing_with_control },
    { NULL, NULL },
  };

  beseda_toolkit_present (beseda_toolkit_shortcuts_new (groups), parent);
}
