/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-limits.h"
#include "beseda-login.h"
#include "beseda-room.h"

/*
 * Random sequences of everything that can happen to a room, with a model beside it that knows only what the effects
 * told it. Whatever the sequence, the room's promises hold. BESEDA_TEST_SEED repeats the one that a failure names.
 */

#define SEEDS 60
#define STEPS 4000
#define MAX_PEOPLE 4

typedef struct
{
  guint64 id;
  gint64 client_id;
  BesedaDialect dialect;
  gboolean admitted;
  gboolean welcomed;
} Guest;

/* What the log was given, and who was behind it then. */
typedef struct
{
  BesedaEvent *event;
  guint64 guest;
} Entry;

typedef struct
{
  GRand *rand;
  BesedaRoom *room;
  BesedaEffects *effects;
  GHashTable *guests;     /* by id: connected and not closed */
  GHashTable *client_ids; /* those of the plain ones among `guests` */
  GHashTable *online;     /* key of a login -> the Online: appended, no Offline after it, and not failed */
  GHashTable *owners;     /* key of a login -> the hash of its owner's token */
  GHashTable *said;       /* "key id" -> BesedaEvent: in the log */
  GQueue log;             /* of Entry: given, neither taken nor failed */
  BesedaEvent *to_broadcast;
  guint64 last_guest;
  guint64 last_seq;
  guint64 last_broadcast;
  gint64 last_at;
  gint64 now;
  gboolean logging_in;
  const guint8 *token; /* the hash of the one that is used to log in, or NULL */
  guint64 actor;       /* who caused the effects; 0 for the log */
  gboolean log_never_fails;
} World;

static char *
key_of (BesedaEvent *event)
{
  return beseda_login_key (beseda_event_get_login (event));
}

static char *
said_key (BesedaEvent *event)
{
  g_autofree char *key = key_of (event);

  return g_strconcat (key, "\n", beseda_event_get_id (event), NULL);
}

static void
forget_guest (World *world, guint64 id)
{
  Guest *guest = g_hash_table_lookup (world->guests, &id);

  if (guest == NULL)
    return;
  if (guest->dialect == BESEDA_DIALECT_PLAIN)
    g_hash_table_remove (world->client_ids, &guest->client_id);
  g_hash_table_remove (world->guests, &id);
}

/* One name, one person; one client id as well; and a name that is somebody's is nobody else's. */
static void
check_online (World *world, const char *key, BesedaEvent *event)
{
  const guint8 *owner = g_hash_table_lookup (world->owners, key);
  GHashTableIter iter;
  gpointer other;

  g_assert_false (g_hash_table_contains (world->online, key));
  g_hash_table_iter_init (&iter, world->online);
  while (g_hash_table_iter_next (&iter, NULL, &other))
    g_assert_cmpint (beseda_event_get_client_id (other), !=, beseda_event_get_client_id (event));

  if (world->logging_in && owner != NULL)
    {
      g_assert_null (beseda_event_get_claim (event));
      g_assert_nonnull (world->token);
      g_assert_cmpmem (world->token, BESEDA_TOKEN_HASH_BYTES, owner, BESEDA_TOKEN_HASH_BYTES);
    }
  if (beseda_event_get_claim (event) != NULL)
    g_hash_table_insert (world->owners, g_strdup (key),
                         g_memdup2 (beseda_event_get_claim (event), BESEDA_TOKEN_HASH_BYTES));
  g_hash_table_insert (world->online, g_strdup (key), beseda_event_ref (event));
}

static void
check_append (World *world, BesedaEvent *event)
{
  g_autofree char *key = key_of (event);
  BesedaEvent *online = g_hash_table_lookup (world->online, key);
  Entry *entry;

  g_assert_cmpuint (beseda_event_get_seq (event), ==, 0);
  g_assert_cmpint (beseda_event_get_at (event), >=, world->last_at);
  world->last_at = beseda_event_get_at (event);

  switch (beseda_event_get_kind (event))
    {
    case BESEDA_EVENT_ONLINE:
      check_online (world, key, event);
      break;
    case BESEDA_EVENT_OFFLINE: /* at most one for an Online */
      g_assert_nonnull (online);
      g_assert_cmpint (beseda_event_get_client_id (online), ==, beseda_event_get_client_id (event));
      g_hash_table_remove (world->online, key);
      break;
    case BESEDA_EVENT_MESSAGE: /* nobody speaks for another */
      g_assert_nonnull (online);
      g_assert_cmpint (beseda_event_get_client_id (online), ==, beseda_event_get_client_id (event));
      break;
    case BESEDA_EVENT_ACT:
      g_assert_not_reached ();
    }

  entry = g_new (Entry, 1);
  entry->event = beseda_event_ref (event);
  entry->guest = world->actor;
  g_queue_push_tail (&world->log, entry);
}

