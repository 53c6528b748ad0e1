/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* script.h - what is said when. Pure.
 *
 * The format is described in README.md. */

#pragma once

#include <json-glib/json-glib.h>

#include "mind.h"

G_BEGIN_DECLS

typedef struct _OrsScript OrsScript;

/* Everything a reply may depend on. Texts may be NULL. */
typedef struct
{
  guint turn;          /* answers so far that came from the sequence */
  const gchar *text;   /* the last words of the user */
  const gchar *tool;   /* the tool whose output came last, if it came last */
  const gchar *output; /* that output */
  gdouble seconds;     /* of the user's last speech */
  gboolean no_calls;   /* of functions, whatever the script says */
} OrsOccasion;

typedef struct
{
  GQueue pieces;        /* OrsPiece, to the end; calls of the service first */
  guint delay_ms;       /* before all but those */
  gboolean in_sequence; /* counts as a turn */
} OrsReply;

/* Without a text: only the built-in replies. */
OrsScript *ors_script_new (const gchar *text, GError **error);
OrsScript *ors_script_new_from_file (const gchar *path, GError **error);
void ors_script_free (OrsScript *self);

gboolean ors_script_allows_model (OrsScript *self, const gchar *model);

/* Fills in @reply. */
void ors_script_reply (OrsScript *self, const OrsOccasion *occasion,
    OrsReply *reply);
void ors_reply_clear (OrsReply *self);

/* What the user says in a turn, and how many ms late one learns of it. */
gchar *ors_script_dup_transcript (OrsScript *self, guint turn, gdouble seconds,
    guint *delay_ms);

/* The error object of a transcription that fails, or NULL. */
JsonObject *ors_script_transcript_error (OrsScript *self, guint turn);

/* Who said which part of it, for models that tell speakers apart, or NULL. */
JsonArray *ors_script_transcript_segments (OrsScript *self, guint turn);

G_END_DECLS
