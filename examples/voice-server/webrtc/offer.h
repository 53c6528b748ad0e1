/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* offer.h - the SDP offer of a browser: checked, and written anew with nothing
 * in it but what is used. Pure. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define OVS_OFFER_MAX_BYTES 65536

typedef enum
{
  OVS_CODEC_OPUS,
  OVS_CODEC_PCMU,
  OVS_CODEC_PCMA,
} OvsCodec;

typedef struct
{
  OvsCodec codec;
  guint payload;
  gboolean sends;       /* it has a microphone */
  gboolean has_channel; /* for data */
  gchar *fingerprint;   /* SHA-256 of its certificate, AA:BB:… */
  gchar *sdp;           /* as others may read it */
} OvsOffer;

/* @preferred: taken where it is offered; else another one. NULL:
 * G_IO_ERROR_INVALID_DATA, it is no offer; G_IO_ERROR_NOT_SUPPORTED, it asks
 * for what there is not. */
OvsOffer *ovs_offer_read (const gchar *text, gsize length, OvsCodec preferred,
    GError **error);
void ovs_offer_free (OvsOffer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OvsOffer, ovs_offer_free)

G_END_DECLS
