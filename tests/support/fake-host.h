/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-host.h"

G_BEGIN_DECLS

/*
 * A host that opens no port and keeps no file, but does what the test says. The room that it opens is itself.
 */
#define FAKE_TYPE_HOST (fake_host_get_type ())
G_DECLARE_FINAL_TYPE (FakeHost, fake_host, FAKE, HOST, GObject)

struct _FakeHost
{
  GObject parent_instance;

  /* What the test says. */
  guint n_refusals;        /* so many times it opens nothing, */
  BesedaHostError refusal; /* for this reason */
  gboolean on_network;     /* whether there is somewhere to invite to */
  GPtrArray *kept;         /* of BesedaKeptRoom */

  /* What was asked of it. */
  guint n_opened;
  char *room;
  char *address;
  guint16 port;
  gint64 keep;
  gboolean allow_plain;
  char *resumed;
  char *forgotten;
  guint n_stopped;
  char *command; /* the words of the last one */
};

/* Keeps a room of that handle and name from now on, open lately at 192.0.2.7:8765, and says so. */
void fake_host_keep (FakeHost *self, const char *handle, const char *name);

G_END_DECLS
