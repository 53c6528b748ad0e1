# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The voice server as a program: started, asked, ended."""

import http.client
import json
import os
import pathlib
import signal
import ssl
import subprocess
import tempfile
import threading
import time

PATIENCE_S = 60


DESK = {"desk": {"instructions": "Answer."}}
API_TOKEN = "a-token-of-the-tests"


class VoiceServer:
    """A context; it listens from its start on.

    Its log is kept in lines, whatever happens to it. One that others are to
    reach has a token, which is shown when a request does not say otherwise.
    """

    def __init__(self, program, *options, agents=None, script=None,
                 environment=(), tls=None, token=API_TOKEN):
        self.folder = tempfile.TemporaryDirectory(prefix="voice-")
        self.path = pathlib.Path(self.folder.name)
        port_file = self.path / "port"
        if agents is None or isinstance(agents, dict):
            agents = self.write_agents(agents or DESK)
        if script is not None:
            (self.path / "script.json").write_text(json.dumps(script))
            options += ("--local-script", self.path / "script.json")
        command = [program, "--port", 0, "--port-file", port_file, "--state",
                   self.path / "state", "--agents", agents, *options]
        variables = {name: value for name, value in os.environ.items()
                     if not name.startswith(("OPENAI_", "TWILIO_"))}
        variables.update(LC_ALL="C.UTF-8", HOME=self.folder.name,
                         XDG_CONFIG_HOME=self.folder.name)
        variables.update(environment)
        self.token = None
        if token is not None and ("--public-url" in options
                                  or "OPENAI_WEBHOOK_SECRET" in variables):
            self.token = variables.setdefault("OPENAI_VOICE_SERVER_API_TOKEN",
                                              token)
        self.tls = tls
        self.may_read = threading.Event()  # what it logs
        self.may_read.set()
        self.lines = []
        self.changed = threading.Condition()
        self.process = subprocess.Popen(list(map(str, command)), text=True,
                                        env=variables, stderr=subprocess.PIPE,
                                        stdin=subprocess.DEVNULL)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        self.wait_for_line("listening")
        self.port = int(port_file.read_text())

    def write_agents(self, agents):
        """From names and what their files say."""
        folder = self.path / "agents"
        folder.mkdir(exist_ok=True)
        for name, agent in agents.items():
            (folder / f"{name}.json").write_text(
                json.dumps({"name": name, **agent}))
        return folder

    def read(self):
        for line in self.process.stderr:
            self.may_read.wait()
            with self.changed:
                self.lines.append(line.rstrip("\n"))
                self.changed.notify_all()
        with self.changed:
            self.lines.append(None)
            self.changed.notify_all()

    def wait_for_line(self, words, count=1):
        """The count-th line with these words."""
        deadline = time.monotonic() + PATIENCE_S
        with self.changed:
            while True:
                found = [line for line in self.lines
                         if line is not None and words in line]
                if len(found) >= count:
                    return found[count - 1]
                left = deadline - time.monotonic()
                if left <= 0 or (self.lines and self.lines[-1] is None):
                    raise RuntimeError(f"no line with {words!r}:\n"
                                       + "\n".join(map(str, self.lines)))
                self.changed.wait(left)

    @property
    def log(self):
        with self.changed:
            return "\n".join(line for line in self.lines if line is not None)

    def request(self, method, path, body=None, headers=(), **more):
        """Status, headers and body of an answer; JSON is read."""
        context = ssl._create_unverified_context() if self.tls else None
        kind = (http.client.HTTPSConnection if self.tls
                else http.client.HTTPConnection)
        more = {"context": context, **more} if self.tls else more
        connection = kind("127.0.0.1", self.port, timeout=PATIENCE_S, **more)
        headers = dict(headers)
        if self.token is not None:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
            headers.setdefault("Content-Type", "application/json")
        try:
            connection.request(method, path, body, headers)
        except (BrokenPipeError, ConnectionResetError):
            pass  # it was told off before it had said all
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        if data and answer.headers.get_content_type() == "application/json":
            data = json.loads(data)
        else:
            data = data.decode()
        return answer.status, answer.headers, data

    def get(self, path, **more):
        return self.request("GET", path, **more)[2]

    def wait_until(self, condition, what):
        """A condition that another process makes true."""
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            if time.monotonic() > deadline:
                raise RuntimeError(f"{what} did not come:\n{self.log}")
            time.sleep(0.02)

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self):
        """Its exit status, when it has been asked to end."""
        status = self.process.wait(PATIENCE_S)
        self.reader.join(PATIENCE_S)
        return status

    def stop(self):
        self.may_read.set()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(2)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGTERM)
        try:
            self.wait()
        finally:
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
            self.process.stderr.close()
            self.folder.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        if error[0] is not None:
            print("# " + self.log.replace("\n", "\n# "), flush=True)
        self.stop()
