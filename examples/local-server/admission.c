/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "admission.h"

#include "protocol/json.h"

#define KEY_PROTOCOL "openai-insecure-api-key."

/* Azure's form of the address, and that of its previews, whose version is a
 * date. */
#define AZURE "/openai/v1/realtime"
#define PREVIEW "/openai/realtime"

static gboolean
is_preview (const gchar *path)
{
  return g_str_has_prefix (path, PREVIEW);
}

static void
refuse (OrsAdmission *self, const gchar *code, gushort close_code,
    const gchar *message)
{
  self->code = code;
  self->close_code = close_code;
  self->message = g_strdup (message);
}

static gchar *
key_from_protocols (const gchar *header)
{
  g_auto (GStrv) protocols = g_strsplit (header, ",", -1);

  for (guint i = 0; protocols[i] != NULL; i++) {
    const gchar *protocol = g_strstrip (protocols[i]);

    if (g_str_has_prefix (protocol, KEY_PROTOCOL))
      return g_strdup (protocol + strlen (KEY_PROTOCOL));
  }
  return NULL;
}

static gchar *
find_key (const OaHttpHead *request, const gchar **from)
{
  static const gchar *const headers[] = { "Authorization", "api-key",
    "Sec-WebSocket-Protocol" };
  const gchar *values[G_N_ELEMENTS (headers)];
  gchar *key = NULL;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (headers); i++)
    values[i] = oa_http_head_get_header (request, headers[i]);
  if (values[0] != NULL && g_str_has_prefix (values[0], "Bearer "))
    key = g_strdup (values[i = 0] + strlen ("Bearer "));
  else if (values[1] != NULL)
    key = g_strdup (values[i = 1]);
  else if (values[2] != NULL)
    key = key_from_protocols (values[i = 2]);
  *from = key != NULL ? headers[i] : NULL;
  return key;
}

/* The time it takes says nothing of how much of the key is right. */
static gboolean
is_equal (const gchar *key, const gchar *wanted)
{
  gsize length = strlen (key), n = strlen (wanted);
  guint8 difference = length != n;

  for (gsize i = 0; i < length; i++)
    difference |= (guint8) key[i] ^ (guint8) wanted[i % n];
  return difference == 0;
}

static gboolean
is_good_key (const gchar *key, const gchar *wanted)
{
  if (wanted == NULL)
    return key != NULL && key[0] != '\0';
  return wanted[0] == '\0' || (key != NULL && is_equal (key, wanted));
}

/* A browser names the page that connects. Without a check each page that is
 * looked at could use a server on its reader's machine. */
gboolean
ors_admission_allows_origin (const OaHttpHead *request,
    const OrsOptions *options)
{
  const gchar *origin = oa_http_head_get_header (request, "Origin");

  if (origin == NULL)
    return TRUE;
  return options->origins != NULL
      && (g_strv_contains (options->origins, "*")
          || g_strv_contains (options->origins, origin));
}

static const gchar *
get_parameter (const OrsAdmission *self, const gchar *name)
{
  return self->query != NULL ? g_hash_table_lookup (self->query, name) : NULL;
}

static void
check_model (OrsAdmission *self, const OrsContext *context)
{
  const gchar *model =
      get_parameter (self, is_preview (self->path) ? "deployment" : "model");
  const gchar *intent = get_parameter (self, "intent");
  g_autofree gchar *text = NULL;

  if (model == NULL && g_strcmp0 (intent, "transcription") == 0) {
    self->kind = ORS_KIND_TRANSCRIPTION;
    return;
  }
  if (get_parameter (self, "call_id") != NULL) {
    self->kind = ORS_KIND_SIDEBAND;
    self->model = g_strdup ("gpt-realtime-2.1");
    return;
  }

  /* A refused client, too, has a session, if only for one event. */
  self->model = g_strdup (model != NULL ? model : "");
  if (self->model[0] == '\0') {
    refuse (self, "missing_model", 4000, "You must provide a model parameter.");
  } else if (!ors_script_allows_model (context->script, model)) {
    text = g_strdup_printf ("Model \"%s\" is not supported in realtime mode.",
        model);
    refuse (self, "invalid_model", 4000, text);
  }
}

