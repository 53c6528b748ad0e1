#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Functions that a realtime model calls, in Python.

    concierge.py "Is there a room for two nights?"

needs python3-gi, and the typelib of this library: GI_TYPELIB_PATH names its
folder when it is not installed. hotel-concierge.c is the same with more of it.
"""

import json
import sys

import gi
gi.require_version("Gst", "1.0")
gi.require_version("GstOpenaiRealtime", "1.0")
from gi.repository import GLib, Gst, GObject, GstOpenaiRealtime  # noqa: E402

Tool = GstOpenaiRealtime.ToolFlags


class Stay(GObject.Object):
    """Arguments of check_availability: the properties are the parameters."""
    check_in = GObject.Property(type=str, blurb="Day of arrival, YYYY-MM-DD")
    nights = GObject.Property(type=int, default=1, minimum=1, maximum=14,
                              blurb="How many nights")


def check_availability(call):
    stay = call.get_object()
    print(f"[availability] {stay.nights} nights from {stay.check_in}")
    return json.dumps({"free": True, "price": 120 * stay.nights})


def save_lead(call):
    lead = json.loads(call.get_arguments())
    print(f"[lead] {lead['name']}")
    return json.dumps({"booking": 1001})


def payment_link(call):
    """None is "later": whoever holds the call answers it."""
    def on_link_made():
        print("[payment] the link is ready")
        call.answer(json.dumps({"url": "https://pay.example/1001"}))
        return GLib.SOURCE_REMOVE

    print("[payment] asking the bank")
    GLib.timeout_add(20, on_link_made)


def make_tools():
    tools = GstOpenaiRealtime.Tools.new()
    tools.add_typed("check_availability", "Whether a room is free", Stay,
                    ["check-in"], Tool.MAIN_CONTEXT, check_availability)
    tools.add("save_lead", "Books the room", json.dumps({
        "type": "object", "required": ["name"],
        "properties": {"name": {"type": "string"}},
    }), Tool.MAIN_CONTEXT, save_lead)
    tools.add("payment_link", "Makes a link to pay by", None,
              Tool.MAIN_CONTEXT, payment_link)
    return tools


class Conversation:
    def __init__(self, lines):
        self.lines = list(lines)
        self.spoken = False
        self.loop = GLib.MainLoop()
        self.pipeline = Gst.parse_launch(
            "appsrc format=time caps=audio/x-raw,format=S16LE,"
            "layout=interleaved,rate=24000,channels=1 "
            "! openairealtime name=model ! fakesink async=false")
        self.model = self.pipeline.get_by_name("model")
        self.failed = False

    def say_next(self):
        if not self.lines:
            self.model.emit("end-after-response")
            return
        print("You:", self.lines[0])
        self.model.emit("send-text", self.lines.pop(0), True)

    def on_message(self, bus, message):
        is_text, role, _, text, final = \
            GstOpenaiRealtime.message_parse_transcript(message)
        if is_text and final:
            print("You:" if role == "user" else "Concierge:", text)
            self.spoken = self.spoken or role == "assistant"
        elif (GstOpenaiRealtime.message_parse_response_done(message)[0]
              and self.spoken):
            self.spoken = False
            self.say_next()
        elif message.type == Gst.MessageType.ERROR:
            print(message.parse_error()[0].message, file=sys.stderr)
            self.failed = True
            self.loop.quit()
        elif message.type == Gst.MessageType.EOS:
            self.loop.quit()

    def run(self):
        bus = self.pipeline.get_bus()
        bus.add_signal_watch()
        bus.connect("message", self.on_message)
        self.pipeline.set_state(Gst.State.PLAYING)
        self.say_next()
        self.loop.run()
        self.pipeline.set_state(Gst.State.NULL)
        bus.remove_signal_watch()
        return int(self.failed)


def main():
    Gst.init(None)
    conversation = Conversation(sys.argv[1:])
    make_tools().attach(conversation.model)
    return conversation.run()


if __name__ == "__main__":
    sys.exit(main())
