/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Which way to read from a numbered event. */
typedef enum
{
  BESEDA_BEFORE, /* the newest of those that are older */
  BESEDA_AFTER,  /* the oldest of those that are newer */
} BesedaDirection;
