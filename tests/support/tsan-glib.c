/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dlfcn.h>
#include <gio/gio.h>

/*
 * Tells ThreadSanitizer what it can't see: GLib is not built with it, and its locks are futexes, so that whatever
 * crosses a thread through GLib looks like a race. Preloaded into the tests of a build for it (tests/meson.build).
 * Each function here is GLib's own, with the order that GLib promises of it made known.
 */

/* Of the sanitizer's runtime, which a program that is not built for it (an interpreter) has not got. */
extern void __tsan_acquire (void *address) __attribute__ ((weak));
extern void __tsan_release (void *address) __attribute__ ((weak));

static void
acquire (gpointer address)
{
  if (__tsan_acquire != NULL && address != NULL)
    __tsan_acquire (address);
}

static void
release (gpointer address)
{
  if (__tsan_release != NULL && address != NULL)
    __tsan_release (address);
}

/* The real function of the name of the one that this stands in. */
#define REAL(name)                                                                                                     \
  static __typeof__ (name) *real;                                                                                      \
  if (real == NULL)                                                                                                    \
  real = (__typeof__ (name) *) dlsym (RTLD_NEXT, #name)

/* Locks. */

void (g_mutex_lock) (GMutex *mutex)
{
  REAL (g_mutex_lock);
  real (mutex);
  acquire (mutex);
}

void (g_mutex_unlock) (GMutex *mutex)
{
  REAL (g_mutex_unlock);
  release (mutex);
  real (mutex);
}

void (g_cond_wait) (GCond *cond, GMutex *mutex)
{
  REAL (g_cond_wait);
  release (mutex);
  real (cond, mutex);
  acquire (mutex);
}

/* Queues: what is pushed is done with by who pushes it. */

void (g_async_queue_push) (GAsyncQueue *queue, gpointer data)
{
  REAL (g_async_queue_push);
  release (data);
  real (queue, data);
}

gpointer (g_async_queue_pop) (GAsyncQueue *queue)
{
  gpointer data;

  REAL (g_async_queue_pop);
  data = real (queue);
  acquire (data);

  return data;
}

gpointer (g_async_queue_try_pop) (GAsyncQueue *queue)
{
  gpointer data;

  REAL (g_async_queue_try_pop);
  data = real (queue);
  acquire (data);

  return data;
}

/* Sources: what was done before one was attached is seen by who dispatches it. Idle sources are the ones that people
 * send each other. */

static gboolean
dispatch_idle (GSource *source, GSourceFunc callback, gpointer user_data)
{
  acquire (source);

  return g_idle_funcs.dispatch (source, callback, user_data);
}

guint (g_source_attach) (GSource *source, GMainContext *context)
{
  static GSourceFuncs funcs;

  REAL (g_source_attach);
  if (source->source_funcs == &g_idle_funcs)
    {
      funcs = g_idle_funcs;
      funcs.dispatch = dispatch_idle;
      source->source_funcs = &funcs;
    }
  release (source);

  return real (source, context);
}

/* Threads. */

typedef struct
{
  GThreadFunc func;
  gpointer data;
} Start;

static gpointer
run (gpointer user_data)
{
  Start start = *(Start *) user_data;
  gpointer result;

  g_free (user_data);
  result = start.func (start.data);
  release (g_thread_self ());

  return result;
}

GThread *(g_thread_new) (const char *name, GThreadFunc func, gpointer data)
{
  Start *start = g_new (Start, 1);

  *start = (Start){ func, data };
  REAL (g_thread_new);

  return real (name, run, start);
}

gpointer (g_thread_join) (GThread *thread)
{
  gpointer result;

  REAL (g_thread_join);
  result = real (thread);
  acquire (thread);

  return result;
}

/* References: whoever gives up the last one sees what the others did before they gave up theirs. */

void (g_object_unref) (gpointer object)
{
  REAL (g_object_unref);
  release (object);
  acquire (object);
  real (object);
}

void (g_bytes_unref) (GBytes *bytes)
{
  REAL (g_bytes_unref);
  release (bytes);
  acquire (bytes);
  real (bytes);
}

void (g_ptr_array_unref) (GPtrArray *array)
{
  REAL (g_ptr_array_unref);
  release (array);
  acquire (array);
  real (array);
}

void (g_atomic_rc_box_release_full) (gpointer block, GDestroyNotify clear)
{
  REAL (g_atomic_rc_box_release_full);
  release (block);
  acquire (block);
  real (block, clear);
}
