# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A PostgreSQL server of the test's own, in a folder of its own."""

import os
import pathlib
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile

from writer import PATIENCE_S, check, wait_for

USER, PASSWORD, DATABASE = "voice", "s3cret-w0rd", "calls"


def find_programs():
    """Debian has those of a server in a folder for each version; None if there
    are none."""
    def version(path):
        return [int(n) for n in re.findall(r"\d+", path.parent.name)]

    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"),
                   key=version)
    found = [path for path in found if (path / "initdb").exists()]
    return found[-1] if found else None


def find_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Postgres:
    """A context: it runs from its start on. As root it belongs to the user
    postgres: the server refuses to be root."""

    def __init__(self):
        self.programs = find_programs()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="ovs-postgres-"))
        self.process = None
        self.owner = {}
        if os.getuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self.owner = {"user": user.pw_uid, "group": user.pw_gid,
                          "extra_groups": []}
        self.port = find_port()
        self.password = PASSWORD
        (self.folder / "word").write_text(PASSWORD)
        (self.folder / "word").chmod(0o644)

    def url(self, password=PASSWORD):
        return (f"postgresql://{USER}:{password}@127.0.0.1:{self.port}"
                f"/{DATABASE}")

    def run(self, program, *arguments, **options):
        return subprocess.run(
            [self.programs / program, *map(str, arguments)], check=False,
            text=True, capture_output=True, cwd=self.folder,
            env={**os.environ, "PGPASSWORD": self.password, "LC_ALL": "C.UTF-8"},
            **self.owner, **options)

    def make(self):
        done = self.run("initdb", "-D", self.folder / "data", "-U", USER, "-A",
                        "scram-sha-256", "--pwfile", self.folder / "word",
                        "-E", "UTF8", "--no-sync")
        check(done.returncode == 0, done.stderr)
        self.start()
        self.sql(f"CREATE DATABASE {DATABASE}", "postgres")

    def start(self):
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen(
                [self.programs / "postgres", "-D", self.folder / "data", "-k",
                 self.folder, "-p", str(self.port), "-c",
                 "listen_addresses=127.0.0.1", "-c", "fsync=off"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                cwd=self.folder, start_new_session=True, **self.owner)
        wait_for(lambda: self.run("pg_isready", "-h", "127.0.0.1", "-p",
                                  self.port).returncode == 0, "the server")

    def stop(self):
        """At once: those who are connected are thrown out."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(PATIENCE_S)

    def freeze(self, still=True):
        """All its processes: they take what is sent, and do nothing."""
        number = signal.SIGSTOP if still else signal.SIGCONT
        children = pathlib.Path(
            f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        for pid in [self.process.pid,
                    *map(int, children.read_text().split())]:
            os.kill(pid, number)

    def sql(self, text, database=DATABASE):
        """Rows of texts."""
        done = self.run("psql", "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h",
                        "127.0.0.1", "-p", self.port, "-U", USER, database,
                        "-c", text)
        check(done.returncode == 0, done.stderr)
        return [line.split("|") for line in done.stdout.splitlines()]

    def set_password(self, password):
        self.sql(f"ALTER USER {USER} PASSWORD '{password}'")
        self.password = password

    def clear(self):
        self.sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")

    def __enter__(self):
        try:
            self.make()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error):
        if self.process is not None and self.process.poll() is None:
            self.freeze(False)
            self.stop()
        shutil.rmtree(self.folder)
