/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gstopenairealtimeproperties.c - the properties: getting, setting and
 * installing what the tables of properties.h have, and those that are no plain
 * setting.
 *
 * All may be set and read from any thread. Documentation in the tables and
 * below becomes the blurbs; docs/element.md repeats them, a test compares. */

#include "gstopenairealtimeelement.h"
#include "properties.h"
#include "propertyblurbs.h"

#define MAX_ROWS 100

/* Properties without a row in the tables. */
enum
{
  PROP_API_KEY = MAX_ROWS,
  PROP_EXTRA_HEADERS,
  PROP_CONNECTION_STATE,
  PROP_SESSION_ID,
  PROP_CONVERSATION,
  PROP_STATS,
};

/* By the id of the property, from 1. Written when the class is made. */
static const OaProperty *rows[MAX_ROWS];

static const OaProperty *
get_row (guint id)
{
  return id < MAX_ROWS ? rows[id] : NULL;
}

/*** get and set ***/

static void
set_value (gpointer member, OaPropertyKind kind, const GValue *value)
{
  switch (kind) {
    case OA_PROPERTY_STRING:
      g_free (*(gchar **) member);
      *(gchar **) member = g_value_dup_string (value);
      break;
    case OA_PROPERTY_ENUM:
      *(gint *) member = g_value_get_enum (value);
      break;
    case OA_PROPERTY_UINT:
      *(guint *) member = g_value_get_uint (value);
      break;
    case OA_PROPERTY_DOUBLE:
      *(gdouble *) member = g_value_get_double (value);
      break;
    case OA_PROPERTY_BOOLEAN:
      *(gboolean *) member = g_value_get_boolean (value);
      break;
  }
}

static void
get_value (gpointer member, OaPropertyKind kind, GValue *value)
{
  switch (kind) {
    case OA_PROPERTY_STRING:
      g_value_set_string (value, *(gchar **) member);
      break;
    case OA_PROPERTY_ENUM:
      g_value_set_enum (value, *(gint *) member);
      break;
    case OA_PROPERTY_UINT:
      g_value_set_uint (value, *(guint *) member);
      break;
    case OA_PROPERTY_DOUBLE:
      g_value_set_double (value, *(gdouble *) member);
      break;
    case OA_PROPERTY_BOOLEAN:
      g_value_set_boolean (value, *(gboolean *) member);
      break;
  }
}

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GstOpenaiRealtime *self = GST_OPENAI_REALTIME (object);
  const OaProperty *row = get_row (id);

  GST_OBJECT_LOCK (self);
  if (row != NULL) {
    set_value (G_STRUCT_MEMBER_P (&self->settings, row->offset), row->kind,
        value);
  } else if (id == PROP_API_KEY) {
    oa_element_settings_set_key (&self->settings, g_value_get_string (value));
  } else if (id == PROP_EXTRA_HEADERS) {
    g_clear_pointer (&self->settings.connection.extra_headers,
        gst_structure_free);
    self->settings.connection.extra_headers = g_value_dup_boxed (value);
  }
  GST_OBJECT_UNLOCK (self);
}

static gboolean
takes_effect (const GParamSpec *pspec)
{
  const OaProperty *row = pspec->owner_type == GST_TYPE_OPENAI_REALTIME
      ? get_row (pspec->param_id)
      : NULL;

  return row != NULL && row->effect != OA_PROPERTY_CONNECTING;
}

/* Once for all that was set together, by one g_object_set() or while
 * notifications were frozen. */
static void
dispatch_properties_changed (GObject *object, guint n_pspecs,
    GParamSpec **pspecs)
{
  gboolean changed = FALSE;
  guint i;

  for (i = 0; i < n_pspecs; i++)
    changed = changed || takes_effect (pspecs[i]);
  if (changed)
    gst_openai_realtime_settings_changed (GST_OPENAI_REALTIME (object));
  G_OBJECT_CLASS (g_type_class_peek (GST_TYPE_ELEMENT))
      ->dispatch_properties_changed (object, n_pspecs, pspecs);
}

static void
get_from_session (GstOpenaiRealtime *self, guint id, GValue *value)
{
  OaSession *session = gst_openai_realtime_ref_session (self);

  if (session == NULL)
    return;
  if (id == PROP_CONNECTION_STATE)
    g_value_set_enum (value, oa_session_get_state (session));
  else
    g_value_take_string (value, oa_session_dup_id (session));
  oa_session_unref (session);
}

/* Pipeline graphs print every readable property: what may hold a secret is
 * shown without it. */
static void
get_setting (GstOpenaiRealtime *self, const OaProperty *row, GValue *value)
{
  gchar *shown;

  GST_OBJECT_LOCK (self);
  get_value (G_STRUCT_MEMBER_P (&self->settings, row->offset), row->kind,
      value);
  GST_OBJECT_UNLOCK (self);
  shown = row->redact != NULL ? row->redact (g_value_get_string (value)) : NULL;
  if (shown != NULL)
    g_value_take_string (value, shown);
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  GstOpenaiRealtime *self = GST_OPENAI_REALTIME (object);
  const OaProperty *row = get_row (id);

  switch (id) {
    case PROP_CONNECTION_STATE:
    case PROP_SESSION_ID:
      get_from_session (self, id, value);
      break;
    case PROP_CONVERSATION:
      g_value_take_string (value, gst_openai_realtime_get_conversation (self));
      break;
    case PROP_STATS:
      g_value_take_boxed (value, gst_openai_realtime_get_stats (self));
      break;
    default:
      if (row != NULL)
        get_setting (self, row, value);
      else
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
}

/*** installation ***/

static const gchar *
find_blurb (const gchar *name)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (blurbs); i++) {
    if (g_str_equal (blurbs[i][0], name))
      return blurbs[i][1];
  }
  g_error ("The property %s has no documentation", name);
}

