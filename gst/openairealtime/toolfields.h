/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* toolfields.h - functions as rows of a table, with their arguments in plain
 * structs.
 *
 * Part of the public library. */

#pragma once

#include <gst/openairealtime/tools.h>

G_BEGIN_DECLS

/**
 * GstOpenaiRealtimeFieldKind:
 * @GST_OPENAI_REALTIME_FIELD_KIND_TEXT: a `const gchar *`, UTF-8; %NULL when it
 *   was not given
 * @GST_OPENAI_REALTIME_FIELD_KIND_INT: a `gint`
 * @GST_OPENAI_REALTIME_FIELD_KIND_DOUBLE: a `gdouble`
 * @GST_OPENAI_REALTIME_FIELD_KIND_BOOLEAN: a `gboolean`
 * @GST_OPENAI_REALTIME_FIELD_KIND_CHOICE: a `gint`, the index of one of several
 *   texts; -1 when it was not given
 *
 * What a member of a struct is. But for a text and a choice, what was not given
 * is 0.
 *
 * Since: 0.1
 */
typedef enum
{
  GST_OPENAI_REALTIME_FIELD_KIND_TEXT,
  GST_OPENAI_REALTIME_FIELD_KIND_INT,
  GST_OPENAI_REALTIME_FIELD_KIND_DOUBLE,
  GST_OPENAI_REALTIME_FIELD_KIND_BOOLEAN,
  GST_OPENAI_REALTIME_FIELD_KIND_CHOICE,
} GstOpenaiRealtimeFieldKind;

/**
 * GstOpenaiRealtimeField: (skip)
 * @name: of the argument, as the model writes it
 * @kind: what the member is
 * @struct_size: of the struct, in bytes
 * @offset: of the member in the struct, in bytes
 * @required: whether the model must give it
 * @min: the least that a number may be; -INFINITY = no limit; with @max the
 *   same, there is neither
 * @max: the most that a number may be; INFINITY = no limit
 * @choices: (nullable): the texts of a choice, up to a %NULL
 * @description: (nullable): for the model
 *
 * An argument of a function, and where it goes. The macros make one from the
 * struct's member: %GST_OPENAI_REALTIME_FIELD_TEXT() and the others.
 *
 * Since: 0.1
 */
typedef struct
{
  const gchar *name;
  GstOpenaiRealtimeFieldKind kind;
  gsize struct_size;
  gsize offset;
  gboolean required;
  gdouble min, max;
  const gchar *const *choices;
  const gchar *description;
} GstOpenaiRealtimeField;

#define GST_OPENAI_REALTIME_FIELD_TEXT(Struct, member, required, description) \
  { \
#member, GST_OPENAI_REALTIME_FIELD_KIND_TEXT, sizeof(Struct), \
        G_STRUCT_OFFSET(Struct, member), required, 0, 0, NULL, description \
  }
#define GST_OPENAI_REALTIME_FIELD_INT(Struct, member, required, min, max, \
    description) \
  { \
#member, GST_OPENAI_REALTIME_FIELD_KIND_INT, sizeof(Struct), \
        G_STRUCT_OFFSET(Struct, member), required, min, max, NULL, description \
  }
#define GST_OPENAI_REALTIME_FIELD_DOUBLE(Struct, member, required, min, max, \
    description) \
  { \
#member, GST_OPENAI_REALTIME_FIELD_KIND_DOUBLE, sizeof(Struct), \
        G_STRUCT_OFFSET(Struct, member), required, min, max, NULL, description \
  }
#define GST_OPENAI_REALTIME_FIELD_BOOLEAN(Struct, member, required, \
    description) \
  { \
#member, GST_OPENAI_REALTIME_FIELD_KIND_BOOLEAN, sizeof(Struct), \
        G_STRUCT_OFFSET(Struct, member), required, 0, 0, NULL, description \
  }
#define GST_OPENAI_REALTIME_FIELD_CHOICE(Struct, member, required, choices, \
    description) \
  { \
#member, GST_OPENAI_REALTIME_FIELD_KIND_CHOICE, sizeof(Struct), \
        G_STRUCT_OFFSET(Struct, member), required, 0, 0, choices, description \
  }

/**
 * GstOpenaiRealtimeFunction: (skip)
 * @name: 1 to 64 letters, digits, '_' and '-'
 * @description: (nullable): what it does and when to call it, for the model
 * @fields: (nullable): its arguments, up to one without a name; %NULL = none
 * @func: called with the struct that @fields describe, which is gone when it
 *   returns; %NULL without fields
 *
 * A function of a table. It answers the call itself, by
 * gst_openai_realtime_tool_call_answer_fields() or another of that kind; or it
 * keeps a reference to the call and answers later. A call that nobody answered
 * is told to the model as an error.
 *
 * Since: 0.1
 */
typedef struct
{
  const gchar *name;
  const gchar *description;
  const GstOpenaiRealtimeField *fields;
  void (*func) (GstOpenaiRealtimeToolCall *call, gconstpointer arguments,
      gpointer user_data);
} GstOpenaiRealtimeFunction;

gboolean gst_openai_realtime_tools_add_table (GstOpenaiRealtimeTools *self,
    const GstOpenaiRealtimeFunction *functions,
    GstOpenaiRealtimeToolFlags flags, gpointer user_data, GError **error);

G_END_DECLS