static void
check_send (World *world, Guest *guest, BesedaReply *reply)
{
  g_assert_nonnull (guest);

  switch (beseda_reply_get_kind (reply))
    {
    case BESEDA_REPLY_WELCOME:
      g_assert_cmpint (guest->dialect, ==, BESEDA_DIALECT_BESEDA);
      g_assert_false (guest->admitted);
      g_assert_cmpuint (beseda_reply_get_welcome (reply)->last_seq, ==, world->last_seq);
      g_assert_cmpuint (beseda_reply_get_welcome (reply)->people->len, <=, beseda_room_get_n_people (world->room));
      guest->welcomed = TRUE;
      break;
    case BESEDA_REPLY_EVENT: /* an echo: only of what is in the log, to one who is in */
      g_assert_true (guest->admitted);
      g_assert_cmpuint (beseda_event_get_seq (beseda_reply_get_event (reply)), >, 0);
      break;
    case BESEDA_REPLY_HISTORY:
      g_assert_not_reached ();
    case BESEDA_REPLY_ERROR:
      g_assert_cmpint (guest->dialect, ==, BESEDA_DIALECT_BESEDA);
      g_assert_cmpint (beseda_reply_get_refusal (reply), !=, BESEDA_REFUSAL_UNKNOWN);
      break;
    case BESEDA_REPLY_WAITING:
    case BESEDA_REPLY_KNOCK:
    case BESEDA_REPLY_TYPING:
    case BESEDA_REPLY_PRESENCE:
      g_assert_not_reached ();
    }
}

static void
check_effects (World *world)
{
  for (guint i = 0; i < beseda_effects_get_length (world->effects); i++)
    {
      const BesedaEffect *effect = beseda_effects_get (world->effects, i);
      Guest *guest = g_hash_table_lookup (world->guests, &effect->peer);

      switch (effect->kind)
        {
        case BESEDA_EFFECT_APPEND:
          check_append (world, effect->event);
          break;
        case BESEDA_EFFECT_SEND:
          check_send (world, guest, effect->reply);
          break;
        case BESEDA_EFFECT_ADMIT:
          g_assert_nonnull (guest);
          g_assert_false (guest->admitted);
          g_assert_true (guest->welcomed || guest->dialect == BESEDA_DIALECT_PLAIN);
          g_assert_cmpint (effect->seq > 0, ==, guest->dialect == BESEDA_DIALECT_BESEDA);
          guest->admitted = TRUE;
          break;
        case BESEDA_EFFECT_READ:
        case BESEDA_EFFECT_WAIT:
        case BESEDA_EFFECT_CHECK:
          g_assert_not_reached ();
        case BESEDA_EFFECT_TELL: /* nobody goes away here */
          g_assert_not_reached ();
        case BESEDA_EFFECT_BROADCAST: /* what the log just took, in its order, once */
          g_assert_true (effect->event == world->to_broadcast);
          g_assert_cmpuint (beseda_event_get_seq (effect->event), ==, world->last_broadcast + 1);
          world->last_broadcast++;
          world->to_broadcast = NULL;
          break;
        case BESEDA_EFFECT_CLOSE: /* nobody but who caused it, or whose name has come in again */
          g_assert_nonnull (guest);
          if (effect->peer != world->actor)
            {
              g_assert_true (world->logging_in);
              g_assert_cmpint (guest->dialect, ==, BESEDA_DIALECT_BESEDA);
              g_assert_cmpuint (effect->close_code, ==, 4001);
            }
          g_assert_cmpuint (effect->close_code, >=, 1000);
          forget_guest (world, effect->peer);
          break;
        }
    }

  g_assert_null (world->to_broadcast);
  g_assert_cmpuint (beseda_room_get_n_people (world->room), >=, g_hash_table_size (world->online));
  g_assert_cmpuint (beseda_room_get_n_people (world->room), <=, MAX_PEOPLE);
  beseda_effects_clear (world->effects);
}

/* One that is here, or now and then one that is gone or never was. */
static guint64
pick_guest (World *world)
{
  guint n = g_hash_table_size (world->guests);
  GHashTableIter iter;
  Guest *guest = NULL;

  if (n == 0 || g_rand_int_range (world->rand, 0, 20) == 0)
    return g_rand_int_range (world->rand, 0, world->last_guest + 3);

  g_hash_table_iter_init (&iter, world->guests);
  for (gint32 skip = g_rand_int_range (world->rand, 0, n); skip >= 0; skip--)
    g_hash_table_iter_next (&iter, NULL, (gpointer *) &guest);

  return guest->id;
}

