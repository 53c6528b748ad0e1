/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* items.h - the items of a conversation in order, as far as users are told. */

#pragma once

#include "protocol/event.h"

G_BEGIN_DECLS

typedef struct _OaItems OaItems;

/* Where an item stands. Those that are not listed are in neither JSON nor
 * history, whatever is told of them later; they are kept to know them by. */
typedef enum
{
  OA_ITEM_LISTED,
  OA_ITEM_OUT_OF_BAND, /* of a response outside of the conversation */
  OA_ITEM_DELETED,
} OaItemStanding;

typedef struct
{
  OaItemInfo *info;   /* without its text */
  GString *text;      /* grows by deltas; replaced when final */
  gchar *response_id; /* it is of this one, or NULL */
  gsize info_bytes;
  OaItemStanding standing;
  guint64 samples; /* of audio received */
  guint rate;
  gboolean spoken;           /* the text is that of a voice */
  gint content_index;        /* of the part that is audio */
  gint64 heard_ms;           /* -1 = nothing was played yet */
  gint64 length_ms;          /* the service keeps no more; -1 = not told */
  gboolean replayed_as_text; /* the service has it in words only */
  gboolean deleting;         /* it was asked to forget it */
  gboolean replacing;        /* deleted, and made again with other words */

  /* By an interruption: its text stays as it was heard. */
  gboolean truncated;
  gboolean text_was_known; /* there was a text to truncate */
  gint64 truncated_heard_ms;
  gint64 truncated_received_ms;
} OaItem;

/* So many are kept, with so many bytes; the oldest give way. */
#define OA_ITEMS_MAX 10000
#define OA_ITEMS_MAX_BYTES (16 * 1024 * 1024)
/* An item with a longer id is none. */
#define OA_ITEM_MAX_ID 512

OaItems *oa_items_new (void);
void oa_items_free (OaItems *self);

/* NULL when there is no such item. */
OaItem *oa_items_find (const OaItems *self, const gchar *id);
/* Makes it at the end when it is not there; NULL when it cannot be one. */
OaItem *oa_items_ensure (OaItems *self, const gchar *id, OaRole role);

/* What an event says of an item. @has_previous: put it behind @previous (NULL =
 * first); otherwise it stays where it is, or comes last. NULL: as above. */
OaItem *oa_items_update (OaItems *self, const OaItemInfo *info,
    gboolean has_previous, const gchar *previous);
/* Forgets that there ever was one. */
void oa_items_remove (OaItems *self, const gchar *id);
/* It is listed no more, until oa_items_list(). */
void oa_items_unlist (OaItems *self, OaItem *item, OaItemStanding standing);
/* It begins anew. */
void oa_items_list (OaItems *self, OaItem *item);

/* The one before it that is listed; NULL = it is the first. */
const OaItem *oa_items_get_before (const OaItems *self, const OaItem *item);

/* From the latest back by `prev`; the data is OaItem. */
const GList *oa_items_get_last (const OaItems *self);

/* What is beyond this is left out; what is told of it is whole. */
#define OA_ITEM_MAX_TEXT (1024 * 1024)

/* Neither changes a text that was truncated. */
void oa_items_append_text (OaItems *self, OaItem *item, const gchar *delta);
void oa_items_set_text (OaItems *self, OaItem *item, const gchar *text);

/* @heard_ms of @received_ms was heard: what was heard of its text is in
 * proportion, up to the end of a word. A text that comes only later is
 * truncated likewise. */
void oa_items_truncate (OaItems *self, OaItem *item, gint64 heard_ms,
    gint64 received_ms);

/* JSON array text (transfer full). */
gchar *oa_items_to_json (const OaItems *self);

G_END_DECLS
