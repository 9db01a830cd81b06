/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-entrance.h"

#include "beseda-alarm.h"
#include "beseda-announcer.h"
#include "beseda-limits.h"
#include "beseda-listener.h"
#include "beseda-networks.h"

/* Deadlines are looked at no more often than this, however many there are. */
#define TICK_USECONDS (100 * G_TIME_SPAN_MILLISECOND)

struct _BesedaEntrance
{
  BesedaServerOptions options; /* borrowed: the server's live longer */
  BesedaCallers *callers;
  BesedaHandshakeCallbacks callbacks;
  gpointer user_data;
  guint handshake_mseconds;

  BesedaListener *listener;
  char *uri;
  BesedaPoller *poller;
  BesedaCredentials *credentials; /* NULL: no TLS */
  BesedaHandshake *handshake;
  GQueue arrivals; /* of Arrival, the earliest due first */
  guint steps;     /* of TLS handshakes, in this turn */
  BesedaAlarm *alarm;
  BesedaAnnouncer *announcer; /* NULL: nobody is told */
};

/* A connection before its first request. */
typedef struct
{
  BesedaEntrance *owner;
  BesedaTransport *transport; /* NULL: given on */
  BesedaPollerWatch *watch;
  gboolean encrypts; /* TLS is shaking hands */
  gint64 due;
  GList link;
} Arrival;

static void
free_arrival (Arrival *arrival)
{
  g_queue_unlink (&arrival->owner->arrivals, &arrival->link);
  beseda_poller_remove (arrival->owner->poller, arrival->watch);
  g_clear_pointer (&arrival->transport, beseda_transport_free);
  g_free (arrival);
}

static void
give_on (Arrival *arrival)
{
  BesedaHandshake *handshake = arrival->owner->handshake;
  BesedaTransport *transport = g_steal_pointer (&arrival->transport);
  gint64 due = arrival->due;

  free_arrival (arrival);
  beseda_handshake_take (handshake, transport, due);
}

/* The costly steps are counted: what many ask for at once is spread over the turns, and everybody else has theirs. Who
 * isn't served is told of again. */
static void
shake_hands (Arrival *arrival)
{
  if (arrival->owner->steps++ >= BESEDA_LIMIT_TLS_STEPS_PER_TURN)
    return;

  switch (beseda_transport_go_on (arrival->transport))
    {
    case BESEDA_TRANSPORT_SECURE:
      give_on (arrival);
      break;
    case BESEDA_TRANSPORT_WANTS_READ:
      beseda_poller_set_events (arrival->owner->poller, arrival->watch, BESEDA_POLLER_READ);
      break;
    case BESEDA_TRANSPORT_WANTS_WRITE:
      beseda_poller_set_events (arrival->owner->poller, arrival->watch, BESEDA_POLLER_WRITE);
      break;
    case BESEDA_TRANSPORT_REFUSED:
      free_arrival (arrival);
      break;
    }
}

static void
meet (Arrival *arrival)
{
  BesedaCredentials *credentials = arrival->owner->credentials;

  switch (beseda_transport_listen (arrival->transport))
    {
    case BESEDA_TRANSPORT_SILENT:
      break;
    case BESEDA_TRANSPORT_SPEAKS_PLAIN:
      give_on (arrival);
      break;
    case BESEDA_TRANSPORT_SPEAKS_TLS:
      arrival->encrypts = credentials != NULL && beseda_transport_start_tls (arrival->transport, credentials);
      if (arrival->encrypts)
        shake_hands (arrival);
      else
        free_arrival (arrival);
      break;
    case BESEDA_TRANSPORT_HUNG_UP:
      free_arrival (arrival);
      break;
    }
}

static void
arrival_ready (gpointer owner, BesedaPollerEvents events)
{
  Arrival *arrival = owner;

  if (arrival->encrypts)
    shake_hands (arrival);
  else
    meet (arrival);
}

/* Cuts whoever is due by then. When the next is due. */
static gint64
cut_until (BesedaEntrance *self, gint64 due)
{
  const gint64 next = beseda_handshake_expire (self->handshake, due);
  Arrival *arrival;

  while ((arrival = g_queue_peek_head (&self->arrivals)) != NULL && arrival->due <= due)
    free_arrival (arrival);

  return arrival != NULL ? MIN (next, arrival->due) : next;
}

/* Whoever has been silent for the longest makes room for who comes: the silent ones never shut the door. */
static void
make_room (BesedaEntrance *self)
{
  const Arrival *arrival = self->arrivals.head != NULL ? self->arrivals.head->data : NULL;
  const guint most = MAX (BESEDA_LIMIT_HTTP_REQUESTS, (self->options.max_people + BESEDA_LIMIT_SPARE_CONNECTIONS) / 4);

  if (self->arrivals.length + beseda_handshake_get_n (self->handshake) >= most)
    cut_until (self, MIN (arrival != NULL ? arrival->due : G_MAXINT64, beseda_handshake_get_due (self->handshake)));
}

