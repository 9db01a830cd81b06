/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-composer.h"
#include "beseda-habits.h"
#include "ui-test.h"

#include <gtk/gtkimmodule.h>

/* An input method that composes "k" into "か", which Return confirms. */
#define TEST_TYPE_INPUT (test_input_get_type ())
G_DECLARE_FINAL_TYPE (TestInput, test_input, TEST, INPUT, GtkIMContext)

struct _TestInput
{
  GtkIMContext parent;

  gboolean composing;
};

G_DEFINE_FINAL_TYPE (TestInput, test_input, GTK_TYPE_IM_CONTEXT)

static gboolean
test_input_filter_keypress (GtkIMContext *context, GdkEvent *event)
{
  TestInput *self = TEST_INPUT (context);
  guint key = gdk_key_event_get_keyval (event);

  if (gdk_event_get_event_type (event) != GDK_KEY_PRESS || key != (self->composing ? GDK_KEY_Return : GDK_KEY_k))
    return FALSE;
  self->composing = !self->composing;
  g_signal_emit_by_name (context, self->composing ? "preedit-start" : "preedit-end");
  g_signal_emit_by_name (context, "preedit-changed");
  if (!self->composing)
    g_signal_emit_by_name (context, "commit", "か");
  return TRUE;
}

static void
test_input_get_preedit_string (GtkIMContext *context, char **text, PangoAttrList **attributes, int *cursor)
{
  if (text)
    *text = g_strdup (TEST_INPUT (context)->composing ? "か" : "");
  if (attributes)
    *attributes = pango_attr_list_new ();
  if (cursor)
    *cursor = 0;
}

static void
test_input_class_init (TestInputClass *class)
{
  GTK_IM_CONTEXT_CLASS (class)->filter_keypress = test_input_filter_keypress;
  GTK_IM_CONTEXT_CLASS (class)->get_preedit_string = test_input_get_preedit_string;
}

static void
test_input_init (TestInput *self)
{
}

typedef struct
{
  BesedaComposer *composer;
  GtkWidget *view;
  GtkWidget *window;
  GPtrArray *sent;
} Fixture;

static void
on_send (BesedaComposer *composer, const char *text, GPtrArray *sent)
{
  g_ptr_array_add (sent, g_strdup (text));
  beseda_composer_set_text (composer, "");
}

static void
set_up (Fixture *fixture, gconstpointer input)
{
  fixture->sent = g_ptr_array_new_with_free_func (g_free);
  fixture->composer = BESEDA_COMPOSER (beseda_composer_new ());
  gtk_widget_set_valign (GTK_WIDGET (fixture->composer), GTK_ALIGN_END);
  g_signal_connect (fixture->composer, "send", G_CALLBACK (on_send), fixture->sent);
  fixture->window = ui_test_show (GTK_WIDGET (fixture->composer), 400, 200);
  fixture->view = ui_test_find (GTK_WIDGET (fixture->composer), GTK_TYPE_TEXT_VIEW, NULL);
  g_object_set (fixture->view, "im-module", input ? input : "gtk-im-context-simple", NULL);
  gtk_widget_grab_focus (GTK_WIDGET (fixture->composer));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  ui_test_destroy (fixture->window);
  g_ptr_array_unref (fixture->sent);
}

static gboolean
type (Fixture *fixture, const char *key)
{
  if (ui_test_type (fixture->window, key))
    return TRUE;
  g_test_skip ("xdotool is not installed");
  return FALSE;
}

static void
assert_text (Fixture *fixture, const char *expected)
{
  g_autofree char *text = beseda_composer_dup_text (fixture->composer);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  GtkWidget *send = ui_test_find (GTK_WIDGET (fixture->composer), GTK_TYPE_BUTTON, NULL);

  gtk_test_accessible_assert_role (send, GTK_ACCESSIBLE_ROLE_BUTTON);
  gtk_test_accessible_assert_property (send, GTK_ACCESSIBLE_PROPERTY_LABEL, "Send");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (send), ==, "Send");
  gtk_test_accessible_assert_role (fixture->view, GTK_ACCESSIBLE_ROLE_TEXT_BOX);
  gtk_test_accessible_assert_property (fixture->view, GTK_ACCESSIBLE_PROPERTY_LABEL, "Message");
  g_assert_nonnull (ui_test_find (GTK_WIDGET (fixture->composer), GTK_TYPE_LABEL, "Message"));
}

static void
test_enter_sends (Fixture *fixture, gconstpointer data)
{
  if (!type (fixture, "h") || !type (fixture, "i"))
    return;
  assert_text (fixture, "hi");
  g_assert_null (ui_test_find (GTK_WIDGET (fixture->composer), GTK_TYPE_LABEL, "Message"));
  type (fixture, "shift+Return");
  type (fixture, "u");
  assert_text (fixture, "hi\nu");
  g_assert_cmpuint (fixture->sent->len, ==, 0);
  type (fixture, "Return");
  g_assert_cmpuint (fixture->sent->len, ==, 1);
  g_assert_cmpstr (fixture->sent->pdata[0], ==, "hi\nu");
  assert_text (fixture, "");
  type (fixture, "Return"); /* nothing to send, and no line broken either */
  g_assert_cmpuint (fixture->sent->len, ==, 1);
  assert_text (fixture, "");
}

