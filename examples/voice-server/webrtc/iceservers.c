/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* iceservers.c - see iceservers.h. */

#include "iceservers.h"

#include "secrets.h"

#include <string.h>

/* A password is good so long; a relay that is in use is renewed with it. */
#define LIFE_S (12 * 3600)
#define SHA1_BYTES 20

/*** what is shown to a TURN server ***/

typedef struct
{
  GStrv urls;
  gchar *name;
  gchar *password;
} Turn;

static void
turn_clear (Turn *self)
{
  g_strfreev (self->urls);
  g_free (self->name);
  ovs_secret_free (self->password);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Turn, turn_clear)

/* As the server reckons it: the sum of the name by the secret. */
static gchar *
make_password (const gchar *secret, const gchar *name)
{
  g_autoptr (GHmac) hmac =
      g_hmac_new (G_CHECKSUM_SHA1, (const guchar *) secret, strlen (secret));
  guint8 digest[SHA1_BYTES];
  gsize length = sizeof digest;

  g_hmac_update (hmac, (const guchar *) name, -1);
  g_hmac_get_digest (hmac, digest, &length);
  return g_base64_encode (digest, length);
}

/* FALSE: there is none for @user. */
static gboolean
find_turn (const OvsSettings *settings, const OvsIceUser *user, Turn *turn)
{
  const OvsSecrets *secrets = &settings->secrets;

  if (settings->webrtc.turn == NULL
      || (secrets->turn_secret == NULL && user->is_guest))
    return FALSE;
  turn->urls = ovs_webrtc_settings_split_turn (&settings->webrtc);
  if (secrets->turn_secret != NULL) {
    turn->name = g_strdup_printf ("%" G_GINT64_FORMAT ":%s", user->now + LIFE_S,
        user->name);
    turn->password = make_password (secrets->turn_secret, turn->name);
  } else {
    turn->name = g_strdup (secrets->turn_user);
    turn->password = g_strdup (secrets->turn_password);
  }
  return TRUE;
}

/*** for pages ***/

/* Takes none of @urls. */
static JsonObject *
describe_server (const gchar *const *urls)
{
  JsonObject *server = json_object_new ();
  JsonArray *array = json_array_new ();

  for (; *urls != NULL; urls++)
    json_array_add_string_element (array, *urls);
  json_object_set_array_member (server, "urls", array);
  return server;
}

void
ovs_ice_servers_describe (const OvsSettings *settings, const OvsIceUser *user,
    JsonObject *object)
{
  const OvsWebrtcSettings *webrtc = &settings->webrtc;
  const gchar *stun[] = { webrtc->stun, NULL };
  JsonArray *servers = json_array_new ();
  g_auto (Turn) turn = { 0 };

  if (webrtc->stun != NULL)
    json_array_add_object_element (servers, describe_server (stun));
  if (find_turn (settings, user, &turn)) {
    JsonObject *server = describe_server ((const gchar *const *) turn.urls);

    json_object_set_string_member (server, "username", turn.name);
    json_object_set_string_member (server, "credential", turn.password);
    json_array_add_object_element (servers, server);
  }
  json_object_set_array_member (object, "ice_servers", servers);
  json_object_set_string_member (object, "codec",
      ovs_webrtc_codecs[webrtc->codec]);
}

static void
append_quoted (GString *link, const gchar *name, const gchar *value)
{
  g_string_append_printf (link, "; %s=\"", name);
  for (; *value != '\0'; value++) {
    if (*value == '"' || *value == '\\')
      g_string_append_c (link, '\\');
    g_string_append_c (link, *value);
  }
  g_string_append_c (link, '"');
}

static void
append_server (GString *link, const gchar *url)
{
  g_string_append_printf (link, "%s<%s>; rel=\"ice-server\"",
      link->len > 0 ? ", " : "", url);
}

gchar *
ovs_ice_servers_make_link (const OvsSettings *settings, const OvsIceUser *user)
{
  GString *link = g_string_new (NULL);
  g_auto (Turn) turn = { 0 };

  if (settings->webrtc.stun != NULL)
    append_server (link, settings->webrtc.stun);
  if (find_turn (settings, user, &turn)) {
    for (guint i = 0; turn.urls[i] != NULL; i++) {
      append_server (link, turn.urls[i]);
      append_quoted (link, "username", turn.name);
      append_quoted (link, "credential", turn.password);
      append_quoted (link, "credential-type", "password");
    }
  }
  return g_string_free (link, link->len == 0);
}

/*** for webrtcbin ***/

gchar *
ovs_ice_servers_make_stun_uri (const OvsSettings *settings)
{
  const gchar *stun = settings->webrtc.stun;

  return stun != NULL ? g_strconcat ("stun://", strchr (stun, ':') + 1, NULL)
                      : NULL;
}

GStrv
ovs_ice_servers_make_turn_uris (const OvsSettings *settings,
    const OvsIceUser *user)
{
  GPtrArray *uris = g_ptr_array_new ();
  g_auto (Turn) turn = { 0 };

  if (find_turn (settings, user, &turn)) {
    g_autofree gchar *name = g_uri_escape_string (turn.name, NULL, FALSE);
    g_autofree gchar *password =
        g_uri_escape_string (turn.password, NULL, FALSE);

    for (guint i = 0; turn.urls[i] != NULL; i++) {
      const gchar *colon = strchr (turn.urls[i], ':');

      g_ptr_array_add (uris,
          g_strdup_printf ("%.*s://%s:%s@%s", (int) (colon - turn.urls[i]),
              turn.urls[i], name, password, colon + 1));
    }
  }
  g_ptr_array_add (uris, NULL);
  return (GStrv) g_ptr_array_free (uris, FALSE);
}
