# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The local server as a program: started, where it is, ended."""

import json
import os
import pathlib
import subprocess
import tempfile

PATIENCE_S = 60


class LocalServer:
    """A context; it listens from its start on.

    The script is a path, or a value that is written to a file. Everything else
    that is named goes to subprocess.Popen.
    """

    def __init__(self, program, *options, script=None, **streams):
        self.script = None
        if script is not None and not isinstance(script, (str, pathlib.Path)):
            self.script = tempfile.NamedTemporaryFile("w", suffix=".json")
            json.dump(script, self.script)
            self.script.flush()
            script = self.script.name
        command = [program, *options]
        if script is not None:
            command += ["--script", script]
        self.process = subprocess.Popen(list(map(str, command)), text=True,
                                        stdout=subprocess.PIPE, **streams)
        line = self.process.stdout.readline()
        if not line.startswith(("Listening on ws://", "Listening on wss://")):
            self.stop()
            raise RuntimeError(f"the local server did not start: {line}")
        self.uri = line.split()[-1]
        self.port = int(self.uri.split("/")[2].rsplit(":", 1)[1])
        scheme = "https" if self.uri.startswith("wss:") else "http"
        self.base_url = f"{scheme}://127.0.0.1:{self.port}/v1"

    def environment(self, **more):
        """This one's, in which a program finds the server."""
        return {**os.environ, "OPENAI_API_KEY": "none", "LC_ALL": "C.UTF-8",
                "OPENAI_BASE_URL": self.base_url, **more}

    def stop(self):
        """Its exit status."""
        self.process.terminate()
        status = self.process.wait(PATIENCE_S)
        self.process.stdout.close()
        if self.script is not None:
            self.script.close()
        return status

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.stop()
