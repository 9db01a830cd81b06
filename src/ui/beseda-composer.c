/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-composer.h"

#include <glib/gi18n.h>

#include "beseda-habits.h"
#include "beseda-limits.h"
#include "beseda-shown-text.h"

#define MAX_LINES 6    /* then it scrolls */
#define NEAR_LIMIT 200 /* characters left when their number appears */

struct _BesedaComposer
{
  AdwBin parent;

  GtkScrolledWindow *scroller;
  GtkTextView *view;
  GtkTextBuffer *buffer;
  GtkLabel *placeholder;
  GtkLabel *remaining;
  GtkLabel *writers;
  BesedaTypists *typists; /* nullable */

  guint limit;
  gboolean closed;
  gboolean composing; /* an input method holds text that is not in the buffer yet */
};

enum
{
  PROP_TEXT = 1,
  PROP_CLOSED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  SEND,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BesedaComposer, beseda_composer, ADW_TYPE_BIN)

static gboolean
is_blank (const char *text)
{
  while (g_unichar_isspace (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  return *text == '\0';
}

static int
count_left (BesedaComposer *self)
{
  return (int) self->limit - gtk_text_buffer_get_char_count (self->buffer);
}

static gboolean
can_send (BesedaComposer *self)
{
  g_autofree char *text = beseda_composer_dup_text (self);

  return !self->closed && !is_blank (text) && count_left (self) >= 0;
}

static void
update_actions (BesedaComposer *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "composer.send", can_send (self));
}

static void
update_placeholder (BesedaComposer *self)
{
  gboolean empty = gtk_text_buffer_get_char_count (self->buffer) == 0;

  gtk_widget_set_visible (GTK_WIDGET (self->placeholder), empty && !self->composing);
}

static void
update_remaining (BesedaComposer *self)
{
  int left = count_left (self);
  g_autofree char *number = g_strdup_printf ("%d", left);

  gtk_widget_set_visible (GTK_WIDGET (self->remaining), left <= NEAR_LIMIT);
  gtk_label_set_label (self->remaining, number);
  if (left < 0)
    gtk_widget_add_css_class (GTK_WIDGET (self->remaining), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->remaining), "error");
}

static void
on_changed (BesedaComposer *self)
{
  update_placeholder (self);
  update_remaining (self);
  update_actions (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

/* What is done by hand, unlike a draft that comes back. */
static void
on_written (BesedaComposer *self)
{
  g_autofree char *text = beseda_composer_dup_text (self);

  if (self->typists != NULL && !self->closed && !is_blank (text) &&
      beseda_habits_get_share_typing (beseda_habits_get_default ()))
    beseda_typists_tell (self->typists);
}

static void
on_writers (BesedaComposer *self)
{
  const char *const *logins = beseda_typists_get_logins (self->typists);
  const guint n = g_strv_length ((char **) logins);
  g_autofree char *first = n > 0 ? beseda_shown_name (logins[0]) : NULL;
  g_autofree char *second = n > 1 ? beseda_shown_name (logins[1]) : NULL;
  g_autofree char *text = NULL;

  if (n == 1)
    text = g_strdup_printf (_ ("%s is writing…"), first);
  else if (n == 2)
    text = g_strdup_printf (_ ("%s and %s are writing…"), first, second);
  gtk_label_set_label (self->writers, text != NULL ? text : n > 2 ? _ ("Several people are writing…") : "");
}

static void
on_preedit_changed (BesedaComposer *self, const char *preedit)
{
  self->composing = *preedit != '\0';
  update_placeholder (self);
}

static void
send (GtkWidget *widget, const char *action, GVariant *parameter)
{
  BesedaComposer *self = BESEDA_COMPOSER (widget);
  g_autofree char *text = beseda_composer_dup_text (self);

  if (can_send (self))
    g_signal_emit (self, signals[SEND], 0, g_strchomp (text));
}

static gboolean
sends (GdkModifierType state)
{
  const gboolean with_control = g_str_equal (beseda_habits_get_send_with (beseda_habits_get_default ()),
                                             "control-enter");

  return (state & (GDK_SHIFT_MASK | GDK_ALT_MASK)) == 0 && (!with_control || (state & GDK_CONTROL_MASK) != 0);
}

/* The input method sees the key first, once: what it takes, or what comes while it composes, sends nothing. */
static gboolean
on_key_pressed (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, BesedaComposer *self)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (keys));
  gboolean composing = self->composing;

  if ((key != GDK_KEY_Return && key != GDK_KEY_KP_Enter && key != GDK_KEY_ISO_Enter) || !sends (state))
    return GDK_EVENT_PROPAGATE;
  if (!gtk_text_view_im_context_filter_keypress (self->view, event) && !composing)
    gtk_widget_activate_action (GTK_WIDGET (self), "composer.send", NULL);
  return GDK_EVENT_STOP;
}

