# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Twilio's side of a call to the voice server: the webhook, the media, the REST
API; and what the server has kept of it."""

import http.server
import json
import os
import select
import socket
import ssl
import subprocess

import threading
import urllib.parse
import xml.etree.ElementTree

from phone import Phone, sign

FROM = "+15550100"
TO = "+15550199"


def check(condition, what):
    if not condition:
        raise AssertionError(what)


def equal(got, wanted, what):
    check(got == wanted, f"{what}: {got!r}, not {wanted!r}")


def post_form(server, path, fields, signature=None):
    """Status, and TwiML as a tree or an error as it is."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    if signature is not None:
        headers["X-Twilio-Signature"] = signature
    status, answered, body = server.request(
        "POST", path, urllib.parse.urlencode(fields), headers)
    if answered.get_content_type() == "text/xml":
        return status, xml.etree.ElementTree.fromstring(body)
    return status, body


class Incoming(Phone):
    """A call: the TwiML is asked for, and what it says is done."""

    def __init__(self, server, token=None, public=None, path=None,
                 voice="/twilio/voice", call_sid=None, connect=True, port=None,
                 **more):
        self.server, self.public, self.secret = server, public, token
        self.call_sid = call_sid or "CA" + os.urandom(16).hex()
        fields = {"CallSid": self.call_sid, "From": FROM, "To": TO}
        status, answer = post_form(server, voice, fields,
                                   self.sign(voice, fields))
        equal(status, 200, answer)
        stream = answer.find("Connect/Stream")
        self.action = answer.find("Connect").get("action")
        self.token = stream.find("Parameter").get("value")
        running = server.get("/api/calls")["running"]
        self.id, = (call["id"] for call in running
                    if call.get("external_id", self.call_sid) == self.call_sid)
        if not connect:
            return
        url = urllib.parse.urlparse(stream.get("url"))
        path = path or url.path
        signature = None
        if token is not None:
            signature = sign(token, "wss://" + url.netloc + path)
        super().__init__(port or server.port, path, signature=signature,
                         parameters={"token": self.token},
                         call_sid=self.call_sid, **more)

    def sign(self, path, fields):
        if self.secret is None:
            return None
        return sign(self.secret, self.public + path, fields)

    def status(self, path, **fields):
        fields = {"CallSid": self.call_sid, **fields}
        status, answer = post_form(self.server, path, fields,
                                   self.sign(path, fields))
        equal(status, 204, answer)


class TlsPath:
    """Encrypts the way to a port on loopback; the certificate is not looked
    at."""

    def __init__(self, port):
        self.target = port
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        context = ssl._create_unverified_context()
        while True:
            try:
                near = self.listener.accept()[0]
            except OSError:
                return
            far = context.wrap_socket(socket.create_connection(
                ("127.0.0.1", self.target)))
            threading.Thread(target=self.carry, args=(near, far),
                             daemon=True).start()

    @staticmethod
    def carry(near, far):
        far.setblocking(False)
        try:
            while True:
                ready, _, _ = select.select([near, far], [], [])
                if near in ready:
                    data = near.recv(65536)
                    if not data:
                        break
                    far.setblocking(True)
                    far.sendall(data)
                    far.setblocking(False)
                while True:
                    try:
                        data = far.recv(65536)
                    except ssl.SSLWantReadError:
                        break
                    if not data:
                        return
                    near.sendall(data)
        except OSError:
            pass
        finally:
            near.close()
            far.close()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.listener.close()


def make_certificate(folder):
    """Options of the server."""
    certificate, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-keyout", key, "-out",
                    certificate], check=True, capture_output=True)
    return "--tls-cert", certificate, "--tls-key", key


class TwilioRest:
    """The REST API, which answers as it is told to."""

    def __init__(self):
        self.requests = []  # (path, form)
        self.answers = None
        self.may_answer = threading.Event()
        self.may_answer.set()
        rest = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                rest.requests.append((self.path, dict(
                    urllib.parse.parse_qsl(body.decode()))))
                rest.may_answer.wait()
                status, value = rest.answers or (
                    201, {"sid": "CA" + os.urandom(16).hex()})
                text = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever)

    def answer(self, status, value):
        self.answers = (status, value)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.may_answer.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def read_call(server, phone):
    """Its record, when its end has been written."""
    found = {}

    def has_ended():
        found.update(server.get(f"/api/calls/{phone.id}").get("record") or {})
        return found.get("ended")
    server.wait_until(has_ended, "the end in the record")
    return found


def end_of(server, phone):
    return read_call(server, phone)


def turns_of(server, phone):
    return read_call(server, phone)["turns"]
