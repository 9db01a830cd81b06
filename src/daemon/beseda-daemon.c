/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-daemon.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "beseda-address.h"
#include "beseda-control-command.h"
#include "beseda-door.h"
#include "beseda-export-command.h"
#include "beseda-limits.h"
#include "beseda-room-name.h"
#include "beseda-system.h"
#include "beseda-server.h"

#define EXIT_USAGE 2
#define MOST_KEPT 100000 /* days or hours; more is for ever */

typedef struct
{
  GMainLoop *loop;
  BesedaServerOptions options;
  BesedaServer *server;
  gboolean any_address; /* nobody asked for one: IPv4 alone will do where there is no IPv6 */
  gboolean stopping;
  int status;
} Program;

static void started (GObject *source, GAsyncResult *result, gpointer user_data);

static void
start (Program *self)
{
  g_clear_object (&self->server);
  self->server = beseda_server_new (&self->options);
  beseda_server_start_async (self->server, NULL, started, self);
}

/* Whatever a stranger may one day find in here, root is more than it needs. */
static void
warn_of_root (void)
{
  if (beseda_system_is_root ())
    g_printerr ("%s\n", _ ("beseda-server runs as root, which it has no need of: start it as another user, or with "
                           "“systemctl start beseda-server”."));
}

/* Whoever is to come needs the link. */
static void
print_link (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree char *link = beseda_server_command_finish (BESEDA_SERVER (source), result, NULL);

  if (link != NULL)
    g_print ("Invite with %s\n", link);
  fflush (stdout);
}

static void
started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  const char *const words[] = { "link", NULL };
  Program *self = user_data;
  g_autoptr (GError) error = NULL;

  if (beseda_server_start_finish (BESEDA_SERVER (source), result, &error))
    {
      g_print ("Listening on %s\n", beseda_server_get_uri (self->server));
      fflush (stdout);
      warn_of_root ();
      if (self->options.door == BESEDA_DOOR_LINK || beseda_server_get_fingerprint (self->server) != NULL)
        beseda_server_command_async (self->server, words, NULL, print_link, NULL);
    }
  else if (self->any_address && g_error_matches (error, BESEDA_SERVER_ERROR, BESEDA_SERVER_ERROR_ADDRESS))
    {
      self->any_address = FALSE;
      self->options.address = "0.0.0.0";
      start (self);
    }
  else
    {
      g_printerr ("%s\n", error->message);
      self->status = EXIT_FAILURE;
      g_main_loop_quit (self->loop);
    }
}

static void
stopped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Program *self = user_data;

  beseda_server_stop_finish (BESEDA_SERVER (source), result);
  g_main_loop_quit (self->loop);
}

static gboolean
interrupted (gpointer user_data)
{
  Program *self = user_data;

  /* Who asks twice doesn't want to wait. */
  if (self->stopping)
    _exit (EXIT_FAILURE);

  self->stopping = TRUE;
  beseda_server_stop_async (self->server, stopped, self);

  return G_SOURCE_CONTINUE;
}

static gboolean
hung_up (gpointer user_data)
{
  Program *self = user_data;

  beseda_server_reload (self->server);

  return G_SOURCE_CONTINUE;
}

/* "forever", "nothing", or a number of days or hours, "30d" or "12h"; in seconds. */
static gboolean
parse_keep (const char *text, gint64 *keep)
{
  char *end;
  guint64 number;

  if (text == NULL || g_str_equal (text, "forever") || g_str_equal (text, "nothing"))
    {
      *keep = text != NULL && g_str_equal (text, "nothing") ? 0 : -1;
      return TRUE;
    }

  number = g_ascii_strtoull (text, &end, 10);
  if (!g_ascii_isdigit (*text) || number < 1 || number > MOST_KEPT ||
      (strcmp (end, "d") != 0 && strcmp (end, "h") != 0))
    return FALSE;

  *keep = (gint64) number * (*end == 'd' ? 24 * 60 * 60 : 60 * 60);

  return TRUE;
}

