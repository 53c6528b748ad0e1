/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* items.h - the items of a conversation in order, as far as users are told. */

#pragma once

#include "../protocol/event.h"

G_BEGIN_DECLS

typedef struct _OaItems OaItems;

typedef struct
{
  OaItemInfo *info;
  GString *text;                /* grows by deltas; replaced when final */
  guint64 samples;              /* of audio received */
  guint rate;
  gint64 heard_ms;              /* -1 = nothing was played yet */
  gboolean retold;              /* the service has it in words only */
} OaItem;

/* So many are kept; the oldest give way. */
#define OA_ITEMS_MAX 10000

OaItems    *oa_items_new    (void);
void        oa_items_free   (OaItems * self);

/* NULL when there is no such item. */
OaItem     *oa_items_find   (const OaItems * self, const gchar * id);
/* Makes it at the end when it is not there. */
OaItem     *oa_items_ensure (OaItems * self, const gchar * id, OaRole role);

/* What an event says of an item. @has_previous: put it behind @previous (NULL =
 * first); otherwise it stays where it is, or comes last. */
OaItem     *oa_items_update (OaItems * self, const OaItemInfo * info,
    gboolean has_previous, const gchar * previous);
void        oa_items_remove (OaItems * self, const gchar * id);

/* The one before it; NULL = it is the first. */
const OaItem *oa_items_get_before (const OaItems * self,
    const OaItem * item);

/* From the latest back by `prev`; the data is OaItem. */
const GList *oa_items_get_last (const OaItems * self);

/* What is beyond this is left out; what is told of it is whole. */
#define OA_ITEM_MAX_TEXT (1024 * 1024)

void        oa_item_append_text (OaItem * item, const gchar * delta);
void        oa_item_set_text    (OaItem * item, const gchar * text);

/* JSON array text (transfer full). */
gchar      *oa_items_to_json (const OaItems * self);

G_END_DECLS