static GParamSpec *
row_to_pspec (const OaProperty *row, gpointer defaults)
{
  gpointer member = G_STRUCT_MEMBER_P (defaults, row->offset);
  const gchar *blurb = find_blurb (row->name);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS
      | (row->effect == OA_PROPERTY_CONNECTING ? GST_PARAM_MUTABLE_READY
                                               : GST_PARAM_MUTABLE_PLAYING);

  switch (row->kind) {
    case OA_PROPERTY_STRING:
      return g_param_spec_string (row->name, row->nick, blurb,
          *(gchar **) member, flags);
    case OA_PROPERTY_ENUM:
      return g_param_spec_enum (row->name, row->nick, blurb, row->get_enum (),
          *(gint *) member, flags);
    case OA_PROPERTY_UINT:
      return g_param_spec_uint (row->name, row->nick, blurb, (guint) row->min,
          (guint) row->max, *(guint *) member, flags);
    case OA_PROPERTY_DOUBLE:
      return g_param_spec_double (row->name, row->nick, blurb, row->min,
          row->max, *(gdouble *) member, flags);
    default:
      return g_param_spec_boolean (row->name, row->nick, blurb,
          *(gboolean *) member, flags);
  }
}

static void
install_rows (GObjectClass *klass)
{
  const OaProperty *const tables[] = { oa_properties_connection,
    oa_properties_session, oa_properties_calls, oa_properties_flow };
  OaElementSettings defaults;
  const OaProperty *row;
  guint i, id = 0;

  oa_element_settings_init (&defaults);
  for (i = 0; i < G_N_ELEMENTS (tables); i++) {
    for (row = tables[i]; row->name != NULL; row++) {
      rows[++id] = row;
      g_object_class_install_property (klass, id,
          row_to_pspec (row, &defaults));
    }
  }
  oa_element_settings_clear (&defaults);
}

/* Write-only: pipeline graphs print every readable property. */
static void
install_writable (GObjectClass *klass)
{
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS
      | GST_PARAM_MUTABLE_READY;

  /**
   * GstOpenaiRealtime:api-key:
   *
   * Key or client secret of the service; NULL = OPENAI_API_KEY from the
   * environment; read when connecting. Default NULL.
   *
   * Since: 0.1
   */
  g_object_class_install_property (klass, PROP_API_KEY,
      g_param_spec_string ("api-key", "API key", find_blurb ("api-key"), NULL,
          flags));

  /**
   * GstOpenaiRealtime:extra-headers:
   *
   * Further headers of the upgrade, a structure of strings; read when
   * connecting. Default NULL.
   *
   * Since: 0.1
   */
  g_object_class_install_property (klass, PROP_EXTRA_HEADERS,
      g_param_spec_boxed ("extra-headers", "Extra headers",
          find_blurb ("extra-headers"), GST_TYPE_STRUCTURE, flags));
}

static void
install_readable (GObjectClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  /**
   * GstOpenaiRealtime:connection-state:
   *
   * What the connection to the service is doing; notified on a thread of the
   * element's own
   *
   * Since: 0.1
   */
  g_object_class_install_property (klass, PROP_CONNECTION_STATE,
      g_param_spec_enum ("connection-state", "Connection state",
          find_blurb ("connection-state"),
          GST_TYPE_OPENAI_REALTIME_CONNECTION_STATE,
          GST_OPENAI_REALTIME_CONNECTION_STATE_DISCONNECTED, flags));

  /**
   * GstOpenaiRealtime:session-id:
   *
   * Id that the service gave the session; NULL before
   *
   * Since: 0.1
   */
  g_object_class_install_property (klass, PROP_SESSION_ID,
      g_param_spec_string ("session-id", "Session id",
          find_blurb ("session-id"), NULL, flags));

  /**
   * GstOpenaiRealtime:conversation:
   *
   * The items in order as a JSON array of objects with id, type, role, status,
   * text, audio-ms and heard-ms
   *
   * Since: 0.1
   */
  g_object_class_install_property (klass, PROP_CONVERSATION,
      g_param_spec_string ("conversation", "Conversation",
          find_blurb ("conversation"), NULL, flags));

  /**
   * GstOpenaiRealtime:stats:
   *
   * Figures of the session, a structure openairealtime/stats; times in ns
   *
   * Since: 0.1
   */
  g_object_class_install_property (klass, PROP_STATS,
      g_param_spec_boxed ("stats", "Statistics", find_blurb ("stats"),
          GST_TYPE_STRUCTURE, flags));
}

void
gst_openai_realtime_install_properties (GObjectClass *klass)
{
  klass->set_property = set_property;
  klass->get_property = get_property;
  klass->dispatch_properties_changed = dispatch_properties_changed;
  install_rows (klass);
  install_writable (klass);
  install_readable (klass);
}