static void
accepted (gpointer user_data, int fd)
{
  BesedaEntrance *self = user_data;
  gint64 now = g_get_monotonic_time ();
  BesedaCaller *caller = beseda_callers_admit (self->callers, fd, now / 1000);
  g_autoptr (GError) error = NULL;
  Arrival *arrival;

  if (caller == NULL)
    {
      beseda_listener_refuse (fd);
      return;
    }

  make_room (self);
  arrival = g_new0 (Arrival, 1);
  arrival->owner = self;
  arrival->transport = beseda_transport_new (fd, caller);
  arrival->due = now + self->handshake_mseconds * G_TIME_SPAN_MILLISECOND;
  arrival->link.data = arrival;
  arrival->watch = beseda_poller_add (self->poller, fd, BESEDA_POLLER_READ, arrival_ready, arrival, &error);
  if (arrival->watch == NULL)
    {
      g_warning ("A guest was turned away: %s", error->message);
      beseda_transport_free (arrival->transport);
      g_free (arrival);
      return;
    }

  g_queue_push_tail_link (&self->arrivals, &arrival->link);
  beseda_alarm_set (self->alarm, arrival->due);
}

static void
expire (gpointer user_data)
{
  BesedaEntrance *self = user_data;
  const gint64 now = g_get_monotonic_time ();
  const gint64 next = cut_until (self, now);

  if (next != G_MAXINT64)
    beseda_alarm_set (self->alarm, MAX (next, now + TICK_USECONDS));
}

static BesedaCredentials *
load_credentials (BesedaEntrance *self, GError **error)
{
  const BesedaServerOptions *options = &self->options;

  return options->tls_cert != NULL ? beseda_credentials_load (options->tls_cert, options->tls_key, error)
                                   : beseda_credentials_open (options->identity, options->room, error);
}

BesedaEntrance *
beseda_entrance_new (const BesedaServerOptions *options,
                     BesedaCallers *callers,
                     const BesedaHandshakeCallbacks *callbacks,
                     gpointer user_data,
                     GError **error)
{
  const BesedaDeadlines *deadlines = options->deadlines;
  g_autoptr (BesedaEntrance) self = g_new0 (BesedaEntrance, 1);

  self->options = *options;
  self->callers = callers;
  self->callbacks = *callbacks;
  self->user_data = user_data;
  self->handshake_mseconds = deadlines != NULL ? deadlines->handshake : BESEDA_DEADLINES_USUAL.handshake;
  g_queue_init (&self->arrivals);

  self->listener = beseda_listener_new (options->address, options->port, error);
  if (self->listener == NULL)
    return NULL;
  self->uri = g_strdup_printf ("%s://%s/", options->encrypt ? "https" : "http",
                               beseda_listener_get_place (self->listener));

  return g_steal_pointer (&self);
}

void
beseda_entrance_free (BesedaEntrance *self)
{
  Arrival *arrival;

  g_clear_pointer (&self->announcer, beseda_announcer_free);
  g_clear_pointer (&self->listener, beseda_listener_free);
  while ((arrival = g_queue_peek_head (&self->arrivals)) != NULL)
    free_arrival (arrival);
  g_clear_pointer (&self->handshake, beseda_handshake_free);
  g_clear_pointer (&self->alarm, beseda_alarm_free);
  g_clear_pointer (&self->credentials, beseda_credentials_unref);
  g_free (self->uri);
  g_free (self);
}

gboolean
beseda_entrance_load (BesedaEntrance *self, GError **error)
{
  if (!self->options.encrypt)
    return TRUE;

  self->credentials = load_credentials (self, error);

  return self->credentials != NULL;
}

gboolean
beseda_entrance_open (BesedaEntrance *self, BesedaPoller *poller, gboolean allow_plain, GError **error)
{
  gboolean refuse_plain = self->options.encrypt && !allow_plain;

  self->poller = poller;
  self->alarm = beseda_alarm_new ("beseda-entrance", G_PRIORITY_DEFAULT, expire, self);
  self->handshake = beseda_handshake_new (self->options.room, refuse_plain, &self->callbacks, self->user_data);

  return beseda_listener_start (self->listener, poller, accepted, self, error);
}

void
beseda_entrance_announce (BesedaEntrance *self, BesedaDoorKind door)
{
  if (!self->options.announce || !beseda_networks_are_all (self->options.address))
    return;

  if (self->announcer == NULL)
    self->announcer = beseda_announcer_new (self->options.room, beseda_entrance_get_port (self), self->options.encrypt);
  beseda_announcer_set_door (self->announcer, door);
}

void
beseda_entrance_end_turn (BesedaEntrance *self)
{
  self->steps = 0;
}

void
beseda_entrance_reload (BesedaEntrance *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BesedaCredentials) credentials = NULL;

  /* The room's own is what invitations name: it stays. */
  if (self->credentials == NULL || self->options.tls_cert == NULL)
    return;

  credentials = load_credentials (self, &error);
  if (credentials == NULL)
    {
      g_warning ("The certificate stays as it was. %s", error->message);
      return;
    }

  g_clear_pointer (&self->credentials, beseda_credentials_unref);
  self->credentials = g_steal_pointer (&credentials);
  g_info ("The certificate was read again");
}

const char *
beseda_entrance_get_fingerprint (const BesedaEntrance *self)
{
  return self->credentials != NULL && self->options.tls_cert == NULL
             ? beseda_credentials_get_fingerprint (self->credentials)
             : NULL;
}

const char *
beseda_entrance_get_uri (const BesedaEntrance *self)
{
  return self->uri;
}

guint16
beseda_entrance_get_port (const BesedaEntrance *self)
{
  return beseda_listener_get_port (self->listener);
}