/* Where the room is kept: below the folder that was asked for, that of the service manager, or the user's. (transfer
 * full) */
static char *
make_file_name (const char *data, const char *room)
{
  g_autofree char *slug = beseda_room_name_to_slug (room);
  g_autofree char *name = g_strconcat (*slug != '\0' ? slug : "room", ".db", NULL);
  const char *state = g_getenv ("STATE_DIRECTORY"); /* systemd.exec(5); the first where there are several */
  g_auto (GStrv) states = g_strsplit (state != NULL ? state : "", ":", 2);

  if (data != NULL)
    return g_build_filename (data, name, NULL);
  if (states[0] != NULL && *states[0] != '\0')
    return g_build_filename (states[0], name, NULL);

  return g_build_filename (g_get_user_data_dir (), "beseda", "rooms", name, NULL);
}

/* What lies beside the room's file; NULL: the room has none. (transfer full) */
static char *
make_sibling_name (const char *file, const char *suffix)
{
  return file != NULL ? g_strdup_printf ("%.*s%s", (int) (strlen (file) - strlen (".db")), file, suffix) : NULL;
}

/* The first line of the file. (transfer full), NULL with the sentence on what is wrong */
static char *
read_password (const char *path, const char **mistake)
{
  char *password = NULL;

  if (!g_file_get_contents (path, &password, NULL, NULL))
    {
      *mistake = _ ("The file of --password-file cannot be read.");
      return NULL;
    }

  password[strcspn (password, "\r\n")] = '\0';
  if (*password == '\0' || strlen (password) > BESEDA_LIMIT_PASSWORD)
    *mistake = _ ("--password-file takes a file whose first line is a password of 1 to 256 bytes.");

  return password;
}

/* The sentence about what is wrong with the command line, or NULL. */
static const char *
find_mistake (const char *address, int port, const char *room, int max_people, int n_rest)
{
  if (n_rest > 0)
    return _ ("beseda-server takes options only; see --help.");
  if (address != NULL && *address == '\0')
    return _ ("--address takes an IP address, such as 192.168.1.5 or 0.0.0.0 for all.");
  if (port < 0 || port > G_MAXUINT16)
    return _ ("--port takes a number from 1 to 65535, or 0 for any free port.");
  if (*room == '\0' || g_utf8_strlen (room, -1) > BESEDA_LIMIT_ROOM_NAME_CHARS)
    return _ ("--room takes a name of 1 to 64 characters.");
  if (max_people < 1 || max_people > BESEDA_LIMIT_PEOPLE_MAX)
    return _ ("--max-people takes a number from 1 to 100000.");

  return NULL;
}

static const char *
find_tls_mistake (gboolean tls, const char *certificate, const char *key, gboolean no_plain)
{
  if ((certificate != NULL) != (key != NULL))
    return _ ("--tls-cert and --tls-key go together.");
  if (tls && certificate != NULL)
    return _ ("--tls makes a certificate: leave it out where --tls-cert names one.");
  if (no_plain && !tls && certificate == NULL)
    return _ ("--no-plain goes with --tls, or with --tls-cert and --tls-key.");

  return NULL;
}

static int
serve (Program *self)
{
  self->loop = g_main_loop_new (NULL, FALSE);

  beseda_system_on_end (interrupted, self);
  beseda_system_on_hang_up (hung_up, self);

  start (self);
  g_main_loop_run (self->loop);

  g_clear_object (&self->server);
  g_clear_pointer (&self->loop, g_main_loop_unref);

  return self->status;
}