static void
come (World *world)
{
  g_autofree Guest *guest = g_new0 (Guest, 1);
  gboolean taken;

  guest->id = ++world->last_guest;
  guest->client_id = g_rand_int_range (world->rand, 1, 8);
  guest->dialect = g_rand_boolean (world->rand) ? BESEDA_DIALECT_BESEDA : BESEDA_DIALECT_PLAIN;
  taken = guest->dialect == BESEDA_DIALECT_PLAIN && g_hash_table_contains (world->client_ids, &guest->client_id);

  world->actor = guest->id;
  beseda_room_connect (world->room, guest->id, guest->client_id, guest->dialect, world->now, world->effects);

  /* One client id, one plain peer; a Beseda peer may be somebody come back. */
  if (beseda_effects_get_length (world->effects) > 0)
    {
      g_assert_cmpint (guest->dialect, ==, BESEDA_DIALECT_PLAIN);
      g_assert_cmpint (beseda_effects_get (world->effects, 0)->kind, ==, BESEDA_EFFECT_CLOSE);
      g_assert_cmpuint (beseda_effects_get (world->effects, 0)->peer, ==, guest->id);
      beseda_effects_clear (world->effects);
      return;
    }

  g_assert_false (taken);
  if (guest->dialect == BESEDA_DIALECT_PLAIN)
    g_hash_table_insert (world->client_ids, g_memdup2 (&guest->client_id, sizeof guest->client_id), NULL);
  g_hash_table_insert (world->guests, &guest->id, guest);
  g_steal_pointer (&guest);
}

static void
log_in (World *world)
{
  static const char *const logins[] = { "ann", "Ann", " ANN ", "ben", "beN", "cyd", "dan", "eve", "", "\u202e" };
  static const char *const modest_logins[] = { "jo", "kim", "KIM", "lee" };
  const gboolean modest = g_rand_boolean (world->rand); /* takes a name that nobody claims */
  const char *login = modest ? modest_logins[g_rand_int_range (world->rand, 0, G_N_ELEMENTS (modest_logins))]
                             : logins[g_rand_int_range (world->rand, 0, G_N_ELEMENTS (logins))];
  g_autoptr (BesedaRequest) request = beseda_request_new_login (login, g_rand_int_range (world->rand, 1, 8));
  Guest *guest = g_hash_table_lookup (world->guests, &world->actor);
  gint32 token = MIN (g_rand_int_range (world->rand, 0, 8), 2); /* mostly the same */
  guint8 hash[BESEDA_TOKEN_HASH_BYTES];

  if (guest != NULL && g_rand_int_range (world->rand, 0, 10) > 0)
    request->client_id = guest->client_id;
  request->has_client_id = g_rand_boolean (world->rand);
  if (token > 0 && !modest)
    {
      request->token = g_strnfill (2 * BESEDA_TOKEN_BYTES, (char) ('a' + token));
      beseda_token_hash (request->token, hash);
      world->token = guest != NULL && guest->dialect == BESEDA_DIALECT_BESEDA ? hash : NULL;
    }
  request->since = g_rand_int_range (world->rand, -1, 100);
  request->room_id = g_strdup ("id");

  world->logging_in = TRUE;
  beseda_room_request (world->room, world->actor, request, world->now, world->effects);
  if (guest != NULL && request->has_client_id && request->client_id != guest->client_id)
    for (guint i = 0; i < beseda_effects_get_length (world->effects); i++)
      g_assert_true (beseda_effects_get (world->effects, i)->kind != BESEDA_EFFECT_APPEND ||
                     beseda_event_get_kind (beseda_effects_get (world->effects, i)->event) != BESEDA_EVENT_ONLINE);
  check_effects (world);
  world->logging_in = FALSE;
  world->token = NULL;
}

static void
act (World *world)
{
  static const char *const ids[] = { NULL, "a", "b", "c", "d" };
  gboolean stranger;

  world->actor = pick_guest (world);
  stranger = !g_hash_table_contains (world->guests, &world->actor);

  switch (g_rand_int_range (world->rand, 0, 8))
    {
    case 0:
    case 1:
      log_in (world);
      break;
    case 2:
      {
        g_autoptr (GError) error = g_error_new_literal (BESEDA_CODEC_ERROR, BESEDA_CODEC_ERROR_BAD_FRAME, "Bad.");

        beseda_room_bad_frame (world->room, world->actor, NULL, error, world->now, world->effects);
        break;
      }
    case 3:
      beseda_room_disconnect (world->room, world->actor, g_rand_boolean (world->rand), world->now, world->effects);
      forget_guest (world, world->actor);
      break;
    default:
      {
        g_autoptr (BesedaRequest)
            request = beseda_request_new_message ("hi", ids[g_rand_int_range (world->rand, 0, G_N_ELEMENTS (ids))]);

        beseda_room_request (world->room, world->actor, request, world->now, world->effects);
      }
    }

  if (stranger)
    g_assert_cmpuint (beseda_effects_get_length (world->effects), ==, 0);
}

