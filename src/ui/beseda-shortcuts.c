/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-shortcuts.h"

#include <glib/gi18n.h>

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
  { NC_ ("shortcut window", "Main Menu"), "F10" },
  { NC_ ("shortcut window", "Keyboard Shortcuts"), "<Control>question" },
  { NC_ ("shortcut window", "Quit"), "<Control>q" },
  { NULL, NULL },
};

static const BesedaShortcut room[] = {
  { NC_ ("shortcut window", "People"), "<Control><Shift>p" },
  { NC_ ("shortcut window", "Send"), "Return" },
  { NC_ ("shortcut window", "New Line"), "<Shift>Return" },
  { NC_ ("shortcut window", "Insert Emoji"), "<Control>period" },
  { NC_ ("shortcut window", "Scroll Up"), "Page_Up" },
  { NC_ ("shortcut window", "Scroll Down"), "Page_Down" },
  { NC_ ("shortcut window", "Go to the Newest Message"), "End" },
  { NULL, NULL },
};

static const BesedaShortcutGroup groups[] = {
  { NC_ ("shortcut window", "General"), general },
  { NC_ ("shortcut window", "Room"), room },
  { NULL, NULL },
};

void
beseda_shortcuts_show (GtkWindow *parent)
{
  beseda_toolkit_present (beseda_toolkit_shortcuts_new (groups), parent);
}
