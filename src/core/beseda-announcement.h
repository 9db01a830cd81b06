/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-door.h"

G_BEGIN_DECLS

/*
 * What is told of a room on the local network by DNS-SD (RFC 6763): a service of this type, under a name for people,
 * with a TXT record. Everybody there can read it and anybody can forge it, so that it holds no secret and proves
 * nothing. A plain value, and its two ways onto the wire and back.
 */

#define BESEDA_SERVICE_TYPE "_beseda._tcp"

typedef struct
{
  char *room;
  BesedaDoorKind door;
  gboolean encrypts;
} BesedaAnnouncement;

/* `room` is copied, and cut to what a TXT string holds. */
BesedaAnnouncement *beseda_announcement_new (const char *room, BesedaDoorKind door, gboolean encrypts);
void beseda_announcement_free (BesedaAnnouncement *self);

/* The strings of the TXT record, "key=value" (RFC 6763, section 6.3), each of 255 bytes at most. (transfer full) */
char **beseda_announcement_to_txt (const BesedaAnnouncement *self);

/* From such strings, of GBytes; what else is among them is passed over. NULL: it tells of no room that this version
 * could join. */
BesedaAnnouncement *beseda_announcement_parse_txt (const GPtrArray *strings);

/* The name of the service, 63 bytes at most (RFC 6763, section 4.1.1), unlike for each `n` from 1: other rooms there
 * may be called the same. (transfer full) */
char *beseda_announcement_to_instance (const BesedaAnnouncement *self, guint n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaAnnouncement, beseda_announcement_free)

G_END_DECLS
