/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* booking.h - types of arguments: one with a property of every kind, others
 * that cannot be. */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  ROOM_SINGLE,
  ROOM_TWIN_BED = 7,
} Room;

typedef enum
{
  EXTRA_BREAKFAST = 1 << 0,
  EXTRA_SEA_VIEW = 1 << 3,
} Extra;

#define TYPE_BOOKING (booking_get_type ())
G_DECLARE_FINAL_TYPE (Booking, booking, TEST, BOOKING, GObject)

/* Contains itself. */
#define TYPE_ENDLESS (endless_get_type ())
G_DECLARE_FINAL_TYPE (Endless, endless, TEST, ENDLESS, GObject)

/* Has a pointer. */
#define TYPE_OPAQUE (opaque_get_type ())
G_DECLARE_FINAL_TYPE (Opaque, opaque, TEST, OPAQUE, GObject)

G_END_DECLS
