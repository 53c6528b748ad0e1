/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* mind.h - what answers: a conversation in, pieces of text and calls of
 * functions out, one by one. See waker.h. */

#pragma once

#include "items.h"
#include "waker.h"

G_BEGIN_DECLS

typedef struct _OrsMind OrsMind;
typedef struct _OrsAnswer OrsAnswer;

/* All of it is the caller's, for the time of the call. */
typedef struct
{
  OrsItems *items;      /* of each, ors_item_dup_text() tells what was said
                         * and, where it was interrupted, heard */
  JsonArray *input;     /* instead of the items, or NULL */
  JsonObject *settings; /* instructions, tools, tool_choice… */
  guint *place;         /* in a script; of the session, 0 at its begin */
} OrsQuestion;

/* Of a tool that the service calls itself. */
typedef struct
{
  gchar *server;
  gchar *name;
  gchar *arguments;
  gchar *output;  /* NULL = it fails */
  guint delay_ms; /* how long it takes */
} OrsMcpCall;

void ors_mcp_call_free (OrsMcpCall *self);

typedef enum
{
  ORS_PIECE_NOTHING, /* for now */
  ORS_PIECE_TEXT,    /* goes on with the text before it, if there is one */
  ORS_PIECE_CALL,
  ORS_PIECE_MCP,
  ORS_PIECE_END,
} OrsPieceKind;

typedef struct
{
  OrsPieceKind kind;
  gchar *text; /* words, or the arguments of a call */
  gchar *name; /* of the function */
  OrsMcpCall *mcp;
  gboolean cut; /* what it belongs to is not whole */

  /* Of the end: "completed", "incomplete" with a reason, "failed". */
  const gchar *status;
  gchar *reason;
  JsonObject *error;
} OrsPiece;

void ors_piece_clear (OrsPiece *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OrsPiece, ors_piece_clear)
/* The end, because of what one sentence tells. */
void ors_piece_fail (OrsPiece *self, const gchar *sentence);

/* An error as responses and transcripts have it. */
JsonObject *ors_error_new (const gchar *sentence);

typedef struct
{
  OrsAnswer *(
      *ask) (OrsMind *self, const OrsQuestion *question, const OrsWaker *waker);
  void (*take) (OrsAnswer *self, OrsPiece *piece);
  void (*free_answer) (OrsAnswer *self);
  void (*free) (OrsMind *self);
} OrsMindClass;

/* An implementation begins with these. */
struct _OrsMind
{
  const OrsMindClass *class;
  /* Has no ears of its own: is asked when it is known what the user said. */
  gboolean needs_words;
};

struct _OrsAnswer
{
  const OrsMindClass *class;
};

void ors_mind_free (OrsMind *self);
OrsAnswer *ors_mind_ask (OrsMind *self, const OrsQuestion *question,
    const OrsWaker *waker);
/* Fills in @piece, which is empty. Not to be called after the end. */
void ors_answer_take (OrsAnswer *self, OrsPiece *piece);
void ors_answer_free (OrsAnswer *self);

G_END_DECLS
