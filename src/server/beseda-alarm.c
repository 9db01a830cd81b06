/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-alarm.h"

struct _BesedaAlarm
{
  GSource parent;
  BesedaAlarmRings rings;
  gpointer user_data;
};

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  BesedaAlarm *self = (BesedaAlarm *) source;

  g_source_set_ready_time (source, -1);
  self->rings (self->user_data);

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs source_funcs = { .dispatch = dispatch };

BesedaAlarm *
beseda_alarm_new (const char *name, int priority, BesedaAlarmRings rings, gpointer user_data)
{
  GSource *source = g_source_new (&source_funcs, sizeof (BesedaAlarm));
  BesedaAlarm *self = (BesedaAlarm *) source;

  self->rings = rings;
  self->user_data = user_data;
  g_source_set_static_name (source, name);
  g_source_set_priority (source, priority);
  g_source_attach (source, g_main_context_get_thread_default ());

  return self;
}

void
beseda_alarm_free (BesedaAlarm *self)
{
  g_source_destroy (&self->parent);
  g_source_unref (&self->parent);
}

void
beseda_alarm_set (BesedaAlarm *self, gint64 due)
{
  gint64 before = g_source_get_ready_time (&self->parent);

  if (before < 0 || due < before)
    g_source_set_ready_time (&self->parent, due);
}

void
beseda_alarm_unset (BesedaAlarm *self)
{
  g_source_set_ready_time (&self->parent, -1);
}
