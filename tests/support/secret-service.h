/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * A Secret Service of which the test decides how it behaves: as much of org.freedesktop.secrets as libsecret needs to
 * store, find and clear an item, in the test's own loop, on the session bus of GTestDBus.
 */
typedef struct _SecretServiceMock SecretServiceMock;

typedef enum
{
  SECRET_SERVICE_MOCK_WELL,
  SECRET_SERVICE_MOCK_SILENT,         /* answers nothing */
  SECRET_SERVICE_MOCK_SILENT_TO_NEW,  /* answers everything but the wish to keep something */
  SECRET_SERVICE_MOCK_FAILS_NEW,      /* has an error for that */
  SECRET_SERVICE_MOCK_LOCKED,         /* unlocked by whoever is asked */
  SECRET_SERVICE_MOCK_LOCKED_FOR_EVER /* whoever is asked dismisses it */
} SecretServiceMockMood;

SecretServiceMock *secret_service_mock_new (void);

/* The service leaves the bus. */
void secret_service_mock_free (SecretServiceMock *self);

/* What was not answered yet is, if the new mood answers it. */
void secret_service_mock_set_mood (SecretServiceMock *self, SecretServiceMockMood mood);

guint secret_service_mock_get_n_items (SecretServiceMock *self);

/* How often somebody has asked for a secret, or for one to be kept. */
guint secret_service_mock_get_n_lookups (SecretServiceMock *self);
guint secret_service_mock_get_n_stores (SecretServiceMock *self);

/* Of the item that was stored last; lent. */
const char *secret_service_mock_get_label (SecretServiceMock *self);
const char *secret_service_mock_get_secret (SecretServiceMock *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SecretServiceMock, secret_service_mock_free)

G_END_DECLS
