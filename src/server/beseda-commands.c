/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-commands.h"

#include <glib/gi18n-lib.h>

#include "beseda-address.h"
#include "beseda-limits.h"
#include "beseda-secret.h"

/* Reference-counted: the owner has one, each command on its way another. */
struct _BesedaCommands
{
  BesedaRoom *room; /* NULL: freed */
  BesedaLog *log;
  BesedaEffects *effects;
  BesedaAddress *address;
  BesedaCommandsPerform perform;
  gpointer user_data;
};

/* A command that takes its time: another door. */
typedef struct
{
  BesedaCommands *commands;
  BesedaDoor *door;
  char *password; /* to be hashed first; NULL: it stays */
  gboolean new_link;
  BesedaCommandsAnswer answer;
  gpointer user_data;
} Change;

typedef struct
{
  const char *name;
  const char *arguments;
  const char *what;
} Help;

static const Help helps[] = {
  { "people", "", N_ ("who is in the room") },
  { "kick", "NAME [REASON]", N_ ("send somebody out") },
  { "ban", "NAME [--address] [REASON]", N_ ("and keep them out, with --address everybody new from the same one too") },
  { "unban", "NAME", N_ ("let them come again") },
  { "mute", "NAME [TIME] [REASON]", N_ ("let somebody only read, for 30s, 10m, 2h, 1d, or until unmute") },
  { "unmute", "NAME", N_ ("let them write again") },
  { "promote", "NAME", N_ ("make somebody a moderator") },
  { "demote", "NAME", N_ ("and take that back") },
  { "remove", "NUMBER [REASON]", N_ ("remove the message with that number") },
  { "topic", "[TEXT]", N_ ("set what the room is about") },
  { "slow", "TIME", N_ ("let everybody write once in 10s, 1m …; 0s: as they like") },
  { "lock", "", N_ ("let nobody new in") },
  { "unlock", "", N_ ("let them in again") },
  { "link", "", N_ ("print the link for guests") },
  { "owner-link", "", N_ ("print the link that makes its bearer the room’s owner") },
  { "reset-link", "", N_ ("make a new link; the old one opens nothing any more") },
  { "door", "KIND [PASSWORD]", N_ ("who can join: open, link, network, password, approve") },
  { "plain", "yes|no", N_ ("whether programs without an invitation may join from this network") },
};

static void
clear (gpointer data)
{
  BesedaCommands *self = data;

  g_clear_object (&self->log);
  g_clear_pointer (&self->address, beseda_address_unref);
}

static void
change_free (Change *self)
{
  g_rc_box_release_full (self->commands, clear);
  g_clear_pointer (&self->door, beseda_door_free);
  g_free (self->password);
  g_free (self);
}

static char *
list_commands (void)
{
  GString *list = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (helps); i++)
    g_string_append_printf (list, "%s%s %s\n    %s", i > 0 ? "\n" : "", helps[i].name, helps[i].arguments,
                            _ (helps[i].what));

  return g_string_free (list, FALSE);
}

/* The door's key is there only where it opens the door, so that links stay short. */
static char *
make_link (BesedaCommands *self, gboolean owner)
{
  const BesedaDoor *door = beseda_room_get_door (self->room);
  g_autoptr (BesedaAddress) address = beseda_address_with_secrets (
      self->address, beseda_address_get_fingerprint (self->address), door->kind == BESEDA_DOOR_LINK ? door->key : NULL,
      owner ? door->owner : NULL);

  return beseda_address_to_link (address);
}

static char *
list_people (BesedaCommands *self)
{
  g_autoptr (GPtrArray) people = beseda_room_dup_people (self->room);
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < people->len; i++)
    {
      const BesedaPerson *person = people->pdata[i];

      g_string_append_printf (list, "%s%s", i > 0 ? "\n" : "", person->login);
      if (person->role != BESEDA_ROLE_GUEST)
        g_string_append_printf (list, " (%s)", beseda_role_to_string (person->role));
      if (person->muted)
        g_string_append (list, " (muted)");
      if (person->away)
        g_string_append (list, " (away)");
    }

  return g_string_free (list, FALSE);
}

/* "30s", "10m", "2h", "1d", in seconds. */
static gboolean
parse_span (const char *text, gint64 *seconds)
{
  static const struct
  {
    const char *unit;
    gint64 seconds;
  } units[] = { { "s", 1 }, { "m", 60 }, { "h", 60 * 60 }, { "d", 24 * 60 * 60 } };
  char *end;
  const guint64 number = text != NULL ? g_ascii_strtoull (text, &end, 10) : 0;

  if (text == NULL || !g_ascii_isdigit (*text) || number > BESEDA_LIMIT_MUTE_SECONDS)
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_equal (end, units[i].unit))
      {
        *seconds = (gint64) number * units[i].seconds;
        return *seconds <= BESEDA_LIMIT_MUTE_SECONDS;
      }

  return FALSE;
}