/* Known once the widget has its font. */
static void
beseda_composer_realize (GtkWidget *widget)
{
  BesedaComposer *self = BESEDA_COMPOSER (widget);
  g_autoptr (PangoLayout) line = NULL;
  int height;

  GTK_WIDGET_CLASS (beseda_composer_parent_class)->realize (widget);

  line = gtk_widget_create_pango_layout (GTK_WIDGET (self->view), "X");
  pango_layout_get_pixel_size (line, NULL, &height);
  gtk_scrolled_window_set_max_content_height (self->scroller, MAX_LINES * height +
                                                                  gtk_text_view_get_top_margin (self->view) +
                                                                  gtk_text_view_get_bottom_margin (self->view));
}

static gboolean
beseda_composer_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (BESEDA_COMPOSER (widget)->view));
}

static void
beseda_composer_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BesedaComposer *self = BESEDA_COMPOSER (object);

  switch (id)
    {
    case PROP_TEXT:
      g_value_take_string (value, beseda_composer_dup_text (self));
      break;
    case PROP_CLOSED:
      g_value_set_boolean (value, self->closed);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beseda_composer_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BesedaComposer *self = BESEDA_COMPOSER (object);
  const char *text;

  switch (id)
    {
    case PROP_TEXT:
      text = g_value_get_string (value);
      beseda_composer_set_text (self, text ? text : "");
      break;
    case PROP_CLOSED:
      self->closed = g_value_get_boolean (value);
      update_actions (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beseda_composer_dispose (GObject *object)
{
  g_clear_object (&BESEDA_COMPOSER (object)->typists);
  adw_bin_set_child (ADW_BIN (object), NULL); /* the template would take it away behind its back */
  gtk_widget_dispose_template (GTK_WIDGET (object), BESEDA_TYPE_COMPOSER);

  G_OBJECT_CLASS (beseda_composer_parent_class)->dispose (object);
}

static void
beseda_composer_class_init (BesedaComposerClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = beseda_composer_get_property;
  object_class->set_property = beseda_composer_set_property;
  object_class->dispose = beseda_composer_dispose;
  widget_class->realize = beseda_composer_realize;
  widget_class->grab_focus = beseda_composer_grab_focus;

  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "",
                                               G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_CLOSED] = g_param_spec_boolean ("closed", NULL, NULL, FALSE,
                                                  G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SEND] = g_signal_new ("send", BESEDA_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                G_TYPE_STRING);

  gtk_widget_class_install_action (widget_class, "composer.send", NULL, send);
  gtk_widget_class_set_template_from_resource (widget_class, "/chat/beseda/Beseda/ui/beseda-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, BesedaComposer, scroller);
  gtk_widget_class_bind_template_child (widget_class, BesedaComposer, view);
  gtk_widget_class_bind_template_child (widget_class, BesedaComposer, buffer);
  gtk_widget_class_bind_template_child (widget_class, BesedaComposer, placeholder);
  gtk_widget_class_bind_template_child (widget_class, BesedaComposer, remaining);
  gtk_widget_class_bind_template_child (widget_class, BesedaComposer, writers);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_written);
  gtk_widget_class_bind_template_callback (widget_class, on_preedit_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_key_pressed);
}

static void
beseda_composer_init (BesedaComposer *self)
{
  self->limit = BESEDA_LIMIT_MESSAGE_CHARS;
  gtk_widget_init_template (GTK_WIDGET (self));
  on_changed (self);
}

GtkWidget *
beseda_composer_new (void)
{
  return g_object_new (BESEDA_TYPE_COMPOSER, NULL);
}

char *
beseda_composer_dup_text (BesedaComposer *self)
{
  GtkTextIter start, end;

  g_return_val_if_fail (BESEDA_IS_COMPOSER (self), NULL);

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  return gtk_text_buffer_get_text (self->buffer, &start, &end, FALSE);
}

void
beseda_composer_set_text (BesedaComposer *self, const char *text)
{
  g_return_if_fail (BESEDA_IS_COMPOSER (self));
  g_return_if_fail (text != NULL);

  gtk_text_buffer_begin_irreversible_action (self->buffer);
  gtk_text_buffer_set_text (self->buffer, text, -1);
  gtk_text_buffer_end_irreversible_action (self->buffer);
}

void
beseda_composer_set_limit (BesedaComposer *self, guint limit)
{
  g_return_if_fail (BESEDA_IS_COMPOSER (self));

  self->limit = MIN (limit, G_MAXINT);
  update_remaining (self);
  update_actions (self);
}

void
beseda_composer_set_typists (BesedaComposer *self, BesedaTypists *typists)
{
  g_return_if_fail (BESEDA_IS_COMPOSER (self) && self->typists == NULL);

  /* With room for the line as long as somebody may write: what is above does not jump. */
  self->typists = g_object_ref (typists);
  g_object_bind_property (typists, "supported", self->writers, "visible", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (typists, "notify::logins", G_CALLBACK (on_writers), self, G_CONNECT_SWAPPED);
  on_writers (self);
}

gboolean
beseda_composer_take_key (BesedaComposer *self, GtkEventControllerKey *keys, guint key, GdkModifierType state)
{
  gunichar c = gdk_keyval_to_unicode (key);

  g_return_val_if_fail (BESEDA_IS_COMPOSER (self), FALSE);

  if (!g_unichar_isgraph (c) || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)))
    return FALSE;
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
  return gtk_text_view_im_context_filter_keypress (
      self->view, gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (keys)));
}
