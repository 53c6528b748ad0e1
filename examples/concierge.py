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
import signal
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


def show(text, stream=sys.stdout):
    """Much of it comes from the model and the service: nothing in it may
    control the terminal."""
    print(GstOpenaiRealtime.printable(text), file=stream, flush=True)


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
        self.called = False     # this answer has called a function
        self.ending = False
        self.failed = False
        self.loop = GLib.MainLoop()
        self.pipeline = Gst.parse_launch(
            "appsrc format=time caps=audio/x-raw,format=S16LE,"
            "layout=interleaved,rate=24000,channels=1 "
            "! openairealtime name=model max-idle=60 ! fakesink async=false")
        self.model = self.pipeline.get_by_name("model")

    def say_next(self):
        if self.ending:
            return
        if not self.lines:
            self.model.emit("end-after-response")
            return
        show(f"You: {self.lines[0]}")
        self.model.emit("send-text", self.lines.pop(0), True)

    def fail(self, text):
        show(text, sys.stderr)
        self.failed = True

    def finish_answer(self, message):
        """One that called functions is followed by another."""
        failure = GstOpenaiRealtime.message_dup_failure(message)
        goes_on = self.called and failure is None
        if failure is not None:
            self.fail(failure)
        self.called = False
        if not goes_on:
            self.say_next()

    def on_element_message(self, message):
        is_text, role, _, text, final = \
            GstOpenaiRealtime.message_parse_transcript(message)
        is_error, _, kind, reason, _ = \
            GstOpenaiRealtime.message_parse_error(message)
        if is_text and final:
            show(f"{'You' if role == 'user' else 'Concierge'}: {text}")
        elif GstOpenaiRealtime.message_parse_function_call(message)[0]:
            self.called = True
        elif GstOpenaiRealtime.message_parse_response_done(message)[0]:
            self.finish_answer(message)
        elif is_error:
            show(reason, sys.stderr)
            # The model is told of a call that was refused, and answers.
            self.called = self.called or kind == "function_call"
        elif message.has_name("openairealtime/limit"):
            self.fail("No answer came.")

    def on_message(self, bus, message):
        if message.type == Gst.MessageType.ELEMENT:
            self.on_element_message(message)
        elif message.type == Gst.MessageType.ERROR:
            self.fail(message.parse_error()[0].message)
            self.loop.quit()
        elif message.type == Gst.MessageType.EOS:
            self.loop.quit()

    def on_interrupt(self):
        """The last answer is heard; asked again, it ends now."""
        if self.ending:
            self.loop.quit()
        else:
            self.pipeline.send_event(Gst.Event.new_eos())
        self.ending = True
        return GLib.SOURCE_CONTINUE

    def run(self):
        bus = self.pipeline.get_bus()
        bus.add_signal_watch()
        bus.connect("message", self.on_message)
        GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, signal.SIGINT,
                             self.on_interrupt)
        self.pipeline.set_state(Gst.State.PLAYING)
        self.say_next()
        self.loop.run()
        self.pipeline.set_state(Gst.State.NULL)
        bus.remove_signal_watch()
        return int(self.failed)


def main():
    Gst.init(None)
    try:
        conversation = Conversation(sys.argv[1:])
    except GLib.Error as error:     # no plugin
        sys.exit(f"concierge.py: {error.message}. Set GST_PLUGIN_PATH to the "
                 "folder of the plugin openairealtime.")
    make_tools().attach(conversation.model)
    return conversation.run()


if __name__ == "__main__":
    sys.exit(main())
