#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Functions that a realtime model calls, in Python.

    OPENAI_API_KEY=… concierge.py "Is there a room for two nights?"

It needs python3-gi, and the plugin and the typelib of this library. Out of a
build folder that is not installed, meson sets the paths:

    meson devenv -C build ../examples/concierge.py "Is there a room?"

hotel-concierge.c is the same with more of it.
"""

import json
import sys

try:
    import gi
    gi.require_version("Gst", "1.0")
    gi.require_version("GstOpenaiRealtime", "1.0")
except (ImportError, ValueError) as error:
    sys.exit(f"concierge.py: {error}. Install python3-gi and this library, or "
             "set GI_TYPELIB_PATH, LD_LIBRARY_PATH and GST_PLUGIN_PATH: "
             "meson devenv -C build does.")
from gi.repository import GLib, Gst, GObject, GstOpenaiRealtime  # noqa: E402


def show(text):
    """Much of it comes from the model: nothing in it may control the
    terminal."""
    print(GstOpenaiRealtime.printable(text), flush=True)


Tool = GstOpenaiRealtime.ToolFlags


class Stay(GObject.Object):
    """Arguments of check_availability: the properties are the parameters."""
    check_in = GObject.Property(type=str, blurb="Day of arrival, YYYY-MM-DD")
    nights = GObject.Property(type=int, default=1, minimum=1, maximum=14,
                              blurb="How many nights")


def check_availability(call):
    stay = call.get_object()
    show(f"[availability] {stay.nights} nights from {stay.check_in}")
    return json.dumps({"free": True, "price": 120 * stay.nights})


def save_lead(call):
    lead = json.loads(call.get_arguments())
    show(f"[lead] {lead['name']}")
    return json.dumps({"booking": 1001})


def payment_link(call):
    """None is "later": whoever holds the call answers it."""
    def on_link_made():
        show("[payment] the link is ready")
        call.answer(json.dumps({"url": "https://pay.example/1001"}))
        return GLib.SOURCE_REMOVE

    show("[payment] asking the bank")
    GLib.timeout_add(20, on_link_made)


def add_tools(tools):
    tools.add_typed("check_availability", "Whether a room is free", Stay,
                    ["check-in"], Tool.MAIN_CONTEXT, check_availability)
    tools.add("save_lead", "Books the room", json.dumps({
        "type": "object", "required": ["name"],
        "properties": {"name": {"type": "string"}},
    }), Tool.MAIN_CONTEXT, save_lead)
    tools.add("payment_link", "Makes a link to pay by", None,
              Tool.MAIN_CONTEXT, payment_link)


def main():
    Gst.init(None)
    try:
        talk = GstOpenaiRealtime.Conversation.new(None, None)
    except GLib.Error as error:     # no plugin
        sys.exit(f"concierge.py: {error.message}. Set GST_PLUGIN_PATH to the "
                 "folder of the plugin openairealtime.")
    talk.props.name = "Concierge"
    add_tools(talk.get_tools())
    for line in sys.argv[1:]:
        talk.say(line)
    return talk.run()


if __name__ == "__main__":
    sys.exit(main())
