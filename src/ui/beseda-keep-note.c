/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-keep-note.h"

#include <glib/gi18n.h>

#define MINUTE 60
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

struct _BesedaKeepNote
{
  AdwBin parent;

  GtkLabel *label;

  BesedaSession *session;
  gboolean even_for_ever;
};

typedef enum
{
  PROP_EVEN_FOR_EVER = 1,
} Property;

static GParamSpec *properties[PROP_EVEN_FOR_EVER + 1];

G_DEFINE_FINAL_TYPE (BesedaKeepNote, beseda_keep_note, ADW_TYPE_BIN)

/* Rounded up: nobody is to think that less is kept than there is. */
static guint
count (gint64 seconds, gint64 unit)
{
  return (guint) ((seconds + unit - 1) / unit);
}

/* (transfer full) */
static char *
describe (gint64 keep)
{
  guint n;

  if (keep < 0)
    return g_strdup (_ ("Messages are kept for ever."));
  if (keep == 0)
    return g_strdup (_ ("Nothing is kept here: you see what is said while you are here."));
  if (keep > DAY - HOUR)
    {
      n = count (keep, DAY);
      return g_strdup_printf (ngettext ("Messages are kept for %u day.", "Messages are kept for %u days.", n), n);
    }
  if (keep > HOUR - MINUTE)
    {
      n = count (keep, HOUR);
      return g_strdup_printf (ngettext ("Messages are kept for %u hour.", "Messages are kept for %u hours.", n), n);
    }
  n = count (keep, MINUTE);
  return g_strdup_printf (ngettext ("Messages are kept for %u minute.", "Messages are kept for %u minutes.", n), n);
}

static void
update (BesedaKeepNote *self)
{
  const gboolean known = self->session && beseda_session_get_joined (self->session);
  const gboolean plain = known && beseda_session_get_plain (self->session);
  const gint64 keep = known ? beseda_session_get_keep (self->session) : -1;
  g_autofree char *text = plain
                              ? g_strdup (_ ("This server keeps no history: you see what is said while you are here."))
                              : describe (keep);

  gtk_label_set_label (self->label, text);
  gtk_widget_set_visible (GTK_WIDGET (self), known && (plain || keep >= 0 || self->even_for_ever));
}

static void
beseda_keep_note_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BesedaKeepNote *self = BESEDA_KEEP_NOTE (object);

  switch ((Property) id)
    {
    case PROP_EVEN_FOR_EVER:
      self->even_for_ever = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beseda_keep_note_dispose (GObject *object)
{
  g_clear_object (&BESEDA_KEEP_NOTE (object)->session);

  G_OBJECT_CLASS (beseda_keep_note_parent_class)->dispose (object);
}

static void
beseda_keep_note_class_init (BesedaKeepNoteClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->set_property = beseda_keep_note_set_property;
  object_class->dispose = beseda_keep_note_dispose;

  properties[PROP_EVEN_FOR_EVER] = g_param_spec_boolean (
      "even-for-ever", NULL, NULL, FALSE, G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "keep-note");
}

static void
beseda_keep_note_init (BesedaKeepNote *self)
{
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_justify (self->label, GTK_JUSTIFY_CENTER);
  gtk_label_set_max_width_chars (self->label, 32); /* the narrowest that it asks for; it takes what there is */
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "dim-label");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->label));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
beseda_keep_note_set_session (BesedaKeepNote *self, BesedaSession *session)
{
  static const char *const told[] = { "notify::joined", "notify::keep", "notify::plain" };

  g_return_if_fail (BESEDA_IS_KEEP_NOTE (self));
  g_return_if_fail (session == NULL || BESEDA_IS_SESSION (session));

  if (self->session)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_set_object (&self->session, session);
  for (gsize i = 0; session && i < G_N_ELEMENTS (told); i++)
    g_signal_connect_object (session, told[i], G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
