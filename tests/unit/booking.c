/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* booking.c - objects that keep whatever is set. */

#include "booking.h"

#define RW (G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS)
#define N_PROPERTIES 16

/*** enumerations ***/

static GType
room_get_type (void)
{
  static const GEnumValue values[] = { { ROOM_SINGLE, "ROOM_SINGLE", "single" },
    { ROOM_TWIN_BED, "ROOM_TWIN_BED", "twin-bed" }, { 0, NULL, NULL } };
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("Room", values));
  return type;
}

static GType
extra_get_type (void)
{
  static const GFlagsValue values[] = { { EXTRA_BREAKFAST, "EXTRA_BREAKFAST",
                                            "breakfast" },
    { EXTRA_SEA_VIEW, "EXTRA_SEA_VIEW", "sea-view" }, { 0, NULL, NULL } };
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_flags_register_static ("Extra", values));
  return type;
}

/*** an object of values ***/

static void
store (GValue *values, guint id, const GValue *value)
{
  if (G_VALUE_TYPE (&values[id]) != 0)
    g_value_unset (&values[id]);
  g_value_init (&values[id], G_VALUE_TYPE (value));
  g_value_copy (value, &values[id]);
}

static void
clear (GValue *values)
{
  for (guint i = 0; i < N_PROPERTIES; i++) {
    if (G_VALUE_TYPE (&values[i]) != 0)
      g_value_unset (&values[i]);
  }
}

#define DEFINE_HOLDER(Name, name, NAME) \
  struct _##Name \
  { \
    GObject parent; \
    GValue values[N_PROPERTIES]; \
  }; \
\
  G_DEFINE_FINAL_TYPE (Name, name, G_TYPE_OBJECT) \
\
  static void name##_set (GObject *object, guint id, const GValue *value, \
      GParamSpec *pspec) \
  { \
    store (NAME (object)->values, id, value); \
  } \
\
  static void name##_get (GObject *object, guint id, GValue *value, \
      GParamSpec *pspec) \
  { \
    if (G_VALUE_TYPE (&NAME (object)->values[id]) != 0) \
      g_value_copy (&NAME (object)->values[id], value); \
    else \
      g_param_value_set_default (pspec, value); \
  } \
\
  static void name##_finalize (GObject *object) \
  { \
    clear (NAME (object)->values); \
    G_OBJECT_CLASS (name##_parent_class)->finalize (object); \
  } \
\
  static void name##_init (Name *self) \
  {} \
\
  static void name##_prepare (GObjectClass *klass) \
  { \
    klass->set_property = name##_set; \
    klass->get_property = name##_get; \
    klass->finalize = name##_finalize; \
  }

/*** the types ***/

#define TYPE_GUEST (guest_get_type ())
G_DECLARE_FINAL_TYPE (Guest, guest, TEST, GUEST, GObject)
DEFINE_HOLDER (Guest, guest, TEST_GUEST)

static void
guest_class_init (GuestClass *klass)
{
  guest_prepare (G_OBJECT_CLASS (klass));
  g_object_class_install_property (G_OBJECT_CLASS (klass), 1,
      g_param_spec_string ("name", "Name", "Full name", NULL,
          RW | G_PARAM_CONSTRUCT_ONLY));
}

DEFINE_HOLDER (Booking, booking, TEST_BOOKING)

static void
booking_class_init (BookingClass *klass)
{
  GParamSpec *pspecs[] = { NULL,
    g_param_spec_string ("date", "Date", "Day of arrival", NULL,
        RW | G_PARAM_CONSTRUCT_ONLY),
    g_param_spec_int ("nights", "Nights", "How many nights", 1, 30, 2, RW),
    g_param_spec_uint ("max-price", "Price", "At most, in cents", 0, G_MAXUINT,
        0, RW),
    g_param_spec_int64 ("since", "Since", NULL, G_MININT64, G_MAXINT64, 0, RW),
    g_param_spec_uint64 ("card", "Card", "Number", 5, G_MAXUINT64, 5, RW),
    g_param_spec_double ("share", "Share", "Deposit", 0.0, 1.0, 0.25, RW),
    g_param_spec_float ("rate", "Rate", "Any", -G_MAXFLOAT, G_MAXFLOAT, 1.0f,
        RW),
    g_param_spec_boolean ("late", "Late", "Arrives late", TRUE, RW),
    g_param_spec_enum ("room", "Room", "Kind of room", room_get_type (),
        ROOM_TWIN_BED, RW),
    g_param_spec_flags ("extras", "Extras", "What else", extra_get_type (),
        EXTRA_BREAKFAST, RW),
    g_param_spec_boxed ("wishes", "Wishes", "In words", G_TYPE_STRV, RW),
    g_param_spec_object ("guest", "Guest", "Who comes", TYPE_GUEST, RW),
    g_param_spec_string ("title", "Title", "How to say it", "Mx", RW),
    g_param_spec_int ("secret", "Secret", "Not for models", 0, 1, 0,
        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS) };

  booking_prepare (G_OBJECT_CLASS (klass));
  g_object_class_install_properties (G_OBJECT_CLASS (klass),
      G_N_ELEMENTS (pspecs), pspecs);
}

DEFINE_HOLDER (Endless, endless, TEST_ENDLESS)

static void
endless_class_init (EndlessClass *klass)
{
  endless_prepare (G_OBJECT_CLASS (klass));
  g_object_class_install_property (G_OBJECT_CLASS (klass), 1,
      g_param_spec_object ("next", "Next", "The same", TYPE_ENDLESS, RW));
}

DEFINE_HOLDER (Opaque, opaque, TEST_OPAQUE)

static void
opaque_class_init (OpaqueClass *klass)
{
  opaque_prepare (G_OBJECT_CLASS (klass));
  g_object_class_install_property (G_OBJECT_CLASS (klass), 1,
      g_param_spec_pointer ("pointer", "Pointer", "Anything", RW));
}
