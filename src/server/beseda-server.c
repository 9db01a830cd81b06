/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-server.h"

#include <glib/gi18n-lib.h>

#include "beseda-engine.h"

struct _BesedaServer
{
  GObject parent_instance;

  BesedaServerOptions options; /* its pointers are ours */
  BesedaDeadlines deadlines;
  char *uri;
  char *fingerprint;
  guint16 port;

  GMainContext *owner;   /* where the callbacks arrive */
  GMainContext *context; /* the server's thread's own */
  GThread *thread;       /* NULL: not started, failed to, or ended */
  GTask *start_task;     /* while starting */
  GTask *stop_task;      /* while stopping */

  /* The thread's own. */
  GMainLoop *loop;
  BesedaEngine *engine;
};

/* What the thread tells the owner once it listens, or could not. */
typedef struct
{
  BesedaServer *server; /* alive: its start task is pending */
  char *uri;
  char *fingerprint;
  guint16 port;
  GError *error;
} Started;

G_DEFINE_QUARK (beseda_server_error, beseda_server_error)
G_DEFINE_FINAL_TYPE (BesedaServer, beseda_server, G_TYPE_OBJECT)

/* Never calls at once, as g_main_context_invoke() may: whoever runs `context` is to do it. */
static void
post (GMainContext *context, GSourceFunc function, gpointer data)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, function, data, NULL);
  g_source_attach (source, context);
}

static void
end_stopping (BesedaServer *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->stop_task);

  if (task != NULL)
    g_task_return_boolean (task, TRUE);
}