/* The request for an act, or NULL and a sentence. */
static BesedaRequest *
read_act (BesedaActKind kind, const char *const *words, const char **problem)
{
  const gboolean targeted = beseda_act_kind_has_target (kind);
  g_autoptr (BesedaAct) act = beseda_act_new (kind, targeted ? words[0] : NULL, NULL);
  gboolean by_address = FALSE;
  BesedaRequest *request;

  *problem = NULL;
  if ((targeted || kind == BESEDA_ACT_REMOVE || kind == BESEDA_ACT_SLOW) && words[0] == NULL)
    *problem = _ ("Something is missing; “help” tells what this command takes.");
  else if (kind == BESEDA_ACT_REMOVE &&
           !g_ascii_string_to_unsigned (words[0], 10, 1, G_MAXINT64, &act->target_seq, NULL))
    *problem = _ ("“remove” takes the number of a message.");
  else if (kind == BESEDA_ACT_SLOW &&
           (!parse_span (words[0], &act->seconds) || act->seconds > BESEDA_LIMIT_SLOW_SECONDS))
    *problem = _ ("“slow” takes a time of up to a day, such as 10s or 1m.");
  if (*problem != NULL)
    return NULL;

  words += targeted || kind == BESEDA_ACT_REMOVE || kind == BESEDA_ACT_SLOW;
  if (kind == BESEDA_ACT_MUTE && parse_span (words[0], &act->seconds))
    words++;
  if (kind == BESEDA_ACT_BAN && g_strcmp0 (words[0], "--address") == 0)
    {
      by_address = TRUE;
      words++;
    }

  g_free (act->text);
  act->text = g_strjoinv (" ", (char **) words);
  if (g_utf8_strlen (act->text, -1) > BESEDA_LIMIT_REASON_CHARS)
    {
      *problem = _ ("A reason, or a topic, has at most 500 characters.");
      return NULL;
    }

  request = beseda_request_new_act (act, NULL);
  request->by_address = by_address;

  return request;
}

static void
do_act (
    BesedaCommands *self, BesedaActKind kind, const char *const *words, BesedaCommandsAnswer answer, gpointer user_data)
{
  const char *problem;
  g_autoptr (BesedaRequest) request = read_act (kind, words, &problem);

  if (request != NULL)
    problem = beseda_room_act_by_server (self->room, request, g_get_real_time () / 1000, self->effects);
  self->perform (self->user_data);
  answer (user_data, problem == NULL, problem != NULL ? problem : _ ("Done."));
}

/* The file has the door: from here on it counts. */
static void
on_door_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Change *change = user_data;
  BesedaCommands *self = change->commands;
  g_autofree char *link = NULL;
  g_autoptr (GError) error = NULL;
  const gboolean kept = beseda_log_set_door_finish (BESEDA_LOG (source), result, &error);

  if (self->room != NULL && kept)
    {
      beseda_room_set_door (self->room, change->door, change->new_link, g_get_real_time () / 1000, self->effects);
      self->perform (self->user_data);
      link = make_link (self, FALSE);
      change->answer (change->user_data, TRUE, link);
    }
  else
    change->answer (change->user_data, FALSE, kept ? _ ("The server has stopped.") : error->message);
  change_free (change);
}

/* On a thread of its own. */
static void
hash (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Change *change = data;

  g_task_return_pointer (task, beseda_secret_hash_password (change->password), g_free);
}

static void
on_hashed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Change *change = user_data;
  BesedaCommands *self = change->commands;
  char *password = g_task_propagate_pointer (G_TASK (result), NULL);

  if (self->room != NULL && password != NULL)
    {
      g_free (change->door->password);
      change->door->password = password;
      beseda_log_set_door_async (self->log, change->door, NULL, on_door_kept, change);
      return;
    }

  change->answer (change->user_data, FALSE,
                  password != NULL ? _ ("The server has stopped.")
                                   : _ ("There is not enough memory for a password; free some."));
  g_free (password);
  change_free (change);
}

/* (transfer full) of door */
static void
change_door (BesedaCommands *self,
             BesedaDoor *door,
             const char *password,
             gboolean new_link,
             BesedaCommandsAnswer answer,
             gpointer user_data)
{
  Change *change = g_new0 (Change, 1);

  change->commands = g_rc_box_acquire (self);
  change->door = door;
  change->password = g_strdup (password);
  change->new_link = new_link;
  change->answer = answer;
  change->user_data = user_data;
  if (password != NULL)
    {
      g_autoptr (GTask) task = g_task_new (NULL, NULL, on_hashed, change);

      g_task_set_task_data (task, change, NULL);
      g_task_run_in_thread (task, hash);
    }
  else
    beseda_log_set_door_async (self->log, door, NULL, on_door_kept, change);
}

