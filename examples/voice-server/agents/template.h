/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* template.h - texts with places for values.
 *
 *   {{hotel.name}}  {{#if rooms}}...{{else}}...{{/if}}
 *   {{#each rooms}}{{name}}: {{this.price}}{{/each}}
 *
 * Values are text and nothing else: no control characters, no tags, bounded. A
 * value that is not there is empty. Pure; does not change once made. */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define OVS_TEMPLATE_MAX_SOURCE (64 * 1024)
#define OVS_TEMPLATE_MAX_VALUE 4096

typedef struct _OvsTemplate OvsTemplate;

/* The error names the line of @text and the cause. */
OvsTemplate *ovs_template_new (const gchar *text, GError **error);
void ovs_template_free (OvsTemplate *self);

/* At most @max_bytes; *cut (may be NULL): there was more, or it took too many
 * steps. */
gchar *ovs_template_render (OvsTemplate *self, JsonObject *context,
    gsize max_bytes, gboolean *cut);
/* Values are escaped for a part of a path or of a query. NULL: too long, or a
 * value would climb in the path ("..") or is not there. */
gchar *ovs_template_render_uri (OvsTemplate *self, JsonObject *context,
    gsize max_bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OvsTemplate, ovs_template_free)

G_END_DECLS