/* Changed while the composer is there. */
static void
test_control_enter_sends (Fixture *fixture, gconstpointer data)
{
  g_object_set (beseda_habits_get_default (), "send-with", "control-enter", NULL);
  if (!type (fixture, "h"))
    return;
  type (fixture, "Return");
  type (fixture, "i");
  assert_text (fixture, "h\ni");
  g_assert_cmpuint (fixture->sent->len, ==, 0);
  type (fixture, "ctrl+Return");
  g_assert_cmpuint (fixture->sent->len, ==, 1);
  g_assert_cmpstr (fixture->sent->pdata[0], ==, "h\ni");

  g_object_set (beseda_habits_get_default (), "send-with", "enter", NULL);
  type (fixture, "u");
  type (fixture, "Return");
  g_assert_cmpuint (fixture->sent->len, ==, 2);
}

static void
test_input_method (Fixture *fixture, gconstpointer data)
{
  if (!type (fixture, "k"))
    return;
  assert_text (fixture, "");
  g_assert_null (ui_test_find (GTK_WIDGET (fixture->composer), GTK_TYPE_LABEL, "Message"));
  type (fixture, "Return"); /* the input method's */
  g_assert_cmpuint (fixture->sent->len, ==, 0);
  assert_text (fixture, "か");
  type (fixture, "Return"); /* ours */
  g_assert_cmpuint (fixture->sent->len, ==, 1);
  g_assert_cmpstr (fixture->sent->pdata[0], ==, "か");
}

static void
test_limit (Fixture *fixture, gconstpointer data)
{
  GtkWidget *composer = GTK_WIDGET (fixture->composer);
  g_autofree char *near = g_strnfill (100, 'x');
  g_autofree char *over = g_strnfill (302, 'x');
  GtkWidget *button = ui_test_find (composer, GTK_TYPE_BUTTON, NULL);
  GtkWidget *label;

  beseda_composer_set_limit (fixture->composer, 300);
  beseda_composer_set_text (fixture->composer, "short");
  g_assert_null (ui_test_find (composer, GTK_TYPE_LABEL, "295"));
  g_assert_true (gtk_widget_get_sensitive (button));

  beseda_composer_set_text (fixture->composer, near);
  g_assert_nonnull (ui_test_find (composer, GTK_TYPE_LABEL, "200"));
  g_assert_true (gtk_widget_get_sensitive (button));

  beseda_composer_set_text (fixture->composer, over);
  label = ui_test_find (composer, GTK_TYPE_LABEL, "-2");
  g_assert_nonnull (label);
  g_assert_true (gtk_widget_has_css_class (label, "error"));
  g_assert_false (gtk_widget_get_sensitive (button));
  gtk_widget_activate_action (composer, "composer.send", NULL);
  g_assert_cmpuint (fixture->sent->len, ==, 0);

  beseda_composer_set_text (fixture->composer, " \n ");
  g_assert_false (gtk_widget_get_sensitive (button));
}

/* What is written while nothing can be sent waits. */
static void
test_closed (Fixture *fixture, gconstpointer data)
{
  g_object_set (fixture->composer, "text", "later", "closed", TRUE, NULL);
  g_assert_false (gtk_widget_get_sensitive (ui_test_find (GTK_WIDGET (fixture->composer), GTK_TYPE_BUTTON, NULL)));
  gtk_widget_activate_action (GTK_WIDGET (fixture->composer), "composer.send", NULL);
  g_assert_cmpuint (fixture->sent->len, ==, 0);

  g_object_set (fixture->composer, "closed", FALSE, NULL);
  gtk_widget_activate_action (GTK_WIDGET (fixture->composer), "composer.send", NULL);
  g_assert_cmpuint (fixture->sent->len, ==, 1);
}

static void
test_grows (Fixture *fixture, gconstpointer data)
{
  int one = gtk_widget_get_height (fixture->view), six, nine;
  GtkWidget *frame = gtk_widget_get_parent (fixture->view);

  beseda_composer_set_text (fixture->composer, "1\n2\n3\n4\n5\n6");
  ui_test_draw (fixture->window, 3);
  six = gtk_widget_get_height (frame);
  g_assert_cmpint (six, >, 3 * one);
  beseda_composer_set_text (fixture->composer, "1\n2\n3\n4\n5\n6\n7\n8\n9");
  ui_test_draw (fixture->window, 3);
  nine = gtk_widget_get_height (frame);
  g_assert_cmpint (nine, ==, six);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  g_io_extension_point_implement (GTK_IM_MODULE_EXTENSION_POINT_NAME, TEST_TYPE_INPUT, "beseda-test", 0);
#define ADD(name, input, function) g_test_add (name, Fixture, input, set_up, function, tear_down)
  ADD ("/composer/names", NULL, test_names);
  ADD ("/composer/enter-sends", NULL, test_enter_sends);
  ADD ("/composer/control-enter-sends", NULL, test_control_enter_sends);
  ADD ("/composer/input-method", "beseda-test", test_input_method);
  ADD ("/composer/limit", NULL, test_limit);
  ADD ("/composer/closed", NULL, test_closed);
  ADD ("/composer/grows", NULL, test_grows);
  return g_test_run ();
}