int
beseda_daemon_run (int argc, char *argv[])
{
  g_autofree char *address = NULL;
  g_autofree char *room = NULL;
  int port = BESEDA_DEFAULT_PORT;
  int max_people = BESEDA_LIMIT_PEOPLE;
  gboolean version = FALSE;
  gboolean ephemeral = FALSE;
  g_autofree char *data = NULL;
  g_autofree char *keep = NULL;
  g_autofree char *file = NULL;
  g_autofree char *export = NULL;
  g_autofree char *format = NULL;
  gboolean force = FALSE;
  g_autofree char *door = NULL;
  g_autofree char *password_file = NULL;
  g_autofree char *password = NULL;
  gboolean plain_on_network = FALSE;
  g_autofree char *control = NULL;
  g_autofree char *control_name = NULL;
  gboolean tls = FALSE;
  g_autofree char *certificate = NULL;
  g_autofree char *key = NULL;
  gboolean no_plain = FALSE;
  gboolean no_announce = FALSE;
  g_autofree char *identity = NULL;
  const gboolean controls = argc > 1 && g_str_equal (argv[1], "ctl");
  BesedaDoorKind kind = BESEDA_DOOR_OPEN;
  const GOptionEntry entries[] = {
    { "address", 'a', 0, G_OPTION_ARG_STRING, &address, N_ ("IP address to listen on (default: all)"), N_ ("ADDRESS") },
    { "port", 'p', 0, G_OPTION_ARG_INT, &port, N_ ("Port to listen on, 0 for any free one (default: 8765)"),
      N_ ("PORT") },
    { "room", 'r', 0, G_OPTION_ARG_STRING, &room, N_ ("Name of the room (default: Beseda)"), N_ ("NAME") },
    { "max-people", 'm', 0, G_OPTION_ARG_INT, &max_people, N_ ("How many people fit in (default: 1000)"),
      N_ ("NUMBER") },
    { "data", 'd', 0, G_OPTION_ARG_FILENAME, &data, N_ ("Folder where the room is kept"), N_ ("FOLDER") },
    { "keep", 'k', 0, G_OPTION_ARG_STRING, &keep,
      N_ ("How long messages are kept: forever (the default), nothing, 30d, 12h"), N_ ("TIME") },
    { "ephemeral", 'e', 0, G_OPTION_ARG_NONE, &ephemeral, N_ ("Keep nothing at all, not even names"), NULL },
    { "tls", 0, 0, G_OPTION_ARG_NONE, &tls, N_ ("Encrypt, with a key that is made and kept beside the room"), NULL },
    { "tls-cert", 0, 0, G_OPTION_ARG_FILENAME, &certificate, N_ ("Encrypt, with a known authority’s certificate (PEM)"),
      N_ ("FILE") },
    { "tls-key", 0, 0, G_OPTION_ARG_FILENAME, &key, N_ ("The private key of --tls-cert (PEM)"), N_ ("FILE") },
    { "no-announce", 0, 0, G_OPTION_ARG_NONE, &no_announce, N_ ("Do not tell the local network of the room"), NULL },
    { "no-plain", 0, 0, G_OPTION_ARG_NONE, &no_plain, N_ ("Refuse connections that are not encrypted"), NULL },
    { "door", 0, 0, G_OPTION_ARG_STRING, &door,
      N_ ("Who can join: open (the default), link, network, password, approve"), N_ ("KIND") },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &password_file, N_ ("File with the password for --door password"),
      N_ ("FILE") },
    { "plain-on-network", 0, 0, G_OPTION_ARG_NONE, &plain_on_network,
      N_ ("Let programs that cannot prove an invitation join from this network"), NULL },
    { "control", 0, 0, G_OPTION_ARG_FILENAME, &control,
      N_ ("Socket for “beseda-server ctl” (default: beside the room’s file)"), N_ ("PATH") },
    { "export", 0, 0, G_OPTION_ARG_FILENAME, &export,
      N_ ("Write the room to FILE, .html or .jsonl (- for the standard output), and exit"), N_ ("FILE") },
    { "format", 0, 0, G_OPTION_ARG_STRING, &format, N_ ("What --export writes, whatever FILE is called: html, jsonl"),
      N_ ("FORMAT") },
    { "force", 0, 0, G_OPTION_ARG_NONE, &force, N_ ("Let --export replace FILE"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, N_ ("Print the version and exit"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = NULL;
  g_autoptr (GError) error = NULL;
  const char *mistake;
  Program program = { 0 };

  /* stdout is for the one line that others read. */
  g_log_writer_default_set_use_stderr (TRUE);
  beseda_system_prepare ();

  context = g_option_context_new (NULL);
  g_option_context_set_summary (context, _ ("Hosts a room for talking, without a window."));
  g_option_context_set_description (context, _ ("“beseda-server ctl [--room NAME] [--data FOLDER] [--control PATH] "
                                                "COMMAND” speaks to a running server; “ctl help” tells how."));
  g_option_context_set_strict_posix (context, controls);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);

  if (controls) /* "ctl" is gone, the name of the program stands there as well */
    {
      argc--;
      argv++;
    }
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return EXIT_USAGE;
    }

  if (version)
    {
      g_print ("beseda-server %s\n", VERSION);
      return EXIT_SUCCESS;
    }

  if (room == NULL)
    room = g_strdup ("Beseda");
  g_strstrip (room);
  mistake = find_mistake (address, port, room, max_people, controls ? 0 : argc - 1);
  if (mistake == NULL && door != NULL && !beseda_door_kind_from_string (door, &kind))
    mistake = _ ("--door takes open, link, network, password or approve.");
  if (mistake == NULL && (password_file != NULL) != (kind == BESEDA_DOOR_PASSWORD))
    mistake = _ ("--door password and --password-file go together.");
  if (mistake == NULL && password_file != NULL)
    password = read_password (password_file, &mistake);
  if (mistake == NULL)
    mistake = find_tls_mistake (tls, certificate, key, no_plain);
  if (mistake == NULL && !parse_keep (keep, &program.options.keep))
    mistake = _ ("--keep takes “forever”, “nothing”, or a number of days or hours such as 30d or 12h.");
  if (mistake == NULL && ephemeral && (data != NULL || keep != NULL))
    mistake = _ ("--ephemeral keeps nothing, so that --data and --keep have no place beside it.");
  if (mistake == NULL && data != NULL && *data == '\0')
    mistake = _ ("--data takes the path of a folder.");
  if (mistake == NULL && ephemeral && export != NULL)
    mistake = _ ("--ephemeral keeps nothing that --export could write.");
  if (mistake == NULL && export == NULL && (format != NULL || force))
    mistake = _ ("--format and --force go with --export FILE.");
  if (mistake != NULL)
    {
      g_printerr ("%s\n", mistake);
      return EXIT_USAGE;
    }

  program.any_address = address == NULL;
  program.options.address = address != NULL ? address : "::";
  program.options.port = (guint16) port;
  program.options.room = room;
  program.options.max_people = (guint) max_people;
  program.options.messages_per_second = BESEDA_LIMIT_MESSAGES_PER_SECOND;
  if (!ephemeral)
    file = make_file_name (data, room);
  program.options.file = file;
  program.options.door = door != NULL ? (int) kind : -1;
  program.options.password = password;
  program.options.plain_on_network = plain_on_network ? TRUE : -1;
  control_name = control != NULL ? g_strdup (control) : make_sibling_name (file, ".ctl");
  program.options.control = control_name;
  identity = make_sibling_name (file, ".pem");
  program.options.encrypt = tls || certificate != NULL;
  program.options.identity = identity;
  program.options.tls_cert = certificate;
  program.options.tls_key = key;
  program.options.allow_plain = !no_plain;
  program.options.announce = !no_announce;
  if (controls && control_name == NULL)
    {
      g_printerr ("%s\n", _ ("A room that is kept nowhere has no control socket unless --control says where."));
      return EXIT_USAGE;
    }
  if (controls)
    return beseda_control_command_run (control_name, (const char *const *) argv + 1);
  if (export != NULL)
    return beseda_export_command_run (file, export, format, force);

  return serve (&program);
}
