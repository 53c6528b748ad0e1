/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* download.h - a part of the session: the way down, speech of the service into
 * the timeline, in the format that the source pad has.
 *
 * Says when the service does not send what it was asked for. When speech sounds
 * is the media's, what it means the conversation's business. */

#pragma once

#include "session/context.h"
#include "session/part.h"

G_BEGIN_DECLS

typedef struct _OaDownload OaDownload;

extern const OaSessionPartClass oa_download_class;

OaDownload *oa_download_new (OaSessionContext *context);
void oa_download_free (OaDownload *self);

/* What the service says it takes and sends need not be what flows: it is
 * converted then. */
void oa_download_check_formats (OaDownload *self, OaSessionActions *out);

void oa_download_play (OaDownload *self, const gchar *response_id,
    const gchar *item_id, GBytes *audio, OaSessionActions *out);
void oa_download_end_item (OaDownload *self, const gchar *item_id,
    OaSessionActions *out);
void oa_download_end_response (OaDownload *self, const gchar *response_id,
    OaSessionActions *out);
/* From now on all that came of any item is in the timeline. */
void oa_download_end_speech (OaDownload *self, OaSessionActions *out);

G_END_DECLS
