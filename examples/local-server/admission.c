/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "admission.h"

#define KEY_PROTOCOL "openai-insecure-api-key."

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
find_key (const OaHttpHead *request)
{
  const gchar *authorization =
      oa_http_head_get_header (request, "Authorization");
  const gchar *plain = oa_http_head_get_header (request, "api-key");
  const gchar *protocols =
      oa_http_head_get_header (request, "Sec-WebSocket-Protocol");

  if (authorization != NULL && g_str_has_prefix (authorization, "Bearer "))
    return g_strdup (authorization + strlen ("Bearer "));
  if (plain != NULL)
    return g_strdup (plain);
  return protocols != NULL ? key_from_protocols (protocols) : NULL;
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

static void
check_model (OrsAdmission *self, GHashTable *query, const OrsContext *context)
{
  const gchar *model = query != NULL ? g_hash_table_lookup (query, "model")
                                     : NULL;
  const gchar *intent = query != NULL ? g_hash_table_lookup (query, "intent")
                                      : NULL;
  g_autofree gchar *text = NULL;

  if (model == NULL && g_strcmp0 (intent, "transcription") == 0) {
    self->kind = ORS_KIND_TRANSCRIPTION;
    return;
  }
  if (query != NULL && g_hash_table_lookup (query, "call_id") != NULL) {
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

static gchar *
dup_path (const OaHttpHead *request)
{
  return g_strndup (request->target, strcspn (request->target, "?"));
}

gboolean
ors_admission_knows_path (const OaHttpHead *request)
{
  static const gchar *const paths[] = { "/v1/realtime", "/realtime" };
  g_autofree gchar *path = dup_path (request);

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
    gsize length = strlen (paths[i]);

    if (strncmp (path, paths[i], length) == 0
        && (path[length] == '\0' || path[length] == '/'))
      return TRUE;
  }
  return FALSE;
}

void
ors_admission_check (OrsAdmission *self, const OaHttpHead *request,
    const OrsContext *context)
{
  const gchar *text = strchr (request->target, '?');
  GHashTable *query = text != NULL ? soup_form_decode (text + 1) : NULL;
  g_autofree gchar *path = dup_path (request);
  g_autofree gchar *key = find_key (request);

  if (g_str_has_suffix (path, "/translations"))
    self->kind = ORS_KIND_TRANSLATION;
  check_model (self, query, context);
  g_clear_pointer (&query, g_hash_table_unref);
  if (self->code != NULL)
    return;

  if (oa_http_head_get_header (request, "OpenAI-Beta") != NULL)
    refuse (self, "beta_api_shape_disabled", 4000,
        "The Realtime Beta API is no longer supported. Please use /v1/realtime "
        "for the GA API.");
  else if (!is_good_key (key, context->options->api_key))
    refuse (self, "invalid_api_key", 3000, "Incorrect API key provided.");
}

void
ors_admission_clear (OrsAdmission *self)
{
  g_clear_pointer (&self->model, g_free);
  g_clear_pointer (&self->message, g_free);
}
