/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/**
 * SECTION:element-twiliostream
 * @title: twiliostream
 * @short_description: the media of a phone call, by Media Streams
 *
 * What the caller says comes out of the source pad, what the caller shall hear
 * goes into the sink pad, over the WebSocket of Twilio Media Streams and of
 * those who imitate it. By itself the element listens and answers one call; in
 * a server it is given a `connection` of which the server has answered the
 * request already.
 *
 * It goes to PAUSED when a call begins: until then the pipeline waits. The call
 * ends when the caller hangs up, which is EOS at the source pad, or at EOS on
 * the sink pad, when the caller has heard all of it.
 *
 * ## Example launch lines
 *
 * |[
 * gst-launch-1.0 -m twiliostream name=phone port=8080 ! openairealtime ! phone.
 * ]| Answers one call with a realtime speech model.
 *
 * |[
 * gst-launch-1.0 -m filesrc location=notice.wav ! wavparse ! audioconvert \
 *   ! audioresample ! mulawenc ! twiliostream name=phone port=8080 \
 *   public-url=https://example.com
 * ]| Plays a recording to who calls, and gives the call back.
 *
 * ## Element messages
 *
 * * `twiliostream/listening`: calls may come: `host`, `port`
 * * `twiliostream/call-started`: a call has begun: `call-sid`, `stream-sid`,
 *   `account-sid`, `parameters`
 * * `twiliostream/dtmf`: the caller has pressed a key: `digit`
 * * `twiliostream/mark`: a mark of the application's has come back: `name`,
 *   `played`
 * * `twiliostream/call-ended`: the call is over: `cause`
 *
 * Since: 0.1
 */

/* plugin.c - the plugin's entry; the element's page of the reference. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gsttwiliostreamelement.h"

static gboolean
plugin_init (GstPlugin *plugin)
{
  return GST_ELEMENT_REGISTER (twiliostream, plugin);
}

GST_PLUGIN_DEFINE (GST_VERSION_MAJOR, GST_VERSION_MINOR, twilio,
    "The media of a phone call (Twilio Media Streams)", plugin_init,
    PACKAGE_VERSION, GST_LICENSE, PACKAGE_NAME, PACKAGE_ORIGIN)
