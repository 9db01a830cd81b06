/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-habits.h"

#include <adwaita.h>

struct _BesedaHabits
{
  GObject parent_instance;

  char *send_with;
  char *clock_format;
  gboolean share_typing;
};

typedef enum
{
  PROP_SEND_WITH = 1,
  PROP_CLOCK_FORMAT,
  PROP_SHARE_TYPING,
} Property;

static GParamSpec *properties[PROP_SHARE_TYPING + 1];

G_DEFINE_FINAL_TYPE (BesedaHabits, beseda_habits, G_TYPE_OBJECT)

static gboolean
get_color_scheme (GValue *value, GVariant *variant, gpointer user_data)
{
  const char *appearance = g_variant_get_string (variant, NULL);
  AdwColorScheme scheme = ADW_COLOR_SCHEME_DEFAULT;

  if (g_str_equal (appearance, "light"))
    scheme = ADW_COLOR_SCHEME_FORCE_LIGHT;
  else if (g_str_equal (appearance, "dark"))
    scheme = ADW_COLOR_SCHEME_FORCE_DARK;
  g_value_set_enum (value, scheme);

  return TRUE;
}

static void
beseda_habits_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BesedaHabits *self = BESEDA_HABITS (object);

  switch ((Property) id)
    {
    case PROP_SEND_WITH:
      g_value_set_string (value, self->send_with);
      break;
    case PROP_CLOCK_FORMAT:
      g_value_set_string (value, self->clock_format);
      break;
    case PROP_SHARE_TYPING:
      g_value_set_boolean (value, self->share_typing);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beseda_habits_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BesedaHabits *self = BESEDA_HABITS (object);

  switch ((Property) id)
    {
    case PROP_SEND_WITH:
      g_free (self->send_with);
      self->send_with = g_value_dup_string (value);
      break;
    case PROP_CLOCK_FORMAT:
      g_free (self->clock_format);
      self->clock_format = g_value_dup_string (value);
      break;
    case PROP_SHARE_TYPING:
      self->share_typing = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beseda_habits_finalize (GObject *object)
{
  BesedaHabits *self = BESEDA_HABITS (object);

  g_free (self->send_with);
  g_free (self->clock_format);

  G_OBJECT_CLASS (beseda_habits_parent_class)->finalize (object);
}

static void
beseda_habits_class_init (BesedaHabitsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS;

  object_class->get_property = beseda_habits_get_property;
  object_class->set_property = beseda_habits_set_property;
  object_class->finalize = beseda_habits_finalize;

  properties[PROP_SEND_WITH] = g_param_spec_string ("send-with", NULL, NULL, "enter", flags);
  properties[PROP_CLOCK_FORMAT] = g_param_spec_string ("clock-format", NULL, NULL, "system", flags);
  properties[PROP_SHARE_TYPING] = g_param_spec_boolean ("share-typing", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
beseda_habits_init (BesedaHabits *self)
{
}

BesedaHabits *
beseda_habits_get_default (void)
{
  static BesedaHabits *habits;

  if (habits == NULL)
    habits = g_object_new (BESEDA_TYPE_HABITS, NULL);

  return habits;
}

void
beseda_habits_follow (BesedaHabits *self, GSettings *settings)
{
  g_return_if_fail (BESEDA_IS_HABITS (self));

  for (gsize i = PROP_SEND_WITH; i < G_N_ELEMENTS (properties); i++)
    g_settings_bind (settings, properties[i]->name, self, properties[i]->name, G_SETTINGS_BIND_GET);
  g_settings_bind_with_mapping (settings, "appearance", adw_style_manager_get_default (), "color-scheme",
                                G_SETTINGS_BIND_GET, get_color_scheme, NULL, NULL, NULL);
}

const char *
beseda_habits_get_send_with (BesedaHabits *self)
{
  return self->send_with;
}

const char *
beseda_habits_get_clock_format (BesedaHabits *self)
{
  return self->clock_format;
}

gboolean
beseda_habits_get_share_typing (BesedaHabits *self)
{
  return self->share_typing;
}