static void
set_door (BesedaCommands *self, const char *const *words, BesedaCommandsAnswer answer, gpointer user_data)
{
  g_autoptr (BesedaDoor) door = beseda_door_copy (beseda_room_get_door (self->room));
  const char *password = words[0] != NULL ? words[1] : NULL;
  const char *problem = NULL;

  if (words[0] == NULL || !beseda_door_kind_from_string (words[0], &door->kind))
    problem = _ ("“door” takes open, link, network, password or approve.");
  else if (door->kind == BESEDA_DOOR_PASSWORD && password == NULL && door->password == NULL)
    problem = _ ("“door password” takes the password as well.");
  else if (password != NULL &&
           (door->kind != BESEDA_DOOR_PASSWORD || *password == '\0' || strlen (password) > BESEDA_LIMIT_PASSWORD))
    problem = _ ("A password has 1 to 256 bytes, and goes with “door password”.");

  if (problem != NULL)
    answer (user_data, FALSE, problem);
  else
    change_door (self, g_steal_pointer (&door), password, FALSE, answer, user_data);
}

static void
set_plain (BesedaCommands *self, const char *word, BesedaCommandsAnswer answer, gpointer user_data)
{
  g_autoptr (BesedaDoor) door = beseda_door_copy (beseda_room_get_door (self->room));

  door->plain_on_network = g_strcmp0 (word, "yes") == 0;
  if (!door->plain_on_network && g_strcmp0 (word, "no") != 0)
    answer (user_data, FALSE, _ ("“plain” takes yes or no."));
  else
    change_door (self, g_steal_pointer (&door), NULL, FALSE, answer, user_data);
}

static void
reset_link (BesedaCommands *self, BesedaCommandsAnswer answer, gpointer user_data)
{
  BesedaDoor *door = beseda_door_copy (beseda_room_get_door (self->room));

  g_free (door->key);
  door->key = beseda_secret_new_key ();
  change_door (self, door, NULL, TRUE, answer, user_data);
}

/* Where others come: who listens everywhere is found by the computer's name. (transfer full) */
static BesedaAddress *
make_address (const char *listening, guint16 port, gboolean encrypted, const char *fingerprint)
{
  const gboolean everywhere = g_str_equal (listening, "::") || g_str_equal (listening, "0.0.0.0");
  g_autoptr (BesedaAddress)
      bare = beseda_address_new (everywhere ? g_get_host_name () : listening, port, NULL, encrypted);

  return beseda_address_with_secrets (bare, fingerprint, NULL, NULL);
}

BesedaCommands *
beseda_commands_new (BesedaRoom *room,
                     BesedaLog *log,
                     BesedaEffects *effects,
                     const BesedaServerOptions *options,
                     guint16 port,
                     const char *fingerprint,
                     BesedaCommandsPerform perform,
                     gpointer user_data)
{
  BesedaCommands *self = g_rc_box_new0 (BesedaCommands);

  self->room = room;
  self->log = g_object_ref (log);
  self->effects = effects;
  self->address = make_address (options->address, port, options->encrypt, fingerprint);
  self->perform = perform;
  self->user_data = user_data;

  return self;
}

void
beseda_commands_free (BesedaCommands *self)
{
  self->room = NULL;
  g_rc_box_release_full (self, clear);
}

void
beseda_commands_run (BesedaCommands *self, const char *const *words, BesedaCommandsAnswer answer, gpointer user_data)
{
  const char *name = words[0] != NULL ? words[0] : "help";
  g_autofree char *text = NULL;
  BesedaActKind kind;

  if (g_str_equal (name, "people"))
    text = list_people (self);
  else if (g_str_equal (name, "link") || g_str_equal (name, "owner-link"))
    text = make_link (self, g_str_equal (name, "owner-link"));
  else if (g_str_equal (name, "help"))
    text = list_commands ();

  if (text != NULL)
    answer (user_data, TRUE, text);
  else if (g_str_equal (name, "reset-link"))
    reset_link (self, answer, user_data);
  else if (g_str_equal (name, "door"))
    set_door (self, words + 1, answer, user_data);
  else if (g_str_equal (name, "plain"))
    set_plain (self, words[1], answer, user_data);
  else if (beseda_act_kind_from_string (name, &kind) && kind != BESEDA_ACT_OWN)
    do_act (self, kind, words + 1, answer, user_data);
  else
    answer (user_data, FALSE, _ ("There is no such command; “help” tells which there are."));
}