static void
run_log (World *world)
{
  g_autofree Entry *entry = g_queue_pop_head (&world->log);
  g_autoptr (BesedaEvent) event = entry != NULL ? entry->event : NULL;

  if (event == NULL)
    return;

  world->actor = 0;
  if (world->log_never_fails || g_rand_int_range (world->rand, 0, 8) > 0)
    {
      g_autofree char *said = beseda_event_get_id (event) != NULL ? said_key (event) : NULL;
      BesedaEvent *first = said != NULL ? g_hash_table_lookup (world->said, said) : NULL;

      if (first != NULL) /* nobody but who repeats it hears of it */
        {
          beseda_room_appended (world->room, first, world->effects);
          g_assert_cmpuint (beseda_effects_get_length (world->effects), ==,
                            g_hash_table_contains (world->guests, &entry->guest));
          return;
        }
      beseda_event_set_seq (event, ++world->last_seq);
      if (said != NULL)
        g_hash_table_insert (world->said, g_steal_pointer (&said), beseda_event_ref (event));
      world->to_broadcast = event;
      beseda_room_appended (world->room, event, world->effects);
      check_effects (world);
      return;
    }

  /* Only who asked for it is told, and an Online that failed has never been. */
  world->actor = entry->guest;
  if (beseda_event_get_kind (event) == BESEDA_EVENT_ONLINE)
    {
      g_autofree char *key = key_of (event);

      if (g_hash_table_lookup (world->online, key) == event)
        g_hash_table_remove (world->online, key);
      if (beseda_event_get_claim (event) != NULL)
        g_hash_table_remove (world->owners, key);
    }
  beseda_room_append_failed (world->room, world->effects);
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  beseda_event_unref (entry->event);
  g_free (entry);
}

static void
run_world (guint32 seed, gboolean log_never_fails)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  const BesedaRoomOptions options = {
    .name = "room", .max_people = MAX_PEOPLE, .messages_per_second = BESEDA_LIMIT_MESSAGES_PER_SECOND, .keep = -1
  };
  g_autoptr (BesedaPast) past = beseda_past_new ("id");
  g_autoptr (BesedaRoom) room = beseda_room_new (&options, past);
  g_autoptr (BesedaEffects) effects = beseda_effects_new ();
  g_autoptr (GHashTable) guests = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  g_autoptr (GHashTable) client_ids = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GHashTable)
      online = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) beseda_event_unref);
  g_autoptr (GHashTable) owners = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable)
      said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) beseda_event_unref);
  World world = { .rand = rand,
                  .room = room,
                  .effects = effects,
                  .guests = guests,
                  .client_ids = client_ids,
                  .online = online,
                  .owners = owners,
                  .said = said,
                  .now = 1000,
                  .log_never_fails = log_never_fails };

  for (guint step = 0; step < STEPS; step++)
    {
      /* Some seeds have a slow log, so that much is on the way at once. */
      gint32 roll = g_rand_int_range (rand, 0, 10);

      world.now += g_rand_int_range (rand, -20, 60);
      world.actor = 0;
      beseda_room_tick (room, world.now, effects);
      check_effects (&world);
      if (roll == 0)
        come (&world);
      else if (roll < 7 - (gint32) (seed % 3))
        act (&world);
      else
        run_log (&world);
      check_effects (&world);
    }

  while (!g_queue_is_empty (&world.log))
    {
      run_log (&world);
      check_effects (&world);
    }
  g_assert_cmpuint (world.last_broadcast, >, STEPS / 50);
  g_queue_clear_full (&world.log, entry_free);
}

static void
test_room (gconstpointer data)
{
  gboolean log_never_fails = GPOINTER_TO_INT (data);
  const char *chosen = g_getenv ("BESEDA_TEST_SEED");
  guint32 first = chosen != NULL ? g_ascii_strtoull (chosen, NULL, 10) : 1;

  for (guint32 seed = first; seed < first + (chosen != NULL ? 1 : SEEDS); seed++)
    {
      g_test_message ("BESEDA_TEST_SEED=%u", seed);
      run_world (seed, log_never_fails);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/room-properties/log-that-works", GINT_TO_POINTER (TRUE), test_room);
  g_test_add_data_func ("/room-properties/log-that-fails", GINT_TO_POINTER (FALSE), test_room);

  return g_test_run ();
}
