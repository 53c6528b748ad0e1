/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* request.h - what the application asks of a session, as plain values. When
 * it is carried out is the session's decision. */

#pragma once

#include "protocol/command.h"

G_BEGIN_DECLS

typedef enum
{
  OA_REQUEST_ITEM,     /* object: the item */
  OA_REQUEST_DELETE,   /* item_id */
  OA_REQUEST_RETRIEVE, /* item_id */
  OA_REQUEST_RESPONSE, /* object: `response`, or NULL */
  OA_REQUEST_SAY,      /* say */
  OA_REQUEST_REPLACE,  /* interrupts, then as RESPONSE */
  OA_REQUEST_COMMIT,
  OA_REQUEST_CLEAR,
  OA_REQUEST_EVENT, /* object: any client event */
  OA_REQUEST_INTERRUPT,
  OA_REQUEST_TALK, /* the user begins to speak, as by a button */
  OA_REQUEST_END,  /* after the answer under way */
  OA_REQUEST_RENEW,
  OA_REQUEST_VOICE, /* RENEW, when the voice cannot change else */
} OaRequestKind;

typedef struct
{
  OaRequestKind kind;
  gchar *item_id;
  JsonObject *object;
  OaSay say;
  gboolean turn;    /* the item is the user's turn */
  gboolean respond; /* and an answer to it is wanted */
} OaRequest;

OaRequest *oa_request_new (OaRequestKind kind);
/* These take the object. */
OaRequest *oa_request_new_item (JsonObject *item, gboolean turn,
    gboolean respond);
OaRequest *oa_request_new_with_object (OaRequestKind kind, JsonObject *object);
OaRequest *oa_request_new_with_item_id (OaRequestKind kind,
    const gchar *item_id);
OaRequest *oa_request_new_say (const OaSay *say);
OaRequest *oa_request_ref (OaRequest *self);
void oa_request_unref (gpointer self);

G_END_DECLS
