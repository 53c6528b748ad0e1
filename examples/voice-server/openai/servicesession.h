/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* servicesession.h - the session of a model, as the service's REST API has it.
 */

#pragma once

#include <gst/gst.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What the properties of @model say. (transfer full) */
JsonObject *ovs_service_session_new (GstElement *model);

G_END_DECLS