/* The one form has its version in the path, the other in the query. */
static void
check_version (OrsAdmission *self)
{
  gboolean has_date = get_parameter (self, "api-version") != NULL;

  if (is_preview (self->path) && !has_date)
    refuse (self, "missing_api_version", 4000,
        "You must provide an api-version parameter.");
  else if (g_str_has_prefix (self->path, AZURE) && has_date)
    refuse (self, "invalid_api_version", 4000,
        "There is no api-version parameter at this address.");
}

static gchar *
dup_path (const OaHttpHead *request)
{
  return g_strndup (request->target, strcspn (request->target, "?"));
}

gboolean
ors_admission_knows_path (const OaHttpHead *request)
{
  static const gchar *const paths[] = { "/v1/realtime", "/realtime", AZURE,
    PREVIEW };
  g_autofree gchar *path = dup_path (request);

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
    gsize length = strlen (paths[i]);

    if (strncmp (path, paths[i], length) == 0
        && (path[length] == '\0' || path[length] == '/'))
      return TRUE;
  }
  return FALSE;
}

static void
check_dialect (OrsAdmission *self, const OaHttpHead *request,
    const OrsOptions *options)
{
  gboolean wanted = is_preview (self->path)
      || oa_http_head_get_header (request, "OpenAI-Beta") != NULL;

  if (wanted && !options->beta)
    refuse (self, "beta_api_shape_disabled", 4000,
        "The Realtime Beta API is no longer supported. Please use /v1/realtime "
        "for the GA API.");
  /* Neither translations nor calls were there then. */
  self->beta = wanted && options->beta
      && (self->kind & (ORS_KIND_REALTIME | ORS_KIND_TRANSCRIPTION));
}

void
ors_admission_check (OrsAdmission *self, const OaHttpHead *request,
    const OrsContext *context)
{
  const gchar *text = strchr (request->target, '?');
  g_autofree gchar *key = find_key (request, &self->key_from);

  self->query = text != NULL ? soup_form_decode (text + 1) : NULL;
  self->path = dup_path (request);
  if (g_str_has_suffix (self->path, "/translations"))
    self->kind = ORS_KIND_TRANSLATION;
  check_model (self, context);
  if (self->code == NULL)
    check_version (self);
  if (self->code == NULL)
    check_dialect (self, request, context->options);
  if (self->code == NULL && !is_good_key (key, context->options->api_key))
    refuse (self, "invalid_api_key", 3000, "Incorrect API key provided.");
}

static const gchar *
kind_name (OrsKind kind)
{
  switch (kind) {
    case ORS_KIND_TRANSCRIPTION:
      return "transcription";
    case ORS_KIND_TRANSLATION:
      return "translation";
    case ORS_KIND_SIDEBAND:
      return "sideband";
    case ORS_KIND_REALTIME:
    default:
      return "realtime";
  }
}

static void
set_text (JsonObject *object, const gchar *member, const gchar *text)
{
  g_autofree gchar *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;

  oa_json_set_string (object, member, valid);
}

gchar *
ors_admission_describe (const OrsAdmission *self)
{
  /* A query may have a key in it. */
  static const gchar *const shown[] = { "model", "deployment", "api-version",
    "intent" };
  g_autoptr (JsonObject) record = json_object_new ();
  JsonObject *query = json_object_new ();

  json_object_set_string_member (record, "type", "opened");
  json_object_set_string_member (record, "kind", kind_name (self->kind));
  json_object_set_string_member (record, "dialect", self->beta ? "beta" : "ga");
  set_text (record, "path", self->path);
  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    set_text (query, shown[i], get_parameter (self, shown[i]));
  json_object_set_object_member (record, "query", query);
  oa_json_set_string (record, "key_from", self->key_from);
  return oa_json_object_to_text (record);
}

void
ors_admission_clear (OrsAdmission *self)
{
  g_clear_pointer (&self->model, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->query, g_hash_table_unref);
  g_clear_pointer (&self->message, g_free);
}
