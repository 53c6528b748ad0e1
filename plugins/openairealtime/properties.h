/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* properties.h - what a property is, as a row of a table over the settings.
 *
 * The documentation of each stands above its row: mkblurbs.py makes of it what
 * gst-inspect-1.0 shows. Defaults are the settings' own; ranges are here. */

#pragma once

#include "session/settings.h"

G_BEGIN_DECLS

typedef enum
{
  OA_PROPERTY_STRING,
  OA_PROPERTY_ENUM,
  OA_PROPERTY_UINT,
  OA_PROPERTY_DOUBLE,
  OA_PROPERTY_BOOLEAN,
} OaPropertyKind;

/* When a change takes effect. */
typedef enum
{
  OA_PROPERTY_CONNECTING, /* read when the connection is made */
  OA_PROPERTY_SENT,       /* sent as session.update while connected */
  OA_PROPERTY_NOW,        /* at once */
} OaPropertyEffect;

typedef struct
{
  const gchar *name;
  const gchar *nick;
  OaPropertyKind kind;
  OaPropertyEffect effect;
  gsize offset; /* of OaElementSettings */
  gdouble min, max;
  GType (*get_enum) (void);
  /* What is shown of a value; NULL = all of it. (transfer full) */
  gchar *(*redact) (const gchar *value);
} OaProperty;

#define ROW(name, nick, kind, effect, member) \
  name, nick, OA_PROPERTY_##kind, OA_PROPERTY_##effect, \
      G_STRUCT_OFFSET (OaElementSettings, member)
#define STRING(name, nick, effect, member) \
  { \
    ROW (name, nick, STRING, effect, member) \
  }
#define SECRET(name, nick, effect, member, redact) \
  { \
    ROW (name, nick, STRING, effect, member), 0, 0, NULL, redact \
  }
#define ENUM(name, nick, effect, member, get_enum) \
  { \
    ROW (name, nick, ENUM, effect, member), 0, 0, get_enum \
  }
#define UINT(name, nick, effect, member, min, max) \
  { \
    ROW (name, nick, UINT, effect, member), min, max \
  }
#define DOUBLE(name, nick, effect, member, min, max) \
  { \
    ROW (name, nick, DOUBLE, effect, member), min, max \
  }
#define BOOLEAN(name, nick, effect, member) \
  { \
    ROW (name, nick, BOOLEAN, effect, member) \
  }

/* Each ends with a row without a name. */
extern const OaProperty oa_properties_connection[];
extern const OaProperty oa_properties_session[];
extern const OaProperty oa_properties_calls[];
extern const OaProperty oa_properties_flow[];

G_END_DECLS