/* On the owner's thread. */
static gboolean
started (gpointer user_data)
{
  Started *news = user_data;
  BesedaServer *self = news->server;
  g_autoptr (GTask) task = g_steal_pointer (&self->start_task);

  self->uri = news->uri;
  self->fingerprint = news->fingerprint;
  self->port = news->port;

  if (news->error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    {
      g_thread_join (g_steal_pointer (&self->thread));
      g_task_return_error (task, news->error);
      end_stopping (self);
    }

  g_free (news);

  return G_SOURCE_REMOVE;
}

/* On the owner's thread. */
static gboolean
ended (gpointer user_data)
{
  BesedaServer *self = user_data;

  g_thread_join (g_steal_pointer (&self->thread));
  end_stopping (self);

  return G_SOURCE_REMOVE;
}

/* On the server's thread. */
static void
stopped (gpointer user_data)
{
  BesedaServer *self = user_data;

  g_main_loop_quit (self->loop);
}

/* On the server's thread. */
static gboolean
stop (gpointer user_data)
{
  BesedaServer *self = user_data;

  if (self->engine != NULL)
    beseda_engine_stop (self->engine, stopped, self);

  return G_SOURCE_REMOVE;
}

/* On the server's thread. */
static gboolean
reload (gpointer user_data)
{
  BesedaServer *self = user_data;

  if (self->engine != NULL && beseda_engine_get_entrance (self->engine) != NULL)
    beseda_entrance_reload (beseda_engine_get_entrance (self->engine));

  return G_SOURCE_REMOVE;
}

/* A command on its way to the server's thread, and its answer on the way back. */
typedef struct
{
  BesedaServer *server; /* alive: its task is pending */
  GTask *task;
  char **words;
  gboolean done;
  char *text;
} Command;

/* On the owner's thread. */
static gboolean
answered (gpointer user_data)
{
  Command *command = user_data;

  if (command->done)
    g_task_return_pointer (command->task, command->text, g_free);
  else
    {
      g_task_return_new_error (command->task, BESEDA_SERVER_ERROR, BESEDA_SERVER_ERROR_FAILED, "%s", command->text);
      g_free (command->text);
    }
  g_object_unref (command->task);
  g_strfreev (command->words);
  g_free (command);

  return G_SOURCE_REMOVE;
}

/* On the server's thread. */
static void
take_answer (gpointer user_data, gboolean done, const char *text)
{
  Command *command = user_data;

  command->done = done;
  command->text = g_strdup (text);
  post (command->server->owner, answered, command);
}

/* On the server's thread. */
static gboolean
run_command (gpointer user_data)
{
  Command *command = user_data;

  if (command->server->engine != NULL)
    beseda_engine_command (command->server->engine, (const char *const *) command->words, take_answer, command);
  else
    take_answer (command, FALSE, _ ("The server has stopped."));

  return G_SOURCE_REMOVE;
}

static gpointer
run (gpointer user_data)
{
  BesedaServer *self = user_data;
  Started *news = g_new0 (Started, 1);
  gboolean served = FALSE;

  g_main_context_push_thread_default (self->context);

  self->engine = beseda_engine_new (&self->options, &news->error);
  news->server = self;

  if (self->engine == NULL)
    post (self->owner, started, news);
  else
    {
      const BesedaEntrance *entrance = beseda_engine_get_entrance (self->engine);

      news->uri = g_strdup (beseda_entrance_get_uri (entrance));
      news->fingerprint = g_strdup (beseda_entrance_get_fingerprint (entrance));
      news->port = beseda_entrance_get_port (entrance);
      post (self->owner, started, news);

      self->loop = g_main_loop_new (self->context, FALSE);
      g_main_loop_run (self->loop);
      g_clear_pointer (&self->loop, g_main_loop_unref);
      g_clear_pointer (&self->engine, beseda_engine_free);
      served = TRUE;
    }

  /* What libsoup has closed still ends in callbacks. */
  while (g_main_context_iteration (self->context, FALSE))
    ;

  g_main_context_pop_thread_default (self->context);

  /* Who drops the server without stopping it waits for the thread instead. */
  if (served && self->stop_task != NULL)
    post (self->owner, ended, self);

  return NULL;
}

static void
dispose (GObject *object)
{
  BesedaServer *self = BESEDA_SERVER (object);

  if (self->thread != NULL)
    {
      post (self->context, stop, self);
      g_thread_join (g_steal_pointer (&self->thread));
    }

  G_OBJECT_CLASS (beseda_server_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  BesedaServer *self = BESEDA_SERVER (object);

  g_free ((char *) self->options.address);
  g_free ((char *) self->options.room);
  g_free ((char *) self->options.file);
  g_free ((char *) self->options.password);
  g_free ((char *) self->options.control);
  g_free ((char *) self->options.identity);
  g_free ((char *) self->options.tls_cert);
  g_free ((char *) self->options.tls_key);
  g_free (self->uri);
  g_free (self->fingerprint);
  g_main_context_unref (self->owner);
  g_main_context_unref (self->context);

  G_OBJECT_CLASS (beseda_server_parent_class)->finalize (object);
}

static void
beseda_server_class_init (BesedaServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = dispose;
  object_class->finalize = finalize;
}

static void
beseda_server_init (BesedaServer *self)
{
  self->owner = g_main_context_ref_thread_default ();
  self->context = g_main_context_new ();
}

BesedaServer *
beseda_server_new (const BesedaServerOptions *options)
{
  BesedaServer *self;

  g_return_val_if_fail (options->max_people >= 1 && options->max_people <= BESEDA_LIMIT_PEOPLE_MAX, NULL);
  g_return_val_if_fail ((options->tls_cert != NULL) == (options->tls_key != NULL), NULL);

  self = g_object_new (BESEDA_TYPE_SERVER, NULL);
  self->deadlines = options->deadlines != NULL ? *options->deadlines : BESEDA_DEADLINES_USUAL;
  self->options = *options;
  self->options.address = g_strdup (options->address);
  self->options.room = g_strdup (options->room);
  self->options.file = g_strdup (options->file);
  self->options.password = g_strdup (options->password);
  self->options.control = g_strdup (options->control);
  self->options.identity = g_strdup (options->identity);
  self->options.tls_cert = g_strdup (options->tls_cert);
  self->options.tls_key = g_strdup (options->tls_key);
  self->options.deadlines = &self->deadlines;

  return self;
}

void
beseda_server_start_async (BesedaServer *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (self->thread == NULL && self->start_task == NULL);

  self->start_task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->start_task, beseda_server_start_async);
  self->thread = g_thread_new ("beseda-server", run, self);
}

gboolean
beseda_server_start_finish (BesedaServer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
beseda_server_stop_async (BesedaServer *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (self->stop_task == NULL);

  self->stop_task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->stop_task, beseda_server_stop_async);

  if (self->thread != NULL)
    post (self->context, stop, self);
  else
    end_stopping (self);
}

void
beseda_server_stop_finish (BesedaServer *self, GAsyncResult *result)
{
  g_return_if_fail (g_task_is_valid (result, self));

  g_task_propagate_boolean (G_TASK (result), NULL);
}

void
beseda_server_command_async (BesedaServer *self,
                             const char *const *words,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Command *command;

  g_task_set_source_tag (task, beseda_server_command_async);
  if (self->thread == NULL || self->stop_task != NULL)
    {
      g_task_return_new_error (task, BESEDA_SERVER_ERROR, BESEDA_SERVER_ERROR_FAILED, _ ("The server has stopped."));
      g_object_unref (task);
      return;
    }

  command = g_new0 (Command, 1);
  command->server = self;
  command->task = task;
  command->words = g_strdupv ((char **) words);
  post (self->context, run_command, command);
}

char *
beseda_server_command_finish (BesedaServer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

const char *
beseda_server_get_uri (BesedaServer *self)
{
  return self->uri;
}

guint16
beseda_server_get_port (BesedaServer *self)
{
  return self->port;
}

const char *
beseda_server_get_fingerprint (BesedaServer *self)
{
  return self->fingerprint;
}

void
beseda_server_reload (BesedaServer *self)
{
  if (self->thread != NULL)
    post (self->context, reload, self);
}
