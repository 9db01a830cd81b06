/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-scroll-input.h"

#include <math.h>

/* A motion's speed falls by the factor e in 1 / friction seconds; it goes speed / friction pixels in all. */
#define KINETIC_FRICTION 4.0 /* as in GTK's scrolled window */
#define WHEEL_FRICTION 18.0
#define STOP_SPEED 8.0        /* pixels a second */
#define TOUCHPAD_FACTOR 2.5   /* as in GTK's scrolled window */
#define TOUCH_THRESHOLD 12.0  /* pixels before a touch becomes a drag */
#define MAX_FRAME_SECONDS 0.1 /* after a pause the motion goes on from where it was */

struct _BesedaScrollInput
{
  GtkWidget *widget;
  BesedaScrollFunc scroll;

  GtkEventController *wheel;
  GtkGesture *drag;
  GtkGesture *swipe;
  double dragged; /* how much of the drag is told already */

  double speed; /* pixels a second */
  double friction;
  guint tick;
  gint64 last_frame;
};

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  BesedaScrollInput *self = data;
  gint64 now = gdk_frame_clock_get_frame_time (clock);
  double seconds = MIN ((now - self->last_frame) / (double) G_USEC_PER_SEC, MAX_FRAME_SECONDS);
  double left = exp (-self->friction * seconds);
  double dy = self->speed * (1 - left) / self->friction;

  self->last_frame = now;
  self->speed *= left;
  if (fabs (self->speed) < STOP_SPEED)
    {
      dy += self->speed / self->friction;
      self->speed = 0;
    }
  if (self->scroll (self->widget, dy) && self->speed != 0)
    return G_SOURCE_CONTINUE;

  self->speed = 0;
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

static void
move_on (BesedaScrollInput *self, double speed, double friction)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (self->widget);

  if (!clock || speed == 0)
    return;
  self->speed = speed;
  self->friction = friction;
  if (self->tick)
    return;
  self->last_frame = gdk_frame_clock_get_frame_time (clock);
  self->tick = gtk_widget_add_tick_callback (self->widget, on_tick, self, NULL);
}

/* One detent goes as far as in GTK's scrolled window: further in a higher view. */
static void
turn_wheel (BesedaScrollInput *self, double detents)
{
  double dy = detents * pow (gtk_widget_get_height (self->widget), 2.0 / 3.0);
  double under_way = self->tick && self->friction == WHEEL_FRICTION && self->speed * dy > 0 ? self->speed : 0;
  gboolean animate;

  g_object_get (gtk_widget_get_settings (self->widget), "gtk-enable-animations", &animate, NULL);
  if (animate)
    move_on (self, under_way + dy * WHEEL_FRICTION, WHEEL_FRICTION);
  else
    self->scroll (self->widget, dy);
}

static gboolean
on_scroll (GtkEventControllerScroll *controller, double dx, double dy, gpointer data)
{
  BesedaScrollInput *self = data;
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));

  if (dy == 0 || (state & (GDK_SHIFT_MASK | GDK_CONTROL_MASK)))
    return GDK_EVENT_PROPAGATE;

  if (gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_WHEEL)
    turn_wheel (self, dy);
  else
    {
      beseda_scroll_input_stop (self);
      self->scroll (self->widget, dy * TOUCHPAD_FACTOR);
    }
  return GDK_EVENT_STOP;
}

static void
on_decelerate (GtkEventControllerScroll *controller, double dx, double dy, gpointer data)
{
  BesedaScrollInput *self = data;

  if (gtk_event_controller_scroll_get_unit (controller) != GDK_SCROLL_UNIT_WHEEL)
    move_on (self, dy * TOUCHPAD_FACTOR, KINETIC_FRICTION);
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, gpointer data)
{
  BesedaScrollInput *self = data;

  beseda_scroll_input_stop (self);
  self->dragged = 0;
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, gpointer data)
{
  BesedaScrollInput *self = data;
  GdkEventSequence *touch = gtk_gesture_single_get_current_sequence (GTK_GESTURE_SINGLE (gesture));

  if (gtk_gesture_get_sequence_state (GTK_GESTURE (gesture), touch) != GTK_EVENT_SEQUENCE_CLAIMED)
    {
      if (fabs (dy) < TOUCH_THRESHOLD || fabs (dx) > fabs (dy))
        return;
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
    }
  self->scroll (self->widget, self->dragged - dy);
  self->dragged = dy;
}

static void
on_swipe (GtkGestureSwipe *gesture, double speed_x, double speed_y, gpointer data)
{
  BesedaScrollInput *self = data;

  if (self->dragged != 0)
    move_on (self, -speed_y, KINETIC_FRICTION);
}

static void
watch_touch (BesedaScrollInput *self, GtkGesture *gesture)
{
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (gesture), TRUE);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (gesture), GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (self->widget, GTK_EVENT_CONTROLLER (gesture));
}

BesedaScrollInput *
beseda_scroll_input_new (GtkWidget *widget, BesedaScrollFunc scroll)
{
  BesedaScrollInput *self = g_new0 (BesedaScrollInput, 1);

  self->widget = widget;
  self->scroll = scroll;

  self->wheel = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL |
                                                 GTK_EVENT_CONTROLLER_SCROLL_KINETIC);
  g_signal_connect (self->wheel, "scroll", G_CALLBACK (on_scroll), self);
  g_signal_connect (self->wheel, "decelerate", G_CALLBACK (on_decelerate), self);
  gtk_widget_add_controller (widget, self->wheel);

  self->drag = gtk_gesture_drag_new ();
  g_signal_connect (self->drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (self->drag, "drag-update", G_CALLBACK (on_drag_update), self);
  watch_touch (self, self->drag);

  self->swipe = gtk_gesture_swipe_new ();
  g_signal_connect (self->swipe, "swipe", G_CALLBACK (on_swipe), self);
  watch_touch (self, self->swipe);
  gtk_gesture_group (self->swipe, self->drag);

  return self;
}

void
beseda_scroll_input_free (BesedaScrollInput *self)
{
  beseda_scroll_input_stop (self);
  gtk_widget_remove_controller (self->widget, self->wheel);
  gtk_widget_remove_controller (self->widget, GTK_EVENT_CONTROLLER (self->drag));
  gtk_widget_remove_controller (self->widget, GTK_EVENT_CONTROLLER (self->swipe));
  g_free (self);
}

void
beseda_scroll_input_stop (BesedaScrollInput *self)
{
  if (self->tick)
    gtk_widget_remove_tick_callback (self->widget, self->tick);
  self->tick = 0;
  self->speed = 0;
}
